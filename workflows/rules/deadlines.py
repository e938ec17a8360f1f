"""When a decision counts as notified, when periods end, and when reminders may go out.

All days are days in Europe/Berlin. Periods follow § 57 Abs. 2 VwGO, § 222 ZPO and § 31 VwVfG, which all lead
to §§ 187 to 193 BGB.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)
FOUR_DAYS_SINCE = date(2025, 1, 1)
"""Letters posted since then are notified on the fourth day, earlier ones on the third (§ 41 Abs. 2 VwVfG)."""
PORTAL_DAYS = 10
"""Days to retrieve a decision in the portal; later it counts as not notified (§ 41 Abs. 2a VwVfG)."""
WAYS = ("post", "receipt", "service", "portal")
SENDING_OPENS, SENDING_CLOSES = time(7), time(20)


@dataclass(frozen=True)
class RemedyPeriod:
    """The time to bring a suit: Bekanntgabe on ``notified``, last day ``ends``, ``final`` the day after."""

    notified: date
    ends: date
    final: date


@cache
def holidays_of(year: int) -> frozenset[date]:
    """The public holidays of Lower Saxony as in force in that year (31 October in 2017 and since 2018)."""
    return frozenset(holidays.country_holidays("DE", subdiv="NI", years=year))


def is_working_day(day: date) -> bool:
    """True from Monday to Friday, if the day is no public holiday in Lower Saxony (§ 193 BGB)."""
    return day.weekday() < 5 and day not in holidays_of(day.year)


def next_working_day(day: date) -> date:
    """The day itself if it is a working day, otherwise the next one (§ 193 BGB, § 222 Abs. 2 ZPO)."""
    while not is_working_day(day):
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


def notified_by_post(posted: date) -> date:
    """The day on which a letter counts as notified (§ 41 Abs. 2 VwVfG).

    It stays where it is on weekends and holidays (OVG Lüneburg 7 PA 184/06 and 4 LA 44/10).
    """
    return posted + (4 if posted >= FOUR_DAYS_SINCE else 3) * DAY


def notified_by_portal(told: date, retrieved: date | None) -> date | None:
    """The day after the retrieval, or None if it was not retrieved within ten days (§ 41 Abs. 2a VwVfG).

    ``told`` is the day on which the message about the decision was sent. The ten days are not rolled over a
    weekend: in doubt the decision counts as not notified and is sent again, which harms nobody.
    """
    if retrieved is None or retrieved > told + PORTAL_DAYS * DAY:
        return None
    return retrieved + DAY


def remedy_period(
    posted: date, *, instructed: bool = True, way: str = "post", notified: date | None = None
) -> RemedyPeriod:
    """The remedy period (§ 74 VwGO): one month, or one year if the instruction is missing or wrong.

    ``posted`` is the day of the Ab-Vermerk (portal: of the message). ``notified`` depends on ``way``:

    * ``post``, ``receipt``: the proven day of receipt. A later one counts, an earlier one never shortens;
      ``post`` alone may do without.
    * ``service``: the day of the formal service.
    * ``portal``: the Bekanntgabe, which is the day *after* the retrieval (see ``notified_by_portal``).

    The day of notification does not move on weekends, the end of the period does. ValueError for an unknown
    way and where nothing was notified: then no period runs and there is nothing to return.
    """
    day = _notified(posted, way, notified)
    # § 58 Abs. 2 VwGO: without a right instruction one calendar year.
    ends = next_working_day(add_months(day, 1 if instructed else 12))
    return RemedyPeriod(day, ends, ends + DAY)


def _notified(posted: date, way: str, notified: date | None) -> date:
    if way not in WAYS:
        raise ValueError(f"Diesen Weg der Bekanntgabe gibt es nicht: {way}.")
    if notified is None:
        if way != "post":
            raise ValueError("Der Bescheid ist noch nicht bekannt gegeben: Der Tag der Bekanntgabe fehlt.")
        return notified_by_post(posted)
    if notified < posted:
        raise ValueError("Ein Bescheid kann nicht vor seiner Absendung zugegangen sein.")
    if way == "portal" and not posted < notified <= posted + (PORTAL_DAYS + 1) * DAY:
        raise ValueError("Im Portal gilt nur ein Abruf binnen zehn Tagen; bekannt gegeben ist am Tag danach.")
    return notified if way in ("service", "portal") else max(notified, notified_by_post(posted))


def set_by_authority(letter_day: date, days: int) -> date:
    """The day to name in a letter: a working day, ``days`` or more after the expected Bekanntgabe (§ 31
    VwVfG).
    """
    return next_working_day(notified_by_post(letter_day) + days * DAY)


def proof_due(period_ends: date, fulfilled_on: date | None, months: int) -> date:
    """The last day for the Verwendungsnachweis (ANBest-P 6): what comes first of two days.

    ``months`` after the purpose was fulfilled, or the last day of the ``months``-th month after the
    Bewilligungszeitraum (15 March and 6 months: 30 September). A named day, not moved on weekends.
    """
    month = add_months(period_ends, months)
    latest = month.replace(day=monthrange(month.year, month.month)[1])
    return latest if fulfilled_on is None else min(latest, add_months(fulfilled_on, months))


def use_by(paid_on: date, months: int) -> date:
    """The last day on which money paid out counts as used without delay (ANBest-P 1.4)."""
    return add_months(paid_on, months)


def payout_from(final_on: date, grace_working_days: int, waived: bool) -> date:
    """The first day on which money may be paid.

    With a waiver of remedies it is the day of finality. Without one it is so many working days later, because
    a suit that reached the court in time reaches the city after the period (machine.md, rule 10).
    """
    return final_on if waived else add_working_days(final_on, grace_working_days)


def untaetigkeit_from(submitted_on: date) -> date:
    """The first day on which an action for failure to act is admissible: after three months (§ 75 VwGO).

    They run from the application, not from its completeness.
    """
    return add_months(submitted_on, 3) + DAY


def next_sending_time(moment: datetime) -> datetime:
    """The first moment from ``moment`` on at which a reminder may go out, in Europe/Berlin.

    That is on working days in Lower Saxony, from 7:00 and before 20:00. ValueError for a naive datetime.
    """
    if moment.tzinfo is None:
        raise ValueError("Die Zeit braucht eine Zeitzone.")
    here = moment.astimezone(BERLIN)
    day = here.date()
    if is_working_day(day) and SENDING_OPENS <= here.time() < SENDING_CLOSES:
        return here
    if here.time() >= SENDING_CLOSES:
        day += DAY
    return datetime.combine(next_working_day(day), SENDING_OPENS, BERLIN)
