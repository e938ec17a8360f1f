"""A site says at its start why it must not run, everything at once, and what leaves it is safe by default."""

import random
import secrets
from dataclasses import replace
from pathlib import Path

from config.guard import FEWEST_BITS, Site, bits, objections
from tests.house.test_frame import OWN_KEY, PRODUCTION, start_django
from tests.tables import each

GOOD = Site(
    embedded=False,
    debug=False,
    demo=False,
    secret_key=OWN_KEY,
    public_url="https://foerderung.example",
    hosts=(),
    proxies=1,
    mail_user="post",
    mail_tls=True,
    var=Path("/tmp"),
)
TRIAL = replace(
    GOOD, embedded=True, secret_key="", public_url="http://127.0.0.1:8000", proxies=0, mail_user=""
)
LAN = replace(TRIAL, public_url="http://buero.example")
REFUSED = [
    ("DEBUG", replace(GOOD, debug=True)),
    (
        "DEBUG",
        replace(GOOD, debug=True, public_url="https://localhost:8443"),
    ),  # behind a proxy it is no workshop
    ("DEBUG", replace(LAN, debug=True)),
    ("DEMO", replace(GOOD, demo=True)),
    ("ALLOWED_HOSTS", replace(GOOD, hosts=("*",))),
    ("ALLOWED_HOSTS", replace(TRIAL, hosts=("a.example", "*"), demo=True)),
    ("SECRET_KEY", replace(GOOD, secret_key="")),
    ("SECRET_KEY", replace(GOOD, secret_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ")),
    ("SECRET_KEY", replace(TRIAL, secret_key="change-me")),
    ("PUBLIC_URL", replace(GOOD, public_url="http://foerderung.example")),
    ("PUBLIC_URL", replace(GOOD, public_url="http://127.0.0.1:8000")),
    ("PUBLIC_URL", LAN),
    ("EMAIL_USE_TLS", replace(GOOD, mail_tls=False)),
    ("VAR_DIR", replace(GOOD, var=Path("/proc/nichts/hier"))),
]
STARTED = [
    GOOD,
    replace(GOOD, mail_user="", mail_tls=False),  # a mail server of one's own that asks for no password
    TRIAL,
    replace(TRIAL, demo=True),
    replace(LAN, demo=True),  # a demonstration shows nothing real
    replace(TRIAL, embedded=False, debug=True, demo=True),  # make dev
]


@each(REFUSED)
def test_start_is_refused(name, site):
    (reason,) = objections(site)
    assert name in reason


@each(STARTED)
def test_start_is_not_refused(site):
    assert list(objections(site)) == []


def test_all_reasons_are_named_at_once():
    started = start_django(
        CELERY_BROKER_URL=PRODUCTION["CELERY_BROKER_URL"],
        PUBLIC_URL="http://foerderung.example",
        SECRET_KEY="k7Zr-" * 12,
        ALLOWED_HOSTS="*",
        EMAIL_HOST_USER="post",
        EMAIL_USE_TLS="0",
    )
    assert started.returncode != 0
    for name in ("SECRET_KEY ist zu leicht", "ALLOWED_HOSTS", "PUBLIC_URL", "EMAIL_USE_TLS"):
        assert name in started.stderr, started.stderr


def test_folder_that_cannot_be_written_is_one_sentence():
    started = start_django(VAR_DIR="/proc/nichts/hier")
    assert "In /proc/nichts/hier lässt sich nicht schreiben" in started.stderr
    assert "FileNotFoundError" not in started.stderr.rpartition("Mittelweg startet so nicht")[2]


def test_drawn_keys_are_never_called_easy():
    drawn = [secrets.token_urlsafe(50) for _ in range(500)] + [secrets.token_hex(32) for _ in range(500)]
    assert min(bits(key) for key in drawn) > FEWEST_BITS


def test_patterns_words_and_runs_are_called_easy():
    chance = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    easy = [
        "x" * 60,
        "ab" * 30,
        "1234567890" * 5,
        letters * 2,
        "passwort-passwort-passwort-passwort-passwort",
    ]
    easy += ["bitte-hier-einen-eigenen-schluessel-eintragen-danke", "7" * 39 + "a"]
    easy += ["".join(chance.choice("01") for _ in range(64))]
    assert [key for key in easy if bits(key) >= FEWEST_BITS] == []


COOKIES = """
import django; django.setup()
from django.conf import settings as s
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)
"""


@each(
    [
        ("True True", {}),
        ("True True", {"PUBLIC_URL": "https://buero.example"}),
        ("False False", {"PUBLIC_URL": "http://localhost:8000"}),
        ("False False", {"DEMO": "1"}),
    ]
)
def test_cookies_of_the_one_process_are_secure_unless_it_is_told_that_it_stands_on_localhost(said, variables):
    import os
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", COOKIES],
        env={
            "PATH": os.environ["PATH"],
            "VAR_DIR": os.environ["VAR_DIR"],
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == said, done.stderr
