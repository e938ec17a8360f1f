"""A wrong instruction moves the clock by a year; who decides reads since when a suit for failure to act is possible."""

from datetime import date, timedelta

import pytest

from grants.clock import database_now, day_of
from grants.models import Application, Transition
from tests.factories import World, drive
from tests.grants.ground import browser, text_of
from workflows.errors import NotYet, NotYours
from workflows.rules.deadlines import remedy_period, untaetigkeit_from
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]
DAY = timedelta(days=1)
ALERT = "Untätigkeitsklage"


@pytest.mark.parametrize("stage", [Stage.AWARDED, Stage.REFUSED])
def test_the_clock_waits_a_year_after_a_faulty_instruction(stage):
    story = drive(World(), stage)
    posted, woke = story.case.posted_on, story.case.wake_on
    reason = {"reason": "Die Belehrung nennt ein falsches Gericht."}
    with pytest.raises(NotYours):
        story.move("record_faulty_instruction", story.staff("sachbearbeitung"), **reason)
    story.move("record_faulty_instruction", story.staff("leitung"), **reason)
    final = remedy_period(posted, instructed=False).final
    assert (story.case.stage, story.case.instructed) == (stage, False)
    assert story.case.wake_on >= final > woke
    with pytest.raises(NotYet, match="schon vermerkt"):
        story.move("record_faulty_instruction", story.staff("leitung"), **reason)
    story.clock(story.case.wake_on - DAY)
    assert story.case.stage == stage
    story.clock(story.case.wake_on)
    assert story.case.final_on == final


def test_the_same_letter_that_goes_out_again_has_the_same_fault():
    story = drive(World(), Stage.AWARDED)
    lead, office = story.staff("leitung"), story.staff("geschaeftsstelle")
    story.move("record_faulty_instruction", lead, reason="Sie fehlt.")
    story.move("record_returned_mail", office, reason="Unbekannt verzogen")
    story.move("dispatch_award", office, posted_on=story.day)
    assert story.case.wake_on == remedy_period(story.day, instructed=False).final


def last_submission(since: date) -> date:
    """The last day of submission after which a suit is possible on this day."""
    return max(day for n in range(130) if untaetigkeit_from(day := since - n * DAY) <= since)


def page_of(story, person, submitted_on):
    Application.objects.filter(pk=story.case.pk).update(submitted_on=submitted_on)
    return text_of(browser(person).get(story.case.get_absolute_url()))


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.DOCUMENTS_REQUESTED, Stage.AWARD_DRAFTED])
def test_who_decides_reads_since_when_a_suit_for_failure_to_act_is_possible(stage):
    story, last = drive(World(), stage), last_submission(day_of(database_now()))
    for key in ("leitung", "geschaeftsstelle", "sachbearbeitung"):
        person = story.staff(key)
        assert ALERT in page_of(story, person, last)
        assert ALERT in page_of(story, person, last - 40 * DAY)
        assert ALERT not in page_of(story, person, last + DAY)
    assert ALERT not in page_of(story, story.applicant, last)


def test_a_posted_bescheid_and_a_judgement_end_the_alert():
    last = last_submission(day_of(database_now()))
    for stage in (Stage.AWARDED, Stage.REFUSED, Stage.WITHDRAWN):
        story = drive(World(), stage)
        assert ALERT not in page_of(story, story.staff("leitung"), last)
    story = drive(World(), Stage.EXPERT_CHECK)
    assert ALERT in page_of(story, story.staff("leitung"), last)
    Transition.objects.filter(dossier=story.case.dossier_id, move="begin_check").update(move="follow_court")
    assert ALERT not in page_of(story, story.staff("leitung"), last)
