"""What the program answers in production: headers, cookies, redirects, and pages of errors that betray nothing."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.test import Client
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[2]
PROBE = """
import json, sys
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
import django
django.setup()
from django.test import Client

def asked(method, path, **extra):
    answer = Client(raise_request_exception=False).generic(method, path, **extra)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return {
        "status": answer.status_code,
        "headers": {name.lower(): value for name, value in answer.headers.items()},
        "cookies": {name: {**cookie} for name, cookie in answer.cookies.items()},
        "body": body.decode(errors="replace"),
    }

HOST = {"HTTP_HOST": "foerderung.example"}
TLS = {"wsgi.url_scheme": "https", **HOST}
print(json.dumps({
    "login": asked("GET", "/konto/login/", **TLS),
    "missing": asked("GET", "/gibt-es-nicht/", **TLS),
    "broken": asked("GET", "/gefoerdert/", **TLS),
    "static": asked("GET", "/static/", **TLS),
    "other_origin": asked("GET", "/konto/login/", HTTP_ORIGIN="https://fremd.example", **TLS),
    "other_host": asked("GET", "/konto/login/", **{**TLS, "HTTP_HOST": "fremd.example"}),
    "plain": asked("GET", "/konto/login/", **HOST),
    "plain_health": asked("GET", "/healthz", **HOST),
    "plain_by_proxy": asked("GET", "/konto/login/", HTTP_X_FORWARDED_PROTO="http", **HOST),
    "forwarded": asked("GET", "/konto/login/", HTTP_X_FORWARDED_PROTO="https", **HOST),
    "settings": {name: getattr(settings, name) for name in (
        "DEBUG", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
        "SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH",
    )},
}))
"""


def answers(tmp_path: Path, **variables: str) -> dict:
    """What a process of its own with the settings of production answers, beside an empty database."""
    asked = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROBE],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "VAR_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "k7Qz-3vN9sXw2LpT8bRf6YhJ4mDc1GgA5eUuKi0o_VnZ",
            "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
            "PUBLIC_URL": "https://foerderung.example",
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    return json.loads(asked.stdout)


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    return answers(tmp_path_factory.mktemp("production"))


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    return answers(tmp_path_factory.mktemp("behind"), BEHIND_PROXY="1")


PAGES = ["login", "missing", "broken", "static", "other_host"]


@pytest.mark.parametrize("page", PAGES)
def test_answer_says_that_only_tls_is_spoken(production, page):
    ages = re.fullmatch(
        r"max-age=(\d+); includeSubDomains", production[page]["headers"]["strict-transport-security"]
    )
    assert int(ages[1]) >= 365 * 24 * 60 * 60


@pytest.mark.parametrize("page", PAGES)
def test_answer_may_not_be_guessed_framed_or_named_elsewhere(production, page):
    headers = production[page]["headers"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize("page", PAGES)
def test_answer_allows_content_of_this_site_alone(production, page):
    policy = dict(
        part.strip().split(" ", 1)
        for part in production[page]["headers"]["content-security-policy"].split(";")
    )
    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }


def test_page_says_what_it_is_and_in_which_letters(production):
    for page in ("login", "missing", "broken"):
        assert production[page]["headers"]["content-type"] == "text/html; charset=utf-8"


def test_page_without_tls_leads_to_the_one_with_it(production):
    assert production["plain"]["status"] == 301
    assert production["plain"]["headers"]["location"] == "https://foerderung.example/konto/login/"
    assert production["plain"]["cookies"] == {}


def test_health_check_leads_nowhere(production):
    assert production["plain_health"]["status"] in (200, 503)


def test_nobody_but_a_proxy_of_ours_says_that_tls_was_spoken(production, behind):
    assert production["forwarded"]["status"] == 500
    assert behind["forwarded"]["status"] == 200


def test_proxy_that_is_not_set_up_is_a_sentence_and_no_circle(production, behind):
    assert "BEHIND_PROXY ist 0" in production["forwarded"]["body"]
    assert behind["plain"]["status"] == 500
    assert "Er muss X-Forwarded-Proto senden (BEHIND_PROXY=1" in behind["plain"]["body"]
    assert behind["plain_by_proxy"]["status"] == 301
    assert behind["plain_health"]["status"] in (200, 503)


def test_cookies_are_of_this_host_alone_and_kept_from_scripts(production):
    cookie = production["login"]["cookies"]["__Host-csrftoken"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert set(production["login"]["cookies"]) == {"__Host-csrftoken"}
    assert production["settings"] == {
        "DEBUG": False,
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_PATH": "/",
    }


def test_other_sites_may_not_read_an_answer(production):
    for page in (*PAGES, "other_origin"):
        assert not [name for name in production[page]["headers"] if name.startswith("access-control")]


@pytest.mark.parametrize(("page", "status"), [("missing", 404), ("broken", 500), ("other_host", 400)])
def test_page_of_an_error_tells_nothing_of_the_inside(production, page, status):
    answer = production[page]
    assert answer["status"] == status
    for inside in ("Traceback", "sqlite", "no such table", "SELECT", "django", str(ROOT), "SECRET"):
        assert inside not in answer["body"], inside


def test_folders_are_not_listed(production):
    assert production["static"]["status"] == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "healthz", "grants:home"])
def test_nothing_of_a_request_is_sent_back_by_trace(client, name):
    answer = client.generic("TRACE", reverse(name), HTTP_X_CANARY="kanarienvogel")
    assert b"kanarienvogel" not in answer.content
    assert answer.status_code < 500


def test_the_mail_server_has_to_prove_its_name(settings):
    settings.EMAIL_USE_TLS = True
    backend = get_connection("django.core.mail.backends.smtp.EmailBackend")
    assert isinstance(backend, EmailBackend)
    assert backend.use_tls
    assert backend.ssl_context.check_hostname
    assert backend.ssl_context.verify_mode.name == "CERT_REQUIRED"


@pytest.mark.parametrize(("proxies", "address"), [(0, "192.0.2.7"), (1, "198.51.100.9")])
def test_address_of_a_browser_is_the_one_that_our_proxy_has_seen(settings, rf, proxies, address):
    """Whatever the browser itself says stands before it in the list, and counts for nothing."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    said = {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "203.0.113.1, 198.51.100.9"}
    assert get_adapter().get_client_ip(rf.get("/", **said)) == address


@pytest.mark.django_db
def test_a_log_line_is_one_line_whatever_an_address_holds(caplog):
    Client().get("/gibt-es-nicht/%0A2026-01-01 00:00:00 INFO django: erfunden")
    (line,) = [record.getMessage() for record in caplog.records if "gibt-es-nicht" in record.getMessage()]
    assert "\n" not in line


@pytest.mark.django_db
def test_sign_in_leads_to_pages_of_ours_only(client, django_user_model):
    django_user_model.objects.create_user(
        "vera@beispiel.example", "ein-langes-Passwort-7", name="Vera Beispiel"
    )
    data = {"login": "vera@beispiel.example", "password": "ein-langes-Passwort-7"}
    for wanted in ("https://fremd.example/", "//fremd.example", "javascript:alert(1)", "/\\fremd.example"):
        answer = client.post(reverse("account_login"), data | {"next": wanted})
        assert answer.status_code == 302
        assert "fremd" not in answer["Location"]
        assert not answer["Location"].startswith("javascript")
