"""When a vote may be cast, and by whom."""

from decimal import Decimal

from workflows.case import ZERO
from workflows.rules.voting import NOBODY_VOTED, Ballot, quorum_of
from workflows.stages import IN_THE_SITTING, Stage
from workflows.verdict import Verdict


def ballot_is_open(opened: bool, closed: bool, stage: str) -> Verdict:
    """Votes and their counting belong between opening and closing, while the case is before the body."""
    return Verdict(
        opened and not closed and stage == Stage.IN_SITTING, "Die Abstimmung ist nicht (mehr) offen."
    )


def ballot_may_close(ballot: Ballot) -> Verdict:
    """A body that could resolve and casts no vote has resolved nothing; the lack of a quorum is stated without one."""
    return Verdict(
        bool(ballot.votes) or not quorum_of(ballot)[0],
        "{nobody_voted} Warten Sie, bis jemand abgestimmt hat. Will das Gremium nicht abstimmen, "
        "vertagen Sie den Punkt.",
        nobody_voted=NOBODY_VOTED,
    )


def motion_may_change(opened: bool, stage: str) -> Verdict:
    """The body amends a motion in its sitting until the ballot on it opens, and not after it was put off (X10)."""
    return Verdict(
        not opened and stage in IN_THE_SITTING,
        "Über diesen Punkt wird schon abgestimmt, oder er ist nicht mehr an der Reihe. "
        "Der Antrag lässt sich nicht mehr ändern.",
    )


def amends_to_less(amount: Decimal, listed: Decimal) -> Verdict:
    """The members were invited to grant so much: an amendment may lower it and set conditions, not raise it."""
    return Verdict(
        0 < amount <= listed,
        "Möglich sind mehr als {nothing} und höchstens der Betrag, der auf der Tagesordnung angekündigt ist: "
        "{listed}.",
        nothing=ZERO,
        listed=listed,
    )


def may_vote(present: bool, excluded: bool) -> Verdict:
    """Only who is present votes, and nobody about what concerns themselves (§ 41 NKomVG)."""
    return Verdict(present and not excluded, "Sie sind zu diesem Punkt nicht stimmberechtigt anwesend.")
