"""Festbetrag or Anteil, and what remains of a grant after the Verwendungsnachweis."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.case import Terms
from workflows.rules.financing import financing, own_share_reached, recognised_grant

TERMS = Terms(
    version="2025",
    valid_from=date(2025, 6, 1),
    cap=Decimal(50000),
    fixed_up_to=Decimal(5000),
    fixed_with_share_up_to=Decimal(10000),
    own_share_percent=Decimal(20),
)
amounts = st.decimals("0.01", "99999.99", places=2)
pairs = st.tuples(amounts, amounts).map(sorted)
kinds = st.sampled_from(["festbetrag", "anteil"])


@pytest.mark.parametrize(
    ("grant", "eligible", "own", "kind", "memo"),
    [
        ("5000.00", "5500", "500", "festbetrag", True),
        ("5000.01", "6250.02", "1250.01", "festbetrag", False),
        ("8000", "10000", "2000", "festbetrag", False),
        ("8000", "9500", "1500", "anteil", True),
        ("10000", "12500", "2500", "festbetrag", False),
        ("10000.01", "12500.02", "2500.01", "anteil", False),
        ("50000", "64000", "14000", "anteil", False),
        ("8000", "9999.99", "1999.99", "anteil", True),  # a cent below 20 %
        ("9000", "12000", "3000", "festbetrag", False),  # 12.000 asked, 9.000 awarded
    ],
)
def test_financing_follows_the_vectors(grant, eligible, own, kind, memo):
    found = financing(Decimal(grant), Decimal(eligible), Decimal(own), TERMS)
    assert (found.kind, found.memo_required) == (kind, memo)
    assert (found.rate is None) == (kind == "festbetrag")


def test_financing_names_the_rate_in_percent():
    assert financing(Decimal(50000), Decimal(64000), Decimal(14000), TERMS).rate == Decimal("78.125")


def test_financing_has_no_rate_where_nothing_is_eligible():
    assert financing(Decimal(20000), Decimal(0), Decimal(0), TERMS).rate is None


def test_financing_of_the_first_guideline_is_always_fixed_without_memo():
    terms = replace(TERMS, version="2022", fixed_up_to=Decimal(50000), own_share_percent=Decimal(0))
    found = financing(Decimal(50000), Decimal(50000), Decimal(0), terms)
    assert (found.kind, found.memo_required) == ("festbetrag", False)


def test_own_share_passes_at_exactly_twenty_percent():
    assert own_share_reached(Decimal("0.05"), Decimal("0.01"), TERMS)
    assert not own_share_reached(Decimal("0.06"), Decimal("0.01"), TERMS)


@pytest.mark.parametrize(
    ("granted", "eligible", "recognised", "kind", "left"),
    [
        ("50000", "64000", "64000", "anteil", "50000"),
        ("50000", "64000", "56000", "anteil", "43750.00"),
        ("50000", "64000", "70000", "anteil", "50000"),
        ("8000", "10000", "9000", "festbetrag", "8000"),
        ("8000", "10000", "8000", "festbetrag", "8000"),
        ("8000", "10000", "7500", "festbetrag", "7500"),
        ("8000", "10000", "0", "festbetrag", "0"),
    ],
)
def test_recognised_grant_follows_the_vectors(granted, eligible, recognised, kind, left):
    assert recognised_grant(Decimal(granted), Decimal(eligible), Decimal(recognised), kind) == Decimal(left)


def test_recognised_grant_pays_only_money_that_was_spent():
    args = Decimal(8000), Decimal(10000), Decimal(10000), "festbetrag"
    assert recognised_grant(*args, cash=Decimal(8000)) == 8000
    assert recognised_grant(*args, cash=Decimal("7999.99")) == Decimal("7999.99")
    share = Decimal(50000), Decimal(64000), Decimal(64000), "anteil"
    assert recognised_grant(*share, cash=Decimal(49000)) == 49000


def test_recognised_grant_falls_with_new_funds_in_proportion():
    share = Decimal(50000), Decimal(64000), Decimal(64000), "anteil"
    assert recognised_grant(*share, new_funds=Decimal(6400)) == 45000


def test_recognised_grant_keeps_a_fixed_amount_while_it_is_needed():
    fixed = Decimal(8000), Decimal(10000), Decimal(10000), "festbetrag"
    assert recognised_grant(*fixed, new_funds=Decimal(2000)) == 8000
    assert recognised_grant(*fixed, new_funds=Decimal("2000.01")) == Decimal("7999.99")
    assert recognised_grant(*fixed, new_funds=Decimal(20000)) == 0


def test_recognised_grant_rounds_half_up_to_cents():
    assert recognised_grant(Decimal(1), Decimal(2), Decimal("0.01"), "anteil") == Decimal("0.01")
    assert recognised_grant(Decimal(1), Decimal(3), Decimal("0.01"), "anteil") == Decimal("0.00")


def test_recognised_grant_refuses_what_makes_no_sense():
    with pytest.raises(ValueError, match="Finanzierungsart"):
        recognised_grant(Decimal(1), Decimal(1), Decimal(1), "fehlbedarf")
    with pytest.raises(ValueError, match="negativ"):
        recognised_grant(Decimal(1), Decimal(1), Decimal(-1), "festbetrag")
    with pytest.raises(ValueError, match="keinen Anteil"):
        recognised_grant(Decimal(1), Decimal(0), Decimal(1), "anteil")


@given(pairs, amounts, amounts, amounts, kinds)
def test_recognised_grant_pays_no_profit(plan, recognised, cash, new_funds, kind):
    granted, eligible = plan
    left = recognised_grant(granted, eligible, recognised, kind, cash=cash, new_funds=new_funds)
    assert 0 <= left <= granted
    assert left + new_funds <= max(cash, new_funds)
    assert left == round(left, 2)


@given(pairs, pairs, kinds)
def test_recognised_grant_never_rises_when_less_is_recognised(plan, recognised, kind):
    less, more = (recognised_grant(*plan, amount, kind) for amount in recognised)
    assert less <= more
