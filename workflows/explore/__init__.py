"""Proving that the machines are right: everything reachable is walked and judged by promises beside the rules."""

from collections.abc import Mapping
from functools import partial

from workflows.case import Terms
from workflows.explore import calls, cases, measures, procedures, promises, sittings
from workflows.explore.walk import Fault, Ground, Report, Walk
from workflows.machine import Machine, Programme
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES
from workflows.stages import CHANGE_OVER, INTERIM_OVER, REFUND_OVER, Stage

__all__ = ["MACHINES", "Fault", "Report", "explore"]
MACHINES: Mapping[str, type[Machine]] = {**PROGRAMMES, **PROCEDURES}
"""Every machine of the house, by its slug."""


def explore(machine: type[Machine], *, hasty: bool = False) -> Report:
    """Walk through a machine and judge it; ``hasty`` stops at the first fault.

    Raises TypeError for a procedure that nobody has said how it begins.
    """
    return Walk(machine, ground_of(machine), hasty=hasty).run()


def ground_of(machine: type[Machine]) -> Ground:
    """How a machine begins, what happens beside it, and by what it is judged."""
    if issubclass(machine, Programme):
        worlds = list(cases.starts(machine))
        ends: frozenset[str] = frozenset({Stage.ARCHIVED})
        along = partial(cases.along, machine.pays)
        return Ground(worlds, cases.beside, promises.remember, promises.PROMISES, ends, along, cases.followed)
    match machine.slug:
        case "mittelabruf":
            worlds = calls.starts(_terms())
            return Ground(
                worlds, calls.beside, calls.remember, (calls.rightly, calls.refused_rightly), calls.ENDS
            )
        case "sitzung":
            worlds, watch = sittings.starts(), sittings.votes_rightly
            promised, ends = (sittings.rightly,), sittings.ENDS
            return Ground(worlds, sittings.beside, sittings.remember, promised, ends, watch=watch)
        case "massnahme":
            worlds = measures.starts()
            return Ground(worlds, measures.beside, sittings.remember, (measures.rightly,), measures.ENDS)
        case "aenderungsantrag":
            promised, ends = (procedures.change_rightly,), CHANGE_OVER
            worlds = procedures.changes(_terms())
            return Ground(worlds, procedures.beside_change, procedures.remember, promised, ends)
        case "verwendungsnachweis":
            promised, ends = (procedures.interim_rightly,), INTERIM_OVER
            worlds = procedures.interims(_terms())
            return Ground(worlds, procedures.beside_interim, procedures.remember, promised, ends)
        case "erstattung":
            promised, ends = (procedures.collection_rightly,), REFUND_OVER
            worlds = procedures.collections(_terms())
            return Ground(worlds, procedures.beside_collection, procedures.remember, promised, ends)
    raise TypeError(f"Nobody has said how {machine.slug} begins")


def _terms() -> Terms:
    return next(iter(PROGRAMMES.values())).versions[-1]
