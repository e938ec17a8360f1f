"""Revokes and claims back what was paid, in one Bescheid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from grants.cases.claims import base_rates, payments_of
from grants.clock import day_of
from grants.letters.aufhebung import Repeal, claim_of, repeal
from grants.letters.basis import Account, account_of, brief, office_on, sure
from grants.models import Application
from workflows.outcome import Outcome
from workflows.rules.interest import interest_parts
from workflows.rules.refund import attribute


@dataclass(frozen=True, kw_only=True)
class RefundPart:
    """An instalment that comes back, last paid first."""

    paid_on: date
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class InterestLine:
    """A stretch with one rate in one year; ``interest`` is rounded for show, the total on its own."""

    start: date
    end: date
    days: int
    amount: Decimal
    percent: Decimal
    interest: Decimal


@dataclass(frozen=True, kw_only=True)
class Rueckforderungsbescheid(Repeal):
    """Revokes wholly or in part and claims back, in one Bescheid (§§ 48–49a VwVfG)."""

    void_since: date
    paid: Decimal
    amount: Decimal  # to be paid back
    unpaid: Decimal = Decimal("0.00")  # revoked as well, but never paid
    due: date
    known_on: date
    limit: date  # last day of the year of decision
    parts: tuple[RefundPart, ...]
    interest: Decimal = Decimal("0.00")
    bears_interest: bool = False
    sheet: tuple[InterestLine, ...] = ()
    account: Account

    @property
    def total(self) -> Decimal:
        """What is due on the day, interest included."""
        return self.amount + self.interest

    @property
    def partial(self) -> bool:
        """Whether a part of the grant stays."""
        return self.amount + self.unpaid < self.granted

    @property
    def taken(self) -> Decimal:
        """A revocation takes what was paid from its payment on, and the rest in a sentence of its own."""
        return self.amount if self.repeal == "widerruf" else self.amount + self.unpaid


def gather(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> Rueckforderungsbescheid:
    claim, today = claim_of(application), day_of(now)
    parts = attribute(claim.back, payments_of(application))
    return Rueckforderungsbescheid(
        **brief(application, outcome, today),
        **repeal(application, claim, today, parts),
        paid=application.paid,
        amount=claim.back,
        unpaid=claim.unpaid,
        due=sure(claim.due),
        known_on=claim.known_on,
        limit=claim.limit,
        parts=tuple(RefundPart(paid_on=day, amount=amount) for day, amount in parts),
        interest=claim.interest,
        bears_interest=claim.bears_interest,
        sheet=_sheet(application, parts, today) if claim.bears_interest else (),
        account=account_of(office_on(today, application)),
    )


def _sheet(application: Application, parts: list[tuple[date, Any]], until: date) -> tuple[Any, ...]:
    """The calculation of the interest, one line for each instalment, base rate and year."""
    return tuple(
        InterestLine(
            start=line.start,
            end=line.end,
            days=line.days,
            amount=amount,
            percent=line.percent,
            interest=line.shown,
        )
        for day, amount in reversed(parts)
        for line in interest_parts(amount, day, until, base_rates(), application.terms.day_count)
    )
