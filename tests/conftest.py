"""What every test can ask for: a database of the chosen kind, Redis, a real worker, a browser, and a guard on the log.

``--database postgres|sqlite`` chooses the database; without it a PostgreSQL that ``DATABASE_URL`` names is taken, else
a SQLite file. Everything private (database, ``var``) lies in a temporary folder.
"""

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path
from typing import Any

import django
import pytest

ROOT = Path(__file__).resolve().parent.parent
pytest_plugins = ["tests.browser.chromium"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["postgres", "sqlite"], help="the database to test on")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Sets the environment before Django reads it; workers of xdist inherit it and start nothing."""
    if not hasattr(config, "workerinput"):
        set_environment(config)
    django.setup()


def set_environment(config: pytest.Config) -> None:
    """Chooses the database, starts it if need be, and hides from the tests what the shell around them has set."""
    folder = Path(tempfile.mkdtemp(prefix="mw-", dir="/tmp"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    named = os.environ.get("DATABASE_URL", "")
    kind = config.getoption("--database") or ("postgres" if named.startswith("postgres") else "sqlite")
    if kind == "sqlite":
        named = f"sqlite:///{folder}/mittelweg.sqlite3"
    elif not named.startswith("postgres"):
        from tests.servers import Postgres  # only here: most runs of a few tests need no server

        server = Postgres()
        config.add_cleanup(server.remove)
        named = server.url
    # Taken out, not overwritten: Celery prefers this variable to everything that is configured.
    broker = os.environ.pop("CELERY_BROKER_URL", "")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        DATABASE_URL=named,
        VAR_DIR=str(folder / "var"),
        TEST_REDIS_URL=broker if broker.startswith("redis") else "",
    )
    for name in ("DEBUG", "DEMO", "SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "EMAIL_HOST", "BEHIND_PROXY"):
        os.environ.pop(name, None)


def pytest_report_header() -> str:
    return f"database: {os.environ['DATABASE_URL'].split(':')[0]}"


class ErrorLog(logging.Handler):
    """Keeps what was logged at ERROR or above. A test that expects an error asserts it here and clears it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    @property
    def messages(self) -> list[str]:
        return [f"{record.name}: {record.getMessage()}" for record in self.records]

    def clear(self) -> None:
        self.records.clear()


@pytest.fixture(autouse=True)
def error_log() -> Iterator[ErrorLog]:
    """Anything logged at ERROR fails the test."""
    watch = ErrorLog()
    logging.getLogger().addHandler(watch)
    yield watch
    logging.getLogger().removeHandler(watch)
    if watch.messages:
        pytest.fail("logged at ERROR:\n" + "\n".join(watch.messages), pytrace=False)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A real Redis: the one that CELERY_BROKER_URL named, else a private one."""
    if os.environ["TEST_REDIS_URL"]:
        yield os.environ["TEST_REDIS_URL"]
        return
    from tests.servers import Redis

    server = Redis()
    yield server.url
    server.remove()


@pytest.fixture
def worker_environment(redis_url: str, transactional_db: None) -> dict[str, str]:
    """The environment in which a process of its own works on the database of this test and on the private Redis."""
    from django.conf import settings

    name = str(settings.DATABASES["default"]["NAME"])
    url = os.environ["DATABASE_URL"]
    database = f"sqlite:///{name}" if url.startswith("sqlite") else f"{url.rpartition('/')[0]}/{name}"
    key = {"SECRET_KEY": settings.SECRET_KEY, "DEBUG": "0", "LOG_LEVEL": "INFO"}
    return {**os.environ, **key, "DATABASE_URL": database, "CELERY_BROKER_URL": redis_url}


@pytest.fixture
def redis_broker(redis_url: str) -> Iterator[str]:
    """In this test the app of this process hands its tasks to the private Redis, emptied before."""
    import kombu.pools
    import redis
    from celery import current_app

    embedded = current_app.conf.broker_url

    def switch(url: str) -> None:
        current_app.conf.broker_url = url
        kombu.pools.reset()
        current_app._pool = current_app.amqp._producer_pool = None

    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
    switch(redis_url)
    yield redis_url
    switch(embedded)


@pytest.fixture
def worker(worker_environment: dict[str, str], redis_broker: str, tmp_path: Path) -> Iterator[Any]:
    """A real Celery worker with two processes: a Popen that tests may kill; its log is ``tmp_path / "worker.log"``."""
    command = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "config", "worker", "--concurrency", "2"]
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, env=worker_environment, cwd=ROOT, stdout=log, stderr=log)
    yield process
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="session")
def prepared(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> dict[Any, Any]:
    """One case in every stage, driven there once, outside every test's transaction."""
    from tests.factories import ROADS, World, drive

    request.config.stash[LEFT] = True
    with django_db_blocker.unblock():
        world = World()
        return {"world": world} | {stage: drive(world, stage) for stage in ROADS}


LEFT = pytest.StashKey[bool]()
"""Whether rows lie in the database outside every test's transaction: those of ``prepared``."""


@pytest.fixture(autouse=True)
def nothing_left(request: pytest.FixtureRequest, django_db_blocker: Any) -> None:
    """A transactional test starts from an empty database, also if it is the first after ``prepared``.

    Every later one does so anyway, because each of them empties the database at its end.
    """
    if request.config.stash.get(LEFT, False) and is_transactional(request):
        from django.core.management import call_command

        with django_db_blocker.unblock():
            call_command("flush", verbosity=0, interactive=False)
        request.config.stash[LEFT] = False


def is_transactional(request: pytest.FixtureRequest) -> bool:
    """Whether pytest-django lets this test commit."""
    marker = request.node.get_closest_marker("django_db")
    said = bool(marker and marker.kwargs.get("transaction"))
    return said or not {"transactional_db", "live_server"}.isdisjoint(request.fixturenames)


@pytest.fixture
def world(db: None) -> Any:
    """Guidelines, staff, body, pot and round; made anew where a transactional test has emptied the database."""
    from tests.factories import World

    return World()


@pytest.fixture
def case_in(prepared: dict[Any, Any], db: None) -> Callable[..., Any]:
    """A story whose case stands in a stage. With words about its paper, or in an emptied database, a new one."""
    from grants.models import Application
    from tests.factories import World, drive

    def story_in(stage: Any, **said: Any) -> Any:
        story = prepared[stage]
        if said or not Application.objects.filter(pk=story.case.pk).exists():
            return drive(World(), stage, **said)
        return replace_case(story)

    return story_in


def replace_case(story: Any) -> Any:
    """The same story for one more test, its case read from the database."""
    again = copy(story)
    again.known = list(story.known)
    again.case = type(story.case).objects.get(pk=story.case.pk)
    return again
