"""Anhörung, Widerruf, Erstattung: what is taken back is first spoken about (T29–T33, T35, T37; §§ 28, 48–49a VwVfG)."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from workflows.case import ZERO
from workflows.effects import Booking, Effects, Opening
from workflows.law import Given
from workflows.letters import Letter, Reminder
from workflows.machine import Programme, Where, move
from workflows.meaning import Hand
from workflows.readers import Reader
from workflows.roles import Role
from workflows.rules import recovery as rules
from workflows.rules.deadlines import set_by_authority
from workflows.rules.implementation import nothing_on_its_way
from workflows.rules.ledger import free_all
from workflows.rules.proof import no_open_call, no_rest_beside_hearing
from workflows.rules.refund import WITHOUT_INTEREST, interest_on, payment_day, year_limit
from workflows.rules.submission import ending_signed_by_all
from workflows.stages import GOES_ON, HEARABLE, Stage

ANHOERUNG = Letter("anhoerung")
ANHOERUNG_BEENDET = Letter("anhoerung_beendet", document=False)
RUECKFORDERUNGSBESCHEID = Letter("rueckforderungsbescheid", paper=True)
WIDERRUFSBESCHEID = Letter("widerrufsbescheid", paper=True)
BESCHEID_UNTERWEGS = Letter("bescheid_unterwegs", document=False)
ERSTATTUNG_ERLEDIGT = Letter("erstattung_erledigt", document=False)
HEARD: tuple[Given, ...] = (
    rules.known_after_award,
    rules.ground_is_known,
    rules.waived_by_recipient_only,
    rules.condition_only_beside,
    rules.at_most_what_is_there,
)
DRAFTED = [
    *(rules.claim_is_drafted, rules.four_eyes_on_claim, rules.hearing_is_over, rules.within_the_year),
    rules.as_money_stands,
]
UNPAID_REVOKED = [
    rules.no_money_comes_back,
    rules.revocation_is_released,
    rules.claim_letter_is_made,
    no_open_call,
]
HEARD_FROM = Where(
    lambda machine: rules.goes_on_from(machine.case), tuple(stage for stage in Stage if stage in GOES_ON)
)
UNDECIDED = [rules.nothing_decided, rules.nothing_to_collect]


OVER = {"heard_from": "", "hearing_due": None, "proof_documents_due": None}
"""What is left of a hearing after which the case goes on."""


class Recovery(Programme):
    """Nothing is revoked or claimed back without a hearing; while it is open nothing is paid."""

    reminders: ClassVar[tuple[Reminder, ...]] = (
        Reminder(
            "anhoerung_endet", frozenset({Stage.HEARING}), "hearing_due", (-3,), given="hearing_unanswered"
        ),
        Reminder("jahresfrist", frozenset({Stage.HEARING}), "claim_limit", (-91, -30), to=Role.LEAD),
        Reminder(
            "basiszinssatz_fehlt",
            frozenset({Stage.HEARING, Stage.REFUND_CLAIMED, Stage.ENFORCEMENT}),
            "rates_known_until",
            (-14, 1),
            to=Role.LEAD,
        ),
        Reminder("erstattung_faellig", frozenset({Stage.REFUND_CLAIMED}), "refund_due", (-7, 1)),
    )

    # Anhörung

    @move(
        HEARABLE,
        Stage.HEARING,
        label="Anhörung eröffnen",
        by={Role.CASEWORKER, Role.LEAD},
        given=(*HEARD, rules.unpaid_is_there),
        letters=[ANHOERUNG],
        aside=True,
        readers={"statement": Reader.APPLICANT},
    )
    def open_hearing(
        self, ground: str, claimed: Decimal, known_on: date, statement: str, unpaid: Decimal = ZERO
    ) -> Effects:
        return heard(self, ground, claimed, known_on, unpaid)

    @move(
        {Stage.FINAL, Stage.RUNNING},
        Stage.HEARING,
        label="Auf die ausgezahlte Zuwendung verzichten",
        by={Role.SIGNATORY},
        when=[rules.something_paid, nothing_on_its_way, ending_signed_by_all],
        confirm="Ja, wir verzichten endgültig auf die Zuwendung und zahlen zurück, was schon ausgezahlt ist.",
        letters=[ANHOERUNG],
        signs=True,
        aside=True,
        readers={"reason": Reader.APPLICANT},
    )
    def waive_paid_grant(self, reason: str) -> Effects:
        return heard(self, "verzicht", self.case.paid, self.today)

    @move(
        Stage.HEARING,
        label="Antwort auf die Anhörung vermerken",
        by={Role.CASEWORKER, Role.LEAD},
        once=rules.not_answered,
        given=[rules.answered_since_hearing],
        aside=rules.hearing_has_run_out,
        otherwise="draft_claim",
    )
    def record_hearing_answer(self, received_on: date, note: str = "") -> Effects:
        return Effects(open=[Opening("claim", {"answered_on": received_on, "answer": note})])

    # Entscheidung nach der Anhörung

    @move(
        Stage.HEARING,
        Stage.REFUND_CLAIMED,
        label="Rückforderung festsetzen",
        by={Role.LEAD},
        when=[
            rules.money_comes_back,
            *DRAFTED,
            rules.rates_are_known,
            rules.not_time_barred,
            rules.above_bagatelle,
            no_open_call,
        ],
        letters=[RUECKFORDERUNGSBESCHEID],
        signs=True,
        second_hand_of={Hand.DRAFTED_CLAIM},
    )
    def claim_refund(self) -> Effects:
        case, claim = self.case, self.case.claim
        assert claim is not None  # claim_is_drafted holds
        interest = interest_on(claim.back, case.payments, self.today, case.base_rates, case.terms.day_count)
        free = claim.waive_interest or claim.ground in WITHOUT_INTEREST
        bears = not free and interest >= case.terms.interest_bagatelle
        return Effects(
            open=[
                Opening(
                    "claim",
                    {
                        "released_by": self.actor.user_id,
                        "released_on": self.today,
                        "due": payment_day(self.today, case.terms.refund_period),
                        "interest": interest if bears else Decimal(0),
                        "bears_interest": bears,
                    },
                )
            ],
        )

    @move(
        Stage.HEARING,
        label="Widerruf oder Rücknahme freigeben",
        by={Role.LEAD},
        once=rules.nothing_decided,
        when=[rules.no_money_comes_back, *DRAFTED, no_open_call],
        letters=[WIDERRUFSBESCHEID],
        signs=True,
        second_hand_of={Hand.DRAFTED_CLAIM},
    )
    def release_revocation(self) -> Effects:
        released = {"released_by": self.actor.user_id, "released_on": self.today}
        return Effects(open=[Opening("claim", released)])

    @move(
        Stage.HEARING,
        Stage.CLOSED,
        label="Versand von Widerruf oder Rücknahme vermerken",
        by={Role.LEAD, Role.CASEWORKER, Role.OFFICE},
        when=[rules.whole_grant_revoked, *UNPAID_REVOKED],
        given=[rules.posted_after_claim, rules.notified_within_the_year],
        letters=[BESCHEID_UNTERWEGS],
        dispatches=True,
    )
    def revoke_unpaid(self, posted_on: date) -> Effects:
        return Effects(
            fields={"closed_on": self.today, "outcome": "revoked"},
            book=free_all(self.case),
            open=[Opening("claim", {"posted_on": posted_on})],
        )

    @move(
        Stage.HEARING,
        HEARD_FROM,
        label="Versand von Teilwiderruf oder Teilrücknahme vermerken",
        by={Role.LEAD, Role.CASEWORKER, Role.OFFICE},
        when=[rules.part_of_grant_revoked, *UNPAID_REVOKED],
        given=[rules.posted_after_claim, rules.notified_within_the_year],
        letters=[BESCHEID_UNTERWEGS],
        dispatches=True,
    )
    def revoke_in_part(self, posted_on: date) -> Effects:
        case, claim = self.case, self.case.claim
        assert claim is not None  # part_of_grant_revoked holds
        assert case.awarded is not None
        return Effects(
            fields={**OVER, "awarded": case.awarded - claim.amount},
            book=[Booking("budget", "committed", claim.amount)],
            open=[Opening("claim", {"posted_on": posted_on, "current": False})],
        )

    @move(
        Stage.HEARING,
        label="Widerruf oder Rücknahme entwerfen",
        by={Role.CASEWORKER},
        when=[rules.nothing_decided, rules.hearing_is_over],
        given=[
            rules.ground_as_heard,
            rules.condition_only_beside,
            rules.at_most_as_heard,
            rules.at_most_what_is_there,
        ],
        repeatable=True,
        readers={"reasoning": Reader.APPLICANT},
    )
    def draft_claim(
        self, ground: str, claimed: Decimal, reasoning: str, waive_interest: bool = False
    ) -> Effects:
        text = {"ground": ground, "amount": claimed, "reasoning": reasoning, "waive_interest": waive_interest}
        return Effects(open=[Opening("claim", {**text, "drafted_by": self.actor.user_id})])

    @move(
        Stage.HEARING,
        Stage.CLOSED,
        label="Von der Rückforderung absehen",
        by={Role.LEAD},
        when=[
            rules.use_was_checked,
            *UNDECIDED,
            rules.hearing_is_over,
            no_open_call,
            no_rest_beside_hearing,
        ],
        letters=[ANHOERUNG_BEENDET],
        signs=True,
        aside=True,
    )
    def drop_claim(self, reason: str) -> Effects:
        return Effects(
            fields={"closed_on": self.today, "outcome": "settled", "outcome_reason": reason},
            book=free_all(self.case),
            open=[Opening("claim", {"current": False})],
        )

    # Es geht weiter

    @move(
        Stage.HEARING,
        Stage.AWARDED,
        label="Anhörung ohne Folgen beenden",
        by={Role.LEAD},
        when=[rules.heard_in(Stage.AWARDED), *UNDECIDED],
        letters=[ANHOERUNG_BEENDET],
        aside=True,
    )
    def resume_award(self, reason: str) -> Effects:
        return resumed()

    @move(
        Stage.HEARING,
        Stage.FINAL,
        label="Anhörung ohne Folgen beenden",
        by={Role.LEAD},
        when=[rules.heard_in(Stage.FINAL), *UNDECIDED],
        letters=[ANHOERUNG_BEENDET],
        aside=True,
    )
    def resume_final(self, reason: str) -> Effects:
        return resumed()

    @move(
        Stage.HEARING,
        Stage.RUNNING,
        label="Anhörung beenden, Projekt läuft weiter",
        by={Role.LEAD},
        when=[rules.heard_in(Stage.RUNNING), *UNDECIDED],
        letters=[ANHOERUNG_BEENDET],
        aside=True,
    )
    def resume_project(self, reason: str) -> Effects:
        return resumed()

    @move(
        Stage.HEARING,
        Stage.PROOF_DUE,
        label="Anhörung beenden, Nachweis bleibt fällig",
        by={Role.LEAD},
        when=[rules.heard_in(Stage.PROOF_DUE), *UNDECIDED],
        letters=[ANHOERUNG_BEENDET],
        aside=True,
    )
    def resume_proof_due(self, reason: str) -> Effects:
        return resumed()

    @move(
        Stage.HEARING,
        Stage.PROOF_IN_REVIEW,
        label="Anhörung beenden, Nachweis weiter prüfen",
        by={Role.LEAD},
        when=[rules.heard_in(Stage.PROOF_IN_REVIEW, Stage.PROOF_INCOMPLETE), *UNDECIDED],
        letters=[ANHOERUNG_BEENDET],
        aside=True,
    )
    def resume_proof_check(self, reason: str) -> Effects:
        return resumed()


def heard(
    machine: Programme, ground: str, claimed: Decimal, known_on: date, unpaid: Decimal = ZERO
) -> Effects:
    """What every hearing sets: from where, until when, about what."""
    case, claim = machine.case, {"ground": ground, "amount": claimed, "heard_amount": claimed}
    claim |= {"heard_unpaid": rules.unpaid_part(case, claimed, unpaid)}
    days = {"known_on": known_on, "limit": year_limit(known_on), "heard_on": machine.today}
    return Effects(
        fields={
            "heard_from": case.stage,
            "hearing_due": set_by_authority(machine.today, case.terms.hearing_period),
        },
        open=[Opening("hearing", {**claim, **days})],
    )


def resumed() -> Effects:
    """The hearing is over and leaves nothing behind; a request about the proof has ended with it."""
    return Effects(fields=OVER, open=[Opening("claim", {"current": False})])
