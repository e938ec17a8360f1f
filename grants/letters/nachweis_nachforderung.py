"""Asks by mail for what is missing in the proof of use."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grants.letters.basis import paragraphs
from grants.letters.sachstand import Sachstand, standing
from grants.models import Application
from workflows.outcome import Outcome


def gather(application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Sachstand:
    lines = ("Zum Verwendungsnachweis fehlt noch etwas:", *paragraphs(data["items"]))
    return standing(application, now, *lines, next_on=application.proof_documents_due)
