"""Every story through the real door, with real letters: the scenarios, the two rounds, and the demonstration."""

from datetime import date

import pytest

from demo import personas, seed
from demo.report import decision_of, log_is_whole, stand_of, what_failed
from demo.stories import changes, endings, refunds, scenarios
from demo.stories.changes import CHANGES
from demo.stories.endings import ENDINGS
from demo.stories.ground import lay_ground
from demo.stories.refunds import REFUNDS
from demo.stories.rounds import ROUND_2022, ROUND_2025, ROUNDS, replay
from demo.stories.scenarios import SCENARIOS
from demo.stories.telling import Telling
from demo.working import failures
from grants.letters import FACTS
from grants.models import (
    Application,
    Body,
    Dossier,
    Item,
    Mittelabruf,
    Organisation,
    Sitting,
    Transition,
    User,
)
from notifications.models import Document
from notifications.outbox import settle
from tests.tables import sampled
from workflows.law import law_of
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES
from workflows.stages import MittelabrufStage, SittingStage, Stage

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
SENT = {"eingangsbestaetigung"}
PAID = {"kassenanordnung", "auszahlungsmitteilung"}
GRANTED = SENT | PAID | {"zuwendungsbescheid", "abschlussmitteilung"}
TAKEN_BACK = GRANTED - {"abschlussmitteilung"} | {"anhoerung", "rueckforderungsbescheid"}
ALL = SCENARIOS | REFUNDS | CHANGES | ENDINGS
LETTERS = {
    scenarios.small_and_simple: GRANTED,
    scenarios.exactly_a_fifth: GRANTED,
    scenarios.below_a_fifth: GRANTED,
    scenarios.tie: SENT | {"ablehnungsbescheid"},
    scenarios.missed_request: SENT | {"nachforderung", "ablehnungsbescheid"},
    scenarios.individual: GRANTED,
    scenarios.last_day_suit: SENT | {"zuwendungsbescheid"},
    scenarios.no_suit: SENT | {"zuwendungsbescheid", "kassenanordnung"},
    scenarios.the_long_way: GRANTED,
    refunds.underspent: TAKEN_BACK,
    refunds.overdue: GRANTED | {"anhoerung"},
    refunds.dissolved: TAKEN_BACK,
    changes.eighteen_months: GRANTED | {"aenderungsbescheid", "abrufablehnung"},
    refunds.revoked: SENT | {"zuwendungsbescheid", "berichtigung", "anhoerung", "widerrufsbescheid"},
    scenarios.court_sends_back: SENT | {"ablehnungsbescheid", "zuwendungsbescheid"},
    endings.waived: SENT | {"vorzeitiger_beginn", "zuwendungsbescheid"},
    endings.discontinued: SENT,
    refunds.reopened: TAKEN_BACK | {"abschlussmitteilung", "mahnung"},
}
"""The PDFs that each scenario leaves in the archive."""


@pytest.fixture
def tale(settings, tmp_path) -> Telling:
    """A telling on fresh ground; its post office works in this process."""
    settings.MEDIA_ROOT = tmp_path
    return Telling(lay_ground(), settle)


@pytest.mark.parametrize("scenario", sampled(ALL.values()), ids=lambda scenario: scenario.__name__)
def test_scenario_shows_what_is_expected_and_writes_its_letters(tale, scenario):
    story = scenario(tale)
    settle()
    assert len(tale.expectations) >= 3
    assert [str(expectation) for expectation in tale.failed] == []
    made = Document.objects.filter(dossier=story.case.dossier_id, made_at__isnull=False)
    assert set(made.values_list("key", flat=True)) == LETTERS[scenario]
    assert failures() == []
    assert log_is_whole(story.case)


def test_scenarios_write_every_letter_with_a_document():
    machines = [*PROGRAMMES.values(), *PROCEDURES.values()]
    named = {letter for machine in machines for move in machine.moves() for letter in law_of(move).letters}
    assert set.union(*LETTERS.values()) == {letter.key for letter in named if letter.document}
    assert set(LETTERS) == set(ALL.values())
    assert {letter.key for letter in named} <= set(FACTS)


@pytest.mark.rest
def test_scenario_that_shows_something_else_is_noticed(tale):
    story = scenarios.tie(tale)
    assert not tale.failed
    tale.expect(story, "Stand", story.case.stage, Stage.RUNNING)
    tale.refused(story, "nichts spricht dagegen", lambda: None, "Frist")
    assert [expectation.found for expectation in tale.failed] == [Stage.CLOSED, "nichts"]
    failed = what_failed(tale)
    assert any("Stand: running – gefunden: closed" in sentence for sentence in failed)
    assert (decision_of(story.case), stand_of(story.case)) == ("abgelehnt", "Abgeschlossen (abgelehnt)")
    assert "Kein Vorgang endete so: Verzicht." in failed
    assert "Kein Vorgang endete so: Abgeschlossen (abgelehnt)." not in failed


@pytest.mark.rest
def test_individual_is_not_named_in_the_public_list(tale, client):
    scenarios.individual(tale)
    page = client.get("/gefoerdert/").content.decode()
    assert "Spielenachmittage in der Unterkunft" in page
    assert "Einzelperson" in page
    assert "Alex" not in page


@pytest.mark.rest
def test_log_that_was_changed_is_noticed(tale):
    story = scenarios.tie(tale)
    assert log_is_whole(story.case)
    Transition.objects.filter(dossier=story.case.dossier_id, sequence=3).update(role="lead")
    assert not log_is_whole(story.case)


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
    assert set(ROUND_2022.sittings) == {date(2022, 9, 26), date(2022, 11, 10)}
    assert set(ROUND_2025.sittings) == {date(2025, 8, 18)}


def test_rounds_refuse_nobody_real():
    for past in ROUNDS:
        refused = [project for project in past.projects if project not in past.funded]
        assert not any(project.known for project in refused)
        invented = [project for project in past.projects if not project.known]
        assert all("Beispiel" in project.organisation for project in invented)


class LightsOut(Exception):
    """Somebody switched the machine off."""


@pytest.mark.slow
def test_demo_shows_everything_once_even_if_it_was_interrupted(tale, monkeypatch):
    monkeypatch.setattr(seed, "ROUNDS", ())
    for moves in (3, 57, 80, 61, 40):
        with pytest.raises(LightsOut):
            seed.seed(Telling(tale.ground, settle, _lights_out_after(moves)), TODAY)
    assert seed.seed(tale, TODAY) == []
    _shows_every_stage()
    _has_something_to_vote_on()
    _lies_in_the_past()
    _numbers_follow_days()
    _greets_its_personas()
    before = dict(Dossier.objects.values_list("pk", "version"))
    assert seed.seed(Telling(lay_ground(), settle), date(2026, 12, 24)) == []
    assert dict(Dossier.objects.values_list("pk", "version")) == before
    assert failures() == []


def _lights_out_after(moves: int):
    left = [moves]

    def told(title: str, entry: Transition) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise LightsOut

    return told


def _shows_every_stage() -> None:
    stages = set(Application.objects.values_list("stage", flat=True))
    assert stages == seed.stages_in_use("wir20-kleinprojekt") | {Stage.IN_COUNCIL}
    assert stages >= {
        *(Stage.DOCUMENTS_REQUESTED, Stage.DEFERRED, Stage.PLAN_ADJUSTMENT, Stage.REFUSAL_DRAFTED),
        *(Stage.REFUSED, Stage.WAIVED, Stage.DISCONTINUED, Stage.WITHDRAWN, Stage.ARCHIVED),
    }
    assert set(Mittelabruf.objects.values_list("stage", flat=True)) == set(MittelabrufStage)
    assert set(Sitting.objects.values_list("stage", flat=True)) == set(SittingStage)
    assert not Organisation.objects.filter(fictitious=False).exists()


def _has_something_to_vote_on() -> None:
    item = Item.objects.get(application__stage=Stage.IN_SITTING)
    assert item.opened_at is not None
    assert item.closed_at is None
    assert 0 < item.ballots.count() < 5
    soon = Sitting.objects.get(stage=SittingStage.INVITED)
    assert 7 <= (soon.held_on - TODAY).days <= 14
    assert soon.items.count() >= 2


def _lies_in_the_past() -> None:
    """Nothing happened today, and nothing is left for the clock to do."""
    told = Transition.objects.exclude(
        move="archive_bescheid"
    )  # the post office writes down when it really worked
    assert not told.filter(at__date__gte=TODAY).exists()
    assert not Application.objects.filter(wake_on__lte=TODAY).exists()


def _numbers_follow_days() -> None:
    for body in Body.objects.all():
        held = list(body.sittings.order_by("held_on", "number").values_list("number", flat=True))
        assert held == sorted(held), body.name


def _greets_its_personas() -> None:
    for persona in personas.APPLICANTS:
        cases = Application.objects.filter(organisation__memberships__user__email=persona.email)
        assert cases.exists(), persona.email
        assert cases[0].organisation.memberships.filter(user__name=persona.name).exists(), persona.name


def test_personas_are_the_people_of_the_stories(tale):
    ground = {user.email for user in (*tale.ground.staff.values(), *tale.ground.members)}
    told = {persona.email for group in personas.PERSONAS.values() for persona in group}
    assert ground < told
    seated = set(User.objects.filter(seats__isnull=False).values_list("email", flat=True))
    assert {persona.email for persona in personas.APPLICANTS} == told - ground - seated
