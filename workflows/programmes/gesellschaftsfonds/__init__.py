"""Gesellschaftsfonds Zusammenleben: the jury proposes, the council bodies decide, the results are shown in public.

Source: Drucksachen and pages on the fourteen Ideenwettbewerbe (facts.md C3–C8). The fund ended with 2021: its rounds
are closed history (of the rounds 3 and 7 nothing was found); version ``neu`` serves a contest that is opened anew.
"""

from datetime import date
from pathlib import Path

from workflows.chapters.check import Check
from workflows.chapters.competition import Competition
from workflows.chapters.consultation import Consultation
from workflows.chapters.council import Council
from workflows.chapters.decision_notice import DecisionNotice
from workflows.chapters.implementation import Implementation
from workflows.chapters.periods import Periods
from workflows.chapters.proof import Proof
from workflows.chapters.recovery import Recovery
from workflows.chapters.refund import Refund
from workflows.chapters.sitting import Sitting
from workflows.chapters.submission import Submission
from workflows.effects import Effects
from workflows.machine import move
from workflows.roles import Role
from workflows.rules import proof as rules
from workflows.stages import Stage


class Gesellschaftsfonds(
    Consultation,
    Submission,
    Check,
    Sitting,
    Competition,
    Council,
    DecisionNotice,
    Implementation,
    Proof,
    Recovery,
    Refund,
    Periods,
):
    """Contests of ideas with a theme; grants are made once (einmalige Zuwendung)."""

    slug = "gesellschaftsfonds"
    title = "Gesellschaftsfonds Zusammenleben"
    number_prefix = "GFZ"
    body = "jury"
    folder = Path(__file__).parent

    # Öffentliche Vorstellung und Dokumentation

    @move(
        {Stage.RUNNING, Stage.PROOF_DUE, Stage.PROOF_IN_REVIEW, Stage.PROOF_INCOMPLETE},
        label="Vorstellung und Dokumentation festhalten",
        by={Role.CASEWORKER, Role.OFFICE},
        once=rules.not_presented,
        given=[rules.presented_by_now],
        aside=True,
    )
    def record_presentation(self, presented_on: date) -> Effects:
        return Effects(fields={"presented_on": presented_on})
