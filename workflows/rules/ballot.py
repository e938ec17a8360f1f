"""When a vote may be cast, and by whom."""

from workflows.machine import Verdict
from workflows.stages import Stage


def ballot_is_open(opened: bool, closed: bool, stage: str) -> Verdict:
    """Votes and their counting belong between opening and closing, while the case is before the body."""
    return Verdict(
        opened and not closed and stage == Stage.IN_SITTING, "Die Abstimmung ist nicht (mehr) offen."
    )


def may_vote(present: bool, excluded: bool) -> Verdict:
    """Only who is present votes, and nobody about what concerns themselves (§ 41 NKomVG)."""
    return Verdict(present and not excluded, "Sie sind zu diesem Punkt nicht stimmberechtigt anwesend.")
