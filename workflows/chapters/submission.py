"""Antrag: sending it, and taking it back (T3, T34)."""

from typing import ClassVar

from workflows.effects import Effects, Opening, Papers
from workflows.letters import Letter, Reminder
from workflows.machine import Programme, move
from workflows.readers import Reader
from workflows.roles import Role
from workflows.rules.ledger import free_all
from workflows.rules.notice import was_released
from workflows.rules.submission import (
    all_signatures_given,
    amount_reaches_minimum,
    amount_within_cap,
    ending_signed_by_all,
    ends_early_enough,
    nothing_missing,
    plan_is_sound,
    round_is_open,
    something_requested,
    starts_late_or_asks,
)
from workflows.stages import BEFORE_DECISION, Stage

EINGANGSBESTAETIGUNG = Letter("eingangsbestaetigung")
RUECKNAHMEBESTAETIGUNG = Letter("ruecknahmebestaetigung", document=False)


class Submission(Programme):
    """The applicant sends the application; from here on its number and its Terms are fixed."""

    reminders: ClassVar[tuple[Reminder, ...]] = (
        Reminder("antrag_nicht_eingereicht", frozenset({Stage.DRAFT}), "round_closes", (-14, -7, -2)),
    )

    @move(
        Stage.DRAFT,
        Stage.SUBMITTED,
        label="Antrag einreichen",
        by={Role.SIGNATORY},
        when=[
            nothing_missing,
            something_requested,
            plan_is_sound,
            amount_within_cap,
            amount_reaches_minimum,
            starts_late_or_asks,
            ends_early_enough,
            round_is_open,
            all_signatures_given,
        ],
        letters=[EINGANGSBESTAETIGUNG],
        signs=True,
    )
    def submit(self) -> Effects:
        return Effects(
            fields={"submitted_on": self.today, "terms": self.case.terms},
            open=[Opening("version", {})],
            number=True,
        )

    @move(
        {Stage.DRAFT, *BEFORE_DECISION},
        Stage.WITHDRAWN,
        label="Antrag zurückziehen",
        by={Role.SIGNATORY},
        when=[ending_signed_by_all],
        letters=[RUECKNAHMEBESTAETIGUNG],
        aside=True,
        readers={"reason": Reader.APPLICANT},
    )
    def withdraw(self, reason: str = "") -> Effects:
        return Effects(
            fields={"closed_on": self.today, "outcome_reason": reason},
            book=free_all(self.case),
            recall=Papers.ALL if was_released(self) else None,
        )
