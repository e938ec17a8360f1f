"""A part of a grant is revoked through the real door: the letters say which part, the rest stays, the case goes on."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from demo.stories import recovering as steps
from demo.stories.steps import Story
from grants.letters import from_json
from grants.models import Claim, Pot, Transition
from notifications.letters import compose
from tests.factories import World, drive
from tests.grants.walking import make_letters
from workflows.dates import long_date
from workflows.stages import Stage

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def letter(story: Story, key: str):
    """The facts of the newest letter of this kind."""
    entries = Transition.objects.filter(dossier=story.case.dossier_id).order_by("-sequence")
    found = (json.loads(entry.private or "{}").get("letters", {}) for entry in entries)
    return from_json(key, next(texts[key] for texts in found if key in texts))


def words(story: Story, key: str) -> str:
    """The letter as it is printed."""
    facts = letter(story, key)
    composed = compose(key, story.case.programme, facts, number="1", made_on=story.day)
    return " ".join((composed.html or "").replace("\xa0", " ").split())


def revoke(story: Story, ground: str, claimed: Decimal, **said) -> None:
    """Heard, answered, drafted, released by the lead, made and posted."""
    story.move(
        "open_hearing",
        story.staff("sachbearbeitung"),
        **steps.about(ground, str(claimed), story.day, "Der Kurs fällt aus."),
        **said,
    )
    steps.answer(story)
    steps.draft(story, ground, str(claimed))
    story.move("release_revocation", story.staff("leitung"), 11)
    make_letters()
    story.move("revoke_in_part", story.staff("geschaeftsstelle"), 15, posted_on=story.day)


def test_a_part_of_an_unpaid_grant_is_revoked_and_the_project_runs_on():
    story = drive(World(), Stage.RUNNING)
    awarded, left = story.case.awarded, Pot.objects.get(pk=story.round.pot_id).left
    revoke(story, "auflage", Decimal(1000))
    case = story.case
    assert (case.stage, case.awarded, case.committed) == (Stage.RUNNING, awarded - 1000, awarded - 1000)
    assert (case.heard_from, case.hearing_due) == ("", None)
    assert Pot.objects.get(pk=story.round.pot_id).left - left == 1000
    claim = Claim.objects.get(application=case)
    assert (claim.current, claim.posted_on, claim.unpaid, claim.back) == (False, story.day, 1000, 0)
    facts = letter(story, "widerrufsbescheid")
    assert (facts.amount, facts.left, facts.partial) == (1000, awarded - 1000, True)
    text = words(story, "widerrufsbescheid")
    assert "widerrufe ich in Höhe von 1.000,00 € mit Wirkung vom Tag der Bekanntgabe" in text
    assert "Klage beim" in text
    story.pay(case.awarded)
    assert story.case.paid == awarded - 1000


def test_the_rest_of_a_partly_paid_grant_is_revoked_and_nothing_comes_back():
    story = drive(World(), Stage.RUNNING)
    half = story.case.awarded / 2
    story.pay(half)
    revoke(story, "auflage", half, unpaid=half)
    assert (story.case.stage, story.case.awarded, story.case.paid) == (Stage.RUNNING, half, half)
    asked = words(story, "anhoerung")
    assert "dessen, was noch nicht ausgezahlt ist" in asked
    assert "Rückforderung" not in asked
    assert "zu erstatten ist nichts" in words(story, "widerrufsbescheid")


def test_what_was_unlawful_is_taken_back_from_its_beginning_and_is_not_called_revocation():
    story = drive(World(), Stage.RUNNING)
    decided = story.case.released_on
    revoke(story, "ruecknahme_48", Decimal(500))
    text = words(story, "widerrufsbescheid")
    assert letter(story, "widerrufsbescheid").void_since == decided
    assert "nehme ich in Höhe von 500,00 €" in text
    assert f"mit Wirkung vom {long_date(decided)} an zurück" in text
    assert "Teilrücknahme des Zuwendungsbescheids" in text
    assert "iderruf" not in text.partition("Klage beim")[0]
    assert "zurückzunehmen" in words(story, "anhoerung")


def test_money_that_comes_back_is_revoked_from_its_payment_on():
    story = drive(World(), Stage.RUNNING)
    awarded = story.case.awarded
    story.pay(awarded / 2)
    paid_on = story.day
    story.workday(5)
    about = steps.about("auflage", str(awarded), story.day, "Der Kurs fällt aus.")
    story.move("open_hearing", story.staff("sachbearbeitung"), **about)
    steps.answer(story)
    steps.draft(story, "auflage", str(awarded))
    story.move("claim_refund", story.staff("leitung"), 11)
    facts = letter(story, "rueckforderungsbescheid")
    assert (facts.amount, facts.unpaid, facts.partial) == (awarded / 2, awarded / 2, False)
    assert facts.void_since <= paid_on
    text = words(story, "rueckforderungsbescheid")
    assert f"mit Wirkung vom {long_date(facts.void_since)} an." in text
    assert "Darüber hinaus widerrufe ich ihn in Höhe von" in text
    assert "mit Wirkung vom Tag der Bekanntgabe dieses Bescheids an." in text
    assert text.startswith("<!doctype html>")
    assert "<title>Entscheidung über die Rückforderung" in text


def test_a_letter_is_signed_by_whoever_acted():
    """Hearing by the caseworker, Bescheid by the lead; what an applicant does, the person in charge answers."""
    story = drive(World(), Stage.RUNNING)
    revoke(story, "auflage", Decimal(1000))
    signed = {
        "eingangsbestaetigung": letter(story, "eingangsbestaetigung").signature.name,
        "zuwendungsbescheid": letter(story, "zuwendungsbescheid").signature.name,
        "anhoerung": letter(story, "anhoerung").signature.name,
        "widerrufsbescheid": letter(story, "widerrufsbescheid").signature.name,
    }
    lead, desk = story.staff("leitung").name, story.staff("sachbearbeitung").name
    office = letter(story, "eingangsbestaetigung").sender.unit
    assert signed == {
        "eingangsbestaetigung": office,
        "zuwendungsbescheid": lead,
        "anhoerung": desk,
        "widerrufsbescheid": lead,
    }
    story.pay(Decimal(500))
    assert letter(story, "auszahlungsmitteilung").signature.name == story.staff("kasse").name
    story.move("correct_obvious_error", story.staff("leitung"), wrong="Hoff", right="Hof")
    assert letter(story, "berichtigung").signature.name == lead


def test_bescheid_extension_and_clock_name_one_day_of_the_proof():
    story = drive(World(), Stage.RUNNING)
    award = letter(story, "zuwendungsbescheid")
    ends = story.case.period_ends
    assert award.proof_due == _sixth_month_after(ends)
    later = ends + timedelta(days=20)
    change = steps.ask(
        story,
        "request_extension",
        subject="period",
        wish="Zwanzig Tage mehr.",
        why="Der Saal war zu.",
        new_ends=later,
    )
    desk, lead = story.staff("sachbearbeitung"), story.staff("leitung")
    story.move("draft_decision", desk, 9, record=change, reasoning="Der Zweck bleibt erreichbar.")
    story.move("grant_extension", lead, 11, record=change, carried_over=True)
    changed = letter(story, "aenderungsbescheid")
    assert changed.proof_due == _sixth_month_after(later)
    story.clock(later + DAY)
    assert (story.case.stage, story.case.proof_due) == (Stage.PROOF_DUE, changed.proof_due)


def test_who_finishes_early_is_told_the_day_that_the_clock_has():
    story = drive(World(), Stage.RUNNING)
    story.workday(10)
    story.move("finish_early", story.applicant, fulfilled_on=story.day)
    assert letter(story, "vorzeitig_abgeschlossen").next_on == story.case.proof_due
    assert story.case.proof_due < letter(story, "zuwendungsbescheid").proof_due
    award = words(story, "zuwendungsbescheid")
    assert "innerhalb von sechs Monaten nach Erfüllung des Zwecks vor, spätestens bis zum" in award
    assert "Ein Zwischennachweis ist nicht vorzulegen." in award
    assert "die Zuwendung und die neuen Mittel zusammen" in award


def _sixth_month_after(day: date) -> date:
    months = day.year * 12 + day.month - 1 + 7
    return date(months // 12, months % 12 + 1, 1) - DAY
