"""Whether a pot has room for an amount. All amounts in EUR; the booking itself is guarded by the database."""

from decimal import Decimal

from workflows.case import ZERO
from workflows.sentence import NOTHING, Sentence


def left(total: Decimal, override: Decimal, used: Decimal) -> Decimal:
    """What the pot still has: its budget plus overrides, less all that is reserved, committed or paid."""
    return total + override - used


def fits(amount: Decimal, available: Decimal) -> bool:
    """True if ``amount`` is no more than what is left; exactly the rest still fits."""
    return amount <= available


def shortfall(amount: Decimal, available: Decimal) -> Decimal:
    """By how much ``amount`` exceeds what is left; 0 if it fits."""
    return max(amount - available, ZERO)


def shortfall_sentence(amount: Decimal, available: Decimal) -> Sentence:
    """„Budget überschritten um 5.000,00 €.", or nothing if ``amount`` fits."""
    missing = shortfall(amount, available)
    return Sentence("Budget überschritten um {missing}.", missing=missing) if missing else NOTHING
