"""How the effects of a move change the facts: each kind written as the door writes it."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from workflows.case import (
    Case,
    Draft,
    Lawsuit,
    changed,
)
from workflows.claim import Claim
from workflows.effects import Booking, Effects
from workflows.errors import MoveRefused
from workflows.explore.reading import settled
from workflows.explore.world import GRANT, World


def after(world: World, target: str, effects: Effects) -> Any:
    """The facts after a move: each kind of effect written as the door writes it."""
    facts = world.facts
    facts = changed(
        facts, **{name: value for name, value in effects.fields.items() if name in facts.__dict__}
    )
    if isinstance(facts, Case):
        facts = changed(facts, own_facts=replace(facts.own_facts, **effects.own_facts))
        facts = booked(facts, effects.book)
        if effects.number:
            facts = changed(facts, number="N")
    elif hasattr(facts, "grant"):
        facts = changed(facts, grant=booked(changed(facts.grant, **effects.grant), effects.book))
    for opening in effects.open:
        facts = OPENERS[opening.kind](facts, dict(opening.fields))
    return settled(world.facts, changed(facts, stage=target))


def booked(case: Case, bookings: Sequence[Booking]) -> Case:
    """The sums of the case after double entries; the budget is the pot's rest. MoveRefused if one would be negative."""
    if not bookings:
        return case
    sums = {
        "budget": case.pot_left,
        "reserved": case.reserved,
        "committed": case.committed,
        "paid": case.paid,
    }
    for booking in bookings:
        sums[booking.debit] += booking.amount
        sums[booking.credit] -= booking.amount
    if min(sums.values()) < 0:
        raise MoveRefused("Das Geld reicht nicht.")
    return changed(case, pot_left=sums.pop("budget"), **sums)


def _open_draft(case: Case, said: dict[str, Any]) -> Case:
    draft = Draft(kind=said["kind"], missing=("alles",), drafted_by=said.get("drafted_by"))
    amount, voted = said.get("amount") or Decimal(0), said.get("rests_on_vote", False)
    return changed(case, draft=changed(draft, amount=amount, rests_on_vote=voted))


def _open_lawsuit(case: Case, said: dict[str, Any]) -> Case:
    return changed(case, lawsuits=(*case.lawsuits, Lawsuit(**said)))


def _end_lawsuit(case: Case, said: dict[str, Any]) -> Case:
    scope = said.get("scope")
    ended = [
        changed(suit, closed_on=said["closed_on"])
        if suit.closed_on is None and scope in (None, suit.scope)
        else suit
        for suit in case.lawsuits
    ]
    return changed(case, lawsuits=tuple(ended))


def _same(case: Case, said: dict[str, Any]) -> Case:
    return case


def _announced(measure: Any, said: dict[str, Any]) -> Any:
    return changed(measure, call_closes=said["closes_on"])


def _open_hearing(case: Case, said: dict[str, Any]) -> Case:
    return changed(case, claim=Claim(**said))


def _change_claim(case: Case, said: dict[str, Any]) -> Case:
    assert case.claim is not None, "nobody changes what is not there"
    if said.get("current") is False:
        return changed(case, claim=None)
    known = {name: value for name, value in said.items() if name in case.claim.__dict__}
    if "due" in said:  # a Mahnung about the former day counts for nothing
        known["overdue_since"] = None
    if "made_at" in said:
        known["made"] = said["made_at"] is not None
    return changed(case, claim=changed(case.claim, **known))


def _receive(collection: Any, said: dict[str, Any]) -> Any:
    return changed(collection, receipts=(*collection.receipts, (said["received_on"], said["amount"])))


def _restore(case: Case, said: dict[str, Any]) -> Case:
    return changed(case, requested=GRANT)


OPENERS = {
    "draft": _open_draft,
    "lawsuit": _open_lawsuit,
    "lawsuit_end": _end_lawsuit,
    "version": _same,
    "restore": _restore,
    "council_vote": _same,
    "round": _announced,
    "hearing": _open_hearing,
    "claim": _change_claim,
    "put_off": _same,
    "shift": _same,
    "refund_payment": _receive,
}
"""Kind of an Opening → what it does to the facts of the case."""
