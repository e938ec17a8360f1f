"""What waits on the start page for those who share a step with somebody else, and for the advisors."""

import pytest
from django.urls import reverse

from tests.factories import World, drive
from tests.grants.desk_story import client_of
from workflows.stages import Stage

pytestmark = pytest.mark.django_db


def start_of(story, who):
    return client_of(story.staff(who)).get(reverse("grants:home")).content.decode()


@pytest.mark.parametrize("stage", [Stage.AWARD_DRAFTED, Stage.REFUSAL_DRAFTED])
def test_released_bescheid_waits_for_the_office_to_post_it(stage):
    story = drive(World(), stage)
    assert story.case.get_absolute_url() not in start_of(story, "geschaeftsstelle")
    story.move("release_award" if stage == Stage.AWARD_DRAFTED else "release_refusal", story.staff("leitung"))
    story.settle()
    for who in ("geschaeftsstelle", "sachbearbeitung"):
        assert story.case.get_absolute_url() in start_of(story, who), who
    assert story.case.get_absolute_url() not in start_of(story, "leitung")


def test_consultations_are_on_the_start_page_of_the_advisor_and_of_nobody_else():
    story = drive(World(), Stage.CONSULTATION)
    page = start_of(story, "beratung")
    assert story.case.get_absolute_url() in page
    assert reverse("grants:advice", args=[story.case.public_id]) in page
    for who in ("geschaeftsstelle", "sachbearbeitung", "leitung"):
        assert story.case.get_absolute_url() not in start_of(story, who), who
    story.move("start_draft", story.applicant)
    assert story.case.get_absolute_url() not in start_of(story, "beratung")
