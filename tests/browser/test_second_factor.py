"""Somebody of the office sets up a second factor in front of a browser, reads the codes, and finds their way on."""

import re
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse
from django.utils import timezone

from grants.models import SecondFactor, User
from tests.browser.looking import WIDTHS, Looking
from workflows.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.rest, pytest.mark.django_db(transaction=True)]
PASSWORD = "Sieben Ziegen laufen bergab"
STRANGE = re.compile(
    r"Wiederherstellungs|Notfallcode|Authentifizierung|Sicherheitsschlüssel hinzu|Generieren|Not used",
    re.IGNORECASE,
)
"""Words of the library for what the house calls Ersatz-Codes, App mit Einmal-Codes, Passkey."""


@pytest.fixture
def look(page: Any, axe: Any, live_server: Any, settings: Any) -> Looking:
    """Somebody with a function has just signed in with a password, and is asked for a second factor."""
    settings.SECOND_FACTOR = True
    vera = User.objects.create_user("vera@stadt.example", PASSWORD, name="Vera Stadt")
    EmailAddress.objects.create(user=vera, email=vera.email, verified=True, primary=True)
    vera.functions.create(role=Role.LEAD, valid_from=timezone.localdate())
    page.goto(reverse("account_login"))
    page.get_by_label("E-Mail").fill(vera.email)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_role("heading", name="Erst der zweite Faktor").wait_for()
    return Looking(page, axe)


def at(look: Looking, heading: str) -> None:
    """The page with this heading is there, has no barrier, and speaks as the house does."""
    look.page.get_by_role("heading", name=heading, level=1).wait_for()
    look.at(heading, *WIDTHS)
    if said := STRANGE.search(look.page.locator("body").inner_text()):
        look.complaints.append(f"{heading}: {said[0]}")


def press(look: Looking, name: str) -> None:
    look.page.locator("main").get_by_role("link", name=name).or_(
        look.page.locator("main").get_by_role("button", name=name)
    ).first.click()


def shows_the_password_again(look: Looking) -> None:
    """Another way to sign in is set up by whoever knows the password, not by whoever finds an open window."""
    at(look, "Sind Sie es noch?")
    look.page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    press(look, "Weiter")


def test_app_is_set_up_and_the_codes_lead_to_the_first_page(look: Looking):
    page = look.page
    at(look, "Erst der zweite Faktor")
    press(look, "App einrichten")
    shows_the_password_again(look)
    at(look, "Zweiten Faktor einrichten")
    secret = page.locator(".mw-key").inner_text()
    page.get_by_role("textbox").fill(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30)))
    press(look, "Einschalten")
    at(look, "Ersatz-Codes")
    assert page.get_by_text(re.compile(r"^\d{8}$")).count() == 10
    press(look, "Weiter zur Startseite")
    page.get_by_role("heading", name="Guten Tag, Vera Stadt").wait_for()
    page.goto(reverse("mfa_index"))
    page.get_by_text(re.compile(r"Eingerichtet am \d")).wait_for()
    at(look, "Zweiter Faktor")
    press(look, "Neue Ersatz-Codes")
    at(look, "Neue Ersatz-Codes")
    page.goto(reverse("mfa_deactivate_totp"))
    at(look, "Zweiten Faktor abschalten")
    page.goto(reverse("usersessions_list"))
    page.get_by_text(re.compile(r"^.*Chrome auf Linux", re.DOTALL)).first.wait_for()
    at(look, "Angemeldete Geräte")
    page.goto(reverse("account_email"))
    assert page.get_by_role("button", name="Entfernen").count() == 0, "it is the only one"
    at(look, "E-Mail-Adressen")
    assert look.complaints == []


def test_passkey_is_set_up_renamed_used_and_removed(look: Looking):
    page = look.page
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    said = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    said |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": said})
    press(look, "Passkey einrichten")
    shows_the_password_again(look)
    at(look, "Passkey einrichten")
    press(look, "Passkey einrichten")
    at(look, "Ersatz-Codes")
    assert SecondFactor.objects.filter(type="webauthn").count() == 1
    page.goto(reverse("mfa_index"))
    press(look, "Passkeys ansehen")
    at(look, "Passkeys")
    press(look, "Umbenennen")
    at(look, "Passkey umbenennen")
    page.get_by_label("Name des Passkeys").fill("Diensttelefon")
    press(look, "Speichern")
    page.get_by_text("Diensttelefon").first.wait_for()
    press(look, "Entfernen")
    at(look, "Passkey entfernen")
    press(look, "Entfernen")
    page.get_by_text("Sie haben keinen Passkey.").wait_for()
    assert look.complaints == []
