"""A letter becomes a PDF here, wholly or not at all: printed by a process of its own, then compared with its HTML.

The process (:mod:`notifications.printing`) is kept for the next letter. It holds nothing of this one but one end of a
socket: no database connection, no secret of the environment, and no signal that this process gets. It ends with this
process, however that ends; after an error, an interrupted order or the deadline it is replaced.
"""

import atexit
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock, Timer

from django.conf import settings

from notifications.proofreading import faults

logger = logging.getLogger(__name__)

DEADLINE = 40
"""Seconds after which a letter is given up; below the time limit of a task, so that its row says why."""
OF_THE_SURROUNDINGS = (
    "PATH",
    "LD_LIBRARY_PATH",
    "LANG",
    "LC_ALL",
    "HOME",
    "XDG_CACHE_HOME",
    "PYTHONHASHSEED",
)
"""What the press needs to know of the environment; the rest holds secrets."""


class NotPrinted(RuntimeError):
    """A letter could not be printed, or not wholly; the sentence says why."""


def render(html: str, *, number: str, title: str, made_at: date | datetime) -> bytes:
    """Return the letter as PDF bytes, the same ones for the same arguments in every process.

    ``number`` is the document number (also the file's identifier), ``title`` stands in the window's title bar,
    ``made_at`` is the day or the aware moment that the file bears as its date of making.
    Raises :class:`NotPrinted`; a PDF that lacks anything of its HTML is never returned.
    """
    pdf = PRESS.printed(html, number, title, _stamp(made_at))
    if found := faults(html, pdf, title=title):
        raise NotPrinted(f"Der Druck ist unvollständig: {'; '.join(found)}.")
    return pdf


UNPRINTED = (
    "Das Schreiben lässt sich gerade nicht drucken. Versuchen Sie es in einigen Minuten noch einmal; bleibt es dabei, "
    "sagen Sie bitte der Betriebsstelle Bescheid."
)


def if_printed(make: Callable[[], bytes]) -> bytes | None:
    """What is printed while somebody waits; None if it cannot be, and the log says why.

    Whoever calls says :data:`UNPRINTED` instead.
    """
    try:
        return make()
    except NotPrinted as reason:
        logger.error("what somebody waits for could not be printed: %s", reason, exc_info=reason)
        return None


class Press:
    """The process that prints for this one, a letter at a time; started when the first letter is ordered."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self.deadline = deadline
        self.process: subprocess.Popen[bytes] | None = None
        self._line: Connection
        self._scratch = ""
        self._turn = Lock()

    def printed(self, *order: str) -> bytes:
        """Return what the press makes of HTML, number, title and date; NotPrinted with its reason otherwise.

        Whatever raises in between (a signal, a limit) takes the process with it: what it still answers belongs to an
        order that nobody waits for.
        """
        with self._turn, ExitStack() as interrupted:
            interrupted.callback(self.end)
            if self.process is None or self.process.poll() is not None:
                self.end()
                self._start()
            reason, content = self._ask([part.encode() for part in order])
            if reason:
                error = NotPrinted(reason)
                error.add_note(content.decode())
                raise error
            interrupted.pop_all()
            return content

    def end(self) -> None:
        """End the process, if there is one, and take its scratch files away."""
        if self.process is not None:
            self._line.close()
            self.process.kill()
            self.process.wait()
            shutil.rmtree(self._scratch, ignore_errors=True)
            self.process = None

    def _start(self) -> None:
        """Start the process with all signals blocked, which it keeps: whoever ends this process or its group does not
        reach a letter in the press, and nothing lands here between the start and the note of it."""
        base = Path(settings.BASE_DIR)
        places = [base, settings.VAR_DIR, *settings.LETTER_FONT_ROOTS]
        known = {name: os.environ[name] for name in OF_THE_SURROUNDINGS if name in os.environ}
        with _undisturbed():
            self._scratch = tempfile.mkdtemp(prefix="letters-")
            self._line, theirs = Pipe()
            with theirs:
                self.process = subprocess.Popen(
                    [sys.executable, "-m", "notifications.printing", str(theirs.fileno()), *map(str, places)],
                    cwd=base,
                    env=known | {"TMPDIR": self._scratch},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                )

    def _ask(self, order: list[bytes]) -> tuple[str, bytes]:
        """What went wrong ("" if nothing did), and the PDF or where it went wrong."""
        assert self.process is not None
        began, alarm = time.monotonic(), Timer(self.deadline, self.process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            for part in order:
                self._line.send_bytes(part)
            return self._line.recv_bytes().decode(), self._line.recv_bytes()
        except (EOFError, OSError):
            late = time.monotonic() - began >= self.deadline
            return f"Der Druck {'war nach der Frist nicht fertig' if late else 'brach ab'}.", b""
        finally:
            alarm.cancel()

    def _forget(self) -> None:
        """Leave the process to the one that started it, in a fork of that; the fork starts one of its own."""
        if self.process is not None:
            self._line.close()
            self.process.returncode = 0  # not ours to wait for
            self.process = None
        self._turn = Lock()  # perhaps held by a thread that is not here


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No signal is handled inside, nor by what is started inside."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stamp(made_at: date | datetime) -> str:
    if isinstance(made_at, datetime):
        return made_at.isoformat(timespec="seconds")
    return f"{made_at.isoformat()}T00:00:00Z"


PRESS = Press()
atexit.register(PRESS.end)
os.register_at_fork(after_in_child=PRESS._forget)
