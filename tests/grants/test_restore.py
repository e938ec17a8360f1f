"""What was written while the form was unlocked and never sent is gone when the clock has come."""

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest

from demo.stories.paper import Paper, plan_of
from grants.actions.drafts import save_milestones, save_plan, save_project
from grants.cases.facts import applications
from grants.cases.snapshot import snapshot_of
from grants.kinds import actor_for
from grants.models.canonical import canonical
from tests.factories import World, drive
from workflows.acts import may
from workflows.stages import Stage

pytestmark = pytest.mark.django_db


def stands(story):
    """The digest of what stands in the application now."""
    return sha256(canonical(snapshot_of(applications().get(pk=story.case.pk))).encode()).hexdigest()


def scribble(story):
    """Everything that can be edited while the form is unlocked, without sending it."""
    by, now = story.applicant, story.now()
    begins = story.paper.begins + timedelta(days=7)
    if may("save_project", actor_for(by, story.case, story.day), story.case.stage):
        said = {"title": "Anders", "begins": begins, "participants": 3, "declarations": []}
        save_project(story.case, said, by=by, now=now)
        save_milestones(story.case, [{"title": "Nur dies"}], by=by, now=now)
    save_plan(story.case, plan_of(Paper(**{**vars(story.paper), "grant": Decimal(100)})), by=by, now=now)


@pytest.mark.parametrize(
    ("stage", "due", "target"),
    [
        (Stage.DOCUMENTS_REQUESTED, "documents_due", Stage.FORMAL_CHECK),
        (Stage.PLAN_ADJUSTMENT, "plan_due", Stage.EXPERT_CHECK),
    ],
)
def test_what_was_sent_last_stands_again_after_the_period(stage, due, target):
    story = drive(World(), stage)
    sent = story.case.versions.get().sha256
    scribble(story)
    assert stands(story) != sent
    last = getattr(story.case, due)
    story.clock(last)
    assert story.case.stage == stage
    story.clock(last + timedelta(days=1))
    case = applications().get(pk=story.case.pk)
    assert case.stage == target
    assert stands(story) == sent
    assert (case.project.title, case.project.begins) == (story.paper.title, story.paper.begins)
    assert case.project.requested == case.requested == story.paper.grant
    assert case.project.plan_lines.filter(category="requested").get().amount == story.paper.grant


def test_what_was_supplied_in_time_is_what_a_later_lapse_goes_back_to():
    story = drive(World(), Stage.DOCUMENTS_REQUESTED)
    save_project(story.case, {"title": "Nachgereicht"}, by=story.applicant, now=story.now())
    story.move("supply_documents", story.applicant)
    clerk = story.staff("sachbearbeitung")
    story.move("request_documents", clerk, items="Noch etwas")
    scribble(story)
    story.clock(story.case.documents_due + timedelta(days=1))
    assert applications().get(pk=story.case.pk).project.title == "Nachgereicht"
