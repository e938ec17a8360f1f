"""The Großprojekte and the contests through the real door, with the numbers that are known of them."""

import pytest

from demo.report import log_is_whole
from demo.stories.contests import CONTESTS, ROUND_1, ROUND_9, ROUND_12, ROUND_14, replay_contest
from demo.stories.ground import lay_ground
from demo.stories.large import LARGE
from demo.stories.telling import Telling
from grants.models import Application, Measure
from tests.factories import make_letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def tale() -> Telling:
    """A telling on fresh ground; the PDFs are only marked as made."""
    return Telling(lay_ground(), make_letters)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", LARGE.values(), ids=lambda scenario: scenario.__name__)
def test_large_project_shows_what_is_expected(tale, scenario):
    story = scenario(tale)
    assert len(tale.expectations) >= 3
    assert [str(expectation) for expectation in tale.failed] == []
    assert log_is_whole(story.case)
    assert all(measure.used_cents <= measure.cap_cents for measure in Measure.objects.all())


@pytest.mark.slow
@pytest.mark.parametrize("past", CONTESTS, ids=lambda past: past.version)
def test_contest_ends_with_the_sums_that_are_known(tale, past):
    replay_contest(tale, past)
    assert [str(expectation) for expectation in tale.failed] == []
    assert Application.objects.filter(awarded_cents__gt=0).count() == sum(
        len(t.projects) for t in past.tranches
    )


def test_contests_have_the_sizes_that_are_known():
    first, second = ROUND_1.tranches
    assert (len(first.projects), sum(project.amount for project in first.projects)) == (14, 173_802)
    assert len(second.projects) == 2
    (ninth,) = ROUND_9.tranches
    assert (len(ninth.projects), ROUND_9.awarded, ninth.votes) == (13, 135_000, "7:3:0")
    assert ninth.put_off_on is not None
    (twelfth,) = ROUND_12.tranches
    asked = ROUND_12.awarded + sum(project.amount for project in ROUND_12.refused)
    assert (len(twelfth.projects), ROUND_12.awarded) == (12, 140_000)
    assert (len(twelfth.projects) + len(ROUND_12.refused), asked) == (39, 690_000)
    (fourteenth,) = ROUND_14.tranches
    assert (len(fourteenth.projects), fourteenth.votes) == (10, "einstimmig")
    assert max(project.amount for project in fourteenth.projects) == 20_000


def test_contests_refuse_nobody_real():
    for past in CONTESTS:
        told = [project for tranche in past.tranches for project in tranche.projects]
        assert not any(project.known for project in past.refused)
        invented = [project for project in (*told, *past.refused) if not project.known]
        assert all("Beispiel" in project.organisation for project in invented)
