"""Passwords, second factors and sessions: what is taken, what ends, and what is asked for again."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from config.passwords import HOUSE_WORDS
from demo.stories.ground import find_user
from grants.models import User
from tests.accounts import sent
from tests.house.test_safe_answers import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("account_mails")]
WORD, NEW = "Ein-langes-Passwort-7", "Ganz-anders-gesagt-8"


@pytest.fixture
def vera() -> User:
    person = find_user("vera", "Vera Beispiel")
    person.set_password(WORD)
    person.save()
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"primary": True, "verified": True}
    )
    return person


def sign_in(person: User, word: str = WORD, client: Client | None = None) -> Client:
    client = client or Client()
    client.post(reverse("account_login"), {"login": person.email, "password": word})
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("grants:profile")).status_code == 200


# What a password may be


EASY = [
    "kurz-7-Zei!", "passwordpassword", "1qaz2wsx3edc", "Hannover-2026!", "Mittelweg!Mittelweg!", "Kuratorium2026",
    "123456789012", "aaaaaaaaaaaa", "qwertzuiopas", "987654321abc",
]  # fmt: skip


@pytest.mark.parametrize("bad", EASY)
def test_easy_password_is_refused(vera, bad):
    with pytest.raises(ValidationError):
        validate_password(bad, vera)


def test_password_of_the_own_name_is_refused(vera):
    with pytest.raises(ValidationError):
        validate_password("vera-beispiel", vera)


@pytest.mark.parametrize(
    "good",
    [
        "x7!" * 4,
        "alle klein und lang",
        "ÄÖÜ ß 漢字 🎈 mehr",
        "Hannover ist grün und liegt flach",
        "wortfolge " * 20,
    ],
)
def test_any_signs_and_any_length_are_taken(vera, good):
    validate_password(good, vera)
    vera.set_password(good)
    vera.save()
    assert is_in(sign_in(vera, good))


def test_password_is_judged_as_it_was_typed(vera):
    typed = "  Mit Rand und Großem  "
    vera.set_password(typed)
    vera.save()
    assert is_in(sign_in(vera, typed))
    for other in (typed.strip(), typed.lower(), typed[:-1]):
        assert not is_in(sign_in(vera, other))
        cache.clear()


def test_words_of_the_house_stand_in_the_page_about_security():
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    assert [word for word in HOUSE_WORDS if f"`{word}`" not in text] == []


def test_field_of_a_password_is_hidden_and_known_to_password_managers(vera):
    page = Client().get(reverse("account_login")).content.decode()
    (field,) = re.findall(r"<input[^>]*name=\"password\"[^>]*>", page)
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field
    assert "onpaste" not in page


def test_wrong_passwords_soon_have_to_wait(vera):
    for _ in range(5):
        sign_in(vera, "falsch-falsch-falsch")
    assert not is_in(sign_in(vera))
    cache.clear()
    assert is_in(sign_in(vera))


def test_password_is_kept_as_a_dear_hash(settings):
    assert settings.PASSWORD_HASHERS[1:][0].endswith("Argon2PasswordHasher"), "the first one is of the tests"
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[1:]
    person = User.objects.create_user("neu@beispiel.example", WORD, name="Neu Beispiel")
    assert person.password.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")


# Changing it


def test_password_changes_with_the_present_one_only_and_ends_other_sessions(vera):
    here, elsewhere = sign_in(vera), sign_in(vera)
    data = {"oldpassword": "falsch-falsch", "password1": NEW, "password2": NEW}
    here.post(reverse("account_change_password"), data)
    vera.refresh_from_db()
    assert vera.check_password(WORD)
    assert is_in(elsewhere)
    here.post(reverse("account_change_password"), data | {"oldpassword": WORD})
    vera.refresh_from_db()
    assert vera.check_password(NEW)
    assert not is_in(elsewhere)


def link_of_reset(vera: User) -> str:
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": vera.email})
    return re.search(r"https?://[^/]+(/konto/\S+)", sent()[-1].body)[1]


def reset(path: str, word: str) -> Client:
    client = Client()
    page = client.get(path, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": word, "password2": word})
    return client


def test_link_to_a_new_password_works_once_and_for_a_while(vera, settings):
    path = link_of_reset(vera)
    last = path.rstrip("/")[-1]
    reset(path.replace(f"{last}/", "x/" if last != "x" else "y/"), NEW)
    vera.refresh_from_db()
    assert vera.check_password(WORD), "a link that was changed"
    reset(path, NEW)
    vera.refresh_from_db()
    assert vera.check_password(NEW)
    reset(path, "Noch-ein-anderes-Wort-9")
    vera.refresh_from_db()
    assert vera.check_password(NEW)
    late = link_of_reset(vera)
    settings.PASSWORD_RESET_TIMEOUT = -1
    reset(late, "Noch-ein-anderes-Wort-9")
    vera.refresh_from_db()
    assert vera.check_password(NEW)


# The second factor


@pytest.fixture
def secret(vera) -> str:
    made = totp.generate_totp_secret()
    totp.TOTP.activate(vera, made)
    return made


def code_now(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def answer(client: Client, code: str) -> None:
    client.post(reverse("mfa_authenticate"), {"code": code})


def test_password_alone_is_not_enough_where_there_is_a_second_factor(vera, secret):
    client = sign_in(vera)
    assert not is_in(client)
    answer(client, "000000" if code_now(secret) != "000000" else "111111")
    assert not is_in(client)
    answer(client, code_now(secret))
    assert is_in(client)


def test_code_of_a_second_factor_is_good_once(vera, secret):
    code = code_now(secret)
    first, second = sign_in(vera), sign_in(vera)
    answer(first, code)
    assert is_in(first)
    answer(second, code)
    assert not is_in(second)


def test_code_of_a_second_factor_belongs_to_the_sign_in_that_asked_for_it(vera, secret):
    stranger = Client()
    answer(stranger, code_now(secret))
    assert not is_in(stranger)


def test_new_password_does_not_pass_over_the_second_factor(vera, secret):
    client = reset(link_of_reset(vera), NEW)
    vera.refresh_from_db()
    assert vera.check_password(NEW)
    assert not is_in(client)
    assert not is_in(sign_in(vera, NEW))


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_generate_recovery_codes", "account_email"])
def test_who_changes_how_to_sign_in_shows_the_password_again(vera, name):
    client = Client()
    client.force_login(vera)  # long ago
    data = {"email": "andere@beispiel.example", "action_add": ""} if name == "account_email" else {}
    asked = client.post(reverse(name), data)
    assert asked.status_code == 302
    assert "reauthenticate" in asked["Location"]
    assert not Authenticator.objects.exists()
    assert not EmailAddress.objects.filter(email="andere@beispiel.example").exists()


# Sessions


def test_sign_in_begins_a_session_under_a_new_name(vera):
    client = Client()
    client.get(reverse("account_login"))
    planted = client.session
    planted["x"] = 1
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    before = planted.session_key
    sign_in(vera, client=client)
    assert is_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_name_of_a_session_cannot_be_guessed(vera):
    keys = {sign_in(vera).session.session_key for _ in range(3)}
    assert all(re.fullmatch(r"[a-z0-9]{32}", key) for key in keys)  # 165 bits
    assert len(keys) == 3


def test_session_is_gone_after_signing_out(vera):
    client = sign_in(vera)
    kept = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))
    assert not Session.objects.filter(session_key=kept).exists()
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert not is_in(thief)


def test_browser_is_asked_to_forget_what_it_showed(vera):
    client = sign_in(vera)
    assert "Clear-Site-Data" not in client.get(reverse("grants:profile"))
    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache", "storage"'


def test_signing_out_needs_a_press(vera):
    client = sign_in(vera)
    client.get(reverse("account_logout"))
    assert is_in(client)


def test_account_that_is_closed_is_out_at_once(vera):
    client = sign_in(vera)
    assert is_in(client)
    User.objects.filter(pk=vera.pk).update(is_active=False)
    assert not is_in(client)
    assert not is_in(sign_in(vera))


def test_page_of_somebody_signed_in_has_the_way_out(vera):
    page = sign_in(vera).get(reverse("grants:profile")).content.decode()
    assert f'href="{reverse("account_logout")}"' in page


def test_empty_house_has_no_account():
    assert not User.objects.exists()
    assert authenticate(email="admin", password="admin") is None
