"""Tells by mail that the body recommends the project, and who decides."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grants.letters.sachstand import Sachstand, standing
from grants.models import Application
from workflows.outcome import Outcome
from workflows.sentence import Sentence


def gather(application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Sachstand:
    return standing(
        application,
        now,
        Sentence(
            "Das Gremium hat Ihr Vorhaben zur Förderung empfohlen. Das ist noch keine Zusage (§ 38 VwVfG)."
        ),
        Sentence(
            "Es berät: {advising}. Es entscheidet: {deciding}. Nummer der Drucksache: {paper}.",
            advising=application.terms.advising_body,
            deciding=application.terms.deciding_body,
            paper=application.council_paper,
        ),
    )
