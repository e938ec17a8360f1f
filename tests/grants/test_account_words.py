"""Mails and mistakes about accounts: they speak to people as the rest of the house does."""

import re

import pytest
from allauth.account.adapter import get_adapter
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from demo.stories.ground import find_user
from grants.models import User
from notifications import account_mail

pytestmark = pytest.mark.django_db
DU = re.compile(r"\b(du|dein\w*|dich|dir)\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def sent():
    account_mail.settle()
    (message,) = mail.outbox
    return message.subject, message.body


def newcomer(**said):
    """What somebody types who registers."""
    word = "Ein-langes-Passwort-7"
    typed = {"name": "Neu Beispiel", "email": "neu@beispiel.example", "password1": word, "password2": word}
    return typed | said


@pytest.mark.rest
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
    Client().post(reverse("account_signup"), newcomer())
    subject, body = sent()
    assert "bestätigen Sie" in subject
    assert "/konto/" in body
    assert not DU.search(body)


def test_two_passwords_that_differ_are_told_in_our_words():
    data = newcomer(password2="Ein-anderes-9")
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


def test_registration_keeps_the_name():
    Client().post(reverse("account_signup"), newcomer(name="  Amira  Beispiel "))
    assert User.objects.get(email="neu@beispiel.example").name == "Amira Beispiel"


@pytest.mark.parametrize("name", ["", "   ", "x" * 151, "Ami\x07ra"])
def test_nobody_registers_without_a_name(name):
    answer = Client().post(reverse("account_signup"), newcomer(name=name))
    assert answer.context["form"].errors.keys() == {"name"}
    assert not User.objects.filter(email="neu@beispiel.example").exists()


def test_registration_of_a_known_address_changes_no_name():
    person = find_user("vera", "Vera Beispiel")
    Client().post(reverse("account_signup"), newcomer(email=person.email))
    person.refresh_from_db()
    assert person.name == "Vera Beispiel"


def test_name_is_changed_on_a_page_of_the_account():
    person, client = find_user("vera", "Vera Beispiel"), Client()
    client.force_login(person)
    page = client.get("/").content.decode()
    assert reverse("grants:profile") in page
    assert client.post(reverse("grants:profile"), {"name": " "}).status_code == 422
    assert client.post(reverse("grants:profile"), {"name": "Vera Neu"}).status_code == 302
    person.refresh_from_db()
    assert person.name == "Vera Neu"


# Capitals in an address


def test_account_made_on_the_command_line_with_capitals_can_sign_in(monkeypatch, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "none"
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "Ein-langes-Passwort-7")
    call_command(
        "createsuperuser", interactive=False, email="Erika.Muster@Hannover.Example", name="Erika", verbosity=0
    )
    client = Client()
    client.post(
        reverse("account_login"),
        {"login": "Erika.Muster@Hannover.Example", "password": "Ein-langes-Passwort-7"},
    )
    assert client.session["_auth_user_id"] == str(User.objects.get(email="erika.muster@hannover.example").pk)


def test_person_is_found_by_an_address_in_any_case():
    person = User.objects.create_user("Erika@Hannover.Example", name="Erika")
    assert User.objects.get_by_natural_key("ERIKA@hannover.example") == person


def test_the_records_know_an_address_once_whatever_its_case():
    User.objects.create_user("erika@hannover.example", name="Erika")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Erika@hannover.example", name="Noch eine")
