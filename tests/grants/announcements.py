"""G19: what the page of a move announces against what the move then does, both as data."""

import json
from datetime import datetime
from typing import Any

from grants.clock import day_of
from grants.kinds import actor_for, machine_of
from grants.models import Transition, User
from grants.views import announcing
from workflows.machine import Machine


def announcement(
    record: Any, move: str, by: User, now: datetime, data: dict[str, Any]
) -> announcing.Announced | None:
    """What the page of a move says to a person who has typed ``data``; None where it is not possible."""
    record = type(record)._default_manager.get(pk=record.pk)
    machine: Machine = machine_of(record, actor_for(by, record, day_of(now)), day_of(now))
    offer = next((offer for offer in machine.offers() if offer.move == move), None)
    if offer is None or not offer.feasible:
        return None
    declared = next(m for m in machine.moves() if m.slug == move and str(m.source) == machine.case.stage)
    return announcing.announced(declared, machine, possible=True, known=data)


def broken(said: announcing.Announced, done: Transition) -> list[str]:
    """Every word of an announcement that did not come true, and every deed that was not announced."""
    kept = json.loads(done.private or "{}")
    record = done.record.partition(":")[0]
    pairs: dict[str, tuple[Any, Any]] = {
        "stage": (said.target, done.target),
        "letters": (
            {letter.key for letter in said.letters},
            {key.partition(":")[0] for key in kept.get("letters", {})} if not said.redact else set(),
        ),
    }
    if said.whole:
        set_ = {
            name: day
            for name, day in kept.get("fields", {}).items()
            if name in announcing.DEADLINES and day is not None
        }
        pairs["deadlines"] = ({name: day.isoformat() for name, day in said.deadlines.items()}, set_)
        pairs["money"] = (
            sorted((b.debit, b.credit, b.amount) for b in said.bookings),
            sorted((e.debit, e.credit, e.amount) for e in done.entries.all()),
        )
    return [
        f"{record} {done.move}: {name} announced {announced}, done {happened}"
        for name, (announced, happened) in pairs.items()
        if announced != happened
    ]
