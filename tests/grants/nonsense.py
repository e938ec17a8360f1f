"""What nobody should write: wrong kinds, huge texts, numbers that are none, days that are turned, words of machines."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

HUGE = "Übermaß " * 20_000
NAUGHTY = "'; DROP TABLE grants_pot; -- <script>alert(1)</script> {{ 7*7 }} \u202e\U0001f9d1\u200d\U0001f680"
VALUES: tuple[Any, ...] = (
    None,
    "",
    " ",
    HUGE,
    NAUGHTY,
    "\x00",
    "\ud800",
    "NaN",
    True,
    0,
    -1,
    10**30,
    1.5,
    float("nan"),
    Decimal("NaN"),
    Decimal("Infinity"),
    Decimal("-1"),
    Decimal("0.001"),
    Decimal("1E+40"),
    Decimal(0),
    b"bytes",
    [],
    {},
    ["x", 1],
    {"a": {"b": None}},
    date(1, 1, 1),
    date(9999, 12, 31),
    datetime(2026, 1, 1),  # noqa: DTZ001  # without a time zone is the point
    object(),
)
"""One for every way to be wrong; some are right in some place, and then they are written or refused by a rule."""

TYPED = (
    "",
    " " * 50,
    HUGE[:60_000],
    NAUGHTY,
    "a\x00b",
    "\x1b[31m",
    "NaN",
    "Infinity",
    "-5",
    "1e999",
    "٣٤",
    "²",
    "99999999999999999999999999999999",
    "4800,001",
    "31.02.2026",
    "00.00.0000",
    "29.02.1899",
    "DE00000000000000000000",
    "../../etc/passwd",
    "00000000-0000-0000-0000-000000000000",
    "%s%n{0}",
)
"""What a page can be sent in a field."""
