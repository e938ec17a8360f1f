"""Tells by mail that nothing is left to be paid back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grants.letters.sachstand import Sachstand, standing
from grants.models import Application
from workflows.outcome import Outcome
from workflows.sentence import Sentence


def gather(application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Sachstand:
    settled = Sentence("Die Rückforderung ist erledigt. Es ist nichts mehr zu zahlen.")
    return standing(application, now, settled)
