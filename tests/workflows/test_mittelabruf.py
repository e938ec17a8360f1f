"""A call for funds: four people, no cent above the award, and nothing is paid while anything blocks it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.workflows.ripe import GRANT, ME, TODAY, actor
from tests.workflows.ripe_mittelabruf import CALL
from workflows.case import Lawsuit
from workflows.effects import Booking
from workflows.errors import MoveRefused, NotHere, NotYet
from workflows.mittelabruf import MittelabrufFacts
from workflows.procedures.mittelabruf import MittelabrufMachine
from workflows.roles import Role
from workflows.stages import MittelabrufStage, Stage

DAY = timedelta(days=1)
CENT = Decimal("0.01")
CERTIFIER, ORDERER, TREASURER = 11, 12, 13
CERTIFIED = {"certified_by": CERTIFIER, "recognised": Decimal(1000)}
ORDERED = CERTIFIED | {"ordered_by": ORDERER}
STEPS = [
    ("certify", MittelabrufStage.FILED, Role.CERTIFIER, {}, {"recognised": Decimal(1000)}),
    ("order_payment", MittelabrufStage.CERTIFIED, Role.ORDERER, CERTIFIED, {}),
    ("confirm_payment", MittelabrufStage.ORDERED, Role.TREASURY, ORDERED, {"paid_on": TODAY}),
]
"""The three steps to the money: move, stage, role, facts, answers."""


def call(
    stage: str, *roles: Role, user_id: int = ME, today: date = TODAY, grant=None, **facts
) -> MittelabrufMachine:
    """The call in a stage, seen by somebody; ``grant`` changes the facts of its case."""
    record: MittelabrufFacts = replace(CALL, stage=stage, grant=replace(CALL.grant, **(grant or {})), **facts)
    return MittelabrufMachine(record, actor(*roles, user_id=user_id), today)


def test_exactly_the_rest_of_the_award_may_be_called_and_not_a_cent_more():
    called = {"called": GRANT - 1000}
    assert call("", Role.SIGNATORY, grant=called).perform("call_funds").target == MittelabrufStage.FILED
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
        outcome = call(MittelabrufStage.ORDERED, role, **facts).perform(
            "return_call", reason="Konto aufgelöst"
        )
        assert outcome.target == MittelabrufStage.RETURNED
        assert outcome.effects.fields == {
            "returned_reason": "Konto aufgelöst",
            "certified_by": None,
            "recognised": None,
            "ordered_by": None,
            "ordered_on": None,
        }
        assert not outcome.effects.book
    with pytest.raises(MoveRefused):
        call(MittelabrufStage.ORDERED, Role.CERTIFIER, **facts).perform("return_call", reason="x")
    with pytest.raises(MoveRefused):
        call(MittelabrufStage.PAID, Role.TREASURY, **facts).perform("return_call", reason="x")


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
    assert call(MittelabrufStage.FILED, Role.CERTIFIER, grant={"lawsuits": (suit,)}).perform(
        "certify", recognised=Decimal(1), note="Nur dieser Beleg ist fällig."
    )


def test_certifier_orderer_and_treasury_are_three_people_even_with_every_role():
    everything = (Role.CERTIFIER, Role.ORDERER, Role.TREASURY)
    call(MittelabrufStage.FILED, *everything, user_id=CERTIFIER).perform("certify", recognised=Decimal(1000))
    with pytest.raises(NotYet, match="Wer festgestellt hat, darf nicht anordnen"):
        call(MittelabrufStage.CERTIFIED, *everything, user_id=CERTIFIER, **CERTIFIED).perform("order_payment")
    call(MittelabrufStage.CERTIFIED, *everything, user_id=ORDERER, **CERTIFIED).perform("order_payment")
    for person in (CERTIFIER, ORDERER):
        with pytest.raises(NotYet, match="darf nicht auszahlen"):
            call(MittelabrufStage.ORDERED, *everything, user_id=person, **ORDERED).perform(
                "confirm_payment", paid_on=TODAY
            )
    paid = call(MittelabrufStage.ORDERED, *everything, user_id=TREASURER, **ORDERED).perform(
        "confirm_payment", paid_on=TODAY
    )
    assert paid.effects.book == [Booking("paid", "committed", Decimal(1000))]


def test_who_filed_a_call_does_not_certify_it():
    with pytest.raises(NotYet, match="selbst gestellt"):
        call(MittelabrufStage.FILED, Role.CERTIFIER, filed_by=ME).perform("certify", recognised=Decimal(1000))


def test_exactly_the_called_amount_may_be_recognised_and_not_a_cent_more():
    assert call(MittelabrufStage.FILED, Role.CERTIFIER).perform("certify", recognised=Decimal(1000))
    for wrong in (1000 + CENT, Decimal(0), Decimal(-1), Decimal("NaN"), Decimal("0.001")):
        with pytest.raises(NotYet) as refused:
            call(MittelabrufStage.FILED, Role.CERTIFIER).perform("certify", recognised=wrong)
        assert list(refused.value.fields) == ["recognised"]


def test_less_than_called_is_certified_only_with_a_reason_and_exactly_the_called_amount_without_one():
    assert call(MittelabrufStage.FILED, Role.CERTIFIER).perform("certify", recognised=Decimal(1000))
    for nothing in ({}, {"note": ""}, {"note": " \n "}):
        with pytest.raises(
            NotYet, match=r"Abgerufen sind 1\.000,00 €\. .* nennen Sie bitte den Grund"
        ) as refused:
            call(MittelabrufStage.FILED, Role.CERTIFIER).perform("certify", recognised=1000 - CENT, **nothing)
        assert list(refused.value.fields) == ["note"]
    told = call(MittelabrufStage.FILED, Role.CERTIFIER).perform(
        "certify", recognised=1000 - CENT, note="Ein Beleg ist nicht fällig."
    )
    assert told.effects.fields["certified_note"] == "Ein Beleg ist nicht fällig."


@pytest.mark.parametrize("stage", [MittelabrufStage.FILED, MittelabrufStage.CERTIFIED])
def test_a_call_is_refused_by_the_lead_with_the_reasons_of_another_and_nothing_of_its_certification_stays(
    stage,
):
    drafted = call(stage, Role.CASEWORKER, **CERTIFIED).perform(
        "draft_call_refusal", reasoning="Kein Bedarf."
    )
    assert drafted.effects.fields == {"reasoning": "Kein Bedarf.", "drafted_by": ME}
    refused = call(stage, Role.LEAD, **CERTIFIED).perform("refuse_call")
    assert refused.target == MittelabrufStage.REFUSED
    assert refused.effects.fields == {
        "decided_by": ME, "decided_on": TODAY, "certified_by": None, "recognised": None,
    }  # fmt: skip
    assert not refused.effects.book
    assert [(letter.key, letter.paper) for letter in refused.letters] == [("abrufablehnung", True)]


def test_a_call_may_be_refused_while_nothing_may_be_paid():
    for grant in ({"stage": Stage.HEARING}, {"payments_suspended": True}, {"bank_verified": False}):
        assert call(MittelabrufStage.FILED, Role.LEAD, grant=grant).perform("refuse_call")


@pytest.mark.parametrize(
    "stage",
    [MittelabrufStage.RETURNED, MittelabrufStage.REFUSED, MittelabrufStage.ORDERED, MittelabrufStage.PAID],
)
def test_an_ordered_or_ended_call_is_not_refused(stage):
    for role, move, data in (
        (Role.CASEWORKER, "draft_call_refusal", {"reasoning": "x"}),
        (Role.LEAD, "refuse_call", {}),
    ):
        with pytest.raises(NotHere):
            call(stage, role).perform(move, **data)


@pytest.mark.parametrize("move", ["certify", "order_payment", "confirm_payment", "return_call"])
def test_nothing_happens_to_a_refused_call_but_its_dispatch(move):
    everybody = call(MittelabrufStage.REFUSED, *Role)
    assert [offer.move for offer in everybody.offers()] == ["dispatch_call_refusal"]
    with pytest.raises(NotHere):
        everybody.perform(move)


def test_a_refusal_is_posted_between_its_day_and_today_and_once():
    decided = TODAY - DAY
    office = call(MittelabrufStage.REFUSED, Role.OFFICE, decided_on=decided)
    for day in (decided, TODAY):
        posted = call(MittelabrufStage.REFUSED, Role.OFFICE).perform("dispatch_call_refusal", posted_on=day)
        assert posted.effects.fields == {"posted_on": day}
        assert posted.target == MittelabrufStage.REFUSED
    for day in (decided - DAY, TODAY + DAY):
        with pytest.raises(NotYet, match="zwischen der Entscheidung und heute"):
            office.perform("dispatch_call_refusal", posted_on=day)
    with pytest.raises(NotYet, match="schon vermerkt"):
        call(MittelabrufStage.REFUSED, Role.OFFICE, posted_on=TODAY).perform(
            "dispatch_call_refusal", posted_on=TODAY
        )


def test_a_payment_is_confirmed_after_it_was_made():
    machine = call(MittelabrufStage.ORDERED, Role.TREASURY, **ORDERED)
    with pytest.raises(NotYet) as refused:
        machine.perform("confirm_payment", paid_on=TODAY + DAY)
    assert list(refused.value.fields) == ["paid_on"]


@pytest.mark.parametrize(
    "stage", [MittelabrufStage.PAID, MittelabrufStage.RETURNED, MittelabrufStage.REFUSED]
)
def test_a_paid_returned_or_refused_call_is_not_returned(stage):
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
    machine = call(MittelabrufStage.ORDERED, Role.TREASURY, grant=suit, **ORDERED)
    made = machine.perform("record_payment_made", paid_on=TODAY, reason="Der Zahllauf lief schon.")
    assert made.effects.book == [Booking("paid", "committed", Decimal(1000))]
    despite = made.effects.fields["paid_despite"]
    assert despite == "Eine Klage ist anhängig. Vermerk der Stadtkasse: Der Zahllauf lief schon."
    (obstacle,) = despite.values["obstacles"]
    assert [sentence.text for sentence in obstacle.values["sentences"]] == ["Eine Klage ist anhängig."]
    assert despite.values["reason"] == "Der Zahllauf lief schon."
    assert [letter.key for letter in made.letters] == ["auszahlungsmitteilung"]


def test_ordinary_payment_is_confirmed_on_the_ordinary_way():
    with pytest.raises(NotYet, match="steht nichts entgegen"):
        call(MittelabrufStage.ORDERED, Role.TREASURY, **ORDERED).perform(
            "record_payment_made", paid_on=TODAY, reason="x"
        )
