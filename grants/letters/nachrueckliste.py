"""Tells by mail the place on the list of those who move up if money becomes free."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grants.letters.basis import sure
from grants.letters.sachstand import Sachstand, standing
from grants.models import Application
from workflows.outcome import Outcome
from workflows.sentence import Sentence


def gather(application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Sachstand:
    return standing(
        application,
        now,
        Sentence("Das Gremium hält Ihr Vorhaben für förderwürdig, aber das Geld der Runde reicht nicht."),
        Sentence(
            "Ihr Antrag steht auf Platz {rank} der Nachrückliste. "
            "Wird Geld frei, entscheidet das Gremium neu. Das ist keine Zusage.",
            rank=sure(application.reserve_rank),
        ),
    )
