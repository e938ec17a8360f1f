"""What may be answered to a move at all: something of the kind that it asks for."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

MOST_MONEY = Decimal(10) ** 12
"""EUR. Nothing of ours costs so much; the columns hold more."""


def fits(value: Any, kind: type) -> bool:
    """Whether an answer is of the kind that a move asks for; money is a finite number of whole cents."""
    if not isinstance(value, kind) or (kind is date and isinstance(value, datetime)):
        return False
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value) < MOST_MONEY and value == round(value, 2)
    return True
