"""The pages of a database that is away, a full disk and too large a request, as somebody sees them; and the way on."""

import sqlite3
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.urls import reverse

from config.sessions import SessionStore
from demo.stories.ground import find_user
from grants.faults import Outage
from grants.models import User
from tests.browser.looking import WIDTHS, Looking
from tests.browser.test_desk_pages import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Away(sqlite3.OperationalError):
    sqlite_errorcode = sqlite3.SQLITE_CANTOPEN


class Full(sqlite3.OperationalError):
    sqlite_errorcode = sqlite3.SQLITE_FULL


def raising(cause: type[Exception]) -> Any:
    def fail(*_: Any, **__: Any) -> None:
        raise OperationalError("nothing goes") from cause()

    return fail


@pytest.fixture
def typing(page: Any, live_server: Any) -> Any:
    """Somebody who has typed another name and not sent it yet."""
    sign_in(page, live_server, find_user("vera", "Vera Beispiel"))
    page.goto(reverse("grants:profile"))
    page.fill("[name=name]", "Vera Neu")
    return page


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch, error_log: Any) -> Any:
    """What is wrong is meant to be logged."""
    monkeypatch.setattr("grants.middleware.OUTAGE", Outage())
    yield
    error_log.clear()


@pytest.mark.parametrize(
    ("name", "where", "cause"),
    [
        ("away", (SessionStore, "_get_session_from_db"), Away),
        ("full", (User, "save"), Full),
        ("full-session", (Session, "save"), Full),
    ],
)
def test_what_was_typed_is_sent_again_from_the_page_of_a_fault(
    name: str, where: Any, cause: Any, typing: Any, axe: Any, quiet: None
) -> None:
    looking = Looking(typing, axe)
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(*where, raising(cause))
        typing.click("main form button")
        assert typing.locator("main form input[name=name]").input_value() == "Vera Neu"
        looking.at(f"Störung {name}", *WIDTHS)
    typing.get_by_role("button", name="Noch einmal versuchen").click()
    typing.get_by_text("Ihr Name ist gespeichert.").wait_for()
    assert User.objects.get(name="Vera Neu")
    assert [line for line in looking.complaints if not line.endswith(": 503")] == []


def test_too_large_a_request_is_said_in_words(page: Any, axe: Any, settings: Any) -> None:
    looking = Looking(page, axe)
    page.goto(reverse("account_login"))
    settings.REQUEST_BYTES = 10
    page.fill("[name=login]", "vera@beispiel.example")
    page.fill("[name=password]", "Ein-langes-Passwort-7")
    page.click("main form button[type=submit], main form button")
    page.get_by_role("heading", name="Das ist zu groß").wait_for()
    looking.at("Zu groß", *WIDTHS)
    assert looking.complaints == []
