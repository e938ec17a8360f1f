"""Bescheid: drafting, release, dispatch, remedies and finality (T17–T19, X10, X24–X27)."""

from datetime import date, timedelta
from typing import ClassVar

from workflows.effects import Effects, Opening
from workflows.letters import Letter, Reminder
from workflows.machine import Programme, move
from workflows.meaning import Hand
from workflows.roles import Role
from workflows.rules import notice
from workflows.rules.ledger import commit_up_to, free_all
from workflows.rules.submission import (
    all_signatures_given,
    ends_early_enough,
    nothing_missing,
    plan_is_sound,
    starts_late_enough,
)
from workflows.stages import CONTESTABLE, Stage

"""A suit that reached the court in time may reach the city long after finality (machine.md, rule 10)."""
ZUWENDUNGSBESCHEID = Letter("zuwendungsbescheid", paper=True)
ABLEHNUNGSBESCHEID = Letter("ablehnungsbescheid", paper=True)
BESCHEID_UNTERWEGS = Letter("bescheid_unterwegs", document=False)
PLAN_ANPASSEN = Letter("plan_anpassen", document=False)


def day_after_plan(machine: Programme) -> date | None:
    """The adapted plan is overdue on the day after its last day."""
    due = machine.case.plan_due
    return due and due + timedelta(days=1)


class DecisionNotice(Programme):
    """What was resolved becomes a Bescheid: drafted by one, released by another, posted, and in time final."""

    reminders: ClassVar[tuple[Reminder, ...]] = (
        Reminder("plan_anpassen", frozenset({Stage.PLAN_ADJUSTMENT}), "plan_due", (-7,)),
    )

    @move(
        Stage.PLAN_ADJUSTMENT,
        Stage.AWARD_DRAFTED,
        label="Angepassten Plan bestätigen",
        by={Role.SIGNATORY},
        when=[
            notice.plan_fits_award,
            nothing_missing,
            plan_is_sound,
            starts_late_enough,
            ends_early_enough,
            all_signatures_given,
        ],
        signs=True,
    )
    def confirm_adapted_plan(self) -> Effects:
        return Effects(
            fields={"plan_confirmed": True, "plan_due": None},
            open=[
                Opening("version", {}),
                Opening("draft", {"kind": "award", "amount": self.case.endorsed}),
            ],
        )

    @move(
        Stage.PLAN_ADJUSTMENT,
        Stage.EXPERT_CHECK,
        label="Frist für den angepassten Plan abgelaufen",
        by={Role.CLOCK},
        on=day_after_plan,
    )
    def lapse_adapted_plan(self) -> Effects:
        return Effects(
            fields={"plan_due": None, "endorsed": None},
            book=free_all(self.case),
            open=[Opening("restore", {})],
        )

    @move(
        Stage.DECLINED,
        Stage.REFUSAL_DRAFTED,
        label="Ablehnung entwerfen",
        by={Role.CASEWORKER},
        when=[notice.regime_is_confirmed, notice.counted_as_confirmed],
    )
    def draft_refusal(self) -> Effects:
        drafted = {"kind": "refusal", "drafted_by": self.actor.user_id, "rests_on_vote": True}
        return Effects(open=[Opening("draft", drafted)])

    @move(
        Stage.AWARD_DRAFTED,
        label="Bewilligung freigeben",
        by={Role.LEAD},
        once=notice.not_released,
        when=[
            notice.regime_is_confirmed,
            notice.counted_as_confirmed,
            notice.draft_complete,
            notice.amount_as_endorsed,
            notice.four_eyes_on_draft,
        ],
        warn=[notice.period_is_of_the_project],
        letters=[ZUWENDUNGSBESCHEID],
        signs=True,
        second_hand_of={Hand.DRAFTED_BESCHEID},
    )
    def release_award(self) -> Effects:
        draft = self.case.draft
        assert draft is not None  # draft_complete holds
        return Effects(
            fields={
                "released_by": self.actor.user_id,
                "released_on": self.today,
                "returned_on": None,
                "instructed": True,
                "awarded": draft.amount,
                "period_begins": draft.period_begins,
                "period_ends": draft.period_ends,
                "condition_open": draft.condition,
            },
            book=commit_up_to(draft.amount, self.case),
        )

    @move(
        Stage.AWARD_DRAFTED,
        Stage.AWARDED,
        label="Versand der Bewilligung vermerken",
        by={Role.CASEWORKER, Role.OFFICE},
        when=[notice.released, notice.letter_is_made],
        given=[notice.posted_after_release],
        letters=[BESCHEID_UNTERWEGS],
        dispatches=True,
    )
    def dispatch_award(self, posted_on: date) -> Effects:
        return Effects(fields=notice.posted(posted_on))

    @move(
        Stage.REFUSAL_DRAFTED,
        label="Ablehnung freigeben",
        by={Role.LEAD},
        once=notice.not_released,
        when=[notice.regime_of_refusal_is_confirmed, notice.draft_complete, notice.four_eyes_on_draft],
        letters=[ABLEHNUNGSBESCHEID],
        signs=True,
        second_hand_of={Hand.DRAFTED_BESCHEID},
    )
    def release_refusal(self) -> Effects:
        released = {"released_by": self.actor.user_id, "released_on": self.today}
        return Effects(fields=released | {"instructed": True, "returned_on": None})

    @move(
        Stage.REFUSAL_DRAFTED,
        Stage.REFUSED,
        label="Versand der Ablehnung vermerken",
        by={Role.CASEWORKER, Role.OFFICE},
        when=[notice.released, notice.letter_is_made],
        given=[notice.posted_after_release],
        letters=[BESCHEID_UNTERWEGS],
        dispatches=True,
    )
    def dispatch_refusal(self, posted_on: date) -> Effects:
        return Effects(fields=notice.posted(posted_on))

    @move(
        Stage.AWARDED,
        Stage.AWARD_DRAFTED,
        label="Rücklauf der Post vermerken",
        by={Role.CASEWORKER, Role.OFFICE},
        aside=True,
        reversible=True,
    )
    @move(
        Stage.REFUSED,
        Stage.REFUSAL_DRAFTED,
        label="Rücklauf der Post vermerken",
        by={Role.CASEWORKER, Role.OFFICE},
        aside=True,
        reversible=True,
    )
    def record_returned_mail(self, reason: str) -> Effects:
        return Effects(fields={"posted_on": None, "notified_on": None, "returned_on": self.today})

    @move(
        {Stage.AWARDED, Stage.REFUSED},
        label="Nachgewiesenen Zugang vermerken",
        by={Role.CASEWORKER, Role.OFFICE},
        once=notice.receipt_not_proven,
        given=[notice.receipt_counts, notice.way_is_known],
        aside=True,
        reversible=True,
    )
    def record_receipt(self, notified_on: date, way: str) -> Effects:
        return Effects(fields={"notified_on": notified_on, "posting": way})

    @move(
        {Stage.AWARDED, Stage.REFUSED},
        label="Fehler der Rechtsbehelfsbelehrung vermerken",
        by={Role.LEAD},
        once=notice.instruction_taken_for_right,
        aside=True,
    )
    def record_faulty_instruction(self, reason: str) -> Effects:
        return Effects(fields={"instructed": False})

    @move(
        Stage.AWARDED,
        Stage.FINAL,
        label="Bestandskraft eingetreten",
        by={Role.CLOCK},
        when=[notice.no_lawsuit_pending],
        on=notice.final_day,
    )
    def become_final(self) -> Effects:
        return Effects(fields={"final_on": notice.final_day(self)})

    @move(
        Stage.AWARDED,
        Stage.FINAL,
        label="Rechtsbehelfsverzicht annehmen",
        by={Role.CASEWORKER},
        when=[notice.waiver_is_filed, notice.no_lawsuit_pending],
        given=[notice.waiver_after_dispatch],
    )
    def accept_waiver_of_remedies(self, received_on: date) -> Effects:
        return Effects(fields={"waived_remedies_on": received_on, "final_on": received_on})

    @move(
        Stage.REFUSED,
        Stage.CLOSED,
        label="Ablehnung bestandskräftig",
        by={Role.CLOCK},
        when=[notice.no_suit_against_refusal],
        on=notice.closing_day,
    )
    def close_refusal(self) -> Effects:
        day = notice.final_day(self)
        return Effects(fields={"final_on": day, "closed_on": day, "outcome": "refused"})

    @move(
        CONTESTABLE,
        label="Klageeingang vermerken",
        by={Role.LEAD, Role.CASEWORKER},
        given=[notice.suit_is_new, notice.scope_is_known],
        repeatable=True,
        aside=True,
    )
    def record_lawsuit(self, filed_on: date, scope: str) -> Effects:
        return Effects(
            fields=notice.contested(self, filed_on, scope),
            open=[Opening("lawsuit", {"filed_on": filed_on, "scope": scope})],
        )

    @move(
        CONTESTABLE,
        label="Ende der Klage vermerken",
        by={Role.LEAD, Role.CASEWORKER},
        once=notice.suit_is_pending,
        given=[notice.ended_not_in_future, notice.names_one_suit],
        aside=True,
    )
    def close_lawsuit(self, ended_on: date, scope: str = "") -> Effects:
        ended = {"scope": scope} if scope else {}
        return Effects(
            fields=notice.final_again(self, ended_on, scope),
            open=[Opening("lawsuit_end", {"closed_on": ended_on, **ended})],
        )
