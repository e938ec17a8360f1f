"""Asks by mail for what is missing in the proof of use."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grants.letters.basis import typed
from grants.letters.sachstand import Sachstand, standing
from grants.models import Application
from workflows.outcome import Outcome
from workflows.sentence import Sentence


def gather(application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Sachstand:
    lines = (Sentence("Zum Verwendungsnachweis fehlt noch etwas:"), *typed(data["items"]))
    return standing(application, now, *lines, next_on=application.proof_documents_due)
