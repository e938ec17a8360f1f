"""Which days are working days, and on which day a period ends.

All days are days in Europe/Berlin. Periods follow § 57 Abs. 2 VwGO, § 222 ZPO and § 31 VwVfG, which all lead
to §§ 187 to 193 BGB.
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

import holidays

from workflows.period import Period, Unit

DAY = timedelta(days=1)


@cache
def holidays_of(year: int) -> frozenset[date]:
    """The public holidays of Lower Saxony as in force in that year (31 October in 2017 and since 2018)."""
    return frozenset(holidays.country_holidays("DE", subdiv="NI", years=year))


def named_holidays(year: int) -> list[tuple[date, str]]:
    """The same in their order, each with its German name."""
    return sorted(holidays.country_holidays("DE", subdiv="NI", years=year, language="de").items())


def is_working_day(day: date) -> bool:
    """True from Monday to Friday, if the day is no public holiday in Lower Saxony (§ 193 BGB)."""
    return day.weekday() < 5 and day not in holidays_of(day.year)


def next_working_day(day: date) -> date:
    """The day itself if it is a working day, otherwise the next one (§ 193 BGB, § 222 Abs. 2 ZPO)."""
    while not is_working_day(day):
        day += DAY
    return day


@cache
def target_holidays_of(year: int) -> frozenset[date]:
    """The days from Monday to Friday on which TARGET is closed in that year (ECB, Leitlinie T2)."""
    return frozenset(holidays.financial_holidays("ECB", years=year))


def is_target_day(day: date) -> bool:
    """True if banks carry out SEPA credit transfers on the day: from Monday to Friday, no closing day of TARGET."""
    return day.weekday() < 5 and day not in target_holidays_of(day.year)


def next_target_day(day: date) -> date:
    """The day itself if TARGET is open on it, otherwise the next day on which it is."""
    while not is_target_day(day):
        day += DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``; 0 is ``next_working_day``. ValueError below 0."""
    if count < 0:
        raise ValueError("Arbeitstage lassen sich nur vorwärts zählen.")
    if count == 0:
        return next_working_day(day)
    for _ in range(count):
        day = next_working_day(day + DAY)
    return day


def add_months(day: date, months: int) -> date:
    """The last day of a period of months after an event on ``day`` (§ 187 Abs. 1, § 188 Abs. 2, 3 BGB).

    31 January + 1 month = the last day of February. Weekends and holidays are not looked at.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of(day: date, period: Period) -> date:
    """The last day of a period after an event on ``day`` (§§ 187, 188 BGB); weekends count, but not working days.

    A week ends on the same day of the week, a month or a year as ``add_months`` says.
    """
    match period.unit:
        case Unit.DAYS:
            return day + period.count * DAY
        case Unit.WORKING_DAYS:
            return add_working_days(day, period.count)
        case Unit.WEEKS:
            return day + period.count * 7 * DAY
        case Unit.MONTHS:
            return add_months(day, period.count)
        case Unit.YEARS:
            return add_months(day, period.count * 12)
