"""Erstattung: how a claimed refund comes in, with interest, in parts, later, or not at all (§ 49a VwVfG; T30–T33)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflows.case import FactsBeside
from workflows.effects import Effects, Opening
from workflows.letters import Letter
from workflows.machine import NEW, Machine, move
from workflows.roles import Role
from workflows.rules import collection as rules
from workflows.rules.deadlines import set_by_authority
from workflows.rules.ledger import refund
from workflows.rules.refund import principal_left
from workflows.stages import RefundStage

MAHNUNG = Letter("mahnung")


@dataclass(frozen=True, kw_only=True)
class RefundFacts(FactsBeside):
    """One refund, as its rules see it. Money in EUR."""

    ordered_by: int | None = None
    receipts: tuple[tuple[date, Decimal], ...] = ()
    deferred_until: date | None = None
    reminded_on: date | None = None
    dunning_due: date | None = None


class RefundMachine(Machine):
    """The collection of one claim: ordered by one, booked by the treasury (§ 126 NKomVG)."""

    slug = "erstattung"
    title = "Erstattung"
    case: RefundFacts

    @move(
        NEW,
        RefundStage.OPEN,
        label="Annahme anordnen",
        by={Role.ORDERER},
        when=[rules.claim_has_left],
    )
    def order_collection(self) -> Effects:
        return Effects(fields={"ordered_by": self.actor.user_id, "ordered_on": self.today})

    @move(
        RefundStage.OPEN,
        RefundStage.PAID,
        label="Erstattung als beglichen vermerken",
        by={Role.TREASURY},
        when=[rules.nothing_left, rules.books_not_what_they_ordered],
    )
    def close_collection(self) -> Effects:
        return Effects(fields={"ended_on": self.today})

    @move(
        RefundStage.OPEN,
        label="Zahlungseingang buchen",
        by={Role.TREASURY},
        when=[rules.something_left, rules.books_not_what_they_ordered],
        given=[rules.received_since_claim, rules.rates_reach, rules.no_more_than_owed],
        repeatable=True,
        otherwise="remind_of_refund",
    )
    def record_receipt_of_refund(self, refunded_on: date, refunded: Decimal) -> Effects:
        principal = self.principal_of(refunded)
        return Effects(
            grant={"refunded": self.case.grant.refunded + principal},
            book=[refund(principal)] if principal else [],
            open=[
                Opening(
                    "refund_payment",
                    {"received_on": refunded_on, "amount": refunded, "booked_by": self.actor.user_id},
                )
            ],
        )

    @move(
        RefundStage.OPEN,
        label="Mahnen",
        by={Role.TREASURY},
        when=[
            rules.claim_is_out,
            rules.no_suit_against_refund,
            rules.is_overdue,
            rules.something_left,
            rules.rates_reach_today,
        ],
        letters=[MAHNUNG],
        repeatable=True,
        aside=True,
    )
    def remind_of_refund(self) -> Effects:
        due = set_by_authority(self.today, self.case.grant.terms.dunning_period)
        return Effects(fields={"reminded_on": self.today, "dunning_due": due})

    @move(
        RefundStage.OPEN,
        label="Stunden oder Raten gewähren",
        by={Role.LEAD},
        when=[rules.something_left],
        given=[rules.deferral_lies_ahead],
        repeatable=True,
        aside=True,
    )
    def defer_refund(self, deferred_until: date, reason: str, instalment: Decimal = Decimal(0)) -> Effects:
        nothing = {"reminded_on": None, "dunning_due": None}
        return Effects(fields={"deferred_until": deferred_until, "instalment": instalment, **nothing})

    @move(
        RefundStage.OPEN,
        RefundStage.GIVEN_UP,
        label="Niederschlagen oder erlassen",
        by={Role.LEAD},
        when=[rules.something_left],
        signs=True,
        aside=True,
    )
    def give_up_refund(self, reason: str) -> Effects:
        return Effects(fields={"ended_on": self.today})

    def principal_of(self, received: Decimal) -> Decimal:
        """The part of a receipt that pays back the grant; the rest is interest."""
        claim = self.case.grant.claim
        assert claim is not None  # there is no collection without a claim
        return min(received, principal_left(claim.back, self.case.receipts))
