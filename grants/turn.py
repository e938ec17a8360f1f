"""Whose turn it is: the records whose next step is for a person.

The door writes the name of the next step on the record (:func:`grants.actions.door.foresee`); the law says who may
make it.
"""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, TypeVar, cast

from django.db.models import Exists, OuterRef, Q

from grants.held import Held
from grants.kinds import machine_class
from grants.models import Function, Item
from grants.models.people import valid_on
from workflows.acts import ACTS
from workflows.declared import steps_that_mean
from workflows.law import law_of
from workflows.machine import NEW, Machine, label_of
from workflows.meaning import Meaning
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES
from workflows.roles import Role, first_of

Answer = TypeVar("Answer", bound=Callable[..., Any])

IN_A_SITTING = steps_that_mean(Meaning.IN_A_SITTING)
"""Steps of a case that its sitting shows."""


def _kept(function: Answer) -> Answer:
    """``functools.cache`` with the type of the function: mypy does not take a class for hashable."""
    return cast(Answer, cache(function))


@_kept
def steps_for(
    machines: tuple[tuple[str, type[Machine]], ...], roles: frozenset[Role], case: str = ""
) -> Q | None:
    """The records whose next step one of these roles may make; None if none ever is.

    ``machines`` are those of some programmes, ``case`` is the way to the case („application__“). A step that is theirs
    from every stage of every programme is asked for by its name alone, so that an index on the name answers.
    """
    found: dict[str, list[tuple[str, set[str], bool]]] = {}
    for programme, machine in machines:
        for name, sources in _steps(machine).items():
            mine = {stage for by, stage in sources if not by.isdisjoint(roles)}
            found.setdefault(name, []).append((programme, mine, mine == {stage for _, stage in sources}))
    whole = sorted(name for name, places in found.items() if all(all_of_it for _, _, all_of_it in places))
    parts = [
        Q(**{f"{case}programme": programme}, next_move=name, stage__in=sorted(mine))
        for name, places in sorted(found.items())
        for programme, mine, _ in places
        if mine and name not in whole
    ]
    return either(Q(next_move__in=whole) if whole else None, *parts)


@_kept
def _steps(machine: type[Machine]) -> dict[str, set[tuple[frozenset[Role], str]]]:
    """Name of a step → who may make it from which stage: moves, acts, and what is born beside a case."""
    steps: dict[str, set[tuple[frozenset[Role], str]]] = {}
    for move in machine.moves():
        if str(move.source) != NEW:
            steps.setdefault(move.slug, set()).add((law_of(move).by, str(move.source)))
    for name, act in ACTS.items():
        for stage in act.stages:
            steps.setdefault(name, set()).add((act.by, str(stage)))
    if machine in PROGRAMMES.values():
        for move in (m for p in PROCEDURES.values() for m in p.moves() if str(m.source) == NEW):
            steps.setdefault(move.slug, set()).add((law_of(move).by, NEW))
    return {name: sources for name, sources in steps.items() if name not in IN_A_SITTING}


def steps_of(machine: type[Machine], roles: frozenset[Role]) -> set[str]:
    """The names of the steps that one of these roles may make from some stage."""
    steps = _steps(machine).items()
    return {name for name, sources in steps if any(not by.isdisjoint(roles) for by, _ in sources)}


def step_label(machine: type[Machine], step: str) -> str:
    """What people call a step of this machine."""
    if step in ACTS:
        return ACTS[step].label
    for known in (machine, *PROCEDURES.values()):
        if (label := label_of(known, step)) != step:
            return label
    return step


def roles_of_step(machine: type[Machine], stage: str, step: str) -> frozenset[Role]:
    """Who may make a step from a stage."""
    sources = _steps(machine).get(step, set())
    return frozenset().union(*(by for by, source in sources if source in (stage, NEW)))


def turn_of(record: Any) -> str:
    """What a record beside a case waits for and who makes it; "" at its end, or while it is nobody's turn."""
    if not record.next_move:
        return ""
    machine = machine_class(record)
    by = roles_of_step(machine, record.stage, record.next_move)
    label = step_label(machine, record.next_move)
    who = f" ({first_of(by).label})" if by else ""
    return f"{label}{who}"


def office_turn(held: Held, machines: Mapping[str, type[Machine]], case: str) -> Q | None:
    """Records that wait for the functions of a person, by programme; ``case`` is the way to the case („“ or
    „application__“). What is the caseworkers' alone waits for the one in charge."""
    rule: Q | None = None
    for (roles, leads_some), programmes in _by_roles(held).items():
        some = tuple((slug, machines[slug]) for slug in programmes)
        theirs = in_programmes(programmes, case)
        led = frozenset({Role.CHAIR}) if leads_some else frozenset()
        shared = steps_for(some, roles - {Role.CASEWORKER} - led, case)
        alone = steps_for(some, roles & {Role.CASEWORKER}, case)
        chaired = steps_for(some, led, case)
        parts = (
            shared,
            None if alone is None else alone & in_charge(held, case),
            None if chaired is None else chaired & before_own_body(held, case),
        )
        for part in parts:
            if part is not None:
                rule = either(rule, theirs & part)
    if rule is None or not held.organisations:
        return rule
    return rule & ~Q(**{f"{case}organisation__in": held.organisations})


def in_programmes(programmes: Collection[str], case: str = "") -> Q:
    """Cases of these programmes; no condition if that is all of them.

    Said by what is left out, because a database takes „one of these programmes“ for a good reason to read them all.
    """
    others = sorted(set(PROGRAMMES) - set(programmes))
    return ~Q(**{f"{case}programme__in": others}) if others else Q()


def _by_roles(held: Held) -> dict[tuple[frozenset[Role], bool], list[str]]:
    """The programmes by the roles that are held in them, and whether only some of their bodies are led by this person.

    One group for who holds the same everywhere.
    """
    found: dict[tuple[frozenset[Role], bool], list[str]] = {}
    for slug, programme in PROGRAMMES.items():
        led = held.chairs.intersection(programme.bodies())
        leads_some = 0 < len(led) < len(programme.bodies())
        found.setdefault((held.roles_in(slug), leads_some), []).append(slug)
    return found


def before_own_body(held: Held, case: str = "") -> Q:
    """Cases that are, or were last, on the agenda of a body that this person leads."""
    own = Item.objects.filter(application=OuterRef(f"{case}pk"), sitting__body__key__in=held.chairs)
    day, number = OuterRef("sitting__held_on"), OuterRef("pk")
    later = Item.objects.filter(application=OuterRef("application")).filter(
        Q(sitting__held_on__gt=day) | Q(sitting__held_on=day, pk__gt=number)
    )
    return Q(Exists(own.filter(~Exists(later))))


def in_charge(held: Held, case: str = "") -> Q:
    """Cases of which a caseworker is in charge, or which nobody has who still is a caseworker."""
    there = Function.objects.filter(valid_on(held.day), role=Role.CASEWORKER, user__is_active=True)
    mine, nobodys = Q(**{f"{case}caseworker": held.user.pk}), Q(**{f"{case}caseworker__isnull": True})
    return mine | nobodys | ~Q(**{f"{case}caseworker__in": there.values("user")})


def applicants_turn(held: Held, machines: Mapping[str, type[Machine]], case: str) -> Q | None:
    """Records that wait for the organisations that a person acts for, or may sign for."""
    rule = None
    for organisations, roles in (
        (held.organisations, frozenset({Role.APPLICANT})),
        (held.signs_for, frozenset({Role.SIGNATORY})),
    ):
        steps = steps_for(tuple(machines.items()), roles, case)
        if organisations and steps is not None:
            part = Q(**{f"{case}organisation__in": organisations}) & steps
            rule = either(rule, part)
    return rule


def either(*rules: Q | None) -> Q | None:
    """What fits one of the rules; None if there is none."""
    found = None
    for rule in rules:
        if rule is not None:
            found = rule if found is None else found | rule
    return found
