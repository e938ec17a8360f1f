"""A measure of the catalogue: the Kuratorium sits, others are selected, applications come and are decided."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from workflows.case import MeasureFacts, changed
from workflows.explore.promises import Happened
from workflows.explore.world import POT, Step, World
from workflows.machine import Machine
from workflows.stages import MeasureStage

ENDS: frozenset[str] = frozenset({MeasureStage.DONE})
FIRST_DAY = date(2026, 3, 16)


def starts() -> list[World]:
    """A measure that is not in the catalogue yet."""
    return [World(MeasureFacts(left=POT), FIRST_DAY)]


def beside(machine: Machine, world: World) -> Iterator[Step]:
    """What happens to a measure without a move of its own."""
    facts: MeasureFacts = world.facts
    if world.today not in facts.sittings:
        yield _step("das Kuratorium tagt", world, sittings=frozenset({world.today}))
    if len(facts.chosen) < facts.per_half_year:
        yield _step("eine andere Maßnahme wird ausgewählt", world, chosen=(*facts.chosen, world.today))
    if facts.stage == MeasureStage.ANNOUNCED:
        yield _step("ein Antrag kommt oder ist entschieden", world, waiting=1 - facts.waiting)
        yield _step("der Höchstbetrag wird vergeben oder frei", world, left=POT - facts.left)


def _step(label: str, world: World, **values: Any) -> Step:
    return Step(label, "", changed(world, facts=changed(world.facts, **values)))


def rightly(it: Happened) -> Iterator[str]:
    """Selected in a sitting by a majority, no more than the guideline says; announced again only when it is over."""
    facts: MeasureFacts = it.before.facts
    if it.outcome.target == MeasureStage.SELECTED and it.outcome.source == MeasureStage.CATALOGUED:
        yes, no, _ = (int(number) for number in str(it.answers["votes"]).split(":"))
        if yes <= no or it.answers["held_on"] not in facts.sittings:
            yield "Eine Maßnahme gilt als ausgewählt, die das Kuratorium nicht ausgewählt hat."
        if len(facts.chosen) >= facts.per_half_year:
            yield "In einem Halbjahr sind mehr Maßnahmen ausgewählt, als die Richtlinie vorsieht."
    again = it.outcome.source == it.outcome.target == MeasureStage.ANNOUNCED
    if (again or it.outcome.target == MeasureStage.DONE) and (
        facts.waiting or (facts.call_closes and facts.call_closes >= it.after.today)
    ):
        yield "Eine Bekanntmachung ist vorbei, obwohl sie läuft oder über Anträge noch nicht entschieden ist."
    if again and facts.left <= Decimal(0):
        yield "Eine Maßnahme ist bekannt gegeben, für die kein Geld mehr da ist."
