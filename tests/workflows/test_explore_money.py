"""The walk notices a machine that breaks a promise about money: paid, kept, revoked, claimed back, come in."""

import pytest

from tests.workflows.controls import caught, leading, without
from workflows.effects import Effects
from workflows.machine import move
from workflows.procedures.erstattung import RefundMachine
from workflows.procedures.mittelabruf import MittelabrufMachine
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role
from workflows.stages import MittelabrufStage, RefundStage, Stage

pytestmark = pytest.mark.rest
K = Wir20Kleinprojekt
PAY = (
    ("certify", MittelabrufStage.FILED),
    ("order_payment", MittelabrufStage.CERTIFIED),
    ("confirm_payment", MittelabrufStage.ORDERED),
)


# Geld


@pytest.mark.slow
def test_money_that_is_kept_or_kept_back_wrongly_is_found():
    caught(K, "schon ausgezahlt ist", without(K, "waive_grant", Stage.RUNNING, "nothing_paid"))
    caught(K, "zu viel gezahlt", without(K, "accept_proof", Stage.PROOF_IN_REVIEW, "nothing_overpaid"))

    caught(
        K,
        "anerkanntes Geld nicht gezahlt",
        without(K, "accept_proof", Stage.PROOF_IN_REVIEW, "rest_is_paid_or_not_called"),
    )
    caught(
        K, "anerkanntes Geld nicht gezahlt", without(K, "drop_claim", Stage.HEARING, "no_rest_beside_hearing")
    )

    class Broken(K):
        @move(Stage.ENDORSED, Stage.DISCONTINUED, label="Einstellen", by={Role.LEAD})
        def drop(self) -> Effects:
            return Effects(fields={"closed_on": self.today})

    caught(Broken, "hält noch Geld zurück")


def test_a_payment_beside_a_case_that_is_not_final_is_found():
    unchecked = [without(MittelabrufMachine, name, source, "may_pay") for name, source in PAY]
    early = without(MittelabrufMachine, "call_funds", "", "award_is_final", "within_award")
    caught(K, "Es ist Geld ausgezahlt", *unchecked, early)


@pytest.mark.parametrize(
    "sentence",
    [
        "ohne dass ein Bescheid freigegeben und versandt ist",
        "bevor der Bescheid bestandskräftig ist",
        "bevor die Wartezeit auf Klageeingänge um ist",
        "während eine Anhörung läuft",
        "obwohl der Vorgang zu Ende ist",
        "obwohl eine Bedingung offen ist",
        "obwohl die Auszahlungen ausgesetzt sind",
        "obwohl eine Klage anhängig ist",
    ],
)
def test_a_payment_that_must_not_be_is_found(sentence):
    unchecked = [without(MittelabrufMachine, name, source, "may_pay") for name, source in PAY]
    caught(MittelabrufMachine, sentence, *unchecked, hasty=False)


def test_a_payment_by_two_people_instead_of_three_is_found():
    certified = without(
        MittelabrufMachine, "order_payment", MittelabrufStage.CERTIFIED, "orders_not_what_they_certified"
    )
    caught(MittelabrufMachine, "von der Person angeordnet, die sie festgestellt hat", certified)
    ordered = without(
        MittelabrufMachine, "confirm_payment", MittelabrufStage.ORDERED, "pays_not_what_they_ordered"
    )
    caught(MittelabrufMachine, "nicht drei Personen", ordered)


def test_an_order_to_an_account_that_nobody_checked_is_found():
    order = without(MittelabrufMachine, "order_payment", MittelabrufStage.CERTIFIED, "account_is_verified")
    caught(MittelabrufMachine, "ungeprüftes Konto", order)


@pytest.mark.parametrize(
    ("name", "source", "rule", "sentence"),
    [
        ("refuse_call", MittelabrufStage.FILED, "four_eyes_on_change", "hat sie freigegeben"),
        (
            "refuse_call",
            MittelabrufStage.CERTIFIED,
            "refusal_is_drafted",
            "ohne dass jemand es begründet hat",
        ),
        (
            "dispatch_call_refusal",
            MittelabrufStage.REFUSED,
            "change_letter_is_made",
            "noch nicht gemacht ist",
        ),
    ],
)
def test_a_call_that_is_refused_wrongly_is_found(name, source, rule, sentence):
    caught(MittelabrufMachine, sentence, without(MittelabrufMachine, name, source, rule), hasty=False)


# Anhörung und Erstattung


@pytest.mark.slow
def test_a_revocation_or_a_refund_without_a_hearing_is_found():
    for name in ("claim_refund", "release_revocation"):
        unheard = without(K, name, Stage.HEARING, "hearing_is_over")
        drafted = without(K, "draft_claim", Stage.HEARING, "hearing_is_over")
        caught(K, "ohne dass jemand angehört wurde", unheard, drafted)
    caught(
        K, "ohne dass jemand angehört wurde", leading(K, "open_hearing", Stage.RUNNING, Stage.REFUND_CLAIMED)
    )


def test_a_revocation_on_another_ground_than_its_hearing_is_found():
    caught(K, "wozu angehört wurde", without(K, "draft_claim", Stage.HEARING, "ground_as_heard"))


def test_a_revocation_released_by_its_drafter_or_by_nobody_is_found():
    caught(
        K,
        "Wer den Widerruf entworfen hat",
        without(K, "release_revocation", Stage.HEARING, "four_eyes_on_claim"),
    )
    rules = ("revocation_is_released", "claim_letter_is_made", "posted_after_claim")
    caught(K, "ohne dass ein Bescheid freigegeben ist", without(K, "revoke_unpaid", Stage.HEARING, *rules))


@pytest.mark.slow
def test_an_enforcement_before_its_time_is_found():
    caught(
        K,
        "nicht bestandskräftig",
        without(K, "enforce", Stage.REFUND_CLAIMED, "claim_is_final", "reminded_in_vain"),
    )
    caught(K, "niemand angemahnt", without(K, "enforce", Stage.REFUND_CLAIMED, "reminded_in_vain"))
    caught(K, "niemand beglichen", without(K, "settle_refund", Stage.REFUND_CLAIMED, "refund_is_settled"))


def test_a_case_that_one_person_takes_up_again_is_found():
    caught(K, "von einer Person allein", without(K, "reopen", Stage.CLOSED, "second_person_agrees"))


@pytest.mark.parametrize(
    ("name", "source", "rule", "sentence"),
    [
        ("close_collection", RefundStage.OPEN, "nothing_left", "obwohl noch etwas offen ist"),
        ("record_receipt_of_refund", RefundStage.OPEN, "no_more_than_owed", "mehr gebucht, als gefordert"),
        (
            "record_receipt_of_refund",
            RefundStage.OPEN,
            "books_not_what_they_ordered",
            "angeordnet hat, hat gebucht",
        ),
        ("order_collection", "", "claim_has_left", "bevor die Rückforderung versandt ist"),
        ("remind_of_refund", RefundStage.OPEN, "is_overdue", "bevor etwas fällig war"),
    ],
)
def test_a_refund_that_comes_in_wrongly_is_found(name, source, rule, sentence):
    caught(RefundMachine, sentence, without(RefundMachine, name, source, rule), hasty=False)
