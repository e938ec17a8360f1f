"""What every test can ask for: a database of the chosen kind, Redis, a real worker, a browser, and a guard on the log.

``--database postgres|sqlite`` chooses the database; without it a PostgreSQL that ``DATABASE_URL`` names is taken, else
a SQLite file. Everything private (database, ``var``) lies in a temporary folder.
"""

import gc
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import django
import hypothesis
import pytest

# An example may take as long as a busy machine needs; what a whole test costs is told at the end of the run.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent
pytest_plugins = ["tests.browser.chromium", "tests.running"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["postgres", "sqlite"], help="the database to test on")
    parser.addoption("--kept", action="store_true", help="keep the SQLite file of the tests for the next run")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Sets the environment before Django reads it; workers of xdist inherit it and start nothing."""
    gc.disable()  # until everything is loaded
    if not hasattr(config, "workerinput"):
        set_environment(config)
    django.setup()
    from django.conf import settings
    from django.db.backends.signals import connection_created

    from tests import pictures  # only now: it asks for models

    connection_created.connect(pictures.watch)
    # Each client of a test would look at all static files anew; this way one is looked for when it is asked for.
    settings.WHITENOISE_AUTOREFRESH = True
    # What makes a password dear to guess makes it dear to set, in hundreds of tests.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def pytest_collection_finish() -> None:
    """Look for cycles no more in what is loaded now and stays, and less often: that took a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def set_environment(config: pytest.Config) -> None:
    """Chooses the database, starts it if need be, and hides from the tests what the shell around them has set."""
    folder = folder_of(config)
    shutil.rmtree(folder / "var/pictures", ignore_errors=True)  # of a former run with other code
    named = os.environ.get("DATABASE_URL", "")
    kind = config.getoption("--database") or ("postgres" if named.startswith("postgres") else "sqlite")
    if kind == "sqlite":
        named = f"sqlite:///{folder}/mittelweg.sqlite3"
    elif not named.startswith("postgres"):
        from tests.servers import NoServer, Postgres  # only here: most runs of a few tests need no server

        try:
            server = Postgres()
        except NoServer as missing:
            # Left out with a sentence, but not where everything has to be there.
            pytest.exit(f"Die Tests auf PostgreSQL bleiben aus. {missing}", int("REQUIRE_ALL" in os.environ))
        config.add_cleanup(server.remove)
        named = server.url
    # Taken out, not overwritten: Celery prefers this variable to everything that is configured.
    broker = os.environ.pop("CELERY_BROKER_URL", "")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        DATABASE_URL=named,
        VAR_DIR=str(folder / "var"),
        DEMO_INSTALLED="1",
        FUNDS="tests.funds.nachbarschaft",
        PUBLIC_URL="http://127.0.0.1:8000",
        TEST_REDIS_URL=broker if broker.startswith("redis") else "",
    )
    for name in ("DEBUG", "DEMO", "SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_HOST", "BEHIND_PROXY"):
        os.environ.pop(name, None)


def folder_of(config: pytest.Config) -> Path:
    """Where everything private lies: a folder for this run; with ``--kept`` one for all with the same tables."""
    if config.getoption("--kept"):
        migrations = sorted(ROOT.glob("*/migrations/*.py"))
        tables = sha256(b"".join(file.read_bytes() for file in migrations)).hexdigest()[:12]
        config.option.reuse_db = True
        folder = ROOT / "var/tests" / tables
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    folder = Path(tempfile.mkdtemp(prefix="mw-", dir="/tmp"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    return folder


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
    from grants.faults import FULL_DISK

    FULL_DISK.forget()  # what the last test has said is said again
    watch = ErrorLog()
    logging.getLogger().addHandler(watch)
    yield watch
    logging.getLogger().removeHandler(watch)
    if watch.messages:
        pytest.fail("logged at ERROR:\n" + "\n".join(watch.messages), pytrace=False)


@pytest.fixture(scope="session", autouse=True)
def password_is_enough() -> None:
    """Nobody is asked for a second factor, but where a test is about it."""
    from django.conf import settings

    settings.SECOND_FACTOR = False


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """A worker on SQLite finds its file made: a copy, see below."""
    return request.config.option.reuse_db or os.environ["DATABASE_URL"].startswith("sqlite")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any
) -> None:
    """Migrates once in a run, which takes eight seconds of work; each worker begins on a copy."""
    from django.db import connection

    from tests.pictures import once_in_a_run

    if request.config.option.kept:
        return
    with django_db_blocker.unblock():
        template = once_in_a_run("database", migrated)
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = template
    else:
        shutil.copy(template, connection.settings_dict["TEST"]["NAME"])


def migrated() -> str:
    """The name of a database with all tables of today and nobody connected to it."""
    from django.core.management import call_command
    from django.db import connection

    used = connection.settings_dict["NAME"]
    name = f"{used}_template"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name}")
        connection.close()
    connection.settings_dict["NAME"] = name
    call_command("migrate", verbosity=0)
    connection.close()
    connection.settings_dict["NAME"] = used
    return name


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
    address = {"PUBLIC_URL": "https://foerderung.example"}  # with a broker it is a real site
    return {**os.environ, **key, **address, "DATABASE_URL": database, "CELERY_BROKER_URL": redis_url}


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
    process.wait()


@pytest.fixture(scope="session", autouse=True)
def print_once() -> Iterator[None]:
    """Make each letter into a PDF once in a run: the same words give the same bytes, and a Bescheid takes a second."""
    from notifications import making
    from tests.pictures import once_in_a_run

    render = making.render

    def printed(html: str, **said: Any) -> bytes:
        name = sha256(repr((html, sorted(said.items()))).encode()).hexdigest()
        return once_in_a_run(f"letter-{name}", lambda: render(html, **said))

    making.render = printed
    yield
    making.render = render


@pytest.fixture(autouse=True)
def known_database() -> Iterator[None]:
    """Every test begins on a database without rows of ours, and says so to the pictures."""
    from tests import pictures

    pictures.begin()
    yield
    pictures.end()


@pytest.fixture
def world(db: None) -> Any:
    """Guidelines, staff, body, pot and round."""
    from tests.factories import World

    return World()


@pytest.fixture
def case_in(db: None) -> Callable[..., Any]:
    """A story whose case stands in a stage; words change its paper."""
    from tests.factories import World, drive

    def story_in(stage: Any, **said: Any) -> Any:
        return drive(World(), stage, **said)

    return story_in


@pytest.fixture
def account_mails(settings: Any) -> None:
    """Mails are kept in memory (:func:`tests.accounts.sent`), new addresses are confirmed, nobody is locked out yet."""
    from django.core.cache import cache

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    cache.clear()
