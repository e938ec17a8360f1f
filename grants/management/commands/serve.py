"""``manage.py serve``: web, worker and beat in one process, for a trial or one small office (up to ten people).

The web server is waitress: pure Python, threads only, made to be started from inside a program; gunicorn forks its
workers, and a fork must not inherit running worker threads. Worker and beat are threads beside it and share the
``memory://`` broker with it, so this must be the only process: a file lock refuses a second one. What the broker
forgets when the process ends stands in the database and is swept up at the next start.
"""

import fcntl
import signal
import sys
import time
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
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask
from waitress.utilities import RequestEntityTooLarge

from grants.views.too_large import too_large_page

WEB_THREADS, WORKER_THREADS, MAIL_THREADS = 8, 2, 1
MOST_CONNECTIONS = 500
"""At once: half of the files that a process may usually open."""
IDLE_SECONDS, CLEANUP_SECONDS = 30, 5
"""Nothing was heard from a connection for so long: it is closed, at the next of these looks."""
HEADER_SECONDS, BODY_SECONDS = 20, 15 * 60
"""How long a request may take to arrive: 100 MB over a slow line take ten minutes."""

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
        server = listen(get_internal_wsgi_application(), host, port)
        self.stdout.write(f"Mittelweg läuft: http://{host}:{port}/  (beenden mit Strg+C)")
        if settings.SESSION_COOKIE_SECURE:
            self.stdout.write(BEHIND_TLS)
        self.stdout.flush()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        server.run()  # until SystemExit or KeyboardInterrupt, which it takes as the wish to end
        server.close()


class RefusedAtTheDoor(ErrorTask):
    """The answer to a request that cannot be taken as it is: a page of ours where it is for its size."""

    def execute(self) -> None:
        if not isinstance(self.request.error, RequestEntityTooLarge):
            super().execute()
            return
        body = too_large_page().encode()
        self.status = "413 Request Entity Too Large"
        self.response_headers.append(("Content-Type", "text/html; charset=utf-8"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Connection(HTTPChannel):
    """Somebody who asks. A request that does not come to its end in time is given up, however it dribbles."""

    error_task_class = RefusedAtTheDoor
    began = 0.0
    """When the request that is being read began; 0 between two requests."""

    def received(self, data: bytes) -> bool:
        """Take in what came."""
        taken = super().received(data)
        if self.request is None:
            self.began = 0.0
            return taken
        self.began = self.began or time.monotonic()
        allowed = BODY_SECONDS if self.request.headers_finished else HEADER_SECONDS
        if time.monotonic() - self.began > allowed:
            self.will_close = True
        return taken


def listen(application: Any, host: str, port: int) -> Any:
    """The web server. Requests are read by one thread for all, so that those that never end keep no worker busy."""
    sockets: dict[int, Any] = {}
    server = create_server(
        application,
        sockets,
        host=host,
        port=port,
        threads=WEB_THREADS,
        ident=None,
        max_request_body_size=settings.REQUEST_BYTES + 1,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=CLEANUP_SECONDS,
        connection_limit=MOST_CONNECTIONS,
        asyncore_use_poll=True,
    )
    for listening in sockets.values():
        listening.channel_class = Connection
    return server


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
