"""Allows to begin before the Bescheid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from grants.clock import day_of
from grants.letters.basis import Brief, Remedy, brief, office_on, remedy_of, sure
from grants.models import Application
from workflows.outcome import Outcome


@dataclass(frozen=True, kw_only=True)
class VorzeitigerBeginn(Brief):
    """Allows to begin before the Bescheid, at one's own risk (VV 1.3 zu § 44 LHO)."""

    asked_on: date | None  # the day that the application names, if it asks for one
    early_start_on: date
    remedy: Remedy | None = None  # where less is allowed than was asked for


def gather(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> VorzeitigerBeginn:
    asked, allowed = application.project.early_start_from, sure(application.early_start_on)
    return VorzeitigerBeginn(
        **brief(application, outcome, day_of(now)),
        asked_on=asked,
        early_start_on=allowed,
        remedy=remedy_of(office_on(day_of(now), application)) if asked and asked < allowed else None,
    )
