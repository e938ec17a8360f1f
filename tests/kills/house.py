"""Everything that ``compose.yaml`` starts, on ports and in folders of a test: each part can be killed and started."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from email.message import Message
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, TypeVar

import dj_database_url
from django.db import DatabaseError, connection
from django.utils import timezone

from tests.kills.parts import Part
from tests.notifications.mail_server import MailServer
from tests.notifications.progress import how_far as progress
from tests.servers import Postgres, Redis, free_port
from tests.waiting import wait_until

Known = TypeVar("Known")
SITE = "tests.kills.site"
PLACE = ("NAME", "HOST", "PORT", "USER", "PASSWORD")


class Killable(Protocol):
    """What a test takes away and gives back."""

    def start(self) -> None: ...

    def kill(self) -> None: ...


class MailBox:
    """A mail server that may be away; it keeps what it took, and takes some without anybody learning of it."""

    def __init__(self) -> None:
        self.port, self.taken = free_port(), list[Message]()
        self.fate: Callable[[], str] = lambda: ""
        self.open: Any = None

    def start(self) -> None:
        server = MailServer(self.port)
        server.taken, server.fate = self.taken, self.fate
        self.open = server.running()
        self.open.__enter__()

    def kill(self) -> None:
        if self.open:
            self.open.__exit__(None, None, None)


class House:
    """Web, worker, mailer, beat, PostgreSQL, Redis, a mail server. ``web`` and ``work`` name the modules that run."""

    def __init__(
        self, folder: Path, environment: dict[str, str], *, web: str = SITE, work: str = SITE
    ) -> None:
        self.folder, self.port, self.turn = folder, free_port(), Lock()
        self.postgres, self.redis, self.mail = Postgres(durable=True), Redis(), MailBox()
        self.clock = folder / "clock"
        self.clock.write_text("0")
        copy_database(environment["DATABASE_URL"], self.postgres)
        surroundings = environment | {
            "DATABASE_URL": self.postgres.url,
            "CELERY_BROKER_URL": self.redis.url,
            "VAR_DIR": str(folder),
            "CLOCK_AHEAD": str(self.clock),
            "DEMO": "1",
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.mail.port),
            "EMAIL_USE_TLS": "0",
            "OUTBOX_LEASE": "8",  # so that nobody waits for a minute after each death
        }
        server = [
            "gunicorn",
            f"{web}:application",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--worker-class",
            "gthread",
        ]
        server += ["--workers", "2", "--threads", "4", "--graceful-timeout", "30"]
        celery = ["celery", "-A", work]
        commands = {
            "web": server,
            "worker": [*celery, "worker", "--queues", "celery", "--concurrency", "2"],
            "mailer": [*celery, "worker", "--queues", "mail", "--concurrency", "2"],
            "beat": [*celery, "beat", "--pidfile", str(folder / "beat.pid")],
        }
        self.parts = {
            name: Part(command, surroundings, folder / f"{name}.log") for name, command in commands.items()
        }
        self.killable: dict[str, Killable] = {
            **self.parts,
            "redis": self.redis,
            "postgres": self.postgres,
            "smtp": self.mail,
        }
        self.killed: list[str] = []

    def start(self, *names: str) -> None:
        """Start these parts, by default all, and wait until the web server answers."""
        self.mail.start()
        for name in names or self.parts:
            self.parts[name].start()
        self.wait_for_answers()

    def wait_for_answers(self) -> None:
        wait_until(lambda: is_up(self.port), moving=self.effort)

    def end(self) -> None:
        """Nothing of it is left."""
        for part in self.parts.values():
            part.kill()
        self.mail.kill()
        self.redis.remove()
        self.postgres.remove()

    def strike(self, name: str) -> None:
        """Kill a part (or one worker of the web server) and start it again, as compose would."""
        with self.turn:
            self.killed.append(name)
            if name == "web worker":
                if children := self.parts["web"].children():
                    os.kill(children[-1], signal.SIGKILL)  # its master starts another
                return
            self.killable[name].kill()
            self.killable[name].start()

    def keep_up(self) -> None:
        """Start what ended by itself, as compose does (Celery does not always outlive its broker)."""
        with self.turn:
            for part in self.parts.values():
                if part.has_ended():
                    part.start()

    def effort(self, name: str = "") -> float:
        """Processor seconds of a part, or of all."""
        parts = [self.parts[name]] if name else self.parts.values()
        return sum(part.effort() for part in parts)

    def asked(self, question: Callable[[], Known]) -> Known | None:
        """What its records answer; None while the database is away."""
        with suppress(DatabaseError), self.database():
            return question()
        return None

    def how_far(self) -> object:
        """How far the post office has come, and who was killed."""
        return self.asked(progress), len(self.killed)

    # Its clock

    def now(self) -> datetime:
        """What time it is in the house."""
        return timezone.now() + timedelta(seconds=float(self.clock.read_text()))

    def turn_to(self, moment: datetime) -> None:
        """It becomes ``moment``, for all processes at once."""
        new = self.clock.with_suffix(".new")
        new.write_text(str((moment - timezone.now()).total_seconds()))
        new.replace(self.clock)

    # Its database

    @contextmanager
    def database(self) -> Iterator[None]:
        """The records of this process are those of the house."""
        kept = {name: connection.settings_dict[name] for name in PLACE}
        connection.close()
        there = dj_database_url.parse(self.postgres.url)
        connection.settings_dict.update({name: there.get(name, "") for name in PLACE})
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(kept)


def digest_of(media: Path, kept: Any) -> str:
    """The digest of a file that a record of the house names."""
    return sha256((media / str(kept.name)).read_bytes()).hexdigest()


def is_up(port: int) -> bool:
    """Whether the site and its database answer."""
    asked = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asked.request("GET", "/gefoerdert/")
        return asked.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


def copy_database(source: str, target: Postgres) -> None:
    """All tables, rows and counters of a database into an empty server."""
    programs = Path(target.command[0]).parent
    out = [str(programs / "pg_dump"), "--no-owner", "--no-privileges", "--dbname", source]
    into = [str(programs / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "--dbname", target.url]
    written = subprocess.run(out, check=True, capture_output=True)
    subprocess.run(into, input=written.stdout, check=True, capture_output=True)
