"""More time through the real door: the case waits, the clock waits, the applicant is told, reminders follow."""

import json
from datetime import timedelta

import pytest

from demo.stories.steps import Story
from grants.kinds import facts_of, machine_class
from grants.models import Application, Transition
from notifications.reminders import planned_day
from tests.factories import World, drive
from workflows.errors import NotHere, NotYet, NotYours
from workflows.rules.deadlines import next_working_day
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]
DAY = timedelta(days=1)
PERIODS = {
    Stage.DOCUMENTS_REQUESTED: ("documents_due", "die nachgeforderten Unterlagen"),
    Stage.PLAN_ADJUSTMENT: ("plan_due", "den angepassten Kosten- und Finanzierungsplan"),
    Stage.PROOF_INCOMPLETE: ("proof_documents_due", "Unterlagen zum Verwendungsnachweis"),
    Stage.HEARING: ("hearing_due", "Ihre Antwort auf die Anhörung"),
}
REMINDED = {
    Stage.DOCUMENTS_REQUESTED: ("unterlagen_fehlen", 3),
    Stage.PLAN_ADJUSTMENT: ("plan_anpassen", 7),
    Stage.HEARING: ("anhoerung_endet", 3),
}


def extend(story: Story, days: int, by: str = "sachbearbeitung") -> Transition:
    """So many days more than there are."""
    until = getattr(story.case, PERIODS[Stage(story.case.stage)][0]) + days * DAY
    return story.move("extend_period", story.staff(by), until=until, reason="Der Vorstand tagt erst dann.")


@pytest.mark.parametrize("stage", PERIODS)
def test_the_case_waits_longer_and_the_applicant_reads_until_when(stage):
    story = drive(World(), stage)
    due, what = PERIODS[stage]
    before, woke = getattr(story.case, due), story.case.wake_on
    entry = extend(story, 9, by="leitung")
    until = getattr(story.case, due)
    assert (story.case.stage, until) == (stage, next_working_day(before + 9 * DAY))
    assert entry.posted_at is None, "the post office has to write"
    message = json.loads(json.loads(entry.private)["letters"]["frist_verlaengert"])
    assert what in json.dumps(message, ensure_ascii=False)
    assert until.isoformat() in json.dumps(message)
    if stage != Stage.HEARING:
        assert (woke, story.case.wake_on) == (before + DAY, until + DAY)
        story.clock(until)
        assert story.case.stage == stage
        story.clock(until + DAY)
        assert story.case.stage != stage


@pytest.mark.parametrize("stage", [stage for stage in PERIODS if stage != Stage.HEARING])
def test_a_period_that_ended_is_extended_until_the_clock_has_gone_on(stage):
    story = drive(World(), stage)
    due = getattr(story.case, PERIODS[stage][0])
    story.wait(due + DAY)
    extend(story, 3)
    story.clock()
    assert story.case.stage == stage
    story.clock(story.case.wake_on)
    assert story.case.stage != stage
    with pytest.raises(NotHere):
        story.move("extend_period", story.staff("leitung"), until=story.day + DAY, reason="Zu spät.")


def test_the_applicant_and_others_extend_nothing():
    story = drive(World(), Stage.DOCUMENTS_REQUESTED)
    said = {"until": story.case.documents_due + DAY, "reason": "Ich brauche mehr Zeit."}
    for person in (story.applicant, story.staff("geschaeftsstelle"), story.staff("kasse")):
        with pytest.raises(NotYours):
            story.move("extend_period", person, **said)
    with pytest.raises(NotYet, match="späteren Tag"):
        extend(story, 0)


@pytest.mark.parametrize("stage", REMINDED)
def test_the_reminder_follows_the_new_day(stage):
    story = drive(World(), stage)
    key, ahead = REMINDED[stage]
    due = getattr(story.case, PERIODS[stage][0])
    assert planned(story, key, due - ahead * DAY) == due - ahead * DAY
    extend(story, 10)
    until = getattr(story.case, PERIODS[stage][0])
    assert planned(story, key, due - ahead * DAY) is None
    assert planned(story, key, until - (ahead + 1) * DAY) is None
    assert planned(story, key, until - ahead * DAY) == until - ahead * DAY


def planned(story: Story, key: str, today):
    """The day for which a reminder is to go out on this day."""
    case = Application.objects.get(pk=story.case.pk)
    reminder = next(r for r in machine_class(case).all_reminders() if r.key == key)
    return planned_day(reminder, case, facts_of(case), today)
