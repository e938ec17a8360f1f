"""Whole cents in the database, Decimal EUR in Python."""

from decimal import Decimal
from typing import Any

MOST = Decimal(10) ** 15
"""EUR; ten times as many cents still fit into a column."""


def to_cents(amount: Decimal) -> int:
    """EUR to whole cents; ValueError for fractions of a cent, for no number, and for more than a column holds."""
    if not Decimal(amount).is_finite() or abs(Decimal(amount)) >= MOST:
        raise ValueError(f"{amount} EUR are no amount")
    cents = Decimal(amount) * 100
    if cents != cents.to_integral_value():
        raise ValueError(f"{amount} EUR are no whole cents")
    return int(cents)


def to_euro(cents: int) -> Decimal:
    """Whole cents to EUR with two places."""
    return (Decimal(cents) / 100).quantize(Decimal("0.01"))


class Euro:
    """A model attribute that reads and writes a ``…_cents`` column as Decimal EUR; None stays None."""

    def __init__(self, column: str):
        self.column = column

    def __get__(self, record: Any, owner: type | None = None) -> Any:
        if record is None:
            return self
        cents = getattr(record, self.column)
        return None if cents is None else to_euro(cents)

    def __set__(self, record: Any, amount: Decimal | None) -> None:
        setattr(record, self.column, None if amount is None else to_cents(amount))
