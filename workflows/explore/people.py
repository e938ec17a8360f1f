"""Who walks through a machine, and with which answers: a few people who hold every role of their side at once.

Who holds all roles of the office is stopped by the rules alone: separation of duties must hold even in an office of
two. Which roles a move names is law of its own (tests/workflows/test_duties.py).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from workflows.case import CLOCK, ZERO, Actor
from workflows.explore.world import GRANT, LESS, World
from workflows.law import Move
from workflows.machine import asks_of
from workflows.mittelabruf import MittelabrufFacts
from workflows.outcome import Ask
from workflows.roles import APPLICANTS, BODY, MONEY, READING_DESK, Role

DESK = READING_DESK | {Role.ADMIN}
PEOPLE = (
    Actor("Amt A", DESK, 1),
    Actor("Amt B", DESK, 2),
    Actor("Vorstand A", APPLICANTS, 11),
    Actor("Vorstand B", APPLICANTS, 12),
    Actor("Vorsitz", BODY, 21),
    Actor("Kasse A", MONEY, 31),
    Actor("Kasse B", MONEY, 32),
    Actor("Kasse C", MONEY, 33),
    CLOCK,
)
"""Two at the desk, two who represent the applicant, a chair, three who deal with money, and the clock."""
WORDS = {
    "scope": ("grant",),
    "way": ("receipt",),
    "paper": ("0993/2022",),
    "votes": ("8:2:0", "5:5:0"),
    "ground": ("auflage",),
    "right": ("y",),
}
"""Answers to questions that know only certain words; a council says yes, or is torn."""
DID = ("caseworker", "filed_by", "drafted_by", "written_by", "checked_by", "ordered_by", "certified_by")
"""Facts that name a person."""
EITHER = ("rest_not_called",)
"""Ticks that are left out as well as set; all others are set."""
DAYS = {
    "closes_on": (30,),
    "earliest_start": (31,),
    "latest_end": (200,),
    "deferred_until": (30,),
    "until": (60, -1),
}
"""Answers that name a day so many days ahead; all others name today."""


def walkers(by: frozenset[Role], known: frozenset[int]) -> list[Actor]:
    """The people who may try a move; of equals only the first who is not ``known`` in the world yet."""
    able = [actor for actor in PEOPLE if not actor.roles.isdisjoint(by)]
    if CLOCK in able:
        return able
    fresh = [actor for actor in able if actor.user_id not in known]
    first = {min(a.user_id or 0 for a in fresh if a.roles == actor.roles) for actor in fresh}
    return [actor for actor in able if actor.user_id in known or actor.user_id in first]


def ids_in(world: World) -> frozenset[int]:
    """Everybody who has done something that somebody remembers."""
    facts, memory = world.facts, world.memory
    beside = [facts, *(getattr(facts, name, None) for name in ("draft", "memo", "proof", "claim"))]
    found = [getattr(part, name, None) for part in beside if part is not None for name in DID]
    found += [memory.released_by, memory.certified_by, memory.claim_drafted_by]
    return frozenset(number for number in found if number)


def answers(move: Move, world: World) -> Iterator[dict[str, Any]]:
    """The answers that are tried in a move's form: every field with each of its few values."""
    asks = asks_of(move)
    for values in product(*(_values(ask, world) for ask in asks)):
        yield {ask.name: value for ask, value in zip(asks, values, strict=True)}


def _values(ask: Ask, world: World) -> tuple[Any, ...]:
    if ask.type is bool:
        return (False, True) if ask.name in EITHER else (True,)
    if ask.type is date:
        return tuple(world.today + timedelta(ahead) for ahead in DAYS.get(ask.name, (0,)))
    if ask.type is int:
        return (1,)
    if ask.type is Decimal:
        return _amounts(ask.name, world.facts)
    heard = getattr(world.facts, "claim", None)
    if ask.name == "ground" and heard:
        return (heard.ground, "nicht_alsbald")
    return WORDS.get(ask.name, ("x",))


def _amounts(name: str, facts: Any) -> tuple[Decimal, ...]:
    """Amounts in EUR: of a call what is called, of a claim what it may take, else the whole and less."""
    if isinstance(facts, MittelabrufFacts):
        return (facts.amount,)
    if name == "claimed":
        return _claimed(facts)
    if name == "unpaid":
        return (ZERO,)
    return (LESS / 2, LESS) if name == "refunded" else (GRANT, LESS)


def _claimed(facts: Any) -> tuple[Decimal, ...]:
    """What was paid; of a grant of which nothing was paid the whole, and in the Bescheid half of it as well."""
    whole = facts.awarded or GRANT
    if facts.paid:
        return (facts.paid,)
    return (whole, whole / 2) if facts.claim else (whole,)
