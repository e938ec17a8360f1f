"""A Bescheid that came back, a waiver of it, a partial award, and a suit that comes late."""

from datetime import timedelta
from decimal import Decimal

import pytest

from demo.stories.acting import PDF
from demo.stories.paper import Paper, plan_of
from grants.actions.drafts import save_plan, save_project
from grants.actions.uploads import upload
from grants.models import Application, Lawsuit, Project
from tests.factories import World, drive
from workflows.errors import NotHere, NotYet
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]


def test_a_waiver_of_the_lost_bescheid_is_none_of_the_new_one():
    story = drive(World(), Stage.AWARDED)
    upload(story.case, by=story.applicant, name="v.pdf", content=PDF, kind="verzicht", now=story.now())
    story.later(6)
    story.move("record_returned_mail", story.staff("geschaeftsstelle"), reason="Unbekannt verzogen")
    story.move("dispatch_award", story.staff("geschaeftsstelle"), posted_on=story.day)
    with pytest.raises(NotYet, match="liegt noch nicht vor"):
        story.move("accept_waiver_of_remedies", story.staff("sachbearbeitung"), received_on=story.day)
    story.waive_remedies()
    assert story.case.stage == Stage.FINAL


def _adapt(story, grant):
    paper = Paper(**{**vars(story.paper), "grant": grant})
    save_plan(story.case, plan_of(paper), by=story.applicant, now=story.now())


def test_a_full_award_of_a_lower_second_version_is_no_partial_one():
    story = drive(World(), Stage.DOCUMENTS_REQUESTED)
    _adapt(story, Decimal(4000))
    story.move("supply_documents", story.applicant)
    assert story.case.requested == Decimal(4000)
    object.__setattr__(story.paper, "grant", Decimal(4000))
    story.complete()
    story.examine()
    sitting = World.sitting(World(), story)
    story.vote(sitting.items.get(), 4, 0, 1)
    story.move("draft_award", story.staff("sachbearbeitung"))
    story.write_award()
    entry = story.move("release_award", story.staff("leitung"))
    assert '\\"requested\\":\\"4000.00\\"' in entry.private
    assert '\\"partial_reasons\\":[]' in entry.private


def test_the_sum_once_asked_for_stays_known_beside_the_adapted_plan():
    story = drive(World(), Stage.PLAN_ADJUSTMENT)
    asked = story.case.requested
    _adapt(story, story.case.endorsed)
    story.move("confirm_adapted_plan", story.applicant)
    case = Application.objects.get(pk=story.case.pk)
    assert (case.requested, case.project.requested) == (asked, case.endorsed)
    story.write_award("Das Gremium hat weniger Treffen für nötig gehalten.")
    assert '\\"partial_reasons\\":[\\"Das' in story.move("release_award", story.staff("leitung")).private


def test_an_adapted_plan_does_not_move_the_start_before_the_round():
    story = drive(World(), Stage.PLAN_ADJUSTMENT)
    _adapt(story, story.case.endorsed)
    begins = story.round.earliest_start
    with pytest.raises(NotHere):
        save_project(story.case, {"begins": begins}, by=story.applicant, now=story.now())
    project = Project.objects.filter(application=story.case)
    project.update(begins=begins - timedelta(days=1))
    with pytest.raises(NotYet, match="frühestens"):
        story.move("confirm_adapted_plan", story.applicant)
    project.update(begins=begins)
    story.move("confirm_adapted_plan", story.applicant)


def test_a_suit_that_arrives_late_stops_the_money_until_it_ends():
    story = drive(World(), Stage.PROOF_DUE)
    lead = story.staff("leitung")
    for scope in ("condition", "refused_part"):
        story.move("record_lawsuit", lead, filed_on=story.day, scope=scope)
    with pytest.raises(NotYet, match="mehrere Klagen"):
        story.move("close_lawsuit", lead, ended_on=story.day)
    story.move("close_lawsuit", lead, ended_on=story.day, scope="refused_part")
    assert list(Lawsuit.objects.filter(closed_on=None).values_list("scope", flat=True)) == ["condition"]
