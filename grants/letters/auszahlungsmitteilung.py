"""Tells of a payment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from grants.cases.facts import case_of
from grants.clock import day_of
from grants.letters.basis import Brief, brief, sure
from grants.models import Mittelabruf
from grants.models.money import to_euro
from workflows.outcome import Outcome
from workflows.rules.payment import payable_in_all, used_by


@dataclass(frozen=True, kw_only=True)
class Auszahlungsmitteilung(Brief):
    """Tells of a payment; no administrative act."""

    decision_on: date  # date of the Zuwendungsbescheid
    at_once: bool = False  # the whole in one sum, without a call
    call_number: int
    requested: Decimal
    recognised: Decimal
    paid: Decimal
    deviation: str = ""  # why recognised differs from requested
    account_holder: str
    iban_end: str
    executed_on: date
    end_to_end: str
    granted: Decimal
    paid_total: Decimal
    remaining: Decimal
    use_by: date


def gather(
    call: Mittelabruf, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> Auszahlungsmitteilung:
    application = call.application
    total = application.paid + call.paid
    proof = getattr(application, "proof", None)
    payable = payable_in_all(application.awarded, proof.recognised_grant if proof else None)
    return Auszahlungsmitteilung(
        **brief(application, outcome, day_of(now)),
        decision_on=sure(application.released_on),
        at_once=call.at_once,
        call_number=call.position,
        requested=call.amount,
        recognised=call.recognised,
        paid=call.paid,
        deviation=call.certified_note if call.recognised < call.amount else "",
        account_holder=call.account_holder,
        iban_end=call.iban[-4:],
        executed_on=sure(call.paid_on),
        end_to_end=call.reference,
        granted=application.awarded,
        paid_total=total,
        remaining=max(payable - total, to_euro(0)),
        use_by=used_by(sure(call.paid_on), case_of(application), at_once=call.at_once),
    )
