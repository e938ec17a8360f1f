"""From the first sign-in on an empty site to open rounds: by links alone, with few values, each act in the log."""

import re
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.forms import CheckboxInput
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demo.stories.ground import find_user
from grants.actions import first_day as acts
from grants.actions.rights import answer
from grants.models import (
    AnnexText,
    BaseRate,
    Body,
    Confirmation,
    Dossier,
    Function,
    Guideline,
    OfficeData,
    Pot,
    RightAsked,
    Round,
    Transition,
    User,
)
from tests.crawling import doors_of
from tests.forms_in import PageForm, forms_in
from workflows.case import Terms
from workflows.errors import NotYet, NotYours
from workflows.programmes import PROGRAMMES
from workflows.roles import FIRST_NEEDED, Role
from workflows.rules.interest import BASE_RATES

pytestmark = pytest.mark.django_db
PASSWORD = "Ein langes Passwort für den ersten Tag"
FIRST = "erste@beispiel.example"
MOST_TYPED = 24
"""Values that a new office types before its first round opens (issue: fewer than 25)."""
FUND, LARGE = "wir20-kleinprojekt", "wir20-grossprojekt"
BY_HAND = 133
"""The same in the administration of the framework: fields that are mandatory and empty, for both funds of WIR2.0."""


class Beginner:
    """The first administrator: signs in, follows links and buttons, and counts what is typed or chosen."""

    def __init__(self) -> None:
        self.typed: list[str] = []
        user = User.objects.create_superuser(FIRST, PASSWORD, name="Erste Person")
        self.typed += ["Name", "E-Mail-Adresse", "Passwort"]  # at the command line
        EmailAddress.objects.create(user=user, email=FIRST, verified=True, primary=True)
        self.client = Client()
        self.user, self.address, self.page = user, "", ""

    def sign_in(self) -> None:
        self.open("/konto/login/")
        answer = self.client.post("/konto/login/", {"login": FIRST, "password": PASSWORD}, follow=True)
        assert answer.status_code == 200
        self.address, self.page = answer.redirect_chain[-1][0], answer.content.decode()

    def open(self, address: str) -> None:
        answer = self.client.get(address, follow=True)
        assert answer.status_code == 200, address
        self.address = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        self.page = answer.content.decode()

    def follow(self, ending: str) -> None:
        """Press the link whose address ends so; it has to stand on the page."""
        links, _ = doors_of(Page(self.page), self.address)
        (found,) = [link for link in links if link.endswith(ending)]
        self.open(found)

    def form(self) -> PageForm:
        (found,) = forms_in(self.page, self.address)
        return found

    def send(self, **typed: str) -> Any:
        """Send the form of the page with these values in it, as a browser would."""
        form = self.form()
        blank = [name for name in typed if form.values.get(name, [""])[0] == ""]
        self.typed += [f"{self.address}{name}" for name in typed if name in blank]
        assert not set(typed) - set(form.kinds), (set(typed) - set(form.kinds), form.kinds)
        answer = self.client.post(form.action, form.values | typed, follow=True)
        self.page = answer.content.decode()
        if answer.redirect_chain:
            self.address = answer.redirect_chain[-1][0]
        return answer


class Page:
    """A page as the reader of links wants it."""

    def __init__(self, text: str) -> None:
        self.content = text.encode()


def days() -> dict[str, str]:
    day = timezone.localdate()
    return {
        "closes_on": f"{day + timedelta(days=60):%d.%m.%Y}",
        "earliest_start": f"{day + timedelta(days=120):%d.%m.%Y}",
        "latest_end": f"{day + timedelta(days=400):%d.%m.%Y}",
    }


OFFICE = {
    "phone": "0511 168-0",
    "email": "foerderung@beispiel.example",
    "product": "11137",
    "account": "4318000",
    "iban": "DE02120300000000202051",
}


PEOPLE = {
    **{f"name_{role}": f"Person für {role.label.replace('*', '')}" for role in FIRST_NEEDED},
    **{f"email_{role}": f"{role}@beispiel.example" for role in FIRST_NEEDED},
}
STEPS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("angaben", "", OFFICE),
    ("personen", "", PEOPLE),
    ("richtlinien", FUND, {}),
    ("richtlinien", LARGE, {}),
    ("basiszinssaetze", "", {}),
    ("feiertage", "", {}),
    ("nebenbestimmungen", "", {}),
    ("gremien", "arbeitsausschuss", {"regime": "nkomvg"}),
    ("gremien", "kuratorium", {"regime": "nkomvg"}),
    ("topf", FUND, {"total": "250.000,00"}),
    ("topf", LARGE, {"total": "400.000,00"}),
    ("runde", FUND, days()),
    ("runde", LARGE, days()),
)
"""Step, its part if it has any, and what is typed or chosen there: both funds of WIR2.0."""


def walk(beginner: Beginner, *, until: str = "") -> None:
    """From the list through every step and back, by links and buttons."""
    for key, part, typed in STEPS:
        if key == until:
            return
        beginner.follow(f"/erster-tag/{key}/")
        if part:
            beginner.follow(f"/{part}/")
        answer = beginner.send(**typed)
        assert answer.status_code == 200, (key, problems(answer))
        if part:
            beginner.follow("/erster-tag/")
    assert until or all(step.done for step in acts.steps(timezone.localdate()))


def problems(answer: Any) -> list[str]:
    """What a page says is wrong."""
    return re.findall(r'<span><strong>(.*?)</span>|<li class="kern-body">(.*?)</li>', answer.content.decode())


def test_first_administrator_comes_by_links_alone_from_the_sign_in_to_an_open_round(capsys):
    beginner = Beginner()
    beginner.sign_in()
    assert beginner.address == reverse("grants:first_day")
    walk(beginner)
    day = timezone.localdate()
    for call in Round.objects.all():
        assert call.opens_on <= day <= call.closes_on
        assert call.guideline.programme == call.pot.programme == call.programme
    assert set(Round.objects.values_list("programme", flat=True)) == {FUND, LARGE}
    assert "Förderrunde" in Client().get("/").content.decode()  # anybody sees it
    today = by_hand()
    with capsys.disabled():
        print(f"\nErster Tag: {len(beginner.typed)} Werte getippt, bisher {len(today)}.")
    assert len(beginner.typed) <= MOST_TYPED, beginner.typed
    assert len(today) == BY_HAND, today
    shown = beginner.page
    assert "9 von 9 Schritten erledigt" in shown
    assert shown.count("✓ Erledigt") == 9


def by_hand() -> list[str]:
    """What the administration of the framework asks for before the first rounds: mandatory fields without a default."""
    asked = ["Name", "E-Mail-Adresse", "Passwort"]
    asked += [f"{role}: {value}" for role in FIRST_NEEDED for value in ("E-Mail", "Name", "Funktion", "Tag")]
    asked += [f"OfficeData.{name}" for name in _mandatory(OfficeData)]
    for fund in (FUND, LARGE):
        for model in (Guideline, Body, Pot, Round):
            asked += [f"{fund}: {model.__name__}.{name}" for name in _mandatory(model)]
    return asked


def _mandatory(model: type[Model]) -> list[str]:
    form = admin.site._registry[model].get_form(_request())()
    return [name for name, field in form.fields.items() if _is_asked(form, name, field)]


def _request() -> Any:
    request = Client().get("/").wsgi_request
    request.user = User(is_superuser=True, is_staff=True)
    return request


def _is_asked(form: Any, name: str, field: Any) -> bool:
    """A field that nobody fills for the person: a box that stays empty says no."""
    return field.required and not isinstance(field.widget, CheckboxInput) and not form[name].initial


def test_each_act_is_an_entry_of_the_log_with_its_person_and_the_log_is_whole():
    beginner = Beginner()
    beginner.sign_in()
    walk(beginner)
    entries = list(Transition.objects.filter(dossier__name=acts.CHAIN).order_by("sequence"))
    assert [entry.user for entry in entries] == [beginner.user] * len(STEPS)
    assert len({entry.dossier_id for entry in entries}) == 1
    assert [entry.sequence for entry in entries] == list(range(1, len(STEPS) + 1))
    assert [row.step for row in Confirmation.objects.all()] == [key for key, *_ in STEPS]
    assert not any("250" in entry.facts or OFFICE["iban"] in entry.facts for entry in entries)
    call_command("verify_log", stdout=(out := StringIO()))
    assert "Alles stimmt" in out.getvalue()


def test_nothing_is_in_effect_before_somebody_confirms_it():
    beginner = Beginner()
    beginner.sign_in()
    for key, _, _ in STEPS:
        beginner.open(reverse("grants:first_day_step", args=[key]))
    beginner.open(reverse("grants:first_day_part", args=["richtlinien", FUND]))
    for model in (
        Guideline,
        BaseRate,
        AnnexText,
        Body,
        OfficeData,
        Confirmation,
        Transition,
        Dossier,
    ):
        assert not model.objects.exists(), model


def test_round_is_refused_with_every_missing_thing_by_its_name():
    beginner = Beginner()
    with pytest.raises(NotYet) as refused:
        acts.open_round(Round(), by=beginner.user)
    said = " ".join(map(str, refused.value.reasons))
    for step in acts.steps(timezone.localdate())[:-1]:
        assert step.title in said
    beginner.sign_in()
    page = beginner.client.post(reverse("grants:first_day_part", args=["runde", FUND]), days())
    assert page.status_code == 422
    assert "Das geht noch nicht" in page.content.decode()
    assert not Round.objects.exists()


def test_round_is_refused_once_more_while_the_base_rates_alone_are_not_confirmed():
    beginner = Beginner()
    beginner.sign_in()
    walk(beginner, until="runde")
    Confirmation.objects.filter(step=acts.RATES).delete()
    guideline, pot = Guideline.objects.get(programme=FUND), Pot.objects.get(programme=FUND)
    day = timezone.localdate()
    call = Round(
        programme=FUND, title="R", guideline=guideline, pot=pot, opens_on=day, closes_on=day, earliest_start=day,
        latest_end=day,
    )  # fmt: skip
    with pytest.raises(NotYet) as refused:
        acts.open_round(call, by=beginner.user)
    assert [str(reason) for reason in refused.value.reasons] == ["Basiszinssätze: Noch nicht bestätigt."]


def test_what_was_typed_stays_when_something_is_wrong():
    beginner = Beginner()
    beginner.sign_in()
    beginner.follow("/erster-tag/angaben/")
    answer = beginner.send(**OFFICE | {"iban": "DE02120300000000202052", "phone": "0511 77"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Diese IBAN gibt es nicht. Vermutlich ist eine Ziffer vertauscht." in said
    assert 'value="DE02 1203 0000 0000 2020 52"' in said or 'value="DE02120300000000202052"' in said
    assert 'value="0511 77"' in said
    assert not OfficeData.objects.exists()
    assert not Confirmation.objects.exists()


def test_bank_is_found_by_the_iban_and_asked_for_where_nobody_knows_it():
    beginner = Beginner()
    beginner.sign_in()
    beginner.follow("/erster-tag/angaben/")
    answer = beginner.send(**OFFICE | {"iban": "DE36000000000000000000"})
    assert answer.status_code == 422
    assert "Zu dieser IBAN kennen wir keine. Bitte tragen Sie sie ein." in answer.content.decode()
    beginner.send(iban=OFFICE["iban"])
    data = OfficeData.objects.get()
    assert (data.bic, data.confirmed) == ("BYLADEM1001", True)
    assert data.bank


def test_half_a_person_and_one_address_for_two_are_refused():
    beginner = Beginner()
    beginner.sign_in()
    beginner.follow("/erster-tag/personen/")
    for wrong, told in (
        ({"name_treasury": "Kasse"}, "Bitte füllen Sie dieses Feld aus."),
        ({"email_office": PEOPLE["email_lead"]}, "Diese Adresse steht oben bei einem anderen Namen."),
        ({"name_lead": ""}, "Bitte füllen Sie dieses Feld aus."),
    ):
        answer = beginner.send(**PEOPLE | wrong)
        assert answer.status_code == 422
        assert told in answer.content.decode(), wrong
        beginner.follow("/erster-tag/personen/")
    assert not Function.objects.exists()


def test_functions_hold_for_all_programmes_from_today_and_not_twice():
    beginner = Beginner()
    people = {Role.LEAD: ("Leitung", "Leitung@beispiel.example")}
    acts.appoint(people, by=beginner.user)
    acts.appoint(people, by=beginner.user)
    (held,) = Function.objects.all()
    assert (held.role, held.programme, held.valid_from) == (Role.LEAD, "", timezone.localdate())
    assert held.user.email == "leitung@beispiel.example"
    assert not held.user.has_usable_password()


def test_only_an_administrator_does_any_of_it():
    stranger = find_user("fremd", "Fremde Person")
    client = Client()
    client.force_login(stranger)
    for address in (
        reverse("grants:first_day"),
        reverse("grants:first_day_step", args=["angaben"]),
        reverse("grants:first_day_part", args=["richtlinien", FUND]),
    ):
        assert client.get(address).status_code == client.post(address).status_code == 404
    for act in (
        lambda: acts.confirm_base_rates(by=stranger),
        lambda: acts.confirm_holidays(2026, by=stranger),
        lambda: acts.appoint({}, by=stranger),
        lambda: acts.enter(acts.OFFICE, OfficeData(), by=stranger),
    ):
        with pytest.raises(NotYours):
            act()
    assert not Confirmation.objects.exists()


def test_addresses_of_no_step_and_of_no_part_are_not_there():
    beginner = Beginner()
    beginner.sign_in()
    walk(beginner)
    for args in (
        ["quark"],
        ["angaben", "quark"],
        ["richtlinien", "quark"],
        ["gremien", "quark"],
        ["topf", "x"],
    ):
        name = "first_day_part" if len(args) > 1 else "first_day_step"
        assert beginner.client.get(reverse(f"grants:{name}", args=args)).status_code == 404, args


def test_every_fund_has_a_guideline_to_confirm_with_the_shipped_values_and_their_sources():
    beginner = Beginner()
    beginner.sign_in()
    for slug, fund in PROGRAMMES.items():
        beginner.open(reverse("grants:first_day_part", args=["richtlinien", slug]))
        assert "Vorschlag, nicht belegt." in beginner.page
        assert "Vorschlag, aus der Richtlinie" in beginner.page
        assert beginner.send().status_code == 200
        kept = Guideline.objects.get(programme=slug)
        shipped = {one.terms.version: one for one in fund.guidelines}[kept.version]
        assert (kept.terms, kept.source) == (shipped.terms, shipped.title)
    assert isinstance(kept.terms, Terms)


def test_guideline_is_confirmed_with_the_value_that_the_authority_has():
    beginner = Beginner()
    beginner.sign_in()
    beginner.open(reverse("grants:first_day_part", args=["richtlinien", FUND]))
    assert 'value="10.000,00"' in beginner.page  # euro with comma
    beginner.send(cap="12.500,00")
    assert Guideline.objects.get().terms.cap == Decimal(12_500)


def test_shipped_rates_are_rows_afterwards_and_the_newest_may_be_added():
    beginner = Beginner()
    own = BaseRate(valid_from=date(2026, 7, 1), percent=Decimal("1.52"))
    BaseRate.objects.create(valid_from=BASE_RATES[-1][0], percent=Decimal("9.99"))
    acts.confirm_base_rates(by=beginner.user, own=own)
    rows = dict(BaseRate.objects.values_list("valid_from", "percent"))
    assert rows == dict(BASE_RATES) | {own.valid_from: own.percent, BASE_RATES[-1][0]: Decimal("9.99")}


def test_second_administrator_at_the_same_step_is_told_and_loses_nothing():
    beginner = Beginner()
    beginner.sign_in()
    walk(beginner, until="gremien")
    beginner.open(reverse("grants:first_day_part", args=["gremien", "arbeitsausschuss"]))
    first = beginner.page
    beginner.send(regime="nkomvg")
    beginner.page, beginner.address = (
        first,
        reverse("grants:first_day_part", args=["gremien", "arbeitsausschuss"]),
    )
    answer = beginner.send(regime="vwvfg", name="Arbeitsausschuss WIR")
    assert answer.status_code == 422
    assert "Arbeitsausschuss WIR" in answer.content.decode()
    assert Body.objects.get().regime == "nkomvg"


def test_the_administration_of_the_records_is_reached_by_a_link_and_what_was_confirmed_says_what_it_was():
    acts.name_administrators([("Erste Person", FIRST)])
    user = User.objects.get()
    client = Client()
    client.force_login(user)
    acts.confirm_holidays(2026, by=user)
    page = client.get("/erster-tag/").content.decode()
    assert 'href="/admin/"' in page
    assert "Feiertage: 2026" in page
    assert "Administration: Erste Person" in page
    user.is_staff = user.is_superuser = False
    user.save()
    assert 'href="/admin/"' not in client.get("/").content.decode()


def test_command_says_what_is_missing_and_names_the_first_administrators_once():
    call_command("first_day", stdout=(out := StringIO()))
    assert "0 von 9 Schritten erledigt." in out.getvalue()
    assert "/erster-tag/angaben/" in out.getvalue()
    two = ["--administrator", "Erste Person", "eins@beispiel.example"]
    two += ["--administrator", "Zweite Person", "Zwei@beispiel.example"]
    call_command("first_day", *two, stdout=StringIO())
    made = User.objects.filter(is_superuser=True, is_staff=True)
    assert sorted(made.values_list("email", flat=True)) == ["eins@beispiel.example", "zwei@beispiel.example"]
    (entry,) = Transition.objects.filter(dossier__name=acts.CHAIN)
    assert entry.user is None
    assert "Kommandozeile" in entry.private
    with pytest.raises(CommandError, match="Es gibt schon eine Administration"):
        call_command("first_day", *two, stdout=StringIO())
    assert Confirmation.objects.count() == 1
    acts.confirm_holidays(2026, by=made[0])
    assert Transition.objects.filter(dossier__name=acts.CHAIN).count() == 2
    call_command("verify_log", stdout=(out := StringIO()))
    assert "Alles stimmt" in out.getvalue()


def test_lead_waits_for_a_second_administrator_where_there_is_one_and_everybody_new_is_invited():
    beginner = Beginner()
    second = User.objects.create_superuser("zwei@beispiel.example", "x", name="Zweite Person")
    beginner.sign_in()
    beginner.follow("/erster-tag/personen/")
    beginner.send(**PEOPLE)
    assert set(Function.objects.values_list("role", flat=True)) == {Role.OFFICE, Role.CASEWORKER}
    assert "Das bestätigt noch eine zweite Person unter „Rechte zu zweit“: Leitung." in beginner.page
    beginner.follow("/erster-tag/personen/")
    assert "name_lead" not in beginner.page
    answer(RightAsked.objects.get(), by=second, granted=True)
    assert acts.steps(timezone.localdate())[1].done
    invited = EmailAddress.objects.exclude(user=beginner.user).values_list("email", flat=True)
    assert set(invited) == {PEOPLE[f"email_{role}"] for role in FIRST_NEEDED}


def test_command_refuses_what_is_no_address():
    with pytest.raises(CommandError, match="keine E-Mail-Adresse"):
        call_command("first_day", "--administrator", "Erste", "quark", stdout=StringIO())
    assert not User.objects.exists()


def test_start_page_is_itself_again_once_there_is_a_round():
    beginner = Beginner()
    beginner.sign_in()
    walk(beginner)
    beginner.open("/")
    assert beginner.address == "/"
    assert "Guten Tag" in beginner.page
    assert "Erster Tag" in beginner.page
