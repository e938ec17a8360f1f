"""Tells by mail that the project ended early, and the new day of its proof."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grants.letters.basis import sure
from grants.letters.sachstand import Sachstand, standing
from grants.models import Application
from workflows.outcome import Outcome
from workflows.sentence import LongDay, Sentence


def gather(application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Sachstand:
    return standing(
        application,
        now,
        Sentence("Das Projekt ist seit dem {since} abgeschlossen.", since=LongDay(data["fulfilled_on"])),
        Sentence(
            "Bitte reichen Sie den Verwendungsnachweis bis zum {due} ein. "
            "Dieser Tag tritt an die Stelle des späteren aus dem Bescheid (ANBest-P 6).",
            due=LongDay(sure(application.proof_due)),
        ),
        next_on=application.proof_due,
    )
