"""How a day is written in German sentences and letters."""

from datetime import date, time

MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)


def long_date(day: date) -> str:
    """The day as letters write it, independent of any locale: ``27. November 2026``."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """The day as lists and tables write it: ``27.11.2026``."""
    return f"{day:%d.%m.}{day.year:04d}"


def clock(at: time) -> str:
    """The time of day: ``17:00 Uhr``."""
    return f"{at:%H:%M} Uhr"
