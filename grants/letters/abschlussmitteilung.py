"""Tells the result of the check of the proof of use and closes the case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from grants.cases.reckoning import counted
from grants.clock import day_of
from grants.letters.basis import Brief, brief, sure
from grants.models import Application
from workflows.outcome import Outcome
from workflows.rules.deadlines import end_of
from workflows.rules.proof import unpaid_rest


@dataclass(frozen=True, kw_only=True)
class Abschlussmitteilung(Brief):
    """Tells the result of the check of the proof of use and closes the case."""

    decision_on: date
    proof_on: date  # day the proof came in
    granted: Decimal
    eligible: Decimal  # of the Zuwendungsbescheid
    recognised_expenses: Decimal
    recognised: Decimal  # recognised grant
    paid: Decimal
    rest: Decimal = Decimal("0.00")  # recognised, but never called: it lapses with the closing
    refunded: Decimal = Decimal("0.00")  # already paid back; ``paid`` counts it as paid
    keep_until: date  # last day for keeping the Belege


def gather(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> Abschlussmitteilung:
    proof = application.proof
    filed = sure(application.proof_filed_on)
    return Abschlussmitteilung(
        **brief(application, outcome, day_of(now)),
        decision_on=sure(application.released_on),
        proof_on=filed,
        granted=application.awarded,
        eligible=counted(application).eligible,
        recognised_expenses=proof.recognised,
        recognised=proof.recognised_grant,
        paid=application.paid + application.refunded,
        rest=unpaid_rest(proof.recognised_grant, application.paid),
        refunded=application.refunded,
        keep_until=end_of(date(filed.year, 12, 31), application.terms.receipts_kept),
    )
