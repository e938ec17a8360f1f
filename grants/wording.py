"""How money, days and times are written in German, for pages and letters alike."""

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from workflows.dates import MONTHS
from workflows.money import format_percent

BERLIN = ZoneInfo("Europe/Berlin")
NBSP = "\N{NO-BREAK SPACE}"
CENT = Decimal("0.01")
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
"""What stands in the name that a browser gives itself → what people call it; those that pretend to be another first."""
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


def amount(value: Decimal | int) -> str:
    """``4.800,00``: a ``Decimal`` in EUR, an ``int`` in cents. Half cents are rounded up (kaufmännisch)."""
    if isinstance(value, float):
        raise TypeError("Money is a Decimal in EUR or an int in cents, never a float.")
    euros = Decimal(value) / 100 if isinstance(value, int) else value
    text = f"{euros.quantize(CENT, ROUND_HALF_UP):,.2f}"
    return text.translate(str.maketrans(",.-", ".,\N{MINUS SIGN}"))


def grouped(number: int) -> str:
    """``10.000``."""
    return f"{number:,}".replace(",", ".")


def euro(value: Decimal | int) -> str:
    """``4.800,00 €`` with a space that does not break. Units as in :func:`amount`."""
    return f"{amount(value)}{NBSP}€"


def percent(value: Decimal) -> str:
    """``20 %`` or ``12,5 %`` with a space that does not break."""
    return format_percent(value).replace(" ", NBSP)


def long_day(day: date) -> str:
    """``27. November 2026``; a time is first brought to Europe/Berlin."""
    day = _berlin(day)
    return f"{day.day}.{NBSP}{MONTHS[day.month - 1]} {day.year}"


def short_day(day: date) -> str:
    """``27.11.2026``, for tables and input fields."""
    return f"{_berlin(day):%d.%m.%Y}"


def moment(at: datetime) -> str:
    """``27. November 2026, 23:41 Uhr`` in Europe/Berlin. ``at`` must be aware."""
    return f"{long_day(at)}, {clock_time(at)}"


def clock_time(at: datetime) -> str:
    """``23:41 Uhr`` in Europe/Berlin. ``at`` must be aware."""
    return f"{_berlin(at):%H:%M}{NBSP}Uhr"


def clock_time_of(at: time) -> str:
    """``17:00 Uhr`` for a time of day that already is a local one."""
    return f"{at:%H:%M}{NBSP}Uhr"


def grouped_iban(iban: str) -> str:
    """``DE89 3704 0044 0532 0130 00``."""
    compact = "".join(iban.split())
    return " ".join(compact[start : start + 4] for start in range(0, len(compact), 4))


def masked_iban(iban: str) -> str:
    """``DE89 … 3000``: enough to know an account again, too little to use it."""
    compact = "".join(iban.split())
    return f"{compact[:4]}{NBSP}…{NBSP}{compact[-4:]}" if len(compact) > 12 else "…"


def browser_name(said: str) -> str:
    """``Firefox auf Windows`` for what a browser says of itself; what nobody knows stays as it is."""
    browser = next((name for sign, name in BROWSERS.items() if sign in said), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in said), "")
    return f"{browser} auf {system}" if browser and system else said or "Der Browser nennt sich nicht"


def _berlin(day: date) -> date:
    if not isinstance(day, datetime):
        return day
    if day.tzinfo is None:
        raise ValueError("Times are aware; this one has no zone.")
    return day.astimezone(BERLIN)
