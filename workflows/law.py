"""What a move declares: who may make it, under which rules, with which letters, and what it means."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Protocol

from workflows.case import Actor
from workflows.letters import Letter
from workflows.meaning import Hand, Meaning
from workflows.readers import Reader
from workflows.roles import Role
from workflows.verdict import Verdict

Rule = Callable[[Any], Verdict]
"""Judges the case: takes the machine."""
Given = Callable[..., Verdict]
"""Judges the case with the input: takes the machine and, by name, the parameters it judges (the first is its field)."""
Aside = Callable[[Any], bool]
"""Says whether a move is a side way here, where that depends on the case."""
Day = Callable[[Any], date | None]
"""Says on which day the law makes a clock move, or None for never."""


@dataclass(frozen=True)
class WholePaper:
    """A result of a council body that counts for all cases of one Drucksache."""

    label: str
    """What it is called where it is chosen for all."""
    recommended: bool = False
    """Each case gets the amount that was recommended for it."""
    lowered: str = ""
    """The move that is made for a case for which less was recommended than requested."""


@dataclass(frozen=True, kw_only=True)
class Law:
    """What ``@move`` declares beside source, target, label and the rules that judge the case alone."""

    by: frozenset[Role]
    given: tuple[Given, ...] = ()
    """Rules that judge the case together with the input."""
    warn: tuple[Rule, ...] = ()
    """Rules that the actor is told of and may pass."""
    letters: tuple[Letter, ...] = ()
    on: Day | None = None
    """The day of the law of a clock move."""
    signs: bool = False
    """The actor is bound to the page that they have seen."""
    once: Rule | None = None
    """The rule over the fact that the move sets: it no longer holds once the move is made."""
    repeatable: bool = False
    """The move leaves the stage unchanged and may be made again."""
    aside: bool | Aside = False
    """A side way, which pages show behind the next step."""
    reversible: bool = False
    """Two people may take the move back while it is the last entry."""
    dispatches: bool = False
    """The letter on paper leaves the house with this move, on the day that it names."""
    readers: Mapping[str, Reader] = field(default_factory=lambda: MappingProxyType({}))
    """Text of the form → who may read it; an undeclared one stays inside and reaches no letter."""
    place: int = 0
    """Where the move stands among those of its chapter: in the order in which they are declared."""
    confirm: str = ""
    """What the actor says with a tick of their own before a step that ends what they have."""
    means: frozenset[Meaning] = frozenset()
    """What the move is to those who read of it."""
    second_hand_of: frozenset[Hand] = frozenset()
    """Whose work the move builds on: it waits for another person than these."""
    otherwise: str = ""
    """The move that may be made instead where the day passes by which this one was awaited."""
    replaces: str = ""
    """The move that is not shown where this one is: it would come to the same."""
    whole_paper: WholePaper | None = None
    """How the move is made for all cases of a Drucksache at once, if it can be."""


class Move(Hashable, Protocol):
    """One way out of one stage: what the house reads of a transition of viewflow."""

    source: str
    target: object
    """The stage that it leads to, a function that names one of a few, or viewflow's mark that the stage stays."""
    func: Callable[..., object]
    """The body: its parameters are the fields of the move's form."""
    conditions: Sequence[Rule]
    """The rules that judge the case alone, ``once`` included."""
    custom: Mapping[str, Law]

    @property
    def slug(self) -> str:
        """The name of the move, the same from every stage."""

    @property
    def label(self) -> str:
        """The German name of the move."""

    def has_perm(self, instance: object, user: Actor, /) -> bool:
        """Whether the actor holds a role by which the move is made."""

    def declared_targets(self) -> Sequence[object]:
        """Where the move may lead; viewflow's mark where the stage stays."""


def law_of(move: Move) -> Law:
    """What a move declares."""
    return move.custom["law"]
