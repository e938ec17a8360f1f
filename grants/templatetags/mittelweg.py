"""Filters and tags of the pages: money and days in words, the way and back, the moves, the pager."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django import template
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from grants import wording
from workflows.period import Casus, Period

register = template.Library()


class Paged(Protocol):
    """A page of a list, as the tags below read it (:class:`grants.views.listing_pages.Page`)."""

    count: int
    counted: bool
    first: dict[str, str] | None
    back: dict[str, str] | None
    on: dict[str, str] | None
    last: dict[str, str] | None
    prefix: str


SPOKEN = {"done": ", erledigt", "now": ", hier steht der Fall", "todo": ", kommt noch"}
BRANCH = "branch"
DASH = "–"


@register.filter
def euro(value: Decimal | int | None) -> str:
    """``4.800,00 €`` for a ``Decimal`` in EUR or an ``int`` in cents; a dash for nothing."""
    return DASH if value is None or value == "" else wording.euro(value)


@register.filter
def tag(day: date | None) -> str:
    """``27. November 2026``; a dash for nothing."""
    return wording.long_day(day) if day else DASH


@register.filter
def kurztag(day: date | None) -> str:
    """``27.11.2026``, for tables; a dash for nothing."""
    return wording.short_day(day) if day else DASH


@register.filter
def zeitpunkt(at: datetime | None) -> str:
    """``27. November 2026, 23:41 Uhr`` in Europe/Berlin; a dash for nothing."""
    return wording.moment(at) if at else DASH


@register.filter
def uhrzeit(at: datetime | None) -> str:
    """``23:41 Uhr`` in Europe/Berlin; a dash for nothing."""
    return wording.clock_time(at) if at else DASH


@register.filter
def frist(period: Period, casus: str = Casus.NOMINATIVE) -> str:
    """``acht Wochen`` for a period of the Terms, in the grammatical case of its place."""
    return period.german(Casus(casus))


@register.filter
def prozent(value: Decimal) -> str:
    """``20 %`` with a space that does not break."""
    return wording.percent(value)


@register.filter
def iban(value: str | None) -> str:
    """``DE89 … 3000``: pages never show a whole account."""
    return wording.masked_iban(value) if value else DASH


@register.filter
def browser(said: str) -> str:
    """``Firefox auf Windows`` for what a browser says of itself."""
    return wording.browser_name(said)


@register.simple_tag
def back(url: str, *label: object) -> SafeString:
    """The way back at the head of a page, to the page above it."""
    arrow = '<span class="kern-icon kern-icon--arrow-back" aria-hidden="true"></span>'
    link = f'<nav aria-label="Zurück"><a class="kern-link" href="{{}}">{arrow}{{}}</a></nav>'
    return format_html(link, url, "".join(map(str, label)))


@register.inclusion_tag("grants/parts/way.html")
def way(stations: Iterable[Any], label: str = "Der Weg dieses Falls") -> dict[str, Any]:
    """The line of stations, each with ``label``, ``state`` (done, now, todo, branch) and perhaps ``note``.

    A branch (Nachforderung, Vertagung) hangs under the station that stands before it in the list.
    """
    return {"label": label, "stations": _with_branches(stations)}


@register.inclusion_tag("grants/parts/way_small.html")
def way_small(stations: Iterable[Any]) -> dict[str, Any]:
    """The same line as dots with the name of the present station, for lists."""
    line = _with_branches(stations)
    place = next((nr for nr, station in enumerate(line, start=1) if station["state"] == "now"), len(line))
    return {"stations": line, "now": line[place - 1] if line else None, "place": place}


@register.inclusion_tag("grants/parts/moves.html")
def moves(offers: Iterable[Any]) -> dict[str, Any]:
    """The moves of an actor: the first possible one as the primary button, one more, the rest folded.

    An offer has ``label``, ``url``, ``obstacles`` and, if wanted, ``style`` (primary, secondary, tertiary).
    An obstacle is a sentence, or ``text`` with the ``url`` and ``link`` where it is mended; a blocked move
    keeps its place and says why. One with ``aside`` is a side way and stands among the folded ones; one with ``ends``
    gives the whole thing up and always does.
    """
    rows = [_offer(offer) for offer in offers]
    possible = [row for row in rows if not row["obstacles"] and not row["aside"]]
    blocked = [row for row in rows if row["obstacles"] and not row["aside"]]
    for place, row in enumerate(possible):
        row["style"] = row["style"] or ("primary" if place == 0 else "secondary")
    for row in rows:
        row["style"] = row["style"] or "secondary"
    first = possible[:2] + blocked[: 1 if possible else 2]
    if not first:  # side ways alone: those that end nothing stand in sight
        first = [row for row in rows if not row["obstacles"] and not row["ends"]][:2]
    return {"first": first, "further": [row for row in rows if row not in first]}


@register.inclusion_tag("grants/parts/pager.html", takes_context=True)
def pager(context: Mapping[str, Any], page: Paged) -> dict[str, Any]:
    """Links to the pages around a page of a list, with filters and order kept."""
    query = _query(context)
    for name in ("nach", "vor", "ende"):
        query.pop(page.prefix + name, None)

    def address(part: dict[str, str] | None) -> str:
        if part is None:
            return ""
        there = query.copy()
        there.update(part)
        return f"?{there.urlencode()}"

    return {name: address(getattr(page, name)) for name in ("first", "back", "on", "last")}


@register.simple_tag
def counted(page: Paged, one: str, many: str) -> str:
    """How many rows a list has: ``1 Fall``, ``30 Fälle``, ``Mehr als 10.000 Fälle``."""
    if not page.counted:
        return f"Mehr als {wording.grouped(page.count)} {many}"
    return f"{wording.grouped(page.count)} {one if page.count == 1 else many}"


def _query(context: Mapping[str, Any]) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request else QueryDict(mutable=True)


def _read(thing: Any, name: str) -> Any:
    return thing.get(name, "") if isinstance(thing, Mapping) else getattr(thing, name, "")


def _with_branches(stations: Iterable[Any]) -> list[dict[str, Any]]:
    line: list[dict[str, Any]] = []
    for station in stations:
        row = {name: _read(station, name) for name in ("label", "state", "note")}
        row |= {"spoken": SPOKEN.get(row["state"], ""), "branches": []}
        (line[-1]["branches"] if row["state"] == BRANCH and line else line).append(row)
    return line


def _offer(offer: Any) -> dict[str, Any]:
    row = {name: _read(offer, name) for name in ("label", "url", "style", "aside", "ends")}
    row["obstacles"] = [
        {"text": obstacle} if isinstance(obstacle, str) else obstacle
        for obstacle in _read(offer, "obstacles") or ()
    ]
    return row
