"""What a fund says otherwise in its Terms, pages, letters and days say too: weeks, a needed own share, a minimum."""

import json
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from demo.stories.steps import Story
from grants.letters import erinnerung, from_json
from grants.models import Guideline, Transition
from grants.models.canonical import terms_to_text
from notifications import letters, reminders
from notifications.models import Post
from tests.factories import World, drive
from workflows.errors import NotYet
from workflows.period import Period
from workflows.programmes import PROGRAMMES
from workflows.rules.deadlines import BERLIN
from workflows.stages import Stage

pytestmark = pytest.mark.django_db
OTHERWISE = {
    "proof_within": "8 weeks",
    "use_within": "6 weeks",
    "payout_grace": "5 working days",
    "documents_period": "3 weeks",
    "receipts_kept": "7 years",
}


def saying(**values: object) -> World:
    """A world whose guideline has other values."""
    world = World()
    row = Guideline.objects.get(pk=world.round.guideline_id)
    row.terms_text = terms_to_text(replace(row.terms, **values))
    row.save()
    world.round.guideline.refresh_from_db()
    return world


@pytest.fixture
def in_weeks() -> World:
    return saying(**{name: Period.read(text) for name, text in OTHERWISE.items()})


def read(reader, address: str) -> str:
    client = Client()
    if reader:
        client.force_login(reader, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.text.replace("\xa0", " ").split())


def test_proof_that_is_due_in_weeks_is_so_in_case_letter_page_and_reminder(in_weeks):
    story = drive(in_weeks, Stage.PROOF_DUE)
    case = story.case
    assert case.proof_due == case.period_ends + timedelta(weeks=8)
    entry = Transition.objects.get(dossier=case.dossier_id, move="release_award")
    facts = from_json("zuwendungsbescheid", json.loads(entry.private)["letters"]["zuwendungsbescheid"])
    assert facts.proof_due == case.proof_due
    said = letters.compose("zuwendungsbescheid", case.programme, facts, number="1", made_on=story.day).html
    text = " ".join(said.replace("\xa0", " ").split())
    for sentence in (
        "(Anlage 5) innerhalb von acht Wochen nach Erfüllung des Zwecks",
        "spätestens bis zum Ablauf der 8. Woche nach dem Ende des Bewilligungszeitraums",
        "innerhalb von sechs Wochen nach der Auszahlung",
        "nach einer Wartezeit von fünf Arbeitstagen",
        "Verträge sieben Jahre nach Vorlage",
    ):
        assert sentence in text
    for word in ("Monate", "Monat nach", "zehn Arbeitstage", "fünf Jahre"):
        assert word not in text.replace("eines Monats nach Bekanntgabe", "")
    page = read(story.applicant, reverse("grants:proof", args=[case.public_id]))
    assert "bewahren Sie sieben Jahre auf" in page
    assert "Die Belege bewahren wir sieben Jahre auf." in page
    week_before = datetime.combine(case.proof_due - timedelta(days=7), time(10), BERLIN)
    (post,) = Post.objects.filter(pk__in=reminders.make_due(week_before))
    assert post.dossier_id == case.dossier_id


def test_call_for_funds_names_the_weeks_of_the_guideline(in_weeks):
    story = drive(in_weeks, Stage.RUNNING)
    page = read(story.applicant, reverse("grants:new_mittelabruf", args=[story.case.public_id]))
    assert "Rufen Sie nur ab, was Sie innerhalb von sechs Wochen nach der Auszahlung ausgeben" in page
    assert "Nur was Sie innerhalb von sechs Wochen nach der Auszahlung brauchen" in page
    assert "Monat" not in page
    reminder = next(
        one for one in PROGRAMMES[story.case.programme].all_reminders() if one.key == "mittel_nicht_abgerufen"
    )
    said = erinnerung.gather(reminder, story.case, story.day).what
    assert said.endswith(
        "Bitte rufen Sie ab, was Sie innerhalb von sechs Wochen nach der Auszahlung brauchen."
    )


def test_page_of_the_programme_says_the_values_of_the_newest_guideline(in_weeks):
    page = read(None, reverse("grants:programme", args=["wir20-kleinprojekt"]))
    assert "<dt>Verwendungsnachweis</dt><dd>acht Wochen nach dem Ende</dd>" in page
    assert "<dt>Frist für nachgeforderte Unterlagen</dt><dd>drei Wochen</dd>" in page
    assert "Bis zum Tag, den die Nachforderung nennt (drei Wochen)." in page
    assert "spätestens bis zum Ablauf der 8. Woche nach dem Bewilligungszeitraum" in page


def test_change_names_the_tolerance_of_the_guideline():
    story = drive(saying(line_tolerance_percent=Decimal("12.5")), Stage.RUNNING)
    page = read(story.applicant, reverse("grants:new_change", args=[story.case.public_id]))
    assert "Bis zu 12,5 % mehr je Einzelansatz" in page


# Eigenbeteiligung und Mindestbetrag


def plan_page(story: Story) -> str:
    url = reverse("grants:application", args=[story.case.public_id])
    return read(story.applicant, f"{url}?abschnitt=finanzierung")


def test_needed_own_share_refuses_the_sending_whatever_reason_is_given():
    world = saying(own_share="needed")
    story = drive(world, Stage.DRAFT, own=Decimal(1000), low_share_reason="Wir sind neu.")
    assert "Die Richtlinie verlangt das; eine Begründung ersetzt es nicht." in plan_page(story)
    assert "Diese Förderung verlangt mindestens 20 % der zuwendungsfähigen Ausgaben." in plan_page(story)
    assert ", nötig 20 %" in plan_page(story)
    with pytest.raises(NotYet, match="eine Begründung ersetzt es nicht"):
        story.submit()
    page = read(None, reverse("grants:programme", args=["wir20-kleinprojekt"]))
    assert "<dt>Nötige Eigenbeteiligung</dt><dd>20 % der zuwendungsfähigen Ausgaben</dd>" in page


def test_needed_own_share_that_is_reached_to_the_cent_may_be_sent():
    drive(saying(own_share="needed"), Stage.SUBMITTED, grant=Decimal(4000), own=Decimal(1000))


def test_wanted_own_share_takes_a_reason_as_before():
    story = drive(
        saying(own_share="wanted"), Stage.DRAFT, own=Decimal(1000), low_share_reason="Wir sind neu."
    )
    assert (
        "Nur nötig, wenn Ihre Eigenbeteiligung unter 20 % der zuwendungsfähigen Ausgaben liegt."
        in plan_page(story)
    )
    story.submit()


def test_fund_without_own_share_asks_for_none():
    world = saying(own_share="none", own_share_percent=Decimal(0))
    story = drive(world, Stage.SUBMITTED, own=Decimal(0))
    assert story.case.stage == Stage.SUBMITTED
    page = read(None, reverse("grants:programme", args=["wir20-kleinprojekt"]))
    assert "Eigenbeteiligung</dt><dd>nicht verlangt</dd>" in page


@pytest.mark.parametrize(("own_share", "percent", "asked"), [("none", 0, False), ("wanted", 20, True)])
def test_the_form_asks_about_own_funds_only_where_the_guideline_wants_some(own_share, percent, asked):
    story = drive(saying(own_share=own_share, own_share_percent=Decimal(percent)), Stage.DRAFT)
    story.case.project.plan_lines.all().delete()
    page = plan_page(story)
    assert "Beantragte Zuwendung" in page
    assert ('value="Eigene Mittel"' in page) is asked
    assert ("Warum ist die Eigenbeteiligung geringer?" in page) is asked


def test_less_than_the_minimum_is_refused_and_exactly_the_minimum_is_sent():
    world = saying(minimum=Decimal(4000))
    short = drive(world, Stage.DRAFT, grant=Decimal("3999.99"))
    assert "Beantragt sind 3.999,99 €. Gefördert wird erst ab 4.000,00 €." in plan_page(short)
    assert "mindestens 4.000,00 €, höchstens 10.000,00 €" in plan_page(short)
    with pytest.raises(NotYet, match=r"erst ab 4\.000,00"):
        short.submit()
    drive(world, Stage.SUBMITTED, grant=Decimal(4000))
    page = read(None, reverse("grants:programme", args=["wir20-kleinprojekt"]))
    assert "<dt>Mindestbetrag der Zuwendung</dt><dd>4.000,00 €</dd>" in page


def test_less_than_the_minimum_may_be_awarded():
    """The minimum is one of the request: a body may resolve on less, and the plan follows it."""
    story = drive(saying(minimum=Decimal(4800)), Stage.PLAN_ADJUSTMENT)
    assert story.case.endorsed < Decimal(4800)
    assert "Gefördert wird erst ab" not in plan_page(story)
