"""What a move asks for and what comes of it: plain data, without the machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workflows.case import Actor
from workflows.effects import Effects
from workflows.law import Law
from workflows.letters import Letter
from workflows.readers import OUTSIDE, Reader
from workflows.roles import Role


@dataclass(frozen=True)
class Ask:
    """One field of a move's form: a parameter of its body."""

    name: str
    type: type
    required: bool
    goes_out: bool = False
    """Whether the office writes it to the applicants: the form says so at the field."""
    asked_by: str = ""
    """The module of the function that asks for it: of the move, or of the fund that sharpens the move."""


@dataclass(frozen=True)
class Outcome:
    """What came of a move: the new stage, the effects, and the letters that the move names."""

    move: str
    label: str
    source: str
    target: str
    effects: Effects
    law: Law
    """What the move declares."""
    role: Role
    """As what the actor made the move."""
    day: date
    """The legal day of the move: the day of the law for the clock, today for people."""
    actor: Actor
    """Who made the move, and so signs its letters."""
    told: Mapping[str, Any] = field(default_factory=dict)
    """The answers that a letter may repeat (:func:`told_outside`)."""

    @property
    def letters(self) -> tuple[Letter, ...]:
        """The letters that the move names."""
        return self.law.letters


def told_outside(
    asks: Sequence[Ask], readers: Mapping[str, Reader], data: Mapping[str, Any]
) -> dict[str, Any]:
    """The answers of a move that a letter may repeat: its figures and days, and the texts declared for outside."""
    inside = {ask.name for ask in asks if ask.type is str and readers.get(ask.name) not in OUTSIDE}
    return {name: value for name, value in data.items() if name not in inside}
