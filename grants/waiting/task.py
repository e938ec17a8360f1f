"""One thing that waits for a person, and how grave it is to leave it lying."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from grants.held import Held

LAW, MONEY, DECISION, WORD, WORK = range(5)
"""Consequence: what is lost if it is left lying, the gravest first. It orders what waits for the same day."""


@dataclass(frozen=True)
class Task:
    """One thing that waits for a person: what, why in words, by or since when, and where it is done."""

    record: Any
    title: str
    about: str
    step: str
    reason: str
    url: str
    due: date | None = None
    since: date | None = None
    weight: int = WORK

    @property
    def order(self) -> tuple[Any, ...]:
        """By date, then by consequence, then the longest waiting first."""
        return (self.due or date.max, self.weight, self.since or date.max, self.title)


Source = Callable[[Held], tuple[QuerySet[Any], Callable[[Any, Held], Task]] | None]
"""What asks for the records of one kind that wait for a person, and makes a task of each; None if none ever does."""
