"""Which steps declare what: the names of moves and acts, asked for by their meaning."""

from collections.abc import Callable
from functools import cache

from workflows.acts import ACTS
from workflows.law import Law, law_of
from workflows.machine import Machine
from workflows.meaning import Hand, Meaning
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES


def moves_that(declare: Callable[[Law], object]) -> frozenset[str]:
    """The names of the moves of all machines whose law answers with something."""
    machines: list[type[Machine]] = [*PROGRAMMES.values(), *PROCEDURES.values()]
    return frozenset(move.slug for machine in machines for move in machine.moves() if declare(law_of(move)))


@cache
def steps_that_mean(meaning: Meaning) -> frozenset[str]:
    """The names of the moves and acts that are this."""
    acts = (name for name, act in ACTS.items() if meaning in act.means)
    return moves_that(lambda law: meaning in law.means) | frozenset(acts)


@cache
def steps_after(hand: Hand) -> frozenset[str]:
    """The names of the moves and acts that are for another person than this one."""
    acts = (name for name, act in ACTS.items() if hand in act.second_hand_of)
    return moves_that(lambda law: hand in law.second_hand_of) | frozenset(acts)
