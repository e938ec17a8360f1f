"""A call for funds: four people, no cent above the award, and nothing is paid while anything blocks it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.workflows.ripe import GRANT, ME, TODAY, actor
from tests.workflows.ripe_funds_call import CALL
from workflows.case import FundsCall, Lawsuit, Role
from workflows.errors import MoveRefused, NotYet
from workflows.machine import Booking
from workflows.procedures.mittelabruf import CallStage, Mittelabruf
from workflows.stages import Stage

DAY = timedelta(days=1)
CENT = Decimal("0.01")
CERTIFIER, ORDERER, TREASURER = 11, 12, 13
CERTIFIED = {"certified_by": CERTIFIER, "recognised": Decimal(1000)}
ORDERED = CERTIFIED | {"ordered_by": ORDERER}
STEPS = [
    ("certify", CallStage.FILED, Role.CERTIFIER, {}, {"recognised": Decimal(1000)}),
    ("order_payment", CallStage.CERTIFIED, Role.ORDERER, CERTIFIED, {}),
    ("confirm_payment", CallStage.ORDERED, Role.TREASURY, ORDERED, {"paid_on": TODAY}),
]
"""The three steps to the money: move, stage, role, facts, answers."""


def call(
    stage: str, *roles: Role, user_id: int = ME, today: date = TODAY, grant=None, **facts
) -> Mittelabruf:
    """The call in a stage, seen by somebody; ``grant`` changes the facts of its case."""
    record: FundsCall = replace(CALL, stage=stage, grant=replace(CALL.grant, **(grant or {})), **facts)
    return Mittelabruf(record, actor(*roles, user_id=user_id), today)


def test_exactly_the_rest_of_the_award_may_be_called_and_not_a_cent_more():
    called = {"called": GRANT - 1000}
    assert call("", Role.SIGNATORY, grant=called).perform("call_funds").target == CallStage.FILED
    with pytest.raises(NotYet, match=r"Sie können noch 1\.000,00"):
        call("", Role.SIGNATORY, grant=called, amount=1000 + CENT).perform("call_funds")
    with pytest.raises(NotYet, match=r"schon ganz abgerufen\.$"):
        call("", Role.SIGNATORY, grant={"called": GRANT}, amount=CENT).perform("call_funds")
    for nothing in (Decimal(0), Decimal(-1)):
        with pytest.raises(NotYet):
            call("", Role.SIGNATORY, amount=nothing).perform("call_funds")


def test_an_order_is_taken_back_before_the_money_left_and_nothing_of_it_stays():
    facts = ORDERED | {"ordered_on": TODAY}
    for role in (Role.ORDERER, Role.TREASURY):
        outcome = call(CallStage.ORDERED, role, **facts).perform("return_call", reason="Konto aufgelöst")
        assert outcome.target == CallStage.RETURNED
        assert outcome.effects.fields == {
            "returned_reason": "Konto aufgelöst",
            "certified_by": None,
            "recognised": None,
            "ordered_by": None,
            "ordered_on": None,
        }
        assert not outcome.effects.book
    with pytest.raises(MoveRefused):
        call(CallStage.ORDERED, Role.CERTIFIER, **facts).perform("return_call", reason="x")
    with pytest.raises(MoveRefused):
        call(CallStage.PAID, Role.TREASURY, **facts).perform("return_call", reason="x")


def test_funds_may_be_called_from_finality_on_before_the_project_starts():
    assert call("", Role.SIGNATORY, grant={"stage": Stage.FINAL}).perform("call_funds")
    for stage in set(Stage) - {
        Stage.FINAL, Stage.RUNNING, Stage.PROOF_DUE, Stage.PROOF_IN_REVIEW, Stage.PROOF_INCOMPLETE
    }:  # fmt: skip
        at_issue = stage in (Stage.HEARING, Stage.REFUND_CLAIMED, Stage.ENFORCEMENT)
        with pytest.raises(NotYet, match="infrage" if at_issue else "erst nach der Bestandskraft"):
            call("", Role.SIGNATORY, grant={"stage": stage}).perform("call_funds")


@pytest.mark.parametrize(
    ("move", "stage", "role", "facts", "data"), STEPS, ids=lambda x: x if isinstance(x, str) else ""
)
def test_without_a_waiver_money_waits_ten_working_days_after_finality(move, stage, role, facts, data):
    grant = {"final_on": date(2026, 3, 3), "waived_remedies_on": None}
    data = {name: date(2026, 3, 3) if name == "paid_on" else value for name, value in data.items()}
    with pytest.raises(NotYet, match=r"ab dem 17\.03\.2026 möglich"):
        call(stage, role, today=date(2026, 3, 16), grant=grant, **facts).perform(move, **data)
    assert call(stage, role, today=date(2026, 3, 17), grant=grant, **facts).perform(move, **data)


@pytest.mark.parametrize(
    ("move", "stage", "role", "facts", "data"), STEPS, ids=lambda x: x if isinstance(x, str) else ""
)
def test_with_a_waiver_money_flows_on_the_day_of_finality(move, stage, role, facts, data):
    grant = {"final_on": TODAY, "waived_remedies_on": TODAY}
    assert call(stage, role, grant=grant, **facts).perform(move, **data)


@pytest.mark.parametrize(
    ("grant", "says"),
    [
        ({"final_on": None}, "noch nicht bestandskräftig"),
        ({"released_by": None}, "noch nicht bestandskräftig"),
        ({"posted_on": None}, "noch nicht bestandskräftig"),
        ({"payments_suspended": True}, "ausgesetzt"),
        ({"condition_open": "Mietvertrag"}, "Bedingung ist noch nicht erfüllt: Mietvertrag"),
        ({"stage": Stage.HEARING}, "Solange eine Anhörung läuft"),
        ({"stage": Stage.WAIVED}, "Im Stand „Verzicht“"),
        ({"stage": Stage.CLOSED}, "Im Stand „Abgeschlossen“"),
        ({"lawsuits": (Lawsuit("grant", TODAY),)}, "Eine Klage ist anhängig."),
        ({"lawsuits": (Lawsuit("condition", TODAY),)}, "Eine Klage ist anhängig."),
        ({"lawsuits": (Lawsuit("revocation", TODAY),)}, "Eine Klage ist anhängig."),
    ],
)
@pytest.mark.parametrize(
    ("move", "stage", "role", "facts", "data"), STEPS, ids=lambda x: x if isinstance(x, str) else ""
)
def test_nothing_is_certified_ordered_or_paid_while_something_blocks_it(
    move, stage, role, facts, data, grant, says
):
    with pytest.raises(NotYet, match=says):
        call(stage, role, grant=grant, **facts).perform(move, **data)


@pytest.mark.parametrize(
    "suit", [Lawsuit("refused_part", TODAY), Lawsuit("interest", TODAY), Lawsuit("grant", TODAY, TODAY)]
)
def test_other_suits_do_not_stop_the_money(suit):
    assert call(CallStage.FILED, Role.CERTIFIER, grant={"lawsuits": (suit,)}).perform(
        "certify", recognised=Decimal(1)
    )


def test_certifier_orderer_and_treasury_are_three_people_even_with_every_role():
    everything = (Role.CERTIFIER, Role.ORDERER, Role.TREASURY)
    call(CallStage.FILED, *everything, user_id=CERTIFIER).perform("certify", recognised=Decimal(1000))
    with pytest.raises(NotYet, match="Wer festgestellt hat, darf nicht anordnen"):
        call(CallStage.CERTIFIED, *everything, user_id=CERTIFIER, **CERTIFIED).perform("order_payment")
    call(CallStage.CERTIFIED, *everything, user_id=ORDERER, **CERTIFIED).perform("order_payment")
    for person in (CERTIFIER, ORDERER):
        with pytest.raises(NotYet, match="darf nicht auszahlen"):
            call(CallStage.ORDERED, *everything, user_id=person, **ORDERED).perform(
                "confirm_payment", paid_on=TODAY
            )
    paid = call(CallStage.ORDERED, *everything, user_id=TREASURER, **ORDERED).perform(
        "confirm_payment", paid_on=TODAY
    )
    assert paid.effects.book == [Booking("paid", "committed", Decimal(1000))]


def test_who_filed_a_call_does_not_certify_it():
    with pytest.raises(NotYet, match="selbst gestellt"):
        call(CallStage.FILED, Role.CERTIFIER, filed_by=ME).perform("certify", recognised=Decimal(1000))


def test_exactly_the_called_amount_may_be_recognised_and_not_a_cent_more():
    assert call(CallStage.FILED, Role.CERTIFIER).perform("certify", recognised=Decimal(1000))
    for wrong in (1000 + CENT, Decimal(0), Decimal(-1), Decimal("NaN"), Decimal("0.001")):
        with pytest.raises(NotYet) as refused:
            call(CallStage.FILED, Role.CERTIFIER).perform("certify", recognised=wrong)
        assert list(refused.value.fields) == ["recognised"]


def test_a_payment_is_confirmed_after_it_was_made():
    machine = call(CallStage.ORDERED, Role.TREASURY, **ORDERED)
    with pytest.raises(NotYet) as refused:
        machine.perform("confirm_payment", paid_on=TODAY + DAY)
    assert list(refused.value.fields) == ["paid_on"]


@pytest.mark.parametrize("stage", [CallStage.PAID, CallStage.RETURNED])
def test_a_paid_or_returned_call_is_not_returned(stage):
    with pytest.raises(MoveRefused):
        call(stage, Role.CERTIFIER, Role.ORDERER).perform("return_call", reason="x")


@pytest.mark.parametrize(
    ("suspect", "says"),
    [
        ({"iban_changed": True}, "Konto wurde seit dem Abruf geändert"),
        ({"grant": {"bank_verified": False}}, "zweiten Person bestätigt"),
    ],
)
def test_money_goes_only_to_an_account_that_was_checked(suspect, says):
    for move, stage, role, facts, data in STEPS:
        with pytest.raises(NotYet, match=says):
            call(stage, role, **facts | suspect).perform(move, **data)


def test_money_that_left_although_it_should_have_been_held_is_written_down_with_the_reason():
    suit = {"lawsuits": (Lawsuit("grant", TODAY),)}
    machine = call(CallStage.ORDERED, Role.TREASURY, grant=suit, **ORDERED)
    made = machine.perform("record_payment_made", paid_on=TODAY, reason="Der Zahllauf lief schon.")
    assert made.effects.book == [Booking("paid", "committed", Decimal(1000))]
    assert made.effects.fields["paid_despite"].startswith("Eine Klage ist anhängig.")
    assert "Der Zahllauf lief schon." in made.effects.fields["paid_despite"]
    assert [letter.key for letter in made.letters] == ["auszahlungsmitteilung"]


def test_ordinary_payment_is_confirmed_on_the_ordinary_way():
    with pytest.raises(NotYet, match="steht nichts entgegen"):
        call(CallStage.ORDERED, Role.TREASURY, **ORDERED).perform(
            "record_payment_made", paid_on=TODAY, reason="x"
        )
