"""A hearing: until which day it runs, what stops meanwhile, and where the case goes when it is over."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.workflows.ripe import CASE, DAY, GRANT, OTHER, TODAY, actor
from tests.workflows.ripe_mittelabruf import CALL
from tests.workflows.ripe_recovery import CLAIM, HEARD, HEARING, PAID, UNANSWERED
from tests.workflows.standing import on, refused
from workflows.procedures.mittelabruf import MittelabrufMachine
from workflows.roles import Role
from workflows.rules.payment import payment_obstacles
from workflows.rules.refund import GROUNDS
from workflows.stages import HEARABLE, MittelabrufStage, Stage


@pytest.mark.parametrize("stage", sorted(HEARABLE))
def test_a_hearing_remembers_where_it_came_from_and_names_a_working_day(stage):
    outcome = on(TODAY, stage, Role.CASEWORKER, **PAID).perform("open_hearing", **HEARING)
    assert outcome.effects.fields["heard_from"] == stage
    # 16 March + 4 days + 21 days = Friday, 10 April.
    assert outcome.effects.fields["hearing_due"] == date(2026, 4, 10)
    (opened,) = outcome.effects.open
    assert opened.kind == "hearing"
    assert (opened.fields["heard_on"], opened.fields["limit"]) == (TODAY, date(2027, 3, 16))


def test_the_period_of_a_hearing_ends_on_a_working_day():
    # Thursday, 12 March + 4 days + 21 days = Easter Monday, 6 April: the day after.
    outcome = on(date(2026, 3, 12), Stage.RUNNING, Role.LEAD, **PAID).perform(
        "open_hearing", **HEARING | {"known_on": date(2026, 3, 12)}
    )
    assert outcome.effects.fields["hearing_due"] == date(2026, 4, 7)


@pytest.mark.parametrize(("due", "open_still"), [(TODAY, True), (TODAY - DAY, False)])
@pytest.mark.parametrize("move", ["claim_refund", "drop_claim"])
def test_nothing_is_decided_before_the_day_after_the_hearing(due, open_still, move):
    data = {"reason": "Erklärt"} if move == "drop_claim" else {}
    machine = on(TODAY, Stage.HEARING, Role.LEAD, **HEARD | {"hearing_due": due, "claim": UNANSWERED})
    if open_still:
        refused(machine, move, "läuft noch bis zum 16.03.2026", **data)
    else:
        assert machine.perform(move, **data).target != Stage.HEARING


def test_an_answer_ends_the_hearing_early():
    facts = HEARD | {"hearing_due": TODAY + 20 * DAY, "claim": UNANSWERED}
    refused(on(TODAY, Stage.HEARING, Role.LEAD, **facts), "claim_refund", "Die Anhörung läuft noch")
    said = on(TODAY, Stage.HEARING, Role.CASEWORKER, **facts).perform(
        "record_hearing_answer", received_on=TODAY
    )
    answered = replace(UNANSWERED, **{k: v for k, v in said.effects.open[0].fields.items() if k != "answer"})
    machine = on(TODAY, Stage.HEARING, Role.LEAD, **facts | {"claim": answered})
    assert machine.perform("claim_refund").target == Stage.REFUND_CLAIMED


def test_nothing_is_paid_while_a_hearing_is_open_nor_after_the_claim():
    free = replace(CASE, stage=Stage.RUNNING, **PAID | {"called": GRANT})
    assert payment_obstacles(free, TODAY) == []
    heard = payment_obstacles(replace(free, stage=Stage.HEARING), TODAY)
    assert heard == ["Solange eine Anhörung läuft, wird nichts ausgezahlt."]
    for stage in (Stage.REFUND_CLAIMED, Stage.ENFORCEMENT, Stage.CLOSED):
        assert payment_obstacles(replace(free, stage=stage), TODAY)


@pytest.mark.parametrize(
    "stage", [MittelabrufStage.FILED, MittelabrufStage.CERTIFIED, MittelabrufStage.ORDERED]
)
def test_a_call_that_is_under_way_stops_with_the_hearing_and_can_be_returned(stage):
    call = replace(CALL, stage=stage, certified_by=11, ordered_by=12, ordered_on=TODAY)
    call = replace(call, grant=replace(call.grant, stage=Stage.HEARING))
    steps = {
        MittelabrufStage.FILED: "certify",
        MittelabrufStage.CERTIFIED: "order_payment",
        MittelabrufStage.ORDERED: "confirm_payment",
    }
    roles = {
        MittelabrufStage.FILED: Role.CERTIFIER,
        MittelabrufStage.CERTIFIED: Role.ORDERER,
        MittelabrufStage.ORDERED: Role.TREASURY,
    }
    data = {"certify": {"recognised": Decimal(1)}, "confirm_payment": {"paid_on": TODAY}}
    machine = MittelabrufMachine(call, actor(roles[stage], user_id=13), TODAY)
    refused(machine, steps[stage], "Anhörung", **data.get(steps[stage], {}))
    assert machine.perform("return_call", reason="Anhörung").target == MittelabrufStage.RETURNED


@pytest.mark.parametrize(
    ("heard_from", "move"),
    [
        (Stage.AWARDED, "resume_award"),
        (Stage.FINAL, "resume_final"),
        (Stage.RUNNING, "resume_project"),
        (Stage.PROOF_DUE, "resume_proof_due"),
        (Stage.PROOF_IN_REVIEW, "resume_proof_check"),
        (Stage.PROOF_INCOMPLETE, "resume_proof_check"),
    ],
)
def test_only_the_way_back_to_where_it_was_heard_from_is_offered(heard_from, move):
    machine = on(TODAY, Stage.HEARING, Role.LEAD, **HEARD | {"heard_from": heard_from})
    offered = [offer.move for offer in machine.offers() if offer.move.startswith("resume")]
    assert offered == [move]
    outcome = machine.perform(move, reason="Geklärt")
    wanted = Stage.PROOF_IN_REVIEW if heard_from == Stage.PROOF_INCOMPLETE else heard_from
    assert outcome.target == wanted
    assert outcome.effects.fields["heard_from"] == ""


@pytest.mark.parametrize("ground", sorted(set(GROUNDS) - {"auflage"}))
def test_a_bescheid_rests_on_the_ground_of_its_hearing(ground):
    machine = on(TODAY, Stage.HEARING, Role.CASEWORKER, **HEARD | {"proof": None})
    data = {"claimed": Decimal(1000), "reasoning": "Weil."}
    said = refused(machine, "draft_claim", "neu anzuhören (§ 28 VwVfG)", ground=ground, **data)
    assert list(said.fields) == ["ground"]
    drafted = machine.perform("draft_claim", ground="auflage", **data).effects.open[0].fields
    assert (drafted["ground"], drafted["amount"]) == ("auflage", Decimal(1000))


@pytest.mark.parametrize(("claimed", "fits"), [(Decimal(1000), True), (Decimal("1000.01"), False)])
def test_a_bescheid_claims_no_cent_more_than_its_hearing(claimed, fits):
    drafted_lower = replace(CLAIM, amount=Decimal(600))
    machine = on(TODAY, Stage.HEARING, Role.CASEWORKER, **HEARD | {"claim": drafted_lower})
    data = {"ground": "auflage", "claimed": claimed, "reasoning": "Weil."}
    if fits:
        assert machine.perform("draft_claim", **data).effects.open[0].fields["amount"] == claimed
    else:
        said = refused(machine, "draft_claim", "neu anzuhören (§ 28 VwVfG)", **data)
        assert list(said.fields) == ["claimed"]


def test_a_waiver_is_drafted_where_the_recipient_has_waived():
    claim = replace(CLAIM, ground="verzicht", heard_amount=GRANT)
    machine = on(TODAY, Stage.HEARING, Role.CASEWORKER, **HEARD | {"claim": claim})
    machine.perform("draft_claim", ground="verzicht", claimed=GRANT, reasoning="Weil.")


@pytest.mark.parametrize(
    ("heard_from", "back", "hear"),
    [
        (Stage.AWARDED, "resume_award", "open_hearing"),
        (Stage.FINAL, "resume_final", "open_hearing"),
        (Stage.RUNNING, "resume_project", "open_hearing"),
        (Stage.PROOF_DUE, "resume_proof_due", "open_hearing"),
        (Stage.PROOF_IN_REVIEW, "resume_proof_check", "open_hearing"),
        (Stage.PROOF_INCOMPLETE, "resume_proof_check", "open_hearing"),
        (Stage.CLOSED, "drop_claim", "reopen"),
    ],
)
def test_from_wherever_a_case_was_heard_it_can_be_heard_anew_on_more(heard_from, back, hear):
    facts = HEARD | {"heard_from": heard_from, "proof": None}
    over = on(TODAY, Stage.HEARING, Role.LEAD, **facts).perform(back, reason="Neuer Grund")
    again = PAID | {"proof": None, "outcome": "settled", "reopening_agreed_by": frozenset({OTHER})}
    more = HEARING | {"ground": "ruecknahme_48", "claimed": GRANT}
    (opened,) = on(TODAY, over.target, Role.LEAD, **again).perform(hear, **more).effects.open
    said = opened.fields
    assert (said["ground"], said["amount"], said["heard_amount"]) == ("ruecknahme_48", GRANT, GRANT)


def test_a_running_project_is_not_closed_by_dropping_the_claim():
    machine = on(TODAY, Stage.HEARING, Role.LEAD, **HEARD | {"heard_from": Stage.RUNNING})
    assert "drop_claim" not in [offer.move for offer in machine.offers()]
    refused(machine, "drop_claim", "noch nicht abgerechnet", reason="Geklärt")
