"""A fund sharpens a shared move without copying it: rules, answers and effects are added, everything else stays."""

from datetime import date
from decimal import Decimal

import pytest

from workflows.chart import drawn
from workflows.effects import Effects, Papers, both
from workflows.law import law_of
from workflows.machine import asks_of, extend, outgoing
from workflows.programmes import PROGRAMMES
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.stages import Stage
from workflows.verdict import Verdict


def small_enough(machine):
    return Verdict(machine.case.requested <= 3000, "Mehr als 3.000 Euro gibt es nicht.")


def said_aloud(machine, *, spoken_on):
    return Verdict(spoken_on <= machine.today, "Der Tag liegt in der Zukunft.")


def spoken(machine, spoken_on: date) -> Effects:
    return Effects(own_facts={"spoken_on": spoken_on})


class Sharpened(Wir20Kleinprojekt):
    """A fund with a submission of its own."""

    extensions = (
        extend("submit", when=[small_enough], given=[said_aloud], fields=spoken),
        extend("open_item", when=[small_enough]),
    )


def move_of(machine, slug, source):
    return next(move for move in outgoing(machine, source) if move.slug == slug)


def test_rules_answers_and_law_of_the_shared_move_stay():
    shared, own = (move_of(machine, "submit", Stage.DRAFT) for machine in (Wir20Kleinprojekt, Sharpened))
    assert own.conditions == [*shared.conditions, small_enough]
    assert law_of(own).given == (*law_of(shared).given, said_aloud)
    assert (own.label, own.target, law_of(own).by) == (shared.label, shared.target, law_of(shared).by)
    assert (law_of(own).letters, law_of(own).signs) == (law_of(shared).letters, law_of(shared).signs)
    assert [ask.name for ask in asks_of(own)] == [*(ask.name for ask in asks_of(shared)), "spoken_on"]
    assert asks_of(own)[-1].required


def test_place_in_pages_stays():
    for stage in Stage:
        names = [
            [move.slug for move in outgoing(machine, stage)] for machine in (Wir20Kleinprojekt, Sharpened)
        ]
        assert names[0] == names[1]
    assert [move.slug for move in drawn(Sharpened)] == [move.slug for move in drawn(Wir20Kleinprojekt)]


def test_other_funds_do_not_notice():
    for programme in PROGRAMMES.values():
        assert small_enough not in move_of(programme, "submit", Stage.DRAFT).conditions


def test_effects_are_those_of_both():
    first = Effects(fields={"a": 1}, number=True, recall=Papers.ALL)
    second = Effects(own_facts={"b": 2}, fields={"c": Decimal(3)})
    assert both(first, second) == Effects(
        fields={"a": 1, "c": Decimal(3)}, own_facts={"b": 2}, number=True, recall=Papers.ALL
    )
    for twice in (Effects(fields={"a": 2}), Effects(recall=Papers.SINCE_HEARING)):
        with pytest.raises(ValueError, match="already"):
            both(first, twice)


def test_extension_of_nothing_by_nothing_or_twice_is_refused():
    with pytest.raises(TypeError, match="changes nothing"):
        extend("submit")
    with pytest.raises(TypeError, match="no move of its chapters"):
        type("Wrong", (Wir20Kleinprojekt,), {"extensions": (extend("fly", when=[small_enough]),)})
    both_ways = {"extensions": (extend("submit", when=[small_enough]),), "submit": None}
    with pytest.raises(TypeError, match="twice"):
        type("Wrong", (Wir20Kleinprojekt,), both_ways)
    with pytest.raises(TypeError, match="already"):
        type("Wrong", (Wir20Kleinprojekt,), {"extensions": (extend("withdraw", fields=_reason),)})


def _reason(machine, reason: str) -> Effects:
    return Effects()
