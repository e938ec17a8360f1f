"""A refund comes in: what of it goes to the budget, what stays open, and from which day it is late."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.workflows.ripe import DAY, GRANT, TODAY, actor
from tests.workflows.ripe_collection import BACK, COLLECTION
from tests.workflows.ripe_recovery import POSTED_CLAIM
from tests.workflows.standing import refused
from workflows.effects import Booking
from workflows.procedures.erstattung import RefundMachine
from workflows.roles import Role
from workflows.rules.collection import owed
from workflows.stages import RefundStage


def collection(
    stage: str = RefundStage.OPEN, role: Role = Role.TREASURY, today: date = TODAY, **facts
) -> RefundMachine:
    """The collection of 1,000 EUR, seen by somebody."""
    return RefundMachine(replace(COLLECTION, stage=stage, **facts), actor(role), today)


def test_a_refund_comes_back_to_the_budget_and_its_interest_does_not():
    claim = replace(POSTED_CLAIM, bears_interest=True)
    grant = replace(COLLECTION.grant, claim=claim, payments=((date(2025, 3, 15), GRANT),))
    due = owed(replace(COLLECTION, grant=grant), TODAY)
    assert due > Decimal(1000)
    outcome = collection(grant=grant).perform("record_receipt_of_refund", refunded_on=TODAY, refunded=due)
    assert outcome.effects.book == [Booking("budget", "paid", Decimal(1000))]
    assert outcome.effects.grant == {"refunded": Decimal(1000)}
    rest = replace(COLLECTION, grant=grant, receipts=((TODAY, due),))
    assert owed(rest, TODAY + 400 * DAY) == 0


def test_what_is_paid_back_in_parts_bears_interest_only_where_it_is_open():
    claim = replace(POSTED_CLAIM, bears_interest=True)
    grant = replace(COLLECTION.grant, claim=claim, payments=((date(2025, 3, 15), GRANT),))
    half = ((TODAY, Decimal(600)),)
    later = TODAY + 100 * DAY
    whole_debt = owed(replace(COLLECTION, grant=grant), later)
    with_half = owed(replace(COLLECTION, grant=grant, receipts=half), later)
    # 600 EUR x 100 days x 6.27 % / 365 less: 10.31
    assert whole_debt - with_half - 600 == Decimal("10.31")


def test_the_treasury_closes_only_when_the_last_cent_is_there():
    refused(collection(receipts=((TODAY, Decimal("999.99")),)), "close_collection", "Offen sind noch 0,01")
    assert collection(receipts=BACK).perform("close_collection").target == RefundStage.PAID


@pytest.mark.parametrize(("due", "late"), [(TODAY, False), (TODAY - DAY, True)])
def test_the_day_of_payment_counts_whole(due, late):
    grant = replace(COLLECTION.grant, claim=replace(POSTED_CLAIM, due=due))
    if late:
        assert collection(grant=grant).perform("remind_of_refund").effects.fields["reminded_on"] == TODAY
    else:
        refused(collection(grant=grant), "remind_of_refund", "Fällig ist die Erstattung am 16.03.2026")
