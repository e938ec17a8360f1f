"""Mittelabruf: funds are called, certified, ordered and paid, by four different people (T21; § 126 NKomVG)."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from workflows.case import Role
from workflows.letters import Letter
from workflows.machine import NEW, Effects, Machine, move
from workflows.rules import payment as rules
from workflows.rules.ledger import pay

AUSZAHLUNGSMITTEILUNG = Letter("auszahlungsmitteilung")


class CallStage(StrEnum):
    """Where a call for funds stands."""

    FILED = "filed"
    RETURNED = "returned"
    CERTIFIED = "certified"
    ORDERED = "ordered"
    PAID = "paid"

    @property
    def label(self) -> str:
        """The stage's German name."""
        return CALL_LABELS[self]


CALL_LABELS = {
    CallStage.FILED: "Eingegangen",
    CallStage.RETURNED: "Zurückgegeben",
    CallStage.CERTIFIED: "Sachlich und rechnerisch festgestellt",
    CallStage.ORDERED: "Angeordnet",
    CallStage.PAID: "Ausgezahlt",
}


class Mittelabruf(Machine):
    """One call for funds of one case."""

    slug = "mittelabruf"
    title = "Mittelabruf"

    @move(
        NEW,
        CallStage.FILED,
        label="Mittel abrufen",
        by={Role.SIGNATORY},
        when=[rules.award_is_final, rules.call_is_complete, rules.within_award],
    )
    def call_funds(self) -> Effects:
        return Effects(fields={"filed_by": self.actor.user_id, "filed_on": self.today})

    @move(
        {CallStage.FILED, CallStage.CERTIFIED},
        CallStage.RETURNED,
        label="Abruf zurückgeben",
        by={Role.CERTIFIER, Role.ORDERER},
        aside=True,
    )
    @move(
        CallStage.ORDERED,
        CallStage.RETURNED,
        label="Abruf zurückgeben",
        by={Role.ORDERER, Role.TREASURY},
        aside=True,
    )
    def return_call(self, reason: str) -> Effects:
        nobody = {"certified_by": None, "recognised": None, "ordered_by": None, "ordered_on": None}
        return Effects(fields={"returned_reason": reason, **nobody})

    @move(
        CallStage.FILED,
        CallStage.CERTIFIED,
        label="Sachlich und rechnerisch feststellen",
        by={Role.CERTIFIER},
        when=[rules.may_pay, rules.call_signed_by_all, rules.account_is_verified, rules.not_own_call],
        given=[rules.recognised_within_call],
        signs=True,
    )
    def certify(self, recognised: Decimal, note: str = "") -> Effects:
        return Effects(
            fields={"certified_by": self.actor.user_id, "recognised": recognised, "certified_note": note}
        )

    @move(
        CallStage.CERTIFIED,
        CallStage.ORDERED,
        label="Auszahlung anordnen",
        by={Role.ORDERER},
        when=[rules.may_pay, rules.account_is_verified, rules.orders_not_what_they_certified],
        signs=True,
    )
    def order_payment(self) -> Effects:
        return Effects(fields={"ordered_by": self.actor.user_id, "ordered_on": self.today})

    @move(
        CallStage.ORDERED,
        CallStage.PAID,
        label="Auszahlung bestätigen",
        by={Role.TREASURY},
        when=[rules.may_pay, rules.account_is_verified, rules.pays_not_what_they_ordered],
        given=[rules.paid_not_in_future, rules.paid_after_order],
        letters=[AUSZAHLUNGSMITTEILUNG],
    )
    def confirm_payment(self, paid_on: date) -> Effects:
        return self._left_the_house(paid_on)

    @move(
        CallStage.ORDERED,
        CallStage.PAID,
        label="Schon ausgeführte Zahlung vermerken",
        by={Role.TREASURY},
        when=[rules.something_stands_in_the_way, rules.pays_not_what_they_ordered],
        given=[rules.paid_not_in_future, rules.paid_after_order],
        letters=[AUSZAHLUNGSMITTEILUNG],
        aside=True,
    )
    def record_payment_made(self, paid_on: date, reason: str) -> Effects:
        """The money is gone although it should have been held: it is written down, and the lead is told why."""
        why = " ".join(rules.obstacles_of(self))
        return self._left_the_house(paid_on, paid_despite=f"{why} Vermerk der Stadtkasse: {reason}")

    def _left_the_house(self, paid_on: date, **more: str) -> Effects:
        amount = self.case.recognised
        fields = {"paid_on": paid_on, "paid_by": self.actor.user_id, "paid": amount}
        return Effects(fields=fields | more, book=[pay(amount)])
