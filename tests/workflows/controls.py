"""Positive controls of the walk: a machine with a fault put in by hand, and the fault that the walk has to tell."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

from workflows.explore import explore
from workflows.explore.mutants import Mutant
from workflows.law import law_of
from workflows.machine import Machine
from workflows.verdict import Verdict


def found(machine: type[Machine], name: str, source: str) -> Any:
    """The move of this name from this stage."""
    return next(m for m in machine.moves() if (m.slug, str(m.source)) == (name, source))


def without(machine: type[Machine], name: str, source: str, *rules: str) -> Mutant:
    """The machine without some rules of one move."""
    broken = found(machine, name, source)
    when = [rule for rule in broken.conditions if rule.__name__ not in rules]
    given = tuple(rule for rule in law_of(broken).given if rule.__name__ not in rules)
    dropped = len(broken.conditions) + len(law_of(broken).given) - len(when) - len(given)
    assert dropped == len(rules), "a control that breaks nothing controls nothing"
    changes = (("conditions", when), ("custom", {"law": replace(law_of(broken), given=given)}))
    return Mutant(machine, broken, f"ohne {rules}", changes)


def leading(machine: type[Machine], name: str, source: str, target: str) -> Mutant:
    """The machine with a move that leads elsewhere."""
    return Mutant(machine, found(machine, name, source), f"nach {target}", (("target", target),))


def never(machine: type[Machine], name: str, source: str) -> Mutant:
    """The machine with a move that nobody can make."""
    broken = found(machine, name, source)
    return Mutant(machine, broken, "nie", (("conditions", [lambda machine: Verdict(False, "Nie.")]),))


def on_another_day(machine: type[Machine], name: str, source: str, days: int) -> Mutant:
    """The machine with a clock move so many days later."""
    broken = found(machine, name, source)
    on = law_of(broken).on

    def shifted(machine: Machine) -> Any:
        day = on(machine)
        return day and day + timedelta(days)

    return Mutant(
        machine, broken, f"{days} Tage", (("custom", {"law": replace(law_of(broken), on=shifted)}),)
    )


def caught(machine: type[Machine], sentence: str, *broken: Mutant, hasty: bool = True) -> None:
    """The walk tells this fault and how it comes about, move by move."""
    with ExitStack() as stack:
        for mutant in broken:
            stack.enter_context(mutant.alive())
        faults = explore(machine, hasty=hasty).faults
    told = [fault for fault in faults if sentence in fault.sentence and fault.path]
    assert told, [str(fault) for fault in faults]
    assert all("→" in line and line[2] == "." for line in told[0].path), told[0]
