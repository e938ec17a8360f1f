"""Grants or refuses a change of plan, content or period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from grants.clock import day_of
from grants.letters.basis import Brief, Remedy, brief, office_on, paragraphs, remedy_of, sure
from grants.models import ChangeRequest
from workflows.case import interim_due
from workflows.outcome import Outcome
from workflows.period import Period
from workflows.rules.proof import proof_day_of
from workflows.stages import ChangeRequestStage


@dataclass(frozen=True, kw_only=True)
class Aenderungsbescheid(Brief):
    """Grants or refuses a change of plan, content or period."""

    decision_on: date
    filed_on: date
    granted: bool
    subject: str
    wish: str
    reasons: tuple[str, ...]
    shift: Decimal = Decimal("0.00")
    from_label: str = ""
    to_label: str = ""
    old_ends: date
    new_ends: date | None = None
    proof_due: date | None = None  # of a longer period
    proof_within: Period
    interim_proof_due: date | None = None  # the next one of a longer period
    interim_proof_missing: int | None = None  # the year whose proof should be there already
    remedy: Remedy


def gather(
    change: ChangeRequest, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> Aenderungsbescheid:
    application, granted = change.application, outcome.target == ChangeRequestStage.GRANTED
    ends = change.new_ends if granted else None
    terms = application.terms
    interim = interim_due(application.period_begins, ends, terms, application.interim_until)
    late = interim is not None and interim < day_of(now)
    return Aenderungsbescheid(
        **brief(application, outcome, day_of(now)),
        decision_on=sure(application.released_on),
        filed_on=sure(change.filed_on),
        granted=granted,
        subject=change.get_subject_display(),
        wish=change.wish,
        reasons=tuple(paragraphs(change.reasoning)),
        shift=change.shift,
        from_label=str(change.from_line or ""),
        to_label=str(change.to_line or ""),
        old_ends=sure(application.period_ends),
        new_ends=change.new_ends,
        proof_due=proof_day_of(ends, terms),
        proof_within=terms.proof_within,
        interim_proof_due=None if late else interim,
        interim_proof_missing=interim.year - 1 if interim and late else None,
        remedy=remedy_of(office_on(day_of(now), application)),
    )
