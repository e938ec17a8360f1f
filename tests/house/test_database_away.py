"""A database that goes away: a page with what was typed from everywhere, and one line in the log for all of it."""

import logging
import os
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import psycopg
import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import DatabaseError, InterfaceError, OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse

from config.sessions import SessionStore
from demo.stories.ground import find_user
from grants.faults import Fault, OnceForAll, Outage, fault_of
from grants.middleware import mistake
from tests.forms_in import forms_in
from tests.servers import Postgres, free_port
from tests.waiting import STILL, effort_of, wait_until

ROOT = Path(__file__).resolve().parents[2]
LONG = "Ein langer Text über das Vorhaben, den niemand zweimal tippt.\nMit einer zweiten Zeile."


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("words that nobody reads")
    error.sqlite_errorcode = code
    return error


class Ended(psycopg.OperationalError):
    sqlstate = "57P01"


class NoDisk(psycopg.OperationalError):
    sqlstate = "53100"


class NoTable(psycopg.ProgrammingError):
    sqlstate = "42P01"


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (caused(OperationalError(), Ended()), Fault.AWAY),
        (caused(OperationalError("connection failed"), psycopg.OperationalError()), Fault.AWAY),
        (caused(InterfaceError("the connection is closed"), psycopg.InterfaceError()), Fault.AWAY),
        (caused(OperationalError(), NoDisk()), Fault.FULL),
        (caused(DatabaseError(), NoTable()), None),
        (caused(OperationalError(), sqlite_error(sqlite3.SQLITE_CANTOPEN)), Fault.AWAY),
        (caused(DatabaseError(), sqlite_error(sqlite3.SQLITE_NOTADB)), Fault.AWAY),
        (caused(OperationalError(), sqlite_error(sqlite3.SQLITE_IOERR_READ)), Fault.AWAY),
        (caused(OperationalError(), sqlite_error(sqlite3.SQLITE_IOERR_WRITE)), Fault.FULL),
        (caused(OperationalError(), sqlite_error(sqlite3.SQLITE_FULL)), Fault.FULL),
        (caused(OperationalError(), sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT)), Fault.BUSY),
        (caused(OperationalError("no such table"), sqlite_error(sqlite3.SQLITE_ERROR)), None),
        (OperationalError("database is locked"), Fault.BUSY),
        (OSError(28, "No space left on device"), Fault.FULL),
        (OSError(2, "No such file"), None),
        (ValueError(), None),
    ],
)
def test_each_error_is_known_by_its_code(error, fault):
    assert fault_of(error) is fault
    assert fault_of(caused(RuntimeError("follows"), error)) is fault


# One line


def test_the_log_says_once_that_the_database_is_away_and_once_that_it_is_back(caplog, error_log):
    outage = Outage()
    for _ in range(50):
        outage.begin(OperationalError("connection refused"))
    outage.end()
    outage.end()
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2
    assert "is away" in said[0]
    assert "back" in said[1]
    assert "49 lines" in said[1]
    error_log.clear()


def line(error=None, name="celery.app.trace", **said):
    record = logging.LogRecord(
        name, logging.ERROR, "", 0, "raised", (), (type(error), error, None) if error else None
    )
    record.__dict__ |= said
    return record


def test_the_filter_lets_through_all_but_what_repeats_it(monkeypatch, error_log):
    outage, once = Outage(), OnceForAll()
    monkeypatch.setattr("grants.faults.OUTAGE", outage)
    away = caused(OperationalError("gone"), Ended())
    unavailable = {"name": "django.request", "status_code": 503}
    assert once.filter(line(**unavailable))
    assert not once.filter(line(away))
    assert not once.filter(line(**unavailable))
    assert once.filter(line(ValueError("mine")))
    assert once.filter(line(name="django.request", status_code=500))
    outage.end()
    assert once.filter(line(**unavailable))
    error_log.clear()


# The page


def broken(error):
    def fail(*_, **__):
        raise error

    return fail


AWAY = caused(OperationalError("server closed the connection unexpectedly"), psycopg.OperationalError())


@pytest.fixture
def quiet(monkeypatch, error_log):
    """Errors of the log are expected here."""
    monkeypatch.setattr("grants.middleware.OUTAGE", Outage())
    yield
    error_log.clear()


@pytest.mark.django_db
@pytest.mark.parametrize("where", [(SessionStore, "_get_session_from_db"), (Session, "save")])
def test_session_that_cannot_be_read_or_written_keeps_what_was_typed(where, monkeypatch, quiet):
    client = Client(raise_request_exception=False)
    client.force_login(find_user("vera", "Vera Beispiel"))
    monkeypatch.setattr(*where, broken(AWAY))
    address = reverse("grants:profile")
    answer = client.post(address, {"name": "Vera Neu", "about": LONG})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "20"
    assert "no-store" in answer["Cache-Control"]
    assert "default-src" in answer["Content-Security-Policy"]
    (form,) = [form for form in forms_in(page, address) if form.action == address]
    assert (form.values["name"], form.values["about"]) == (["Vera Neu"], [LONG])
    assert "Noch einmal versuchen" in page


@pytest.mark.django_db
def test_session_that_was_ended_elsewhere_stays_another_page(monkeypatch, quiet):
    client = Client(raise_request_exception=False)
    client.force_login(find_user("vera", "Vera Beispiel"))
    kept = SessionStore(client.cookies["sessionid"].value)
    kept["word"] = "read before"
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        kept.save()


@pytest.mark.django_db
def test_form_without_our_token_is_shown_as_text_and_not_offered_again(quiet):
    request = RequestFactory().post("/x/", {"title": LONG})
    try:
        raise AWAY
    except OperationalError:
        page = mistake(request).content.decode()
    assert LONG in page
    assert "<form" not in page


def test_any_other_mistake_is_still_the_page_of_a_mistake():
    try:
        raise ValueError("mine")
    except ValueError:
        answer = mistake(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "schiefgegangen" in answer.content.decode()


# The real thing


class Browser:
    """Keeps cookies, and takes every answer as a page."""

    def __init__(self, house: str) -> None:
        self.house, self.jar = house, CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def ask(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        sent = urllib.parse.urlencode(data).encode() if data else None
        try:
            with self.opener.open(self.house + path, sent, timeout=STILL) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def token(self) -> str:
        return next(cookie.value or "" for cookie in self.jar if cookie.name == "csrftoken")


@pytest.fixture
def house(tmp_path):
    """``manage.py serve`` on a PostgreSQL of its own, with a person who can sign in."""
    server, port = Postgres(), free_port()
    surroundings = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": server.url,
        "DEMO": "1",
    }
    for program in (["migrate", "--verbosity", "0"], ["shell", "--verbosity", "0", "--command", PERSON]):
        subprocess.run(
            [sys.executable, "-W", "ignore", "manage.py", *program], cwd=ROOT, env=surroundings, check=True
        )
    log = (tmp_path / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "manage.py", "serve", "--port", str(port)],
        cwd=ROOT,
        env=surroundings,
        stdout=log,
        stderr=log,
    )
    browser = Browser(f"http://127.0.0.1:{port}")

    def is_up() -> bool:
        try:
            return browser.ask("/konto/login/")[0] == 200
        except OSError:
            return False

    wait_until(is_up, moving=lambda: effort_of(process.pid))
    yield server, browser, tmp_path / "log"
    process.terminate()
    process.wait(STILL)
    log.close()
    server.remove()


WORD = "Ein-langes-Passwort-7"
PERSON = f"""
from grants.models import User
User.objects.create_user("vera@beispiel.example", "{WORD}", name="Vera Beispiel")
"""


@pytest.mark.slow
def test_restart_of_postgresql_loses_nothing_typed_and_is_two_lines_in_the_log(house):
    server, browser, log = house
    browser.ask("/konto/login/")
    said = {"login": "vera@beispiel.example", "password": WORD, "csrfmiddlewaretoken": browser.token()}
    assert browser.ask("/konto/login/", said)[0] == 200
    browser.ask("/konto/name/")
    server.stop()
    before = log.read_text()
    typed = {"name": "Vera Neu", "csrfmiddlewaretoken": browser.token()}
    address = reverse("grants:profile")
    for _ in range(8):  # every thread of the server
        status, page = browser.ask(address, typed)
        assert status == 503
    time.sleep(11)  # sweeps run into it too
    (form,) = [form for form in forms_in(page, address) if form.action == address]
    assert form.values["name"] == ["Vera Neu"]
    server.start()
    kept = {name: values[0] for name, values in form.values.items()}
    status, page = browser.ask(form.action, kept)
    assert (status, "Vera Neu" in page) == (200, True)
    added = log.read_text().removeprefix(before)
    assert "Traceback" not in added
    assert added.count("the database is away") == 1
    assert added.count("the database is back") == 1
    assert "Service Unavailable" not in added
