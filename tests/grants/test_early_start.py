"""Beginning before the Bescheid (X5): asked for in the application, allowed by the lead, told in a letter."""

import json
from datetime import date, timedelta

import pytest

from demo.stories.steps import Story
from grants.cases.completeness import missing_by_field
from grants.letters import from_json
from tests.factories import World, drive
from tests.grants.ground import browser, text_of
from workflows.errors import NotYet
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]
DAY = timedelta(days=1)


def request_of(begins: date) -> dict[str, object]:
    """A paper that begins on this day and asks for it."""
    asked = {"early_start_from": begins, "early_start_reason": "Der Saal muss jetzt gebucht werden."}
    return {"begins": begins, "extra": asked}


def letter(story: Story, key: str):
    for entry in story.case.dossier.transitions.exclude(private=""):
        if text := json.loads(entry.private).get("letters", {}).get(key):
            return from_json(key, text)
    raise AssertionError(f"no {key}")


@pytest.fixture
def early() -> date:
    """The day before the earliest start of the round."""
    return World().round.earliest_start - DAY


def test_who_asks_may_submit_but_comes_before_no_body_without_consent(early):
    story = drive(World(), Stage.EXPERT_CHECK, **request_of(early))
    assert letter(story, "eingangsbestaetigung").early_start
    with pytest.raises(NotYet, match="muss vorher zugestimmt sein"):
        story.examine()
    lead = browser(story.staff("leitung"))
    form = text_of(lead.get(f"{story.case.get_absolute_url()}schritt/consent_early_start/"))
    assert f'value="{early:%d.%m.%Y}"' in form, "the form begins with the day that was asked for"
    story.move("consent_early_start", story.staff("leitung"), 15, early_start_on=early)
    told = letter(story, "vorzeitiger_beginn")
    assert (told.asked_on, told.early_start_on, told.remedy) == (early, early, None)
    assert "Vorzeitiger Beginn erlaubt ab" in text_of(
        browser(story.applicant).get(story.case.get_absolute_url())
    )
    story.move("release_for_sitting", story.staff("leitung"), 16)
    assert story.case.stage == Stage.READY_FOR_SITTING


def test_who_does_not_ask_waits_for_the_earliest_day(early):
    with pytest.raises(NotYet, match="beantragen Sie bitte"):
        drive(World(), Stage.SUBMITTED, begins=early)
    plain = drive(World(), Stage.SUBMITTED)
    assert not letter(plain, "eingangsbestaetigung").early_start


def test_a_day_that_is_over_is_answered_with_a_later_one_and_a_remedy(early):
    story = drive(World(), Stage.SUBMITTED, **request_of(early))
    story.day = early + 2 * DAY
    story.move("consent_early_start", story.staff("leitung"), 15, early_start_on=story.day)
    told = letter(story, "vorzeitiger_beginn")
    assert (told.asked_on, told.early_start_on) == (early, story.day)
    assert told.remedy is not None


@pytest.mark.parametrize(
    ("asked", "reason", "field"),
    [
        ("x", "", "early_start_reason"),
        ("", "Der Saal", "early_start_from"),
        ("x", "  ", "early_start_reason"),
    ],
)
def test_a_request_has_a_day_and_a_reason(early, asked, reason, field):
    story = drive(World(), Stage.DRAFT)
    project = story.case.project
    project.early_start_from, project.early_start_reason = early if asked else None, reason
    assert field in dict(missing_by_field(story.case))
    project.early_start_from, project.early_start_reason = early, "Der Saal"
    assert not {"early_start_reason", "early_start_from"} & set(dict(missing_by_field(story.case)))
