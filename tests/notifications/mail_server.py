"""A small SMTP server on a port of its own, for tests: it keeps what it takes and refuses as it is told."""

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import Message
from typing import Any


class MailServer(socketserver.ThreadingTCPServer):
    """``answers`` maps a receiver or the word of a command (``MAIL``, ``DATA`` …) to what is said instead of yes.

    The answer ``hang`` is none at all, for as long as the server lives; ``close`` ends the connection.
    """

    allow_reuse_address, daemon_threads, block_on_close = True, True, False

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Session)
        self.answers: dict[str, str] = {}
        self.taken: list[Message] = []
        self.asked = 0
        """How often somebody connected."""
        self.fate: Callable[[], str] = lambda: ""
        """Asked at the end of each mail: ``taken`` or ``gone`` end the connection before the answer."""
        self.ended = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @contextmanager
    def running(self) -> Iterator["MailServer"]:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield self
        finally:
            self.ended.set()
            self.shutdown()
            self.server_close()


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        with suppress(ConnectionError):  # a client that was killed
            self._talk()

    def _talk(self) -> None:
        self.server.asked += 1
        if not self._say("CONNECT", "220 mail.example ready"):
            return
        for line in self.rfile:
            word = line.decode(errors="replace").strip()
            verb = word.split(" ", 1)[0].upper()
            if verb == "QUIT":
                self._write("221 bye")
                return
            if verb == "DATA":
                self._write("354 go on")
                raw = self._mail()
                fate = self.server.fate()
                if "DATA" not in self.server.answers and fate != "gone":
                    self.server.taken.append(message_from_bytes(raw))
                if fate:
                    return
                if self._say("DATA", "250 taken"):
                    continue
                return
            said = verb
            if verb == "RCPT":
                receiver = word.partition("<")[2].partition(">")[0]
                said = receiver if receiver in self.server.answers else verb
            if not self._say(said, "250 fine"):
                return

    def _mail(self) -> bytes:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, what: str, yes: str) -> bool:
        """Say it; whether the session goes on."""
        answer = self.server.answers.get(what, yes)
        if answer == "hang":
            while not self.server.ended.is_set():
                time.sleep(0.02)
            return False
        if answer == "close":
            return False
        self._write(answer)
        return True

    def _write(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


def sends_by(settings: Any, port: int) -> None:
    """Mails of this test go to the server on this port."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    settings.EMAIL_TIMEOUT = 0.5
