"""Whether a pot has room."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.budget import fits, left, shortfall, shortfall_sentence

ZERO = Decimal(0)
amounts = st.decimals("0.00", "999999.99", places=2)


def test_shortfall_names_by_how_much_the_budget_is_exceeded():
    available = left(Decimal(135000), ZERO, ZERO)
    assert not fits(Decimal(140000), available)
    assert shortfall_sentence(Decimal(140000), available) == "Budget überschritten um 5.000,00 €."


def test_exactly_the_rest_fits_and_a_cent_more_does_not():
    available = left(Decimal(50000), ZERO, Decimal(34000))
    assert fits(Decimal(16000), available)
    assert left(Decimal(50000), ZERO, Decimal(34000) + Decimal(16000)) == 0
    assert shortfall_sentence(Decimal(16000), available) == ""
    assert not fits(Decimal("16000.01"), available)
    assert shortfall_sentence(Decimal("16000.01"), available) == "Budget überschritten um 0,01 €."


def test_override_makes_room():
    assert fits(Decimal(140000), left(Decimal(135000), Decimal(5000), ZERO))


@given(amounts, amounts, amounts, amounts)
def test_shortfall_is_the_override_that_is_needed(total, override, used, amount):
    available = left(total, override, used)
    missing = shortfall(amount, available)
    assert fits(amount, available) == (missing == 0)
    assert fits(amount, left(total, override + missing, used))
    assert bool(shortfall_sentence(amount, available)) == (missing > 0)
