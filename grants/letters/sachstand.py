"""Tells by mail where the case stands: the shape of many messages, and the one of a case that was deferred."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from grants.clock import day_of
from grants.letters.basis import Message, frame, typed
from grants.models import Application
from workflows.outcome import Outcome
from workflows.sentence import Sentence
from workflows.stages import Stage


@dataclass(frozen=True, kw_only=True)
class Sachstand(Message):
    """Where the case stands."""

    state: Sentence  # the label of the stage, or the day of a sitting
    lines: tuple[Sentence, ...]  # plain sentences: what happened, what comes next
    next_on: date | None = None


def standing(
    application: Application, now: datetime, *lines: Sentence, next_on: date | None = None
) -> Sachstand:
    """The message about a case in its present stage: what happened, what comes next, and by which day."""
    return Sachstand(
        **frame(application, day_of(now)),
        state=Sentence(Stage(application.stage).label),
        lines=lines,
        next_on=next_on,
    )


def gather(application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Sachstand:
    """That the application is dealt with later; what the office adds may ask for something."""
    told = str(data.get("told") or "")
    if told:
        later = Sentence("Ihr Antrag wurde vertagt. Über ihn wird in einer späteren Sitzung entschieden.")
        return standing(application, now, later, *typed(told))
    nothing = Sentence(
        "Ihr Antrag wurde vertagt. Über ihn wird in einer späteren Sitzung entschieden; Sie brauchen nichts zu tun."
    )
    return standing(application, now, nothing)
