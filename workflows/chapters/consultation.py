"""Beratung: from the first talk to a draft (T1, T2; § 25 VwVfG)."""

from workflows.effects import Effects
from workflows.machine import NEW, Programme, move
from workflows.roles import ADVICE, APPLICANTS
from workflows.stages import Stage


class Consultation(Programme):
    """An organisation asks, an advisor advises, a draft begins."""

    @move(NEW, Stage.CONSULTATION, label="Beratung eröffnen", by=ADVICE | APPLICANTS)
    def open_consultation(self) -> Effects:
        return Effects()

    @move({NEW, Stage.CONSULTATION}, Stage.DRAFT, label="Antrag beginnen", by=APPLICANTS)
    def start_draft(self) -> Effects:
        return Effects()

    @move(
        Stage.CONSULTATION, Stage.DISCONTINUED, label="Beratung beenden", by=ADVICE | APPLICANTS, aside=True
    )
    def close_consultation(self, reason: str = "") -> Effects:
        return Effects(fields={"closed_on": self.today, "outcome_reason": reason})

    @move(
        Stage.DRAFT,
        Stage.DISCONTINUED,
        label="Entwurf verwerfen",
        by=APPLICANTS,
        aside=True,
        replaces="withdraw",
    )
    def discard_draft(self) -> Effects:
        return Effects(fields={"closed_on": self.today})
