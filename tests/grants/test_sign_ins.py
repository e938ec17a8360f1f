"""Signing in: known browsers, sessions that end, attempts that lock nobody out for long, and mails about all of it."""

import logging
import re
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.conf import settings as project
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demo.stories.ground import find_user
from grants.models import SecondFactor, User
from grants.wording import browser_name
from tests.accounts import sent
from tests.factories import World
from tests.grants.test_account_words import DU

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("account_mails")]
WORD = "Ein-langes-Passwort-7"
HOME, OTHER = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def vera() -> User:
    """Somebody who has been here for a while, with a password and a confirmed address."""
    person = find_user("vera", "Vera Beispiel")
    person.set_password(WORD)
    person.date_joined = timezone.now() - timedelta(days=30)
    person.save()
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"primary": True, "verified": True}
    )
    return person


def sign_in(client: Client, person: User, word: str = WORD, at: str = HOME, browser: str = "Feuerfuchs"):
    said = {"login": person.email, "password": word}
    return client.post(reverse("account_login"), said, REMOTE_ADDR=at, HTTP_USER_AGENT=browser)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def subjects() -> list[str]:
    return [message.subject for message in sent()]


# A browser that is known, and one that is not


def test_mail_goes_out_for_a_browser_that_is_new_and_never_for_one_that_is_known(vera):
    client = Client()
    sign_in(client, vera)
    assert is_in(client)
    (message,) = sent()
    assert (message.subject, message.to) == ("Anmeldung mit einem anderen Browser", [vera.email])
    assert HOME in message.body
    assert not DU.search(message.body)
    client.post(reverse("account_logout"))
    sign_in(client, vera, at=OTHER)
    assert is_in(client)
    assert len(sent()) == 1
    sign_in(Client(), vera)
    assert len(sent()) == 2


def test_mark_of_a_browser_is_nobody_elses_and_ends_with_the_password(vera):
    client = Client()
    sign_in(client, vera)
    other = find_user("otto", "Otto Beispiel")
    other.set_password(WORD)
    other.date_joined = vera.date_joined
    other.save()
    EmailAddress.objects.create(user=other, email=other.email, primary=True, verified=True)
    client.post(reverse("account_logout"))
    sign_in(client, other)
    assert len(sent()) == 2
    vera.set_password(WORD + "neu")
    vera.save()
    client.post(reverse("account_logout"))
    sign_in(client, vera, WORD + "neu")
    assert len(sent()) == 3


def test_mark_that_was_made_up_is_no_mark(vera):
    client = Client()
    client.cookies[project.DEVICE_COOKIE_NAME] = "erfunden:1:2"
    sign_in(client, vera)
    assert subjects() == ["Anmeldung mit einem anderen Browser"]


def test_newcomer_is_not_told_that_the_first_browser_is_new(vera):
    User.objects.update(date_joined=timezone.now())
    sign_in(Client(), vera)
    assert sent() == []


# What the log of the server says


def test_sign_ins_and_failures_are_logged_without_what_was_typed(vera, caplog):
    caplog.set_level(logging.INFO, "mittelweg.accounts")
    sign_in(Client(), vera, "falsch-falsch")
    stranger = User(email="geheim-getippt@beispiel.example")
    sign_in(Client(), stranger, "falsch-falsch")
    sign_in(Client(), vera)
    lines = [record.getMessage() for record in caplog.records if record.name == "mittelweg.accounts"]
    assert lines == [
        f"sign-in failed: account {vera.pk} from {HOME}",
        f"sign-in failed: unknown account from {HOME}",
        f"signed in: account {vera.pk} from {HOME} browser=new",
    ]


# Attempts


def guess(person: User, times: int, at: str) -> None:
    for _ in range(times):
        sign_in(Client(), person, "falsch-falsch", at)


def test_whoever_guesses_locks_out_nobody_in_another_network(vera):
    guess(vera, 40, OTHER)
    stranger, owner = Client(), Client()
    sign_in(stranger, vera, at=OTHER)
    sign_in(owner, vera, at=HOME)
    assert (is_in(stranger), is_in(owner)) == (False, True)


def test_known_browser_is_not_locked_out_by_others_beside_it(vera):
    known, new = Client(), Client()
    sign_in(known, vera)
    known.post(reverse("account_logout"))
    guess(vera, 40, HOME)
    sign_in(new, vera)
    sign_in(known, vera)
    assert (is_in(new), is_in(known)) == (False, True)


def test_known_browser_may_not_guess_for_ever_either(vera):
    known = Client()
    sign_in(known, vera)
    known.post(reverse("account_logout"))
    for _ in range(6):
        sign_in(known, vera, "falsch-falsch")
    sign_in(known, vera)
    assert not is_in(known)


def test_waiting_grows_and_ends(vera, monkeypatch):
    now = [time.time()]
    monkeypatch.setattr(ratelimit.time, "time", lambda: now[0])

    def tries_until_refused() -> int:
        for count in range(30):
            answer = sign_in(Client(), vera, "falsch-falsch")
            if "Zu viele" in answer.content.decode():
                return count
        return 30

    assert tries_until_refused() == 5
    now[0] += 61
    assert tries_until_refused() == 5
    now[0] += 61
    assert tries_until_refused() == 0, "ten in ten minutes"
    now[0] += 600
    assert tries_until_refused() == 5
    now[0] += 3601
    client = Client()
    sign_in(client, vera)
    assert is_in(client)


# Sessions


def test_owner_sees_and_ends_one_sign_in_or_all_others(vera):
    clients = [Client() for _ in range(3)]
    for number, client in enumerate(clients):
        sign_in(client, vera, browser=f"Browser {number}")
    page = clients[0].get(reverse("usersessions_list")).content.decode()
    assert page.count("Anderes Gerät") == 2
    assert "Browser 2" in page
    ended = UserSession.objects.get(user_agent="Browser 1")
    clients[0].post(reverse("usersessions_list"), {"session": ended.pk})
    assert [is_in(client) for client in clients] == [True, False, True]
    clients[0].post(reverse("usersessions_list"))
    assert [is_in(client) for client in clients] == [True, False, False]


def test_nobody_ends_the_sign_in_of_another(vera):
    victim, other = Client(), Client()
    sign_in(victim, vera)
    other.force_login(find_user("fremd", "Fremde Person"))
    other.post(reverse("usersessions_list"), {"session": UserSession.objects.get(user=vera).pk})
    other.post(reverse("usersessions_list"))
    assert is_in(victim)


def test_session_ends_a_day_after_the_sign_in_however_busy_somebody_is(vera, monkeypatch):
    client = Client()
    sign_in(client, vera)
    began = time.time()
    for hours in (6, 12, 18, 23):
        monkeypatch.setattr("config.sessions.time.time", lambda hours=hours: began + hours * 3600)
        assert client.get(reverse("grants:profile")).status_code == 200
    monkeypatch.setattr("config.sessions.time.time", lambda: began + 24 * 3600 + 60)
    assert client.get(reverse("grants:profile")).status_code == 302


def test_session_ends_when_nobody_uses_it():
    assert project.SESSION_COOKIE_AGE <= 12 * 60 * 60 < project.SESSION_LONGEST


# What the owner is told


def signed_in(person: User) -> Client:
    client = Client()
    sign_in(client, person)
    client.post(reverse("account_reauthenticate"), {"password": WORD}, REMOTE_ADDR=HOME)
    sent().clear()
    return client


def test_mail_at_another_password(vera):
    client = signed_in(vera)
    said = {"oldpassword": WORD, "password1": WORD + "x", "password2": WORD + "x"}
    client.post(reverse("account_change_password"), said)
    assert subjects() == ["Ihr Passwort ist geändert"]


def test_mail_at_another_address_and_all_other_sessions_end(vera):
    other, client = signed_in(vera), signed_in(vera)
    old, new = vera.email, "vera.neu@beispiel.example"
    client.post(reverse("account_email"), {"action_add": "", "email": new})
    assert "Eine weitere E-Mail-Adresse steht bei Ihrem Konto" in subjects()
    EmailAddress.objects.filter(email=new).update(verified=True)
    sent().clear()
    client.post(reverse("account_email"), {"action_primary": "", "email": new})
    vera.refresh_from_db()
    assert vera.email == new
    (message,) = sent()
    assert (message.subject, message.to) == ("Ihre E-Mail-Adresse ist geändert", [old])
    assert client.get(reverse("grants:profile")).status_code == 200
    assert other.get(reverse("grants:profile")).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_mail_at_another_factor(vera):
    client = signed_in(vera)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    client.post(reverse("mfa_activate_totp"), {"code": code})
    assert SecondFactor.objects.filter(user=vera, type="totp").exists()
    assert "Ihr zweiter Faktor ist eingerichtet" in subjects()
    assert not [message.body for message in sent() if DU.search(message.body)]


WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML) Chrome/140.0.0.0 Safari/537.36"
)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (WINDOWS, "Chrome auf Windows"),
        (f"{WINDOWS} Edg/140.0.0.0", "Edge auf Windows"),
        (PHONE, "Safari auf iPhone"),
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox auf Android"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "Der Browser nennt sich nicht"),
    ],
)
def test_a_browser_is_named_as_people_call_it(said, name):
    assert browser_name(said) == name


def test_the_list_of_devices_names_the_browser(vera):
    client = Client()
    sign_in(client, vera, browser=WINDOWS)
    page = client.get(reverse("usersessions_list")).content.decode()
    assert "Chrome auf Windows" in page
    assert "Mozilla" not in page


# The second factor before the first act


@pytest.fixture
def demanded(settings):
    settings.SECOND_FACTOR = True


@pytest.mark.parametrize("who", ["leitung", "sachbearbeitung", "kasse", "pruefamt", "mitglied", "admin"])
def test_whoever_sees_or_decides_for_others_sets_up_a_second_factor_first(who, demanded):
    world = World()
    if who == "mitglied":
        person = world.ground.body.seats.first().user
    elif who == "admin":
        person = User.objects.create_superuser("admin@beispiel.example", WORD, name="Fachadministration")
    else:
        person = world.ground.staff[who]
    client = Client()
    client.force_login(person)
    for address in ("/", "/faelle/", "/gremien/", "/admin/", "/admin/grants/user/"):
        answer = client.get(address)
        assert (answer.status_code, "Erst der zweite Faktor" in answer.content.decode()) == (403, True), (
            address
        )
    kept = client.post("/gremien/", {"text": "Schon getippt"})
    assert (kept.status_code, "Schon getippt" in kept.content.decode()) == (403, True)
    for address in ("/gefoerdert/", "/impressum/", reverse("account_logout"), reverse("usersessions_list")):
        assert client.get(address).status_code == 200, address
    SecondFactor.objects.create(user=person, type="totp", data={"secret": "x"})
    assert client.get("/faelle/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(demanded):
    person = World().ground.staff["leitung"]
    SecondFactor.objects.create(user=person, type="recovery_codes", data={"seed": "x"})
    client = Client()
    client.force_login(person)
    assert client.get("/faelle/").status_code == 403


def test_applicant_is_asked_for_no_second_factor(demanded, vera):
    client = Client()
    client.force_login(vera)
    for address in ("/", "/faelle/", "/runden/"):
        assert client.get(address).status_code == 200


def test_second_factor_is_demanded_but_in_the_demonstration():
    source = (project.BASE_DIR / "config/settings.py").read_text(encoding="utf-8")
    assert re.search(r"^SECOND_FACTOR = not DEMO$", source, re.MULTILINE)
