"""When two worlds are the same: nothing that a rule looks at differs, of days only whether they have come."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import Any

from workflows.case import (
    Advice,
    Case,
    Draft,
    Lawsuit,
    MeasureFacts,
    Memo,
    OwnFacts,
    Proof,
    Resolution,
    SittingFacts,
)
from workflows.claim import Claim
from workflows.explore.world import BEFORE_CHECK, Memory, World
from workflows.machine import Machine
from workflows.mittelabruf import MittelabrufFacts
from workflows.procedures.aenderungsantrag import ChangeRequestFacts
from workflows.procedures.erstattung import RefundFacts
from workflows.procedures.verwendungsnachweis import InterimProofFacts
from workflows.rules.advice import waits_until
from workflows.rules.deadlines import notified_by_post, payout_from
from workflows.rules.refund import leaves_a_month, pay_by, remedy_of_claim
from workflows.stages import AT_A_BODY, Stage

UNREAD = {
    "terms",
    "asked",
    "released_on",
    "period_begins",
    "number",
    "waived_remedies_on",
    "waived",
    "sittings",
    *("payments", "base_rates", "outcome_reason", "interim_until", "new_ends", "until", "heard_on"),
    *("voted_on", "known_on", "interest", "bears_interest", "waive_interest", "final_on"),
}
"""Facts that say nothing beside the days that have come."""


def key_of(machine: Machine, world: World) -> tuple[Any, ...]:
    """What makes this world different from others."""
    dues = tuple((slug, day <= world.today) for day, slug in machine.due())
    return (
        _key(world.facts),
        _key(world.call),
        _key(world.memory),
        dues,
        _days_of(world),
    )


def _key(value: Any) -> Any:
    values_of = VALUES.get(type(value))
    if values_of is None:
        return _part(value)
    return tuple([part if type(part) in PLAIN else _part(part) for part in values_of(value.__dict__)])


def _part(value: Any) -> Any:
    if isinstance(value, OwnFacts):  # a fund declares a class of its own for what it alone knows
        return tuple(map(_part, vars(value).values()))
    key = _KEYS.get(type(value))
    return value if key is None else key(value)


def _key_of_many(many: tuple[Any, ...]) -> Any:
    """Suits in any order; advice one by one; of days with amounts only the sum."""
    if many and isinstance(many[0], Lawsuit):
        return frozenset(map(_key, many))
    if many and isinstance(many[0], Advice):
        return tuple(map(_key, many))
    if many and isinstance(many[0], tuple) and isinstance(many[0][0], date):
        return sum(amount for _, amount in many)
    return many


KINDS = (
    *(Case, MittelabrufFacts, Memo, Draft, Proof, Lawsuit, Claim, Resolution, Advice, Memory),
    *(SittingFacts, MeasureFacts, ChangeRequestFacts, RefundFacts, InterimProofFacts),
)
NAMES = {kind: tuple(f.name for f in fields(kind) if f.name not in UNREAD) for kind in KINDS}
VALUES = {kind: itemgetter(*names) for kind, names in NAMES.items()}
PLAIN = {Decimal, str, int, bool, type(None), frozenset}
"""Kinds of values that are their own key: nearly all values are, so they are not looked up one by one."""
_KEYS: dict[type, Callable[[Any], Any]] = {
    date: lambda day: True,
    tuple: _key_of_many,
    **dict.fromkeys(NAMES, _key),
}


def _days_of(world: World) -> tuple[bool, ...]:
    """Which days that rules look at, beside those of the clock, have come."""
    today = [world.today in world.facts.sittings] if isinstance(world.facts, MeasureFacts) else []
    return tuple(today + [day <= world.today for day in days_ahead(world)])


def days_ahead(world: World) -> list[date]:
    """Days from which on something else may be possible: the end of a round, the first day of payment, a sitting."""
    facts = world.facts
    days = [_next(day) for day in (getattr(facts, name, None) for name in DEADLINES) if day]
    if isinstance(facts, ChangeRequestFacts) and facts.grant.period_ends:
        days.append(_next(facts.grant.period_ends))
    facts = getattr(facts, "grant", facts)
    if not isinstance(facts, Case):
        return days + [day for day in [getattr(facts, "held_on", None)] if day]
    if facts.round_closes and facts.stage in BEFORE_CHECK:
        days.append(_next(facts.round_closes))
    if facts.stage in AT_A_BODY and (wait := waits_until(facts.advice, facts.terms)):
        days.append(_next(wait))
    if facts.final_on:
        grace = facts.terms.payout_grace
        days.append(payout_from(facts.final_on, grace, waived=bool(facts.waived_remedies_on)))
    if facts.claim and facts.stage != Stage.ENFORCEMENT:
        days += _days_of_claim(facts.claim)
    return days


def _days_of_claim(claim: Claim) -> list[date]:
    """Before the dispatch, when it is too late for the year or the day to pay; after it, what the post sets off."""
    remedy, last = remedy_of_claim(claim), pay_by(claim)
    if remedy is None:
        late = [_too_late_to_post(claim.due)] if claim.due else []
        return [claim.limit - timedelta(3), *late]
    return [
        _next(notified_by_post(claim.posted_on or claim.limit)),
        remedy.final,
        *([_next(last)] if last else []),
    ]


@cache
def _too_late_to_post(due: date) -> date:
    day = due - timedelta(50)
    while leaves_a_month(due, day):
        day = _next(day)
    return day


DEADLINES = ("held_on", "call_closes", "hearing_due", "deferred_until", "dunning_due")
"""Facts that name a last day."""


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
