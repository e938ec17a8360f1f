"""The days of a refund notice count from its Bekanntgabe: the year, the month to pay, finality, and the Mahnung."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.tables import each
from tests.workflows.ripe import DAY, GRANT, TODAY
from tests.workflows.ripe_collection import COLLECTION
from tests.workflows.ripe_recovery import CLAIM, HEARD, POSTED_CLAIM, RELEASED_CLAIM, UNPAID
from tests.workflows.standing import on, refused
from tests.workflows.test_collection import collection
from tests.workflows.test_recovery import YEAR_ENDS
from workflows.case import Lawsuit
from workflows.effects import Papers
from workflows.period import Period, Unit
from workflows.roles import Role
from workflows.rules import refund
from workflows.rules.deadlines import is_working_day, notified_by_post
from workflows.stages import Stage


def claimed(role: Role = Role.OFFICE, today: date = TODAY, claim=RELEASED_CLAIM, **facts):
    """A released refund notice, seen by somebody."""
    return on(today, Stage.REFUND_CLAIMED, role, **HEARD | {"claim": claim} | facts)


# Jahresfrist


@each([(paid, g, *ends) for paid in (True, False) for g in sorted(refund.GROUNDS) for ends in YEAR_ENDS])
def test_a_bescheid_is_posted_so_that_it_is_notified_within_the_year(paid, ground, limit, late):
    claim = replace(RELEASED_CLAIM, ground=ground, limit=limit)
    machine, move = claimed(claim=claim), "dispatch_claim"
    if not paid:
        whole = replace(claim, amount=GRANT, heard_amount=GRANT)
        machine = on(TODAY, Stage.HEARING, Role.OFFICE, **UNPAID | {"claim": whole})
        move = "revoke_unpaid"
    if late and ground in refund.YEAR_LIMITED:
        refused(machine, move, "erst am 20.03.2026 als bekannt gegeben", posted_on=TODAY)
    else:
        machine.perform(move, posted_on=TODAY)


def test_a_bescheid_noted_late_counts_from_the_day_of_its_posting():
    claim = replace(RELEASED_CLAIM, limit=TODAY + 3 * DAY)
    claimed(claim=claim).perform("dispatch_claim", posted_on=TODAY - DAY)


@pytest.mark.parametrize(("limit", "late"), YEAR_ENDS)
def test_a_revocation_is_released_so_that_it_can_be_notified_within_the_year(limit, late):
    machine = on(TODAY, Stage.HEARING, Role.LEAD, **UNPAID | {"claim": replace(CLAIM, limit=limit)})
    if late:
        refused(machine, "release_revocation", "Jahresfrist bis zum 19.03.2026 wäre versäumt")
    else:
        machine.perform("release_revocation")


# Zahlungsfrist


@each([(after, days) for after in range(0, 400, 7) for days in (1, 30, 42)])
def test_the_day_to_pay_is_a_working_day_a_month_after_the_bekanntgabe(after, days):
    released = date(2026, 1, 1) + after * DAY
    due = refund.payment_day(released, Period(days, Unit.DAYS))
    assert is_working_day(due)
    assert refund.leaves_a_month(due, released)
    assert due >= notified_by_post(released) + days * DAY


@pytest.mark.parametrize(("due", "fits"), [(date(2026, 4, 20), True), (date(2026, 4, 19), False)])
def test_a_claim_is_posted_only_while_its_day_leaves_a_month_from_the_bekanntgabe(due, fits):
    # Posted on 16 March, notified on 20 March: the month ends on 20 April.
    machine = claimed(claim=replace(RELEASED_CLAIM, due=due))
    if fits:
        opened = machine.perform("dispatch_claim", posted_on=TODAY).effects.open[0]
        assert opened.fields == {"posted_on": TODAY, "notified_on": None}
    else:
        said = refused(machine, "dispatch_claim", "geben Sie den Bescheid neu frei", posted_on=TODAY)
        assert list(said.fields) == ["posted_on"]


def test_a_claim_that_came_back_is_posted_again_only_with_a_day_that_still_leaves_a_month():
    back = (
        claimed(claim=POSTED_CLAIM).perform("record_returned_claim", reason="Verzogen").effects.open[0].fields
    )
    claim = replace(POSTED_CLAIM, due=TODAY + 45 * DAY, **back)
    claimed(claim=claim).perform("dispatch_claim", posted_on=TODAY)
    refused(
        claimed(today=TODAY + 20 * DAY, claim=claim), "dispatch_claim", "neu frei", posted_on=TODAY + 20 * DAY
    )


def test_a_release_is_taken_back_whole_and_the_next_names_a_new_day():
    later = TODAY + 60 * DAY
    outcome = claimed(Role.LEAD, later).perform("recall_claim", reason="Zu spät")
    assert (outcome.target, outcome.effects.recall) == (Stage.HEARING, Papers.SINCE_HEARING)
    gone = outcome.effects.open[0].fields
    assert gone == {
        **dict.fromkeys(("released_by", "released_on", "made_at", "due")),
        "interest": Decimal(0),
        "bears_interest": False,
    }
    claim = replace(RELEASED_CLAIM, released_on=None, due=None, made=False)
    anew = on(later, Stage.HEARING, Role.LEAD, **HEARD | {"claim": claim}).perform("claim_refund")
    due = anew.effects.open[0].fields["due"]
    assert due > later + 34 * DAY


def test_a_claim_that_came_too_late_for_the_year_can_be_dropped_after_all():
    late = TODAY + 500 * DAY
    claimed(Role.LEAD, late).perform("recall_claim", reason="Jahresfrist versäumt")
    facts = HEARD | {"claim": CLAIM}
    refused(on(late, Stage.HEARING, Role.LEAD, **facts), "claim_refund", "wäre versäumt")
    assert (
        on(late, Stage.HEARING, Role.LEAD, **facts).perform("drop_claim", reason="Zu spät").target
        == Stage.CLOSED
    )


# Zugang


@pytest.mark.parametrize(
    ("way", "day", "counts"),
    [
        ("receipt", date(2026, 1, 31), False),  # the presumed day itself
        ("receipt", date(2026, 2, 1), True),
        ("service", date(2026, 1, 27), True),
        ("service", date(2026, 1, 26), False),  # before the posting
    ],
)
def test_a_proven_receipt_of_a_claim_counts_as_that_of_an_award(way, day, counts):
    machine, data = claimed(claim=POSTED_CLAIM), {"notified_on": day, "way": way}
    if counts:
        opened = machine.perform("record_claim_receipt", **data).effects.open[0]
        assert opened.fields == {"notified_on": day}
    else:
        refused(machine, "record_claim_receipt", **data)


@pytest.mark.parametrize(("today", "final"), [(date(2026, 4, 2), False), (date(2026, 4, 3), True)])
def test_a_later_receipt_makes_a_claim_final_later(today, final):
    # Posted on 27 January, received on 2 March: the month ends on 2 April.
    claim = replace(POSTED_CLAIM, notified_on=date(2026, 3, 2), overdue_since=TODAY)
    machine = claimed(Role.TREASURY, today, claim)
    if final:
        machine.perform("enforce")
    else:
        refused(machine, "enforce", "am 03.04.2026 bestandskräftig")


@pytest.mark.parametrize(("today", "late"), [(date(2026, 4, 2), False), (date(2026, 4, 3), True)])
def test_a_later_receipt_leaves_a_month_to_pay(today, late):
    claim = replace(POSTED_CLAIM, notified_on=date(2026, 3, 2), due=date(2026, 3, 9))
    machine = collection(today=today, grant=replace(COLLECTION.grant, claim=claim))
    if late:
        machine.perform("remind_of_refund")
    else:
        refused(machine, "remind_of_refund", "Fällig ist die Erstattung am 02.04.2026")


# Mahnung


def test_nobody_is_reminded_of_a_claim_that_came_back_while_a_suit_is_pending():
    claim = replace(POSTED_CLAIM, due=TODAY - DAY, posted_on=None)
    grant = replace(COLLECTION.grant, claim=claim, lawsuits=(Lawsuit("revocation", TODAY),))
    said = refused(collection(grant=grant), "remind_of_refund", "noch nicht neu versandt")
    assert any("§ 80 Abs. 1 VwGO" in reason for reason in said.reasons)


@pytest.mark.parametrize(
    ("scope", "ended", "stops"),
    [
        ("revocation", None, True),
        ("grant", None, True),
        ("interest", None, False),
        ("revocation", TODAY, False),
    ],
)
def test_only_a_pending_suit_against_the_revocation_stops_the_mahnung_and_the_reminder(scope, ended, stops):
    claim = replace(POSTED_CLAIM, due=TODAY - DAY)
    suits = (Lawsuit(scope, TODAY - 10 * DAY, ended),)
    grant = replace(COLLECTION.grant, claim=claim, lawsuits=suits)
    assert grant.refund_due == (None if stops else TODAY - DAY)
    machine = collection(grant=grant)
    if stops:
        refused(machine, "remind_of_refund", "aufschiebende Wirkung")
    else:
        machine.perform("remind_of_refund")


def test_the_recipient_of_a_claim_that_came_back_gets_no_reminder():
    assert replace(COLLECTION.grant, claim=replace(POSTED_CLAIM, posted_on=None)).refund_due is None
