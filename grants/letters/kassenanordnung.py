"""Orders the Stadtkasse to pay; a paper of the file, which nobody outside the house gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from grants.clock import day_of
from grants.letters.basis import Brief, Recipient, brief, office_on, sure
from grants.models import Mittelabruf
from grants.wording import grouped_iban
from workflows.calendar import next_target_day
from workflows.outcome import Outcome


@dataclass(frozen=True, kw_only=True)
class Kassenanordnung(Brief):
    """The order to pay of one call for funds (§ 126 NKomVG)."""

    decision_on: date  # date of the Zuwendungsbescheid
    at_once: bool  # the whole in one sum, without a call
    call_number: int
    amount: Decimal
    account_holder: str
    iban: str  # in groups of four
    reference: str  # remittance text and Kassenzeichen
    budget_year: int
    product: str
    general_account: str  # Sachkonto
    due_on: date
    certified_by: str
    certified_note: str
    ordered_on: date


def gather(call: Mittelabruf, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Kassenanordnung:
    application, day = call.application, day_of(now)
    office = office_on(day)
    return Kassenanordnung(
        **brief(application, outcome, day) | {"recipient": Recipient(lines=(office.cash_office,))},
        decision_on=sure(application.released_on),
        at_once=call.at_once,
        call_number=call.position,
        amount=sure(call.recognised),
        account_holder=call.account_holder,
        iban=grouped_iban(call.iban),
        reference=call.reference,
        budget_year=sure(application.round.pot).budget_year,
        product=office.product,
        general_account=office.account,
        due_on=next_target_day(day),
        certified_by=sure(call.certified_by).name,
        certified_note=call.certified_note,
        ordered_on=sure(call.ordered_on),
    )
