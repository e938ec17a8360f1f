"""Tells by mail that the hearing ended without a claim."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grants.letters.sachstand import Sachstand, standing
from grants.models import Application
from workflows.outcome import Outcome
from workflows.sentence import Sentence
from workflows.stages import Stage


def gather(application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Sachstand:
    closed = outcome.target == Stage.CLOSED
    after = "Der Vorgang ist abgeschlossen." if closed else "Der Vorgang geht weiter wie vor der Anhörung."
    ended = Sentence("Die Anhörung ist beendet. Aus ihr folgt keine Rückforderung.")
    return standing(application, now, ended, Sentence(after))
