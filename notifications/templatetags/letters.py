"""How letters write amounts, days, moments and the way."""

import textwrap
from base64 import b64encode
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

from django import template

from grants.annex import blocks
from grants.wording import grouped_iban
from notifications.direction import without_marks
from workflows import money
from workflows.dates import long_date
from workflows.period import Casus, Period

register = template.Library()

BERLIN = ZoneInfo("Europe/Berlin")
NBSP = "\u00a0"
STATES = {"done": "erledigt", "now": "jetzt", "next": "folgt"}


@register.filter
def iban(compact: str) -> str:
    """Return the IBAN in groups of four that stay on one line."""
    return grouped_iban(compact).replace(" ", NBSP)


@register.filter
def eur(amount: Decimal) -> str:
    """Return „4.800,00 €“, held together by a no-break space."""
    return money.format_eur(amount).replace(" ", NBSP)


@register.filter
def at_sign(address: str) -> list[str]:
    """Return an e-mail address in the two parts between which its line may end: nobody reads a hyphen as its own."""
    name, at, domain = address.rpartition("@")
    return [name, at + domain] if at else [address]


@register.filter
def in_words(amount: Decimal) -> str:
    """Return the amount in German words."""
    return money.in_words(amount)


@register.filter
def percent(rate: Decimal) -> str:
    """Return „80 %“ or „79,55 %“."""
    return money.format_percent(rate).replace(" ", NBSP)


@register.filter
def share(part: Decimal, whole: Decimal) -> str:
    """Return the part in percent of the whole, cut (never rounded up over a limit) to one place."""
    tenths = int(part * 1000 / whole) if whole else 0
    return f"{tenths // 10},{tenths % 10}{NBSP}%"


register.filter(blocks)


@register.filter
def minus(first: Decimal, second: Decimal) -> Decimal:
    """Return the difference of two amounts."""
    return first - second


@register.filter
def day(value: date) -> str:
    """Return „27. November 2026“."""
    return long_date(value).replace(". ", f".{NBSP}", 1)


@register.filter
def period(value: Period, casus: str) -> str:
    """Return a period in the case of its place: „acht Wochen“, or behind „innerhalb“ „von acht Wochen“."""
    return value.german(Casus(casus))


@register.filter
def moment(value: datetime) -> str:
    """Return „27. November 2026, 14:05 Uhr“ in Hannover's time."""
    local = value.astimezone(BERLIN)
    return f"{day(local.date())}, {local:%H:%M}{NBSP}Uhr"


@register.filter
def side(lines: Sequence, which: str) -> list:
    """Return the plan's lines of one side, ``expense`` or ``income``."""
    return [line for line in lines if line.side == which]


@register.filter
def total(lines: Sequence, column: str) -> Decimal:
    """Return the sum of a column of plan lines."""
    return sum((getattr(line, column) for line in lines), Decimal("0.00"))


@register.filter
def window_size(lines: Sequence[str]) -> str:
    """Return the class that lets the address fit into the window (80 mm wide, 27.3 mm high)."""
    for size, width, room in ((10, 38, 6), (9, 42, 7), (8, 48, 8), (7, 55, 9)):
        if sum(_rows(line, width) for line in lines) <= room:
            return f"anschrift-{size}"
    return "anschrift-6"


def _rows(line: str, width: int) -> int:
    """Return how many rows a line takes; signs of East Asian scripts are as wide as two letters."""
    doubled = "".join(char * (2 if east_asian_width(char) in "WF" else 1) for char in without_marks(line))
    return max(1, len(textwrap.wrap(doubled, width)))


@register.filter
def way_text(way: Sequence) -> str:
    """Return the way for those who do not see it."""
    return "Stand des Verfahrens: " + ", ".join(f"{stop.label} ({STATES[stop.state]})" for stop in way)


@register.filter
def way_picture(way: Sequence) -> str:
    """Return the line of stations as an SVG address (``data:``), 165 mm wide at its natural size."""
    step = 165 / max(len(way), 1)
    parts = [_rail(index, step, stop, len(way)) for index, stop in enumerate(way)]
    parts += [_stop(step * (index + 0.5), stop) for index, stop in enumerate(way)]
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="165mm" height="9mm" viewBox="0 0 165 9">'
        f"{''.join(parts)}</svg>"
    )
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


INK, PALE = "#171a2b", "#b9c4d0"


def _rail(index: int, step: float, stop, count: int) -> str:
    ink = PALE if stop.state == "next" else INK
    start = step * (index - 0.5) if index else step * 0.5
    return f'<path d="M{start:.2f} 2.2H{step * (index + 0.5):.2f}" stroke="{ink}" stroke-width=".5" fill="none"/>'


def _stop(x: float, stop) -> str:
    ink, fill = (PALE if stop.state == "next" else INK), (INK if stop.state == "done" else "#ffffff")
    weight = ' font-weight="600"' if stop.state == "now" else ""
    return (
        f'<circle cx="{x:.2f}" cy="2.2" r="1.15" fill="{fill}" stroke="{ink}" stroke-width=".5"/>'
        f'<text x="{x:.2f}" y="7.2" text-anchor="middle" font-family="Fira Sans" font-size="2.5"'
        f' fill="{INK if stop.state != "next" else "#4a5568"}"{weight}>{escape(stop.label)}</text>'
    )
