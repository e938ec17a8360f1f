"""Tells by mail that the body recommends the project, and who decides."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grants.letters.sachstand import Sachstand, standing
from grants.models import Application
from workflows.outcome import Outcome


def gather(application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Sachstand:
    return standing(
        application,
        now,
        "Das Gremium hat Ihr Vorhaben zur Förderung empfohlen. Das ist noch keine Zusage (§ 38 VwVfG).",
        f"Es berät: {application.terms.advising_body}. Es entscheidet: {application.terms.deciding_body}. "
        f"Nummer der Drucksache: {application.council_paper}.",
    )
