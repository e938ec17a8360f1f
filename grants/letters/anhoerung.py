"""Asks the recipient before anything is taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from grants.clock import day_of
from grants.letters.aufhebung import claim_of
from grants.letters.basis import Brief, brief, paragraphs, sure
from grants.models import Application
from workflows.outcome import Outcome
from workflows.rules.refund import GROUNDS, REPEALS
from workflows.sentence import Sentence
from workflows.stages import Stage


@dataclass(frozen=True, kw_only=True)
class Anhoerung(Brief):
    """Asks the recipient before anything is taken back (§ 28 VwVfG); decides nothing."""

    decision_on: date  # of the Zuwendungsbescheid
    ground: str  # with its paragraph
    statement: tuple[str, ...]  # the facts that the office goes by
    granted: Decimal
    paid: Decimal
    intended: Decimal  # what is to be revoked in all
    unpaid: Decimal = Decimal("0.00")  # the part of it that nobody has paid yet
    repeal: str  # as in :class:`grants.letters.aufhebung.Repeal`
    due: date  # a named working day
    reopened: bool = False  # the case had been closed


def gather(application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Anhoerung:
    claim = claim_of(application)
    said = data.get("statement") or Sentence(
        "Sie verzichten auf die Zuwendung. {value}", value=data.get("reason", "")
    )
    return Anhoerung(
        **brief(application, outcome, day_of(now)),
        decision_on=sure(application.released_on),
        ground=GROUNDS[claim.ground],
        statement=tuple(paragraphs(said)),
        granted=sure(application.awarded),
        paid=application.paid,
        intended=claim.amount,
        unpaid=claim.unpaid,
        repeal=REPEALS[claim.ground],
        due=sure(application.hearing_due),
        reopened=outcome.source == Stage.CLOSED,
    )
