"""The abstract world that a machine is walked in: one record, at most one call for funds, a day, and what happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from workflows.case import changed
from workflows.machine import NEW
from workflows.mittelabruf import MittelabrufFacts
from workflows.stages import (
    AT_A_BODY,
    BEFORE_SUBMISSION,
    DEALT_WITH,
    OVER,
    PAYABLE,
    RECOVERY,
    Stage,
)

GRANT, LESS = Decimal(4800), Decimal(3600)
"""EUR: what is asked for, and what a body gives if it gives less."""
POT = Decimal(100_000)
"""EUR in the pot when others have taken nothing."""
AGREED = frozenset({12})
"""The second of two who represent the applicant; that they are asked is tried in two stages and given elsewhere."""
SOMEBODY = 2
"""Whoever released a Bescheid that is final: who it was, was judged before."""
BEFORE_CHECK = BEFORE_SUBMISSION | {NEW}
BODIES = AT_A_BODY | {Stage.IN_COUNCIL, Stage.PLAN_ADJUSTMENT, Stage.AWARD_DRAFTED}
WITH_MONEY = PAYABLE | RECOVERY | {Stage.CLOSED}
SCARCE = DEALT_WITH
"""Where it matters that others take the money meanwhile."""
LIVE = tuple(stage for stage in Stage if stage not in OVER | {Stage.CLOSED})


@dataclass(frozen=True)
class Memory:
    """What really happened on the way, written down by the walk and by no rule.

    People are ids. ``votes`` has each body's last vote as (body, result, amount).
    """

    drafted_by: int | None = None
    released_by: int | None = None
    released: str = ""
    """What was released: award or refusal."""
    released_amount: Decimal | None = None
    posted: bool = False
    waived: bool = False
    misinstructed: bool = False
    """The Bescheid that is out says nothing, or something wrong, about what one can do against it."""
    votes: tuple[tuple[str, str, Decimal | None], ...] = ()
    advised: tuple[str, ...] = ()
    """Keys of the bodies that have advised on the case since its check, in their order."""
    advised_on: date | None = None
    """When the last of them did."""
    certified_by: int | None = None
    ordered_by: int | None = None
    hearing: str = ""
    """Empty, open or answered."""
    hearing_until: date | None = None
    """The last day that the recipient was given to answer."""
    heard_ground: str = ""
    heard_amount: Decimal | None = None
    """What the recipient was heard on, in EUR."""
    claim_drafted_by: int | None = None
    claim_released: bool = False
    casting: str = ""
    """Of a ballot: empty, open or closed."""
    checked_by: int | None = None

    def voted(self, body: str) -> tuple[str, Decimal | None]:
        """The last vote of a body: its result and amount."""
        return next(((result, amount) for name, result, amount in self.votes if name == body), ("", None))

    def with_vote(self, body: str, result: str, amount: Decimal | None) -> "Memory":
        """After a vote of a body."""
        others = tuple(vote for vote in self.votes if vote[0] != body)
        return changed(self, votes=tuple(sorted((*others, (body, result, amount)), key=lambda vote: vote[0])))


@dataclass(frozen=True)
class World:
    """Where everything stands on one day."""

    facts: Any
    today: date
    memory: Memory = Memory()
    call: MittelabrufFacts | None = None
    """A call for funds on its way, without its case."""

    @property
    def stage(self) -> str:
        """Where the record stands."""
        return str(self.facts.stage)


@dataclass(frozen=True)
class Step:
    """One step of the walk: what happened, by whom, and the world after it."""

    label: str
    who: str
    world: World
    move: str = ""
    """The name of the move, if it was one."""
    answers: Mapping[str, Any] = field(default_factory=dict)
    beside: bool = False
    """A move of the call for funds, not of the record itself."""
