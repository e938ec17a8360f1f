"""The rules of the Nachbarschaftsfonds (its statutes are invented)."""

from datetime import date
from typing import Any

from workflows.machine import Machine
from workflows.roles import Role
from workflows.verdict import Verdict

VISIT = (Role.CASEWORKER, "record_visit")


def _own(machine: Machine) -> Any:
    return machine.case.own_facts


def neighbours_take_part(machine: Machine) -> Verdict:
    """At least a quarter of the households has said that it takes part (§ 3 of the statutes)."""
    own = _own(machine)
    unknown = own.households is None or own.taking_part is None
    return Verdict(
        unknown or own.taking_part * 4 >= own.households,
        "Mitmachen muss mindestens jeder vierte Haushalt (§ 3 der Satzung).",
        gap="taking_part",
    )


def visit_lies_ahead(machine: Machine, visit_on: date) -> Verdict:
    """A visit is agreed for today or later."""
    return Verdict(visit_on >= machine.today, "Der Tag des Besuchs ist schon vorbei.")


def not_visited(machine: Machine) -> Verdict:
    """Nobody of the office was there yet."""
    return Verdict(_own(machine).visited_on is None, "Der Besuch ist schon festgehalten.", moot=True)


def visited_by_now(machine: Machine, visited_on: date) -> Verdict:
    """A visit that is recorded has taken place."""
    return Verdict(visited_on <= machine.today, "Der Besuch kann nicht in der Zukunft liegen.")


def somebody_was_there(machine: Machine) -> Verdict:
    """Nothing comes before a body that nobody of the office has seen (§ 5 of the statutes)."""
    return Verdict(
        _own(machine).visited_on is not None,
        "Vor der Sitzung war noch niemand vor Ort (§ 5 der Satzung).",
        internal=True,
        mend=VISIT,
    )
