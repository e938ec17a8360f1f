"""When a decision counts as notified, when periods end, and when reminders may go out.

All days are days in Europe/Berlin. Periods follow § 57 Abs. 2 VwGO, § 222 ZPO and § 31 VwVfG, which all lead
to §§ 187 to 193 BGB.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from workflows.calendar import (
    DAY,
    add_months,
    add_working_days,
    end_of,
    holidays_of,
    is_working_day,
    next_working_day,
)
from workflows.period import Period, Unit

__all__ = [
    "DAY",
    "RemedyPeriod",
    "add_months",
    "add_working_days",
    "end_of",
    "holidays_of",
    "is_working_day",
    "next_sending_time",
    "next_working_day",
    "notified_by_portal",
    "notified_by_post",
    "payout_from",
    "proof_due",
    "remedy_period",
    "set_by_authority",
    "untaetigkeit_from",
    "use_by",
]

BERLIN = ZoneInfo("Europe/Berlin")
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


def set_by_authority(letter_day: date, period: Period) -> date:
    """The day to name in a letter: a working day, ``period`` or more after the expected Bekanntgabe (§ 31
    VwVfG).
    """
    return next_working_day(end_of(notified_by_post(letter_day), period))


def proof_due(period_ends: date, fulfilled_on: date | None, within: Period) -> date:
    """The last day for the Verwendungsnachweis (ANBest-P 6): what comes first of two days.

    ``within`` after the purpose was fulfilled, or after the Bewilligungszeitraum. There a period of months or years
    ends with its last calendar month (15 March and 6 months: 30 September), any other on its last day. A named day,
    not moved on weekends.
    """
    latest = end_of(period_ends, within)
    if within.unit in (Unit.MONTHS, Unit.YEARS):
        latest = latest.replace(day=monthrange(latest.year, latest.month)[1])
    return latest if fulfilled_on is None else min(latest, end_of(fulfilled_on, within))


def use_by(paid_on: date, within: Period) -> date:
    """The last day on which money paid out counts as used without delay (ANBest-P 1.4)."""
    return end_of(paid_on, within)


def payout_from(final_on: date, grace: Period, waived: bool) -> date:
    """The first day on which money may be paid.

    With a waiver of remedies it is the day of finality. Without one it is ``grace`` later, because a suit that reached
    the court in time reaches the city after the period (machine.md, rule 10).
    """
    return final_on if waived else end_of(final_on, grace)


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
