"""Machines that are wrong in one place. Whoever proves machines has to notice every one of them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from workflows.law import Law, law_of
from workflows.machine import Machine, targets_of
from workflows.roles import Role


@dataclass(frozen=True)
class Mutant:
    """One fault put into one move: while :meth:`alive`, the machine has it, and so have all that share the move."""

    machine: type[Machine]
    move: Any
    fault: str
    changes: tuple[tuple[str, Any], ...]

    def __str__(self) -> str:
        return f"{self.machine.slug}: {self.move.slug} ab „{self.move.source or 'neu'}“, {self.fault}"

    @contextmanager
    def alive(self) -> Iterator[None]:
        """The fault is there inside the block, and gone after it."""
        before = {name: getattr(self.move, name) for name, _ in self.changes}
        for name, value in self.changes:
            setattr(self.move, name, value)
        try:
            yield
        finally:
            for name, value in before.items():
                setattr(self.move, name, value)


def mutants(machines: Iterable[type[Machine]]) -> Iterator[Mutant]:
    """Every mutant of every move; a move that machines share is mutated once, in the first that comes to it."""
    seen: set[int] = set()
    for machine in machines:
        stages = _stages(machine)
        for move in machine.moves():
            if id(move) not in seen and str(move.source) in stages:
                seen.add(id(move))
                for fault, changes in _faults(move, stages):
                    yield Mutant(machine, move, fault, changes)


Changes = tuple[tuple[str, Any], ...]


def _faults(move: Any, stages: list[str]) -> Iterator[tuple[str, Changes]]:
    law = law_of(move)
    for number, rule in enumerate(move.conditions):
        left = [*move.conditions[:number], *move.conditions[number + 1 :]]
        yield f"ohne die Regel {_name(rule)}", (("conditions", left),)
    for number, rule in enumerate(law.given):
        rest = (*law.given[:number], *law.given[number + 1 :])
        yield f"ohne die Regel {_name(rule)}", _with(law, given=rest)
    targets = targets_of(move)
    order = [*stages[stages.index(targets[0]) + 1 :], *stages]
    elsewhere = next(stage for stage in order if stage not in targets)
    yield f"führt nach „{elsewhere}“", (("target", elsewhere),)
    for role in sorted(set(Role) - law.by):
        wider = law.by | {role}
        yield f"auch für {role.label}", (*_with(law, by=wider), ("permission", _permits(wider)))
    if law.on:
        for days in (-1, 1):
            yield f"{days:+} Tag", _with(law, on=_shifted(law.on, days))


def _with(law: Law, **changed: Any) -> Changes:
    return (("custom", {"law": replace(law, **changed)}),)


def _stages(machine: type[Machine]) -> list[str]:
    """The stages that this machine comes to, in the order of its moves."""
    moves = machine.moves()
    reached = [""]
    for stage in reached:
        found = [target for m in moves if str(m.source) == stage for target in targets_of(m)]
        reached += dict.fromkeys(target for target in found if target not in reached)
    return reached


def _permits(by: frozenset[Role]) -> Callable[[Any, Any], bool]:
    return lambda machine, actor: not actor.roles.isdisjoint(by)


def _shifted(on: Callable[[Any], date | None], days: int) -> Callable[[Any], date | None]:
    def shifted(machine: Any) -> date | None:
        day = on(machine)
        return day and day + timedelta(days=days)

    return shifted


def _name(rule: Any) -> str:
    return getattr(rule, "__name__", repr(rule))
