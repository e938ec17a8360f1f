"""Zwischennachweis: what was done and spent in a year that the project outlasts (T24).

The proof at the end is a stage of the case, not of this procedure.
"""

from dataclasses import dataclass
from datetime import date

from workflows.case import FactsBeside
from workflows.effects import Effects
from workflows.letters import Letter
from workflows.machine import NEW, Machine, move
from workflows.readers import Reader
from workflows.roles import Role
from workflows.rules import interim as rules
from workflows.stages import InterimProofStage

ZWISCHENNACHWEIS_GEPRUEFT = Letter("zwischennachweis_geprueft", document=False)


@dataclass(frozen=True, kw_only=True)
class InterimProofFacts(FactsBeside):
    """One interim proof, as its rules see it."""

    missing: tuple[str, ...] = ()
    since: date | None = None
    """The day that the interim proof before this one covers."""
    until: date | None = None
    filed_by: int | None = None
    signed_by: frozenset[int] = frozenset()


class InterimProofMachine(Machine):
    """One interim proof of a grant whose period crosses a turn of the year."""

    slug = "verwendungsnachweis"
    title = "Zwischennachweis"
    case: InterimProofFacts

    @move(
        NEW,
        InterimProofStage.FILED,
        label="Zwischennachweis einreichen",
        by={Role.SIGNATORY},
        when=[
            rules.fund_asks_for_interim,
            rules.grant_runs,
            rules.interim_is_complete,
            rules.covers_something_new,
        ],
    )
    def file_interim_proof(self) -> Effects:
        filed = {"filed_by": self.actor.user_id, "filed_on": self.today}
        since = self.case.grant.interim_until
        return Effects(fields={**filed, "since": since}, grant={"interim_until": self.case.until})

    @move(
        InterimProofStage.FILED,
        InterimProofStage.ACCEPTED,
        label="Zwischennachweis anerkennen",
        by={Role.CASEWORKER},
        when=[rules.interim_signed_by_all],
        letters=[ZWISCHENNACHWEIS_GEPRUEFT],
        readers={"note": Reader.APPLICANT},
    )
    def accept_interim_proof(self, note: str = "") -> Effects:
        return Effects(fields={"checked_by": self.actor.user_id, "checked_on": self.today, "note": note})

    @move(
        InterimProofStage.FILED,
        InterimProofStage.RETURNED,
        label="Zwischennachweis zurückgeben",
        by={Role.CASEWORKER},
        letters=[ZWISCHENNACHWEIS_GEPRUEFT],
        aside=True,
        readers={"reason": Reader.APPLICANT},
    )
    def return_interim_proof(self, reason: str) -> Effects:
        back = {"checked_by": self.actor.user_id, "checked_on": self.today, "note": reason}
        last = self.case.grant.interim_until == self.case.until
        return Effects(fields=back, grant={"interim_until": self.case.since} if last else {})
