"""Interest on refunds, to the cent."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.interest import BASE_RATES, interest_parts, rate_on, refund_interest

DAY = timedelta(days=1)
amounts = st.decimals("0.01", "9999999.99", places=2)
days = st.dates(date(2016, 7, 1), date(2032, 12, 31))


def test_interest_of_one_year_follows_the_vector():
    span = date(2025, 1, 1), date(2025, 12, 31)
    assert refund_interest(Decimal(1000), *span, BASE_RATES) == Decimal("67.66")
    parts = interest_parts(Decimal(1000), *span, BASE_RATES)
    assert [(p.days, p.percent, p.shown) for p in parts] == [
        (181, Decimal("7.27"), Decimal("36.05")),
        (184, Decimal("6.27"), Decimal("31.61")),
    ]


def test_interest_over_a_leap_year_follows_the_vector_and_is_rounded_once():
    span = date(2023, 5, 15), date(2024, 3, 31)
    assert refund_interest(Decimal(2500), *span, BASE_RATES) == Decimal("177.23")
    parts = interest_parts(Decimal(2500), *span, BASE_RATES)
    assert [(p.days, p.percent, p.year_days, p.shown) for p in parts] == [
        (47, Decimal("6.62"), 365, Decimal("21.31")),
        (184, Decimal("8.12"), 365, Decimal("102.33")),
        (91, Decimal("8.62"), 366, Decimal("53.58")),
    ]
    assert sum(p.shown for p in parts) == Decimal("177.22")


def test_interest_changes_on_the_first_day_of_a_rate():
    parts = interest_parts(Decimal(1000), date(2025, 6, 30), date(2025, 7, 1), BASE_RATES)
    assert [(p.days, p.percent) for p in parts] == [(1, Decimal("7.27")), (1, Decimal("6.27"))]


def test_interest_counts_both_days():
    rates = [(date(2025, 1, 1), Decimal("2.3"))]
    assert refund_interest(Decimal(5000), date(2025, 3, 1), date(2025, 3, 1), rates) == Decimal("1.00")
    assert refund_interest(Decimal(5000), date(2025, 3, 1), date(2025, 3, 2), rates) == Decimal("2.00")


def test_interest_rounds_half_a_cent_up():
    rates = [(date(2025, 1, 1), Decimal("2.3"))]
    assert refund_interest(Decimal(25), date(2025, 3, 1), date(2025, 3, 1), rates) == Decimal("0.01")
    assert refund_interest(Decimal("24.99"), date(2025, 3, 1), date(2025, 3, 1), rates) == Decimal("0.00")


def test_interest_can_ignore_leap_years():
    span = date(2024, 2, 1), date(2024, 3, 31)
    assert refund_interest(Decimal(10000), *span, BASE_RATES, "act/365") == Decimal("141.70")
    assert refund_interest(Decimal(10000), *span, BASE_RATES) == Decimal("141.31")


def test_interest_below_zero_base_rate_is_lower_than_five_points():
    assert refund_interest(Decimal(1000), date(2021, 1, 1), date(2021, 12, 31), BASE_RATES) == Decimal(
        "41.20"
    )


def test_base_rate_holds_from_its_first_day_until_the_next():
    assert rate_on(date(2024, 12, 31), BASE_RATES) == Decimal("3.37")
    assert rate_on(date(2025, 1, 1), BASE_RATES) == Decimal("2.27")
    assert rate_on(date(2025, 6, 30), tuple(reversed(BASE_RATES))) == Decimal("2.27")


def test_interest_refuses_what_it_cannot_know():
    jan, feb = date(2025, 1, 1), date(2025, 2, 1)
    with pytest.raises(ValueError, match=r"30\. Juni 2016"):
        refund_interest(Decimal(1), date(2016, 6, 30), jan, BASE_RATES)
    with pytest.raises(ValueError, match="vor seinem Beginn"):
        refund_interest(Decimal(1), feb, jan, BASE_RATES)
    with pytest.raises(ValueError, match="nicht negativ"):
        refund_interest(Decimal(-1), jan, feb, BASE_RATES)
    with pytest.raises(ValueError, match="30/360"):
        refund_interest(Decimal(1), jan, feb, BASE_RATES, "30/360")


@given(amounts, st.lists(days, min_size=3, max_size=3, unique=True).map(sorted))
def test_interest_of_a_split_period_adds_up(amount, span):
    start, middle, end = span
    whole = refund_interest(amount, start, end, BASE_RATES)
    halves = refund_interest(amount, start, middle, BASE_RATES) + refund_interest(
        amount, middle + DAY, end, BASE_RATES
    )
    assert abs(whole - halves) <= Decimal("0.01")


@given(amounts, days, st.integers(0, 900))
def test_interest_equals_the_sum_over_single_days(amount, start, length):
    total = Fraction()
    for n in range(length + 1):
        day = start + n * DAY
        rate = [percent for begins, percent in BASE_RATES if begins <= day][-1] + 5
        total += Fraction(amount * rate) / 100 / (date(day.year, 12, 31) - date(day.year - 1, 12, 31)).days
    exact = sum(part.exact for part in interest_parts(amount, start, start + length * DAY, BASE_RATES))
    assert exact == total
    shown = Fraction(refund_interest(amount, start, start + length * DAY, BASE_RATES))
    assert abs(shown - total) <= Fraction(1, 200)
