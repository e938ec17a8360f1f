"""``manage.py serve``: web, worker and beat in one process, for a trial or one small office (up to ten people).

The web server is waitress: pure Python, threads only, made to be started from inside a program; gunicorn forks its
workers, and a fork must not inherit running worker threads. Worker and beat are threads beside it and share the
``memory://`` broker with it, so this must be the only process: a file lock refuses a second one. What the broker
forgets when the process ends stands in the database and is swept up at the next start.
"""

import fcntl
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from celery import Celery, beat, current_app
from celery.exceptions import SecurityWarning
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.core.servers.basehttp import get_internal_wsgi_application
from waitress.server import create_server

WEB_THREADS, WORKER_THREADS, MAIL_THREADS = 8, 2, 1

BEHIND_TLS = (
    "Anmelden kann man sich nur über https, also hinter einem Proxy. Steht Mittelweg auf diesem Rechner allein, sagen "
    "Sie es ihm mit PUBLIC_URL=http://127.0.0.1:8000."
)


class Command(BaseCommand):
    """Starts the whole house in one process; SIGTERM or Ctrl-C ends it, tasks in hand are finished first."""

    help = "Startet alles in einem Prozess: Web, Aufgaben und Uhr. Für einen Versuch oder ein kleines Büro."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError(
                "serve läuft nur mit CELERY_BROKER_URL=memory://. Mit einem anderen Broker laufen Web, worker "
                "und beat als eigene Dienste (compose.yaml)."
            )
        lead_links_to(port)
        with only_one(settings.VAR_DIR / "serve.lock"):
            call_command("migrate", interactive=False, verbosity=0)
            with worker_and_beat():
                seed_if_empty()
                self.serve(host, port)

    def serve(self, host: str, port: int) -> None:
        server = create_server(
            get_internal_wsgi_application(), host=host, port=port, threads=WEB_THREADS, ident=None
        )
        self.stdout.write(f"Mittelweg läuft: http://{host}:{port}/  (beenden mit Strg+C)")
        if settings.SESSION_COOKIE_SECURE:
            self.stdout.write(BEHIND_TLS)
        self.stdout.flush()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        server.run()  # until SystemExit or KeyboardInterrupt, which it takes as the wish to end
        server.close()


def lead_links_to(port: int) -> None:
    """Links in letters and mails lead to this server, unless ``PUBLIC_URL`` names another address."""
    if settings.PUBLIC_URL == settings.OWN_URL:
        settings.PUBLIC_URL = urlsplit(settings.OWN_URL)._replace(netloc=f"127.0.0.1:{port}").geturl()


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Holds the lock file while the body runs; CommandError if another process holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(f"Mittelweg läuft schon: {path} ist gesperrt.") from None
        yield


@contextmanager
def worker() -> Iterator[None]:
    """Two pools of worker threads, one for mails alone: a mail server that hangs holds up no letter and no sweep.

    They are stopped at the end; tasks in hand are finished. One app has one set of queues to take from, so the pool for
    mails has an app of its own. The last one that is made is the app of this process.
    """
    # Celery warns root because of pickled tasks; ours are JSON, and in a trial container root is usual.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    app = current_app._get_current_object()
    mailing = Celery("mailing", set_as_current=False)
    mailing.config_from_object("django.conf:settings", namespace="CELERY")
    with pool(mailing, "mail", MAIL_THREADS), pool(app, "celery", WORKER_THREADS):
        yield


@contextmanager
def pool(app: Celery, queue: str, threads: int) -> Iterator[None]:
    """Threads that take tasks from one queue."""
    workers = app.Worker(
        pool="threads",
        concurrency=threads,
        queues=[queue],
        hostname=f"{queue}@localhost",
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
        quiet=True,
    )
    working = Thread(target=workers.start, name=f"worker-{queue}", daemon=True)
    working.start()
    try:
        yield
    finally:
        workers.stop()
        working.join(timeout=settings.CELERY_TASK_TIME_LIMIT)


@contextmanager
def worker_and_beat() -> Iterator[None]:
    """The workers with a beat beside them."""
    clock = beat.Service(current_app, scheduler_cls="celery.beat:Scheduler")
    with worker():
        Thread(target=clock.start, name="beat", daemon=True).start()
        try:
            yield
        finally:
            clock.stop()  # not waited for: it sleeps until its next entry and holds nothing


def seed_if_empty() -> None:
    """Writes the example data into an empty database, beside the web, which answers meanwhile."""
    if settings.DEMO and not get_user_model().objects.exists():
        Thread(target=call_command, args=("demo",), name="demo", daemon=True).start()
