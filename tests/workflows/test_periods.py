"""More time: a period that the office has set is extended, also after its last day (§ 31 Abs. 7 VwVfG)."""

from dataclasses import replace
from datetime import date

import pytest

from tests.workflows.ripe import DAY, TODAY
from tests.workflows.ripe_recovery import CLAIM, HEARD, UNANSWERED
from tests.workflows.standing import on, refused
from workflows.law import law_of
from workflows.machine import targets_of
from workflows.programmes import PROGRAMMES
from workflows.roles import Role
from workflows.stages import Stage

PERIODS = {
    Stage.DOCUMENTS_REQUESTED: "documents_due",
    Stage.PLAN_ADJUSTMENT: "plan_due",
    Stage.PROOF_INCOMPLETE: "proof_documents_due",
    Stage.HEARING: "hearing_due",
}
LAPSES = {
    Stage.DOCUMENTS_REQUESTED: "lapse_request",
    Stage.PLAN_ADJUSTMENT: "lapse_adapted_plan",
    Stage.PROOF_INCOMPLETE: "lapse_proof_request",
}
every_period = pytest.mark.parametrize("stage", PERIODS)


def waiting(stage: Stage, due: date | None, today: date = TODAY, role: Role = Role.CASEWORKER, **facts):
    """A case that waits for the applicant until ``due``."""
    heard = HEARD | {"claim": UNANSWERED} if stage == Stage.HEARING else {}
    return on(today, stage, role, **heard | {PERIODS[stage]: due} | facts)


def extended(machine, until: date) -> date:
    """The new last day."""
    outcome = machine.perform("extend_period", until=until, reason="Der Vorstand tagt erst dann.")
    assert outcome.target == outcome.source
    ((name, day),) = outcome.effects.fields.items()
    assert name == PERIODS[outcome.source]
    return day


@pytest.mark.parametrize("programme", PROGRAMMES.values(), ids=PROGRAMMES)
def test_every_programme_extends_the_four_periods_that_it_sets(programme):
    moves = [move for move in programme.moves() if move.slug == "extend_period"]
    assert {str(move.source) for move in moves} == set(PERIODS)
    for move in moves:
        assert targets_of(move) == (str(move.source),)
        assert law_of(move).aside
        assert [letter.key for letter in law_of(move).letters] == ["frist_verlaengert"]


@every_period
@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.LEAD])
def test_a_period_is_extended_by_the_caseworker_or_the_lead_as_often_as_needed(stage, role):
    assert extended(waiting(stage, TODAY, role=role), TODAY + 7 * DAY) == TODAY + 7 * DAY
    assert extended(waiting(stage, TODAY + 7 * DAY, role=role), TODAY + 8 * DAY) == TODAY + 8 * DAY


@every_period
def test_the_new_day_is_later_than_the_day_there_is(stage):
    due = TODAY + 7 * DAY
    for until in (due - DAY, due):
        told = refused(waiting(stage, due), "extend_period", "bis zum 23.03.2026", until=until, reason="x")
        assert set(told.fields) == {"until"}
    assert extended(waiting(stage, due), due + DAY) == due + DAY


@every_period
def test_a_period_is_extended_after_its_end_but_not_into_the_past(stage):
    # Tuesday, 10 March is over for six days on Monday, 16 March.
    due = TODAY - 6 * DAY
    past = TODAY - DAY
    told = refused(waiting(stage, due), "extend_period", "in der Vergangenheit", until=past, reason="x")
    assert set(told.fields) == {"until"}
    assert extended(waiting(stage, due), TODAY) == TODAY


@every_period
@pytest.mark.parametrize(
    ("until", "ends"),
    [
        (date(2026, 4, 2), date(2026, 4, 2)),  # Thursday before Easter
        (date(2026, 4, 3), date(2026, 4, 7)),  # Good Friday: the day after Easter Monday
        (date(2026, 4, 6), date(2026, 4, 7)),
    ],
)
def test_an_extended_period_ends_on_a_working_day(stage, until, ends):
    assert extended(waiting(stage, TODAY), until) == ends


@pytest.mark.parametrize("stage", LAPSES)
def test_the_clock_waits_for_the_day_after_the_new_day(stage):
    until = extended(waiting(stage, TODAY - DAY), TODAY + DAY)
    for day, goes in ((until, False), (until + DAY, True)):
        machine = waiting(stage, until, day, Role.CLOCK)
        if goes:
            assert machine.perform(LAPSES[stage]).target != stage
        else:
            refused(machine, LAPSES[stage], "Frühestens am 18.03.2026.")


def test_nothing_is_decided_before_the_day_after_an_extended_hearing():
    until = extended(waiting(Stage.HEARING, TODAY - DAY), TODAY + DAY)
    refused(waiting(Stage.HEARING, until, until, Role.LEAD), "claim_refund", "noch bis zum 17.03.2026")
    after = waiting(Stage.HEARING, until, until + DAY, Role.LEAD)
    assert after.perform("claim_refund").target == Stage.REFUND_CLAIMED


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        (CLAIM, "Antwort auf die Anhörung ist schon vermerkt"),
        (replace(UNANSWERED, released_on=TODAY), "Der Bescheid ist schon freigegeben"),
    ],
    ids=["answered", "decided"],
)
def test_a_hearing_that_is_over_gets_no_more_time(claim, says):
    machine = waiting(Stage.HEARING, TODAY, claim=claim)
    refused(machine, "extend_period", says, until=TODAY + DAY, reason="x")


@every_period
def test_an_extension_has_a_reason(stage):
    told = refused(waiting(stage, TODAY), "extend_period", "füllen Sie dieses Feld", until=TODAY + DAY)
    assert set(told.fields) == {"reason"}
