"""Every story through the real door: what the scenarios expect, the two rounds, and the demonstration."""

from collections import Counter
from datetime import date

import pytest
from django.utils import timezone

from grants.letter_facts import FACTS
from grants.models import Application, Dossier, Draft, FundsCall, Item, Organisation, Sitting, Transition
from grants.stories import demo, personas
from grants.stories.ground import lay_ground
from grants.stories.rounds import ROUND_2022, ROUND_2025, ROUNDS, replay
from grants.stories.scenarios import SCENARIOS
from grants.stories.telling import Telling
from workflows.procedures.mittelabruf import CallStage
from workflows.procedures.sitzung import SittingStage
from workflows.programmes import PROGRAMMES
from workflows.stages import Stage

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 23)


def settle() -> None:
    """Until the post office is there: say that it has made what was released."""
    Draft.objects.filter(current=True, made_at=None).update(made_at=timezone.now())


@pytest.fixture
def tale(settings, tmp_path) -> Telling:
    """A telling on fresh ground."""
    settings.MEDIA_ROOT = tmp_path
    return Telling(lay_ground(), settle)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_scenario_shows_what_is_expected(tale, scenario):
    story = scenario(tale)
    assert story.known
    assert len(tale.expectations) >= 3
    assert [str(expectation) for expectation in tale.failed] == []


def test_scenario_that_shows_something_else_is_noticed(tale):
    story = SCENARIOS[0](tale)
    tale.expect(story, "Stand", story.case.stage, Stage.RUNNING)
    assert [expectation.found for expectation in tale.failed] == [Stage.CLOSED]


def test_refusal_that_does_not_come_is_noticed(tale):
    story = SCENARIOS[0](tale)
    tale.refused(story, "nichts spricht dagegen", lambda: None, "Frist")
    assert [expectation.found for expectation in tale.failed] == ["nichts"]


@pytest.mark.slow
@pytest.mark.parametrize("past", ROUNDS, ids=lambda past: past.version)
def test_round_ends_with_the_sums_that_are_known(tale, past):
    replay(tale, past)
    assert [str(expectation) for expectation in tale.failed] == []
    assert Application.objects.filter(outcome="settled").count() == len(past.funded)


def test_rounds_have_the_sizes_that_are_known():
    assert (len(ROUND_2022.funded), sum(project.amount for project in ROUND_2022.funded)) == (9, 34_000)
    assert len(ROUND_2025.funded) == 10
    assert 65_000 <= sum(project.amount for project in ROUND_2025.funded) < 66_000
    assert date(2025, 8, 18) in ROUND_2025.sittings


def test_rounds_refuse_nobody_real():
    for past in ROUNDS:
        refused = [project for project in past.projects if project not in past.funded]
        assert not any(project.known for project in refused)
        invented = [project for project in past.projects if not project.known]
        assert all("Beispiel" in project.organisation for project in invented)


@pytest.fixture
def seeded(tale, monkeypatch) -> Telling:
    """The demonstration without the replayed rounds, which have tests of their own."""
    monkeypatch.setattr(demo, "ROUNDS", ())
    assert demo.seed(tale, TODAY) == []
    return tale


@pytest.mark.slow
def test_demo_shows_every_stage_and_every_call_and_sitting(seeded):
    stages = set(Application.objects.values_list("stage", flat=True))
    assert stages == demo.stages_in_use("wir20-kleinprojekt")
    assert stages >= {
        *(
            Stage.DOCUMENTS_REQUESTED,
            Stage.DEFERRED,
            Stage.PLAN_ADJUSTMENT,
            Stage.REFUSAL_DRAFTED,
            Stage.REFUSED,
        ),
        *(Stage.WAIVED, Stage.DISCONTINUED, Stage.WITHDRAWN, Stage.ARCHIVED),
    }
    assert set(FundsCall.objects.values_list("stage", flat=True)) == set(CallStage)
    assert set(Sitting.objects.values_list("stage", flat=True)) == set(SittingStage)
    assert not Organisation.objects.filter(fictitious=False).exists()


@pytest.mark.slow
def test_demo_has_a_ballot_to_vote_on_and_a_sitting_to_prepare(seeded):
    item = Item.objects.get(application__stage=Stage.IN_SITTING)
    assert item.opened_at is not None
    assert item.closed_at is None
    assert item.ballots.count() < 5
    soon = Sitting.objects.get(stage=SittingStage.INVITED)
    assert 7 <= (soon.held_on - TODAY).days <= 14
    assert soon.items.count() >= 2


@pytest.mark.slow
def test_demo_lies_in_the_past_and_nothing_is_overdue_for_the_clock(seeded):
    assert not Transition.objects.filter(at__date__gte=TODAY).exists()
    assert not Application.objects.filter(wake_on__lte=TODAY).exists()


@pytest.mark.slow
def test_demo_told_twice_is_told_once(seeded):
    before = dict(Dossier.objects.values_list("pk", "version"))
    again = Telling(lay_ground(), settle)
    assert demo.seed(again, date(2026, 12, 24)) == []
    assert dict(Dossier.objects.values_list("pk", "version")) == before


class Lights(Exception):
    """Somebody switched the machine off."""


@pytest.mark.slow
@pytest.mark.parametrize("moves", [3, 60, 137, 222, 290])
def test_demo_that_was_interrupted_goes_on_where_it_stopped(tale, monkeypatch, moves):
    monkeypatch.setattr(demo, "ROUNDS", ())
    heard: Counter[str] = Counter()

    def told(title: str, entry: Transition) -> None:
        heard["moves"] += 1
        if heard["moves"] == moves:
            raise Lights

    with pytest.raises(Lights):
        demo.seed(Telling(tale.ground, settle, told), TODAY)
    assert demo.seed(tale, TODAY) == []
    assert set(Application.objects.values_list("stage", flat=True)) == demo.stages_in_use(
        "wir20-kleinprojekt"
    )
    assert Item.objects.count() == len(set(Item.objects.values_list("application_id", "sitting_id")))


def test_personas_are_the_people_of_the_stories(tale):
    ground = {user.email for user in (*tale.ground.staff.values(), *tale.ground.members)}
    told = {p.email: p.name for group in personas.PERSONAS.values() for p in group}
    assert ground < set(told)
    assert {p.email for p in personas.APPLICANTS} == set(told) - ground


@pytest.mark.slow
def test_personas_of_applicants_have_cases(seeded):
    for persona in personas.APPLICANTS:
        cases = Application.objects.filter(organisation__memberships__user__email=persona.email)
        assert cases.exists(), persona.email
        assert cases[0].organisation.memberships.filter(user__name=persona.name).exists(), persona.name


@pytest.mark.slow
def test_stories_write_every_letter_that_the_fund_knows(tale):
    for scenario in SCENARIOS:
        scenario(tale)
    text = "".join(Transition.objects.exclude(private=None).values_list("private", flat=True))
    named = {
        letter.key for move in PROGRAMMES["wir20-kleinprojekt"].moves() for letter in move.custom["letters"]
    }
    assert {key for key in named if f'"{key}"' in text} == named
    assert named <= set(FACTS)
