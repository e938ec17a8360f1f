"""Mails and mistakes about accounts: they speak to people as the rest of the house does."""

import re

import pytest
from allauth.account.adapter import get_adapter
from django.core import mail
from django.test import Client
from django.urls import reverse

from grants.stories.ground import find_user

pytestmark = pytest.mark.django_db
DU = re.compile(r"\b(du|dein\w*|dich|dir)\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def sent():
    (message,) = mail.outbox
    return message.subject, message.body


def test_mail_about_a_forgotten_password_says_sie():
    person = find_user("vera", "Vera Beispiel")
    Client().post(reverse("account_reset_password"), {"email": person.email})
    subject, body = sent()
    assert subject == "Ein neues Passwort festlegen"
    assert "/konto/" in body
    assert not DU.search(body)


def test_mail_to_an_unknown_address_says_sie():
    Client().post(reverse("account_reset_password"), {"email": "niemand@beispiel.example"})
    subject, body = sent()
    assert "kein Konto" in subject
    assert not DU.search(body)


def test_mail_that_asks_for_a_confirmation_says_sie():
    word = "Ein-langes-Passwort-7"
    data = {"email": "neu@beispiel.example", "password1": word, "password2": word}
    Client().post(reverse("account_signup"), data)
    subject, body = sent()
    assert "bestätigen Sie" in subject
    assert "/konto/" in body
    assert not DU.search(body)


def test_two_passwords_that_differ_are_told_in_our_words():
    data = {
        "email": "neu@beispiel.example",
        "password1": "Ein-langes-Passwort-7",
        "password2": "Ein-anderes-9",
    }
    page = Client().post(reverse("account_signup"), data).content.decode()
    assert "Bitte geben Sie zweimal dasselbe Passwort ein." in page
    assert "neu@beispiel.example" in page
    assert not DU.search(re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize(
    "key",
    [
        "cannot_remove_primary_email",
        "enter_current_password",
        "max_email_addresses",
        "rate_limited",
        "unverified_primary_email",
    ],
)
def test_mistakes_say_sie(key):
    assert not DU.search(str(get_adapter().error_messages[key]))
