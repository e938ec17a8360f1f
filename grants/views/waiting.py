"""Whose turn it is with a call for funds: the next hand of the money, the lead over a refusal, whoever posts it."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from grants.models import FundsCall
from workflows.case import ROLE_LABELS, Role
from workflows.procedures.mittelabruf import Mittelabruf


@dataclass(frozen=True)
class Turn:
    """A move that a call waits for wherever it starts from, while ``field`` is filled or (``empty``) still empty."""

    move: str
    field: str = "id"
    empty: bool = False

    @cached_property
    def _moves(self) -> list[Any]:
        return [move for move in Mittelabruf.moves() if move.slug == self.move]

    @property
    def roles(self) -> frozenset[Role]:
        """Who may make the move."""
        return frozenset().union(*(move.custom["by"] for move in self._moves))

    @property
    def rows(self) -> Q:
        """The calls that wait for the move."""
        stages = [str(move.source) for move in self._moves]
        return Q(stage__in=stages, **{f"{self.field}__isnull": self.empty})

    @property
    def says(self) -> str:
        """The move and who makes it, as people read it."""
        first = min(self.roles, key=list(Role).index)
        return f"{self._moves[0].label} ({ROLE_LABELS[first]})"

    def waits(self, call: FundsCall) -> bool:
        """Whether this call waits for the move."""
        empty = getattr(call, self.field) is None
        return empty == self.empty and call.stage in [str(move.source) for move in self._moves]


TURNS = (
    Turn("refuse_call", "drafted_by_id"),
    Turn("certify"),
    Turn("order_payment"),
    Turn("confirm_payment"),
    Turn("dispatch_call_refusal", "posted_on", empty=True),
)
"""Everything that a call waits for; a drafted refusal comes before the next step of the payment."""


def waiting_for(roles: Collection[Role]) -> Q | None:
    """The calls that wait for somebody with these roles; None if none ever does."""
    found = None
    for turn in TURNS:
        if not turn.roles.isdisjoint(roles):
            found = turn.rows if found is None else found | turn.rows
    return found


def turn_of(call: FundsCall, roles: Collection[Role]) -> tuple[str, bool]:
    """What a call waits for, and whether it waits for these roles; ("", False) at its end."""
    turns = [turn for turn in TURNS if turn.waits(call)]
    mine = next((turn for turn in turns if not turn.roles.isdisjoint(roles)), None)
    shown = mine or next(iter(turns), None)
    return (shown.says if shown else ""), mine is not None
