"""Interest on refunds: five points above the base rate, day by day (§ 49a Abs. 3, 4 VwVfG)."""

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from workflows.datafiles import DATA, TAGS, read
from workflows.dates import long_date
from workflows.money import to_cents

BaseRates = Sequence[tuple[date, Decimal]]
"""(valid from, percent), in any order. Each rate holds until the next one begins."""

POINTS = Decimal(5)
"""Percentage points above the base rate (§ 49a Abs. 3 Satz 1 VwVfG)."""


def load_base_rates(path: Path = DATA / "base_rates.toml") -> tuple[tuple[date, Decimal], ...]:
    """The base rates of a data file, oldest first; DataFileError for a bad one, or days that are not in order."""
    file = read(path)
    rates: list[tuple[date, Decimal]] = []
    for number, entry in enumerate(file.content.get("rate", ())):
        where = ("rate", number)
        file.table(*where, known=("valid_from", "percent", "source", "tag"))
        file.text_at(entry, "source", *where)
        if file.text_at(entry, "tag", *where) not in TAGS:
            raise file.refusal(f"the tag is none of {', '.join(TAGS)}", *where, "tag")
        day, percent = entry.get("valid_from"), entry.get("percent")
        if type(day) is not date or not isinstance(percent, Decimal):
            raise file.refusal("a rate needs valid_from (a day) and percent (with a point)", *where)
        if rates and day <= rates[-1][0]:
            raise file.refusal("the days are not in order", *where, "valid_from")
        rates.append((day, percent))
    if not rates:
        raise file.refusal("there is no rate", "rate")
    return tuple(rates)


BASE_RATES = load_base_rates()
"""The base rates as shipped; the office adds one on each 1 January and 1 July."""

DAY = timedelta(days=1)


@dataclass(frozen=True)
class InterestPart:
    """Days with one rate in one year, as the calculation sheet shows them; ``percent`` is the whole rate."""

    start: date
    end: date
    percent: Decimal
    year_days: int
    exact: Fraction
    """The interest of this stretch in EUR, not rounded."""

    @property
    def days(self) -> int:
        """How many days it has, the first and the last included."""
        return (self.end - self.start).days + 1

    @property
    def shown(self) -> Decimal:
        """The interest in EUR, rounded for the sheet; the total is rounded on its own, no sum of these."""
        return to_cents(self.exact)


def refund_interest(
    amount: Decimal, start: date, end: date, base_rates: BaseRates, day_count: str = "act/act"
) -> Decimal:
    """The interest in EUR on ``amount`` EUR; ``start`` and ``end`` both count; rounded half-up once.

    ``day_count`` is ``act/act`` (365, or 366 for the days of a leap year) or ``act/365``. ValueError for a
    negative amount, days in the wrong order, an unknown day count, and a first day before the first known
    base rate.
    """
    return to_cents(
        sum((part.exact for part in interest_parts(amount, start, end, base_rates, day_count)), Fraction())
    )


def interest_parts(
    amount: Decimal, start: date, end: date, base_rates: BaseRates, day_count: str = "act/act"
) -> tuple[InterestPart, ...]:
    """The same interest as a calculation sheet: one part for each base rate and calendar year, in order."""
    if amount < 0:
        raise ValueError("Zinsen gibt es nur auf einen Betrag, der nicht negativ ist.")
    if end < start:
        raise ValueError("Der Zinslauf endet vor seinem Beginn.")
    years = {date(year, 1, 1) for year in range(start.year + 1, end.year + 1)}
    changes = {day for day, _ in base_rates if start < day <= end}
    starts = [start, *sorted(years | changes), end + DAY]
    return tuple(
        _part(amount, first, following - DAY, rate_on(first, base_rates) + POINTS, day_count)
        for first, following in pairwise(starts)
    )


def rate_on(day: date, base_rates: BaseRates) -> Decimal:
    """The base rate in percent that holds on ``day`` (§ 247 BGB). ValueError if none is known for it."""
    known = [(begins, percent) for begins, percent in base_rates if begins <= day]
    if not known:
        raise ValueError(f"Für den {long_date(day)} ist kein Basiszinssatz hinterlegt.")
    return max(known, key=lambda entry: entry[0])[1]


def _part(amount: Decimal, start: date, end: date, percent: Decimal, day_count: str) -> InterestPart:
    year_days = _year_days(start.year, day_count)
    days = (end - start).days + 1
    exact = Fraction(amount) * Fraction(percent) * days / (100 * year_days)
    return InterestPart(start, end, percent, year_days, exact)


def _year_days(year: int, day_count: str) -> int:
    if day_count not in ("act/act", "act/365"):
        raise ValueError(f"Diese Zinsmethode gibt es nicht: {day_count}.")
    return 366 if day_count == "act/act" and isleap(year) else 365
