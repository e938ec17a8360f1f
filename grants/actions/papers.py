"""One Drucksache, many cases: the result is written into each case in a transaction of its own, and can be resumed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from grants.access import applications_visible_to
from grants.actions.door import perform
from grants.clock import database_now, day_of
from grants.held import held_by
from grants.models import Application, User
from workflows.chapters.council import Council
from workflows.errors import MoveRefused
from workflows.law import Move, WholePaper, law_of
from workflows.machine import outgoing
from workflows.stages import Stage

RESULTS: dict[str, Move] = {
    move.slug: move for move in outgoing(Council, Stage.IN_COUNCIL) if law_of(move).whole_paper
}
"""Moves that may be made for a whole Drucksache."""


@dataclass(frozen=True)
class Row:
    """What came of one case: the reasons why not, or none."""

    application: Application
    reasons: tuple[str, ...] = ()


def way_of(move: str) -> WholePaper:
    """How a move is made for a whole Drucksache; KeyError if it is made for single cases only."""
    way = law_of(RESULTS[move]).whole_paper
    assert way is not None
    return way


def cases_of_paper(user: User, paper: str, now: datetime) -> QuerySet[Application]:
    """The cases that wait in the council bodies with this Drucksache, as far as ``user`` sees them."""
    seen = applications_visible_to(held_by(user, day_of(now))).filter(
        council_paper=paper, stage=Stage.IN_COUNCIL
    )
    return seen.select_related("project", "organisation").order_by("number")


def record_for_paper(
    paper: str, move: str, data: Mapping[str, object], *, by: User, key: str, now: datetime | None = None
) -> list[Row]:
    """Make ``move`` (one of ``RESULTS``) for every case of a Drucksache; what one refuses holds up no other.

    An approval gives each case the amount that was recommended; where that is less than requested, the applicant is
    asked for an adapted plan. The same ``key`` again does nothing twice.
    """
    if move not in RESULTS:
        raise ValueError(f"{move} is no result of a council body")
    now = now or database_now()
    return [
        _record(case, move, data, by=by, key=f"{key[:40]}:{case.pk}", now=now)
        for case in cases_of_paper(by, paper, now)
    ]


def _record(
    case: Application, move: str, data: Mapping[str, object], *, by: User, key: str, now: datetime
) -> Row:
    said, made = dict(data), way_of(move)
    if made.recommended:
        said["amount"] = case.endorsed
        move = made.lowered if case.endorsed < case.requested else move
    try:
        perform(case, move, said, by=by, key=key, now=now)
    except MoveRefused as refusal:
        return Row(case, tuple(refusal.reasons))
    return Row(case)
