"""Requests that no browser sends get a page, private pages are kept nowhere, and links come from one address alone."""

import re

import pytest
from django.contrib.auth import hashers
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client, RequestFactory
from django.urls import reverse

from config.wsgi import application, is_readable
from demo.stories.ground import find_user
from tests.accounts import sent
from tests.tables import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("account_mails")]
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n..\xff..\r\n--x--\r\n'
FILE = (
    b'--x\r\nContent-Disposition: form-data; name="a"; filename="q"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\n!\xff!\r\n"
)
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
UNSPOKEN = ("utf-7", "utf-16", "idna", "base64", "rot13", "undefined", "unicode_escape", "gibt-es-nicht-7")
REFUSED = [
    *((f"{FORM}; charset={charset}", b"a=+AGE") for charset in UNSPOKEN),
    *((f"{PARTS}; boundary=x; charset={charset}", PART) for charset in UNSPOKEN),
    (f"{PARTS}; boundary*=nix''x; charset*=base64''utf-7", PART),
    (PARTS, b"abc"),
    (f"{PARTS}; boundary=", b"abc"),
    (f"{PARTS}; boundary={'x' * 300}", b"abc"),
    (f"{PARTS}; boundary=x", FILE + b"--x--\r\n"),
]


@pytest.fixture(autouse=True)
def connected():
    """A server lets go of connections between requests; the test keeps its own."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


def asked(method: str, address: str, body: bytes = b"", **said: str) -> tuple[int, dict[str, str], str]:
    """What the server is answered: status, headers and page. An exception would be the server's to bear."""
    environ = (
        RequestFactory().generic(method, address, body).environ | {"CONTENT_LENGTH": str(len(body))} | said
    )
    answer: list[tuple[str, dict[str, str]]] = []
    parts = application(environ, lambda status, headers: answer.append((status, dict(headers))))
    page = b"".join(parts).decode()
    return int(answer[0][0].split()[0]), answer[0][1], page


@each(REFUSED)
def test_odd_form_gets_the_page_of_a_request_that_cannot_be_read(content_type, body):
    status, headers, page = asked("POST", "/konto/login/", body, CONTENT_TYPE=content_type)
    assert status == 400
    assert "Diese Anfrage war nicht lesbar" in page
    assert headers["Cache-Control"] == "private, no-store"
    assert "default-src" in headers["Content-Security-Policy"]


@each(UNSPOKEN)
def test_odd_charset_of_a_page_that_is_only_read(charset):
    said = f"text/html; charset={charset}"
    status, _, page = asked("GET", "/gefoerdert/?a=%2BAGE&b=..%FF", CONTENT_TYPE=said)
    assert (status, "nicht lesbar" in page) == (400, True)


@each(["", "text/plain", f"{FORM}; charset=UTF-8", f'{PARTS}; boundary=x; charset="utf-8"'])
def test_ordinary_content_is_read(content_type):
    assert is_readable(content_type)


ABSURD = [
    {"HTTP_COOKIE": 'sessionid="abcdefgh\\000ijkl"'},
    {"HTTP_COOKIE": "sessionid=\xed\xa0\x80\xed\xa0\x80\xed\xa0\x80"},
    {"HTTP_ACCEPT_LANGUAGE": "de," * 3000},
    {"HTTP_IF_MODIFIED_SINCE": "Foo, 99 Bar 99999999 99:99:99 GMT"},
    {"HTTP_X_FORWARDED_FOR": "\xff, <script>, 999.999.1.1"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[", "HTTP_HX_TARGET": "\xff"},
    {"CONTENT_TYPE": ";;;=\xff; charset"},
    {"CONTENT_LENGTH": "-5"},
    {"HTTP_ACCEPT": "\xff\x01" * 200},
    {"HTTP_USER_AGENT": "\x00\x01\xff" * 200},
]


@each({str(number): headers for number, headers in enumerate(ABSURD)})
def test_absurd_headers_are_answered(headers):
    for address in ("/", "/konto/login/", "/faelle/", "/gefoerdert/"):
        assert Client().get(address, **headers).status_code < 500


# What is kept where


def test_pages_of_somebody_and_pages_about_accounts_are_kept_nowhere():
    client = Client()
    client.force_login(find_user("vera", "Vera Beispiel"))
    for address in ("/", "/faelle/", "/runden/", "/name/", "/gefoerdert/", "/konto/password/change/"):
        assert "no-store" in client.get(address).headers["Cache-Control"], address
    for address in ("/konto/login/", "/konto/signup/", "/faelle/gibt-es-nicht/"):
        assert "no-store" in Client().get(address).headers["Cache-Control"], address


def test_public_page_of_nobody_may_be_kept():
    assert "Cache-Control" not in Client().get("/gefoerdert/").headers


# Where links lead


def _links(body: str) -> list[str]:
    return re.findall(r"https?://\S+", body)


@pytest.fixture
def foreign(settings) -> Client:
    settings.ALLOWED_HOSTS = ["nebenname.example", "testserver"]
    settings.PUBLIC_URL = "https://foerderung.example"
    return Client(HTTP_HOST="nebenname.example")


def test_links_in_mails_lead_to_the_public_address_whatever_the_host_says(foreign):
    word = "Ein-langes-Passwort-7"
    person = find_user("vera", "Vera Beispiel")
    typed = {"name": "Neu Beispiel", "password1": word, "password2": word}
    foreign.post(reverse("account_reset_password"), {"email": person.email})
    foreign.post(reverse("account_reset_password"), {"email": "niemand@beispiel.example"})
    foreign.post(reverse("account_signup"), typed | {"email": person.email})
    foreign.post(reverse("account_signup"), typed | {"email": "neu@beispiel.example"})
    links = [_links(message.body) for message in sent()]
    assert len(links) == 4
    assert all(links)
    assert {link.split("/konto")[0] for found in links for link in found} == {"https://foerderung.example"}


# What the clock tells


def test_registration_does_the_same_work_for_an_address_that_has_an_account(monkeypatch):
    done = []
    hasher = hashers.get_hasher()
    monkeypatch.setattr(type(hasher), "encode", lambda *given: done.append(given) or "md5$x$y")
    person, word = find_user("vera", "Vera Beispiel"), "Ein-langes-Passwort-7"
    done.clear()
    counts = []
    for email in (person.email, "neu@beispiel.example"):
        typed = {"name": "Neu Beispiel", "email": email, "password1": word, "password2": word}
        answer = Client().post(reverse("account_signup"), typed)
        counts.append((len(done), answer.status_code, answer.headers["Location"]))
        done.clear()
    assert counts[0] == counts[1]
    assert counts[0][0] == 1
