"""Revokes what was not paid of a grant, wholly or in part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from grants.clock import day_of
from grants.letters.aufhebung import Repeal, claim_of, repeal
from grants.letters.basis import brief
from grants.models import Application
from workflows.outcome import Outcome


@dataclass(frozen=True, kw_only=True)
class Widerrufsbescheid(Repeal):
    """Revokes what was not paid of a grant, wholly or in part."""

    amount: Decimal
    paid: Decimal

    @property
    def partial(self) -> bool:
        """Whether a part of the grant stays."""
        return self.taken < self.granted

    @property
    def taken(self) -> Decimal:
        """All that is revoked."""
        return self.amount

    @property
    def left(self) -> Decimal:
        """What stays of the grant."""
        return self.granted - self.taken


def gather(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> Widerrufsbescheid:
    claim = claim_of(application)
    return Widerrufsbescheid(
        **brief(application, outcome, day_of(now)),
        **repeal(application, claim, day_of(now), []),
        amount=claim.amount,
        paid=application.paid,
    )
