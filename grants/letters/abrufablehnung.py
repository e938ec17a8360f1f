"""Refuses a call for funds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from grants.clock import day_of
from grants.letters.basis import Brief, Remedy, brief, office_on, paragraphs, remedy_of, sure
from grants.models import Mittelabruf
from workflows.outcome import Outcome
from workflows.period import Period


@dataclass(frozen=True, kw_only=True)
class Abrufablehnung(Brief):
    """Refuses a call for funds; the award itself stays as it is."""

    decision_on: date  # of the Zuwendungsbescheid
    call_number: int
    filed_on: date
    amount: Decimal  # that was called
    need: tuple[str, ...]  # what the recipient wanted it for, in their words
    granted: Decimal
    paid: Decimal
    use_within: Period
    reasons: tuple[str, ...]  # § 39 VwVfG
    remedy: Remedy


def gather(call: Mittelabruf, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Abrufablehnung:
    application = call.application
    return Abrufablehnung(
        **brief(application, outcome, day_of(now)),
        decision_on=sure(application.released_on),
        call_number=call.position,
        filed_on=sure(call.filed_on),
        amount=call.amount,
        need=tuple(paragraphs(call.need)),
        granted=sure(application.awarded),
        paid=application.paid,
        use_within=application.terms.use_within,
        reasons=tuple(paragraphs(call.reasoning)),
        remedy=remedy_of(office_on(day_of(now), application)),
    )
