"""What a running project asks for and tells: a change of the plan, more time, an interim proof."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.workflows.ripe import CASE, DAY, TODAY, actor
from tests.workflows.ripe_change import CHANGE, INTERIM
from tests.workflows.ripe_recovery import PAID
from tests.workflows.standing import on, refused
from workflows.case import Case
from workflows.procedures.aenderungsantrag import ChangeRequestMachine
from workflows.procedures.verwendungsnachweis import InterimProofMachine
from workflows.roles import Role
from workflows.stages import ChangeRequestStage, Stage


def change(stage: str, role: Role, today: date = TODAY, grant=None, **facts) -> ChangeRequestMachine:
    """The request, seen by somebody; ``grant`` changes the facts of its case."""
    record = replace(CHANGE, stage=stage, grant=replace(CHANGE.grant, **(grant or {})), **facts)
    return ChangeRequestMachine(record, actor(role), today)


@pytest.mark.parametrize(("amount", "asks"), [(Decimal("200.00"), False), (Decimal("200.01"), True)])
def test_exactly_a_fifth_more_needs_no_consent(amount, asks):
    machine = change("", Role.SIGNATORY, shift=amount)
    if asks:
        machine.perform("request_change")
    else:
        refused(machine, "request_change", "Bis 20 % mehr")


@pytest.mark.parametrize("move", ["request_extension", "grant_extension"])
def test_more_time_is_asked_for_and_given_until_the_last_day(move):
    stage, role = (
        ("", Role.SIGNATORY)
        if move == "request_extension"
        else (ChangeRequestStage.EXTENSION_FILED, Role.LEAD)
    )
    last = date(2026, 11, 30)
    change(stage, role, last).perform(move)
    refused(change(stage, role, last + DAY), move, "endete am 30.11.2026")


def test_an_extension_moves_the_end_and_with_it_the_waking_of_the_clock():
    outcome = change(ChangeRequestStage.EXTENSION_FILED, Role.LEAD).perform("grant_extension")
    assert outcome.effects.grant == {"period_ends": date(2026, 12, 31)}
    before = on(TODAY, Stage.RUNNING, Role.CLOCK, **PAID).due()
    after = on(TODAY, Stage.RUNNING, Role.CLOCK, **PAID | dict(outcome.effects.grant)).due()
    assert (before, after) == ([(date(2026, 12, 1), "end_period")], [(date(2027, 1, 1), "end_period")])


def test_beyond_the_budget_year_the_money_must_be_carried_over():
    machine = change(ChangeRequestStage.EXTENSION_FILED, Role.LEAD, new_ends=date(2027, 1, 1))
    refused(machine, "grant_extension", "Haushaltsrest", carried_over=False)
    machine.perform("grant_extension", carried_over=True)


@pytest.mark.parametrize(
    ("begins", "ends", "until", "due"),
    [
        (date(2026, 3, 1), date(2026, 12, 31), None, None),
        (date(2026, 3, 1), date(2027, 1, 1), None, None),
        (date(2026, 3, 1), date(2027, 3, 31), None, None),  # exactly the 90 days of the Terms
        (date(2026, 3, 1), date(2027, 4, 1), None, date(2027, 3, 31)),
        (date(2026, 12, 31), date(2027, 4, 1), None, date(2027, 3, 31)),
        (date(2027, 1, 1), date(2027, 12, 31), None, None),
        (date(2026, 3, 1), date(2028, 3, 30), date(2026, 12, 31), None),
        (date(2026, 3, 1), date(2027, 6, 30), date(2026, 12, 31), None),
        (date(2026, 3, 1), date(2028, 6, 30), date(2026, 12, 31), date(2028, 3, 31)),
    ],
)
def test_an_interim_proof_is_due_after_each_turn_of_the_year(begins, ends, until, due):
    case: Case = replace(CASE, period_begins=begins, period_ends=ends, interim_until=until)
    assert case.interim_due == due


def test_an_interim_proof_begins_where_the_last_one_ended():
    covered = replace(INTERIM, grant=replace(INTERIM.grant, interim_until=date(2025, 12, 31)))
    machine = InterimProofMachine(covered, actor(Role.SIGNATORY), TODAY)
    refused(machine, "file_interim_proof", "nach dem letzten Zwischennachweis")


def test_an_interim_proof_covers_its_time_until_it_is_given_back():
    filed = InterimProofMachine(INTERIM, actor(Role.SIGNATORY), TODAY).perform("file_interim_proof")
    assert filed.effects.grant == {"interim_until": date(2025, 12, 31)}
    covered = replace(INTERIM.grant, interim_until=date(2025, 12, 31))
    last = replace(INTERIM, stage="interim_filed", grant=covered)
    back = InterimProofMachine(last, actor(Role.CASEWORKER), TODAY).perform(
        "return_interim_proof", reason="Fehlt"
    )
    assert back.effects.grant == {"interim_until": None}
    newer = replace(last, grant=replace(covered, interim_until=date(2026, 2, 28)))
    kept = InterimProofMachine(newer, actor(Role.CASEWORKER), TODAY).perform(
        "return_interim_proof", reason="Fehlt"
    )
    assert kept.effects.grant == {}
