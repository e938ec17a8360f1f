"""From „Konto anlegen“ to a confirmed payment in a real browser, once for every fund.

Laid are the guideline, the office with its people, the bodies with their seats, the pot and the open round. All else is
done by people who begin at the start page and follow links and buttons: the applicant with an account of their own, the
office and the bodies as the people of the demonstration. The fictitious fund, which pays in one sum, goes on from its
payment to the closing.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache

from demo.stories.acting import at
from demo.stories.ground import JURY, KURATORIUM, OTHERS, SEATS, fill_pot, lay_ground, open_round
from demo.stories.measures import announce, catalogue, hold_sitting, select
from demo.stories.sittings import close_sitting
from grants.models import Application, Mittelabruf, Round
from grants.wording import short_day
from tests.browser.calendar import Calendar
from tests.browser.journey import (
    LASTS,
    Fund,
    apply,
    ask_for_advice,
    award,
    begin_at_once,
    check,
    close,
    confirm_account,
    confirm_rules,
    decide_in_council,
    mend,
    pay,
    pay_at_once,
    plan,
    prove,
    register,
    send,
    summon,
    take_over,
    vote,
    waive_remedies,
)
from tests.browser.people import People
from workflows.programmes import PROGRAMMES
from workflows.stages import MittelabrufStage, Stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.rest,
    pytest.mark.slow,
    pytest.mark.turns(1),  # what has to be seen to work on every day
    pytest.mark.django_db(transaction=True),
]
DECIDED, RECOMMENDED, ADVISED = "Förderung beschließen", "Förderung empfehlen", "Empfehlung festhalten"
WIR20 = {
    "Handlungsfeld": "Stadtleben und Kultur",
    "Bezug zu den Zielen von WIR2.0": "Begegnung im Stadtteil.",
}
EXPECTED = {"Erwartete Teilnehmende": "80"}
INCLUSION = EXPECTED | dict.fromkeys(
    ("Antidiskriminierung: Wie?", "Abbau von Zugangsbarrieren: Wie?", "Diversität: Wie?"),
    "Alle sind willkommen.",
)
MEMBERS = [f"Mitglied {number} ({seat})" for number, seat in enumerate((*SEATS, *KURATORIUM), 1)]
CHOICES = ("Ja", "Ja", "Ja", "Nein", "Enthaltung")
FEW = [f"Mitglied {number} ({seat}" for number, seat in enumerate(OTHERS, 1)]
COUNCIL, BOARD = "Nachbarschaftsrat", "Vorstand des Nachbarschaftsfonds"
KLEINPROJEKT = Fund(
    programme="wir20-kleinprojekt",
    version="2025",
    round="Laufende Runde",
    title="Offenes Gartentor",
    grant=4800,
    own=1200,
    body="Arbeitsausschuss",
    votes=tuple(zip(MEMBERS, CHOICES, strict=False)),
    questions=WIR20,
    inclusion=INCLUSION,
)
GROSSPROJEKT = Fund(
    programme="wir20-grossprojekt",
    version="2025",
    round="Gärten für alle",
    title="Gärten der Stadtteile",
    grant=20_000,
    own=6_000,
    body="Kuratorium WIR2.0",
    votes=tuple(zip(MEMBERS, CHOICES, strict=False)),
    questions=WIR20,
    inclusion=INCLUSION,
    statement={"Stellungnahme der Facheinheit": "Das Vorhaben ergänzt unsere Maßnahme."},
    recommends=True,
    others_present=tuple(MEMBERS[len(CHOICES) : 14]),
)
"""14 of 26 are there, just enough; five of them vote."""
GESELLSCHAFTSFONDS = Fund(
    programme="gesellschaftsfonds",
    version="neu",
    round="Ideenwettbewerb",
    title="Beete im Gespräch",
    grant=9_000,
    own=1_800,
    body="Jury des Gesellschaftsfonds",
    votes=tuple(
        (f"Jurymitglied {number} ({seat})", choice)
        for number, (seat, choice) in enumerate(zip(JURY, CHOICES, strict=False), 1)
    ),
    questions={
        "Themenschwerpunkt": "Vor Ort: Stadtteil, Freiraum, Nachbarschaft",
        "Was ist neu?": "Die Beete gehören niemandem allein.",
        "Was bleibt nach dem Ende?": "Die Beete bleiben.",
        "Wie zeigen Sie die Ergebnisse?": "Ein Fest im Garten.",
    },
    inclusion=EXPECTED,
    recommends=True,
)
NACHBARSCHAFT = Fund(
    programme="nachbarschaft",
    version="1",
    round="Sommer im Hof",
    title="Eine Bank im Hof",
    grant=1_900,
    own=0,
    body=BOARD,
    votes=tuple((f"{seat}, {BOARD})", choice) for seat, choice in zip(FEW, CHOICES, strict=False)),
    questions={},
    inclusion={"Wie viele Haushalte wohnen dort?": "40", "Wie viele davon machen mit?": "9"},
    unreadable={"Wie viele Haushalte wohnen dort?": "vierzig"},
    place=("im Hof",),
    papers=f"Das Gremium „{COUNCIL}“ ist vorher gehört worden.",
)
NEIGHBOURS = replace(
    NACHBARSCHAFT,
    body=COUNCIL,
    votes=tuple((f"{seat}, {COUNCIL})", choice) for seat, choice in zip(FEW, CHOICES, strict=False)),
    papers="",
)
"""The same fund while the council of neighbours is heard."""
FUNDS = (KLEINPROJEKT, GROSSPROJEKT, GESELLSCHAFTSFONDS, NACHBARSCHAFT)


@pytest.fixture
def people(page, settings, tmp_path):
    """Whoever acts in the journey; the office and the bodies sign in by the chooser of the demonstration."""
    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path
    cache.clear()  # it counts the mails to an address, also those of the journey before
    return People(page)


@pytest.fixture
def calendar(transactional_db, monkeypatch):
    """The clock of the server, which can be turned forward."""
    return Calendar(monkeypatch)


def lay(fund: Fund, today: date) -> Round:
    """The ground and an open round."""
    lay_ground()
    starts = today + timedelta(days=150)
    pot = fill_pot(starts.year, Decimal(100_000), fund.round, fund.programme)
    return open_round(
        fund.round,
        fund.version,
        today - timedelta(days=10),
        today + timedelta(days=30),
        pot=pot,
        earliest_start=starts,
        latest_end=starts + timedelta(days=400),
    )


def lay_measure(fund: Fund, today: date) -> Round:
    """The ground and a measure that was selected and announced: only so a round for large projects opens."""
    ground, chosen = lay_ground(), today - timedelta(days=40)
    starts = today + timedelta(days=150)
    fill_pot(starts.year, Decimal(100_000), fund.round, fund.programme)
    measure = catalogue(ground, fund.round, now=at(chosen - timedelta(days=20)))
    sitting = hold_sitting(ground, chosen)
    select(ground, measure, chosen, "17:3:4")
    close_sitting(ground, sitting)
    return announce(
        ground,
        measure,
        today - timedelta(days=10),
        closes=today + timedelta(days=30),
        starts=starts,
        ends=starts + timedelta(days=400),
    )


def test_every_fund_has_its_journey():
    assert {fund.programme for fund in FUNDS} == set(PROGRAMMES)


def test_kleinprojekt_comes_from_a_new_account_to_its_payment(people, calendar):
    fund = KLEINPROJEKT
    call = lay(fund, calendar.today)
    register(people)
    ask_for_advice(people, calendar, fund)
    apply(people, fund, call)
    send(people)
    take_over(people, fund)
    check(people, fund)
    summon(people, calendar, fund)
    vote(people, fund, DECIDED)
    confirm_rules(people, fund, "Öffnen: Verfahrensregeln des Gremiums bestätigen")
    award(people, calendar, fund)
    confirm_account(people, "Öffnen: Bankverbindung bestätigen")
    waive_remedies(people, calendar, fund)
    pay(people, calendar, fund)
    assert_paid(fund)


def test_grossprojekt_comes_from_a_new_account_to_its_payment(people, calendar):
    fund = GROSSPROJEKT
    call = lay_measure(fund, calendar.today)
    register(people)
    ask_for_advice(people, calendar, fund)
    apply(people, fund, call)
    send(people)
    take_over(people, fund)
    check(people, fund)
    summon(people, calendar, fund)
    vote(people, fund, RECOMMENDED)
    decide_in_council(people, calendar, fund)
    award(people, calendar, fund)
    confirm_account(people, "Öffnen: Bankverbindung bestätigen")
    calendar.pass_days(45)
    assert Application.objects.get().stage == Stage.FINAL
    pay(people, calendar, fund, grace=21)
    assert_paid(fund)


def test_gesellschaftsfonds_comes_from_a_new_account_to_its_payment(people, calendar):
    fund = GESELLSCHAFTSFONDS
    call = lay(fund, calendar.today)
    register(people)
    begin_at_once(people, fund)
    apply(people, fund, call)
    send(people)
    take_over(people, fund)
    check(people, fund)
    confirm_account(people, "Fälle", fund.title, "Bankverbindung bestätigen")
    confirm_rules(people, fund, "Gremien")
    summon(people, calendar, fund)
    vote(people, fund, RECOMMENDED)
    decide_in_council(people, calendar, fund)
    award(people, calendar, fund)
    waive_remedies(people, calendar, fund)
    pay(people, calendar, fund)
    assert_paid(fund)


def test_nachbarschaft_comes_from_a_new_account_to_its_closing(people, calendar):
    fund = NACHBARSCHAFT
    call = lay(fund, calendar.today)
    register(people)
    begin_at_once(people, fund)
    apply(people, fund, call)
    too_few_take_part(people)
    send(people)
    take_over(people, fund, {"Besuch verabredet für": short_day(calendar.today)})
    people.reads("Besuch verabredet für")
    people.do("Besuch festhalten", {"Besucht am": short_day(calendar.today)})
    assert "schon festgehalten" not in people.text()
    check(people, fund)
    summon(people, calendar, NEIGHBOURS)
    vote(people, NEIGHBOURS, ADVISED)
    wait_for_the_board(people, calendar, fund)
    summon(people, calendar, fund)
    vote(people, fund, DECIDED)
    confirm_rules(people, fund, "Öffnen: Verfahrensregeln des Gremiums bestätigen")
    award(people, calendar, fund)
    waive_remedies(people, calendar, fund)
    confirm_account(people, "Öffnen: Bankverbindung bestätigen")
    pay_at_once(people, calendar, fund)
    assert_paid(fund)
    ended = call.earliest_start + LASTS
    calendar.turn_to(ended + timedelta(days=7))
    prove(people, fund, ended=ended, due=ended + timedelta(weeks=8))
    close(people, fund)
    case = Application.objects.get()
    assert (case.stage, case.outcome) == (Stage.CLOSED, "settled")


def too_few_take_part(people: People) -> None:
    """Nine of forty households are fewer than a quarter; the tenth makes it enough."""
    people.reads("mindestens jeder vierte Haushalt")
    mend(people, "Für wen", {"Wie viele davon machen mit?": "10"})
    assert "jeder vierte Haushalt" not in people.text()


def wait_for_the_board(people: People, calendar: Calendar, fund: Fund) -> None:
    """The neighbours were heard today: a sitting of the board within a week is too early."""
    plan(people, calendar, fund, days=3)
    people.press("Start", fund.title, "Auf die Tagesordnung setzen")
    people.reads("bis dahin läuft die Wartezeit")
    assert not people.page.get_by_role("radio").count()


def assert_paid(fund: Fund) -> None:
    """The whole grant was paid, by one call."""
    case = Application.objects.get()
    assert (case.awarded, case.paid) == (Decimal(fund.grant), Decimal(fund.grant))
    assert [call.stage for call in Mittelabruf.objects.all()] == [MittelabrufStage.PAID]
