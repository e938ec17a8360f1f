"""Each fund asks its own questions about a project, and nothing that only another fund wants to know."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from demo.stories.ground import fill_pot, open_round
from demo.stories.paper import Paper
from demo.stories.telling import Telling
from grants.cases.completeness import missing_by_field
from grants.models import Project
from grants.models.projects import ASKED_ONLY_IN, is_asked
from tests.factories import World
from tests.grants.desk_story import client_of
from workflows.programmes import PROGRAMMES

pytestmark = [pytest.mark.rest, pytest.mark.django_db]
OF_WIR20 = {"field_of_action", "wir2_goal", "against_discrimination", "fewer_barriers", "diversity"}
OF_CONTESTS = {"focus", "innovation", "lasting_effect", "documentation"}


@pytest.fixture
def drafted():
    """Two applications of one applicant, to a contest and to the Kleinprojekte, with nothing written yet."""
    world = World()
    paper = Paper(
        organisation="Erzählen e. V.", title="Erzählnacht", grant=Decimal(4000), own=Decimal(1000),
        begins=date(2026, 6, 1), ends=date(2026, 11, 30),
    )  # fmt: skip
    pot = fill_pot(2026, Decimal(20_000), "GFZ 2026", "gesellschaftsfonds")
    contest = open_round(
        "Ideenwettbewerb", "neu", date(2026, 1, 1), date(2026, 3, 31),
        pot=pot, earliest_start=date(2026, 5, 1), latest_end=date(2027, 12, 31),
    )  # fmt: skip
    tale = Telling(world.ground, lambda: None)
    stories = [tale.story(paper, call, date(2026, 2, 2)) for call in (contest, world.round)]
    for story in stories:
        story.consult()
        story.move("start_draft", story.applicant)
    return stories


def asked_in(story, section="vorhaben"):
    page = client_of(story.applicant).get(
        reverse("grants:application", args=[story.case.public_id]), {"abschnitt": section}
    )
    return {name for name in OF_WIR20 | OF_CONTESTS if f'name="{name}"' in page.content.decode()}


def test_contest_asks_what_the_jury_judges_by(drafted):
    contest, small = drafted
    assert asked_in(contest) == OF_CONTESTS
    assert asked_in(small) == {"field_of_action", "wir2_goal"}
    assert asked_in(contest, "menschen") == set()
    assert asked_in(small, "menschen") == OF_WIR20 - {"field_of_action", "wir2_goal"}


def test_only_what_is_asked_can_be_missing(drafted):
    contest, small = drafted
    missing = [{name for name, _ in missing_by_field(story.case)} for story in (contest, small)]
    assert (missing[0] & OF_WIR20, missing[0] & OF_CONTESTS) == (set(), OF_CONTESTS)
    assert (missing[1] & OF_WIR20, missing[1] & OF_CONTESTS) == (OF_WIR20, set())


def test_what_is_asked_can_be_written_and_read(drafted):
    contest, _ = drafted
    contest.fill()
    project = Project.objects.get(application=contest.case)
    assert (project.focus, project.field_of_action) == ("vor_ort", "")
    address = reverse("grants:application", args=[contest.case.public_id])
    read = client_of(contest.staff("sachbearbeitung")).get(address)
    assert read.status_code == 404  # a draft belongs to the applicant alone
    contest.case.refresh_from_db()
    assert not {name for name, _ in missing_by_field(contest.case)} & OF_CONTESTS


def test_every_question_of_a_fund_names_known_funds_and_fields():
    names = {field.name for field in Project._meta.concrete_fields}
    assert set(ASKED_ONLY_IN) == OF_WIR20 | OF_CONTESTS <= names
    assert {slug for slugs in ASKED_ONLY_IN.values() for slug in slugs} <= set(PROGRAMMES)
    assert is_asked("stadtteilfonds", "title")
    assert not is_asked("stadtteilfonds", "wir2_goal")
