"""Rückforderung: dispatch, payment, enforcement; and correcting or taking up again what was decided (T32, T33, T36)."""

from datetime import date
from decimal import Decimal

from workflows.chapters.recovery import ANHOERUNG, BESCHEID_UNTERWEGS, ERSTATTUNG_ERLEDIGT, HEARD, heard
from workflows.effects import Effects, Opening, Papers
from workflows.letters import Letter
from workflows.machine import Programme, move
from workflows.meaning import Meaning
from workflows.readers import Reader
from workflows.roles import Role
from workflows.rules import recovery as rules
from workflows.rules import reopening
from workflows.rules.ledger import free_all
from workflows.rules.notice import way_is_known
from workflows.stages import CLAIMED, HEARABLE, Stage

BERICHTIGUNG = Letter("berichtigung")


class Refund(Programme):
    """After the claim: the money comes back, or the treasury enforces it."""

    @move(
        Stage.REFUND_CLAIMED,
        label="Versand der Rückforderung vermerken",
        by={Role.CASEWORKER, Role.OFFICE},
        once=rules.claim_not_posted,
        when=[rules.claim_letter_is_made],
        given=[rules.posted_after_claim, rules.notified_within_the_year, rules.leaves_time_to_pay],
        letters=[BESCHEID_UNTERWEGS],
        dispatches=True,
    )
    def dispatch_claim(self, posted_on: date) -> Effects:
        return Effects(open=[Opening("claim", {"posted_on": posted_on, "notified_on": None})])

    @move(
        Stage.REFUND_CLAIMED,
        label="Nachgewiesenen Zugang der Rückforderung vermerken",
        by={Role.CASEWORKER, Role.OFFICE},
        once=rules.claim_receipt_not_proven,
        when=[rules.claim_is_posted],
        given=[rules.claim_receipt_counts, way_is_known],
        aside=True,
    )
    def record_claim_receipt(self, notified_on: date, way: str) -> Effects:
        return Effects(open=[Opening("claim", {"notified_on": notified_on})])

    @move(
        Stage.REFUND_CLAIMED,
        label="Rücklauf der Rückforderung vermerken",
        by={Role.CASEWORKER, Role.OFFICE},
        once=rules.claim_is_posted,
        aside=True,
    )
    def record_returned_claim(self, reason: str) -> Effects:
        return Effects(open=[Opening("claim", {"posted_on": None, "notified_on": None})])

    @move(
        Stage.REFUND_CLAIMED,
        Stage.HEARING,
        label="Freigabe von Widerruf oder Rücknahme zurücknehmen",
        by={Role.LEAD},
        when=[rules.claim_not_posted, rules.refund_not_settled],
        aside=True,
        means={Meaning.TAKES_BACK_A_RELEASE},
    )
    @move(
        Stage.HEARING,
        label="Freigabe von Widerruf oder Rücknahme zurücknehmen",
        by={Role.LEAD},
        once=rules.revocation_is_released,
        aside=True,
        means={Meaning.TAKES_BACK_A_RELEASE},
    )
    def recall_claim(self, reason: str) -> Effects:
        gone = dict.fromkeys(("released_by", "released_on", "made_at", "due"))
        without_interest = {"interest": Decimal(0), "bears_interest": False}
        return Effects(recall=Papers.SINCE_HEARING, open=[Opening("claim", gone | without_interest)])

    @move(
        CLAIMED,
        Stage.CLOSED,
        label="Erstattung abschließen",
        by={Role.TREASURY},
        when=[rules.refund_is_settled, rules.no_suit_pending],
        letters=[ERSTATTUNG_ERLEDIGT],
    )
    def settle_refund(self) -> Effects:
        ended = {"closed_on": self.today, "outcome": "refunded"}
        return Effects(fields=ended, book=free_all(self.case))

    @move(
        Stage.REFUND_CLAIMED,
        Stage.ENFORCEMENT,
        label="Vollstreckung einleiten",
        by={Role.TREASURY},
        when=[
            rules.claim_is_final,
            rules.reminded_in_vain,
            rules.no_suit_against_claim,
            rules.not_time_barred,
        ],
        aside=True,
    )
    def enforce(self) -> Effects:
        return Effects(book=free_all(self.case))

    # Berichtigen, wieder aufnehmen, dem Gericht folgen

    @move(
        HEARABLE | {Stage.REFUSED},
        label="Offenbaren Fehler berichtigen (§ 42 VwVfG)",
        by={Role.LEAD},
        given=[reopening.something_is_corrected],
        letters=[BERICHTIGUNG],
        signs=True,
        repeatable=True,
        aside=True,
        readers={"wrong": Reader.APPLICANT, "right": Reader.APPLICANT},
    )
    def correct_obvious_error(self, wrong: str, right: str) -> Effects:
        return Effects()

    @move(
        Stage.CLOSED,
        Stage.HEARING,
        label="Wieder aufnehmen und anhören",
        by={Role.LEAD},
        when=[reopening.was_granted, reopening.second_person_agrees],
        given=HEARD,
        letters=[ANHOERUNG],
        signs=True,
        aside=True,
        readers={"statement": Reader.APPLICANT},
    )
    def reopen(self, ground: str, claimed: Decimal, known_on: date, statement: str) -> Effects:
        again = heard(self, ground, claimed, known_on)
        return Effects(fields={**again.fields, "closed_on": None, "outcome": ""}, open=again.open)

    @move(
        Stage.REFUSED,
        Stage.EXPERT_CHECK,
        label="Nach dem Urteil neu entscheiden",
        by={Role.LEAD},
        when=[reopening.court_has_ruled],
        given=[reopening.ruled_since_dispatch],
        aside=True,
        means={Meaning.FOLLOWS_A_COURT},
    )
    @move(
        Stage.CLOSED,
        Stage.EXPERT_CHECK,
        label="Nach dem Urteil neu entscheiden",
        by={Role.LEAD},
        when=[reopening.was_refused, reopening.court_has_ruled],
        given=[reopening.ruled_since_dispatch],
        aside=True,
        means={Meaning.FOLLOWS_A_COURT},
    )
    def follow_court(self, judged_on: date, reason: str) -> Effects:
        gone = ("released_by", "released_on", "posted_on", "notified_on", "final_on", "closed_on", "endorsed")
        return Effects(
            fields=dict.fromkeys(gone) | {"outcome": "", "plan_confirmed": False, "posting": "post"}
        )
