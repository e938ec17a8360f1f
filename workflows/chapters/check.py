"""Prüfung: formal check, requests for documents, expert check (T4–T9)."""

from datetime import date, timedelta
from typing import ClassVar

from workflows.effects import Effects, Opening, Papers
from workflows.letters import Letter, Reminder
from workflows.machine import Programme, move
from workflows.meaning import Hand, Meaning
from workflows.readers import Reader
from workflows.roles import Role
from workflows.rules.deadlines import set_by_authority
from workflows.rules.examination import (
    checklist_done,
    declared_unbiased,
    four_eyes_on_memo,
    is_responsible,
    low_share_explained,
    memo_complete,
    memo_is_written,
    memo_not_returned,
    proposal_within_request,
)
from workflows.rules.ledger import free_all
from workflows.rules.notice import counted_by_other_rules, regime_is_confirmed, was_released
from workflows.rules.submission import (
    all_signatures_given,
    amount_reaches_minimum,
    ends_early_enough,
    nothing_missing,
    plan_is_sound,
    requested_not_raised,
    something_supplied,
    starts_late_enough,
    starts_late_or_asks,
)
from workflows.stages import BEFORE_DECISION, CHECKS, Stage

NACHFORDERUNG = Letter("nachforderung")


def day_after_documents(machine: Programme) -> date | None:
    """The request has lapsed on the day after its last day."""
    due = machine.case.documents_due
    return due and due + timedelta(days=1)


class Check(Programme):
    """The office checks; the applicant supplies what is missing; the lead releases for the sitting."""

    reminders: ClassVar[tuple[Reminder, ...]] = (
        Reminder("unterlagen_fehlen", frozenset({Stage.DOCUMENTS_REQUESTED}), "documents_due", (-3,)),
    )

    @move(
        Stage.SUBMITTED,
        Stage.FORMAL_CHECK,
        label="Prüfung übernehmen",
        by={Role.CASEWORKER},
        given=[declared_unbiased],
        reversible=True,
    )
    def begin_check(self, unbiased: bool) -> Effects:
        return Effects(fields={"caseworker": self.actor.user_id})

    @move(
        CHECKS,
        Stage.DOCUMENTS_REQUESTED,
        label="Unterlagen nachfordern",
        by={Role.CASEWORKER},
        when=[is_responsible],
        letters=[NACHFORDERUNG],
        aside=True,
        readers={"items": Reader.APPLICANT},
    )
    def request_documents(self, items: str) -> Effects:
        due = set_by_authority(self.today, self.case.terms.documents_period)
        return Effects(fields={"documents_due": due, "documents_requested": items})

    @move(
        Stage.DOCUMENTS_REQUESTED,
        Stage.FORMAL_CHECK,
        label="Unterlagen nachreichen",
        by={Role.SIGNATORY},
        when=[
            nothing_missing,
            plan_is_sound,
            amount_reaches_minimum,
            requested_not_raised,
            starts_late_or_asks,
            ends_early_enough,
            all_signatures_given,
        ],
        given=[something_supplied],
        signs=True,
        readers={"note": Reader.APPLICANT},
    )
    def supply_documents(self, note: str = "") -> Effects:
        return Effects(fields={"documents_due": None}, open=[Opening("version", {})])

    @move(
        Stage.DOCUMENTS_REQUESTED,
        Stage.FORMAL_CHECK,
        label="Frist der Nachforderung abgelaufen",
        by={Role.CLOCK},
        on=day_after_documents,
    )
    def lapse_request(self) -> Effects:
        return Effects(fields={"documents_due": None}, open=[Opening("restore", {})])

    @move(
        Stage.FORMAL_CHECK,
        Stage.EXPERT_CHECK,
        label="Vollständigkeit bestätigen",
        by={Role.CASEWORKER},
        when=[is_responsible, checklist_done],
        reversible=True,
    )
    def confirm_completeness(self) -> Effects:
        return Effects()

    @move(
        CHECKS,
        Stage.REFUSAL_DRAFTED,
        label="Ablehnung vorschlagen",
        by={Role.CASEWORKER},
        when=[is_responsible],
        aside=True,
    )
    def propose_refusal(self, reason: str) -> Effects:
        return Effects(
            fields={"released_by": None, "released_on": None},
            open=[Opening("draft", {"kind": "refusal", "reasons": reason, "drafted_by": self.actor.user_id})],
        )

    @move(
        Stage.EXPERT_CHECK,
        Stage.READY_FOR_SITTING,
        label="Für die Sitzung freigeben",
        by={Role.LEAD},
        when=[
            checklist_done,
            memo_not_returned,
            memo_complete,
            low_share_explained,
            proposal_within_request,
            starts_late_enough,
            four_eyes_on_memo,
        ],
        signs=True,
        reversible=True,
        second_hand_of={Hand.REVIEWED},
    )
    def release_for_sitting(self) -> Effects:
        return Effects()

    @move(
        Stage.EXPERT_CHECK,
        label="Prüfvermerk zurückgeben",
        by={Role.LEAD},
        once=memo_not_returned,
        when=[memo_is_written],
        aside=True,
        means={Meaning.PREPARES},
    )
    def return_review(self, reason: str) -> Effects:
        """The Prüfvermerk goes back to the one in charge; the reason is the office's own."""
        return Effects(fields={"review_returned": reason})

    @move(
        {Stage.ENDORSED, Stage.DECLINED},
        Stage.EXPERT_CHECK,
        label="Zurück in die Prüfung geben",
        by={Role.LEAD},
        when=[counted_by_other_rules, regime_is_confirmed],
        aside=True,
        reversible=True,
    )
    @move(
        {Stage.READY_FOR_SITTING, Stage.AWARD_DRAFTED, Stage.REFUSAL_DRAFTED},
        Stage.EXPERT_CHECK,
        label="Zurück in die Prüfung geben",
        by={Role.LEAD},
        aside=True,
        reversible=True,
    )
    def return_to_check(self, reason: str) -> Effects:
        return Effects(
            fields={
                "endorsed": None,
                "plan_confirmed": False,
                "released_by": None,
                "released_on": None,
                "awarded": None,
                "period_begins": None,
                "period_ends": None,
                "condition_open": "",
            },
            book=free_all(self.case),
            recall=Papers.ALL if was_released(self) else None,
        )

    @move(
        set(BEFORE_DECISION),
        Stage.DISCONTINUED,
        label="Verfahren einstellen",
        by={Role.LEAD},
        aside=True,
        reversible=True,
    )
    def discontinue(self, reason: str) -> Effects:
        return Effects(
            fields={"closed_on": self.today, "outcome_reason": reason},
            book=free_all(self.case),
            recall=Papers.ALL if was_released(self) else None,
        )
