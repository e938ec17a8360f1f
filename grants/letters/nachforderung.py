"""Asks for missing documents or statements before the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from grants.clock import day_of
from grants.letters.basis import Brief, brief, paragraphs, sure
from grants.models import Application
from workflows.outcome import Outcome


@dataclass(frozen=True, kw_only=True)
class Nachforderung(Brief):
    """Asks for missing documents or statements."""

    missing: tuple[str, ...]
    due: date  # a named working day (§ 31 VwVfG)


def gather(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> Nachforderung:
    return Nachforderung(
        **brief(application, outcome, day_of(now)),
        missing=tuple(paragraphs(data["items"])),
        due=sure(application.documents_due),
    )
