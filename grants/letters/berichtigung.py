"""Puts an obvious mistake of a Bescheid right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from grants.clock import day_of
from grants.letters.basis import Brief, brief, sure
from grants.models import Application
from workflows.outcome import Outcome


@dataclass(frozen=True, kw_only=True)
class Berichtigung(Brief):
    """Puts an obvious mistake of a Bescheid right (§ 42 VwVfG)."""

    decision_on: date
    wrong: str
    right: str


def gather(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> Berichtigung:
    return Berichtigung(
        **brief(application, outcome, day_of(now)),
        decision_on=sure(application.released_on),
        wrong=data["wrong"],
        right=data["right"],
    )
