"""Reminds of a refund that is overdue, before it is enforced."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from grants.cases.claims import claim_facts
from grants.cases.refunds import collection_of
from grants.clock import day_of
from grants.letters.basis import Account, Brief, account_of, brief, office_on, sure
from grants.models import Application, Refund
from workflows.outcome import Outcome
from workflows.rules.collection import owed
from workflows.rules.refund import pay_by


@dataclass(frozen=True, kw_only=True)
class Mahnung(Brief):
    """Reminds of a refund that is overdue, before it is enforced."""

    claimed_on: date  # of the Rückforderungsbescheid
    owed: Decimal
    was_due: date
    due: date
    account: Account
    bears_interest: bool = False


def gather(refund: Refund, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Mahnung:
    application, claim = refund.application, refund.claim
    facts = collection_of(refund, _GrantOf(application))  # type: ignore[arg-type]
    return Mahnung(
        **brief(application, outcome, day_of(now)),
        claimed_on=sure(claim.released_on),
        owed=owed(facts, day_of(now)),
        was_due=max(day for day in (pay_by(sure(facts.grant.claim)), refund.deferred_until) if day),
        due=sure(refund.dunning_due),
        account=account_of(office_on(day_of(now), application)),
        bears_interest=claim.bears_interest,
    )


class _GrantOf:
    """The facts of a case that the sum still owed is computed from."""

    def __init__(self, application: Application):
        self.terms = application.terms
        self.__dict__.update(claim_facts(application))
