"""Mittelabruf: funds are called, certified, ordered and paid by four people, or refused (T21; § 126 NKomVG).

Where a fund pays at once (:class:`workflows.mittelabruf.Pays`), the one payment of the whole award takes the same way;
the person in charge opens it, and there is nothing to refuse.
"""

from datetime import date
from decimal import Decimal

from workflows.effects import Effects
from workflows.letters import Letter
from workflows.machine import NEW, Machine, move
from workflows.meaning import Hand, Meaning
from workflows.mittelabruf import MittelabrufFacts
from workflows.readers import Reader
from workflows.roles import Role
from workflows.rules import change as decision
from workflows.rules import payment as rules
from workflows.rules.ledger import pay
from workflows.sentence import Sentence
from workflows.stages import MITTELABRUF_REFUSABLE, MittelabrufStage

AUSZAHLUNGSMITTEILUNG = Letter("auszahlungsmitteilung")
KASSENANORDNUNG = Letter("kassenanordnung", to=Role.TREASURY, mailed=False)
ABRUFABLEHNUNG = Letter("abrufablehnung", paper=True)
BESCHEID_UNTERWEGS = Letter("bescheid_unterwegs", document=False)


UNCERTIFIED = {"certified_by": None, "recognised": None}


class MittelabrufMachine(Machine):
    """One call for funds of one case, or the one payment of its whole award."""

    slug = "mittelabruf"
    title = "Mittelabruf"
    case: MittelabrufFacts

    @move(
        NEW,
        MittelabrufStage.FILED,
        label="Mittel abrufen",
        by={Role.SIGNATORY},
        when=[rules.is_called_for, rules.award_is_final, rules.call_is_complete, rules.within_award],
    )
    def call_funds(self) -> Effects:
        return Effects(fields={"filed_by": self.actor.user_id, "filed_on": self.today})

    @move(
        NEW,
        MittelabrufStage.FILED,
        label="Auszahlung der ganzen Zuwendung vorbereiten",
        by={Role.CASEWORKER},
        when=[
            rules.is_paid_at_once,
            rules.paid_only_once,
            rules.may_pay,
            rules.call_is_complete,
            rules.is_whole_award,
        ],
        means={Meaning.PAYS_THE_WHOLE},
    )
    def open_payment(self) -> Effects:
        return Effects(fields={"filed_by": self.actor.user_id, "filed_on": self.today})

    @move(
        {MittelabrufStage.FILED, MittelabrufStage.CERTIFIED},
        MittelabrufStage.RETURNED,
        label="Ohne Auszahlung zurückgeben",
        by={Role.CERTIFIER, Role.ORDERER},
        aside=True,
        readers={"reason": Reader.APPLICANT},
    )
    @move(
        MittelabrufStage.ORDERED,
        MittelabrufStage.RETURNED,
        label="Ohne Auszahlung zurückgeben",
        by={Role.ORDERER, Role.TREASURY},
        when=[rules.is_not_in_run],
        aside=True,
        readers={"reason": Reader.APPLICANT},
    )
    def return_call(self, reason: str) -> Effects:
        nobody = {**UNCERTIFIED, "ordered_by": None, "ordered_on": None}
        return Effects(fields={"returned_reason": reason, **nobody})

    @move(
        MITTELABRUF_REFUSABLE,
        label="Ablehnung entwerfen",
        by={Role.CASEWORKER},
        when=[rules.is_called_for],
        repeatable=True,
        aside=True,
        readers={"reasoning": Reader.APPLICANT},
        means={Meaning.PREPARES},
    )
    def draft_call_refusal(self, reasoning: str) -> Effects:
        return Effects(fields={"reasoning": reasoning, "drafted_by": self.actor.user_id})

    @move(
        MITTELABRUF_REFUSABLE,
        MittelabrufStage.REFUSED,
        label="Abruf ablehnen",
        by={Role.LEAD},
        when=[rules.refusal_is_drafted, decision.four_eyes_on_change],
        letters=[ABRUFABLEHNUNG],
        signs=True,
        second_hand_of={Hand.DRAFTED},
    )
    def refuse_call(self) -> Effects:
        """An administrative act: it has reasons (§ 39 VwVfG), another person than who wrote them, and a remedy."""
        decided = {"decided_by": self.actor.user_id, "decided_on": self.today}
        return Effects(fields=decided | UNCERTIFIED)

    @move(
        MittelabrufStage.REFUSED,
        label="Versand der Ablehnung vermerken",
        by={Role.CASEWORKER, Role.OFFICE},
        once=decision.change_not_posted,
        when=[decision.change_letter_is_made],
        given=[decision.posted_after_decision],
        letters=[BESCHEID_UNTERWEGS],
        dispatches=True,
    )
    def dispatch_call_refusal(self, posted_on: date) -> Effects:
        return Effects(fields={"posted_on": posted_on})

    @move(
        MittelabrufStage.FILED,
        MittelabrufStage.CERTIFIED,
        label="Sachlich und rechnerisch feststellen",
        by={Role.CERTIFIER},
        when=[
            rules.may_pay,
            rules.is_not_held,
            rules.call_signed_by_all,
            rules.account_is_verified,
            rules.not_own_call,
        ],
        given=[rules.recognised_within_call, rules.certified_whole, rules.less_has_a_reason],
        signs=True,
        readers={"note": Reader.APPLICANT},
        means={Meaning.PAYS},
        second_hand_of={Hand.FILED},
    )
    def certify(self, recognised: Decimal, note: str = "") -> Effects:
        return Effects(
            fields={"certified_by": self.actor.user_id, "recognised": recognised, "certified_note": note}
        )

    @move(
        MittelabrufStage.CERTIFIED,
        MittelabrufStage.ORDERED,
        label="Auszahlung anordnen",
        by={Role.ORDERER},
        when=[
            rules.may_pay,
            rules.is_not_held,
            rules.account_is_verified,
            rules.orders_not_what_they_certified,
        ],
        letters=[KASSENANORDNUNG],
        signs=True,
        means={Meaning.PAYS},
        second_hand_of={Hand.CERTIFIED},
    )
    def order_payment(self) -> Effects:
        return Effects(fields={"ordered_by": self.actor.user_id, "ordered_on": self.today})

    @move(
        MittelabrufStage.ORDERED,
        MittelabrufStage.PAID,
        label="Auszahlung bestätigen",
        by={Role.TREASURY},
        when=[rules.may_pay, rules.is_not_held, rules.account_is_verified, rules.pays_not_what_they_ordered],
        given=[rules.paid_not_in_future, rules.paid_after_order],
        letters=[AUSZAHLUNGSMITTEILUNG],
        means={Meaning.PAYS},
        second_hand_of={Hand.CERTIFIED, Hand.ORDERED},
    )
    def confirm_payment(self, paid_on: date) -> Effects:
        return self._left_the_house(paid_on)

    @move(
        MittelabrufStage.ORDERED,
        MittelabrufStage.PAID,
        label="Schon ausgeführte Zahlung vermerken",
        by={Role.TREASURY},
        when=[rules.something_stands_in_the_way, rules.pays_not_what_they_ordered],
        given=[rules.paid_not_in_future, rules.paid_after_order],
        letters=[AUSZAHLUNGSMITTEILUNG],
        aside=True,
    )
    def record_payment_made(self, paid_on: date, reason: str) -> Effects:
        """The money is gone although it should have been held: it is written down, and the lead is told why."""
        despite = Sentence(
            "{obstacles} Vermerk der Stadtkasse: {reason}",
            obstacles=tuple(rules.obstacles_of(self)),
            reason=reason,
        )
        return self._left_the_house(paid_on, paid_despite=despite)

    def _left_the_house(self, paid_on: date, **more: str) -> Effects:
        amount = self.case.recognised
        assert amount is not None  # only what was certified is ordered
        fields = {"paid_on": paid_on, "paid_by": self.actor.user_id, "paid": amount}
        return Effects(fields=fields | more, book=[pay(amount)])
