"""Paging and searching of lists: whatever the address says, the page is a whole one.

Pages are found by the key of their first or last row and not by their number: the hundredth page costs what the first
one costs, and a row that comes or goes meanwhile shifts nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Generic, TypeAlias, TypeVar
from unicodedata import category, normalize

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection
from django.db.models import CharField, Field, Model, Q, QuerySet
from django.http import HttpRequest

ROWS = 25
PLACES = ("nach", "vor", "ende")
"""Names in the address that say where in a list its page is."""
MOST_COUNTED = 10_000
"""More rows than these are not counted: the number would cost more than it tells."""
MOST_COUNTED_BESIDE = 1_000
"""The same for rows that one sees by way of their cases, each of which has to be looked at."""
LONGEST_SEARCH = 100
SHARP_S = re.compile("ss|ß|ẞ", re.IGNORECASE)
Row = TypeVar("Row", bound=Model)


@dataclass
class Page(Generic[Row]):
    """Some rows of a list, how many there are in all, and the addresses of the pages around, as parts of a query."""

    rows: list[Row]
    count: int
    counted: bool = True
    """Whether ``count`` is all of them; else there are more."""
    first: dict[str, str] | None = None
    back: dict[str, str] | None = None
    on: dict[str, str] | None = None
    last: dict[str, str] | None = None
    prefix: str = ""
    """What the names of the places begin with in the address, where a page shows more than one list."""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Key:
    """Where a row stands in an order: the value of the column and the id; without a value it stands at the end."""

    value: object
    row: int

    def __str__(self) -> str:
        return f"{'' if self.value is None else self.value}~{self.row}"


@dataclass(frozen=True)
class Order(Generic[Row]):
    """Rows ordered by one column, the empty ones last, and among equals by id, in the same direction.

    Both parts, with a value and without, are read by an index on column and id, in either direction.
    """

    rows: QuerySet[Row]
    column: str
    descending: bool
    about: Field = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "about", _field_of(self.rows.model, self.column))

    def after(self, key: Key | None, most: int) -> list[Row]:
        """The next rows behind a key; from the start without one."""
        return self._read(key, most, self.descending, self._parts())

    def before(self, key: Key | None, most: int) -> list[Row]:
        """The last rows before a key, in their order; those at the end without one."""
        return self._read(key, most, not self.descending, self._parts()[::-1])[::-1]

    def each(self, most: int) -> Iterator[Row]:
        """All rows in their order, read ``most`` at a time by key: as many are in memory, however long the list is."""
        key = None
        while found := self.after(key, most):
            yield from found
            key = self.key_of(found[-1])

    def key_of(self, row: Row) -> Key:
        """The key of a row of the list."""
        value: object = row
        for name in self.column.split("__"):
            value = getattr(value, name)
        return Key(value, row.pk)

    def read_key(self, text: str) -> Key | None:
        """The key that an address spells; None if it spells none."""
        value, found, row = text.rpartition("~")
        if not found or not (row.isascii() and row.isdigit() and len(row) < 19):
            return None
        if not value and (self.about.null or not isinstance(self.about, CharField)):
            return Key(None, int(row)) if self.about.null else None
        try:
            return Key(self.about.to_python(value), int(row))
        except (ValidationError, ValueError, OverflowError):
            return None

    def _parts(self) -> list[bool]:
        """The parts of the list, in order: the rows without a value are the second one."""
        return [False, True] if self.about.null else [False]

    def _read(self, key: Key | None, most: int, descending: bool, parts: list[bool]) -> list[Row]:
        found: list[Row] = []
        if key is not None:
            parts = parts[parts.index(key.value is None) :]
        for empty in parts:
            behind = self._behind(key, descending) if key and empty == (key.value is None) else Q()
            names = ("pk",) if empty or self.column in ("id", "pk") else (self.column, "pk")
            rows = self.rows.filter(behind)
            if self.about.null:
                rows = rows.filter(**{f"{self.column}__isnull": empty})
            rows = rows.order_by(*(f"-{name}" if descending else name for name in names))
            keys = rows.values("pk")[: most - len(found)]
            # SQLite sorts whole rows where no index has the order, so it is given their keys to sort.
            found += rows.filter(pk__in=keys) if connection.vendor == "sqlite" else rows[: most - len(found)]
            if len(found) == most:
                break
        return found

    def _behind(self, key: Key, descending: bool) -> Q:
        way = "lt" if descending else "gt"
        beyond = Q(**{f"pk__{way}": key.row})
        if key.value is None or self.column in ("id", "pk"):
            return beyond
        here = Q(**{f"{self.column}__{way}e": key.value})  # said first: by this the index is read
        return here & (Q(**{f"{self.column}__{way}": key.value}) | beyond)


def _field_of(model: type[Model], column: str) -> Field:
    *way, name = column.split("__")
    for step in way:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]  # a relation
    found = model._meta.pk if name == "pk" else model._meta.get_field(name)
    if not isinstance(found, Field):
        raise FieldDoesNotExist(column)
    return found


def page_of(
    request: HttpRequest,
    rows: QuerySet[Row],
    order: str = "-id",
    *,
    count: int | None = None,
    most: int | None = None,
    prefix: str = "",
) -> Page[Row]:
    """The page that the address asks for, in an order (a column, perhaps with a minus); the first if it asks for none.

    ``count`` is how many rows there are, where that is known already; ``most`` how many are counted.
    """
    most = most or MOST_COUNTED
    ordered = ordered_by(rows, order)
    after = ordered.read_key(clean(request.GET.get(f"{prefix}nach", "")))
    before = ordered.read_key(clean(request.GET.get(f"{prefix}vor", "")))
    if request.GET.get(f"{prefix}ende", ""):
        part = _last(ordered)
    elif after:
        part = _behind(ordered, after)
    else:
        part = _ahead_of(ordered, before) if before else _first(ordered)
    found, earlier, more = part
    if count is None:
        alone = not (earlier or more)
        count = len(found) if alone else ordered.rows.order_by()[: most + 1].count()
    page = Page(found, min(count, most), counted=count <= most, prefix=prefix)
    if earlier and found:
        page.first, page.back = {}, {f"{prefix}vor": str(ordered.key_of(found[0]))}
    if more and found:
        page.on, page.last = {f"{prefix}nach": str(ordered.key_of(found[-1]))}, {f"{prefix}ende": "1"}
    return page


def ordered_by(rows: QuerySet[Row], order: str) -> Order[Row]:
    """Rows in an order: the name of a column, with a minus for the other direction."""
    return Order(rows, order.removeprefix("-"), order.startswith("-"))


Part: TypeAlias = tuple[list[Row], bool, bool]
"""Rows of a page, and whether there are rows before and after it."""


def _first(ordered: Order[Row]) -> "Part[Row]":
    found = ordered.after(None, ROWS + 1)
    return found[:ROWS], False, len(found) > ROWS


def _last(ordered: Order[Row]) -> "Part[Row]":
    found = ordered.before(None, ROWS + 1)
    return found[-ROWS:], len(found) > ROWS, False


def _behind(ordered: Order[Row], key: Key) -> "Part[Row]":
    """The page behind a row; the last one if nothing is left there."""
    found = ordered.after(key, ROWS + 1)
    return (found[:ROWS], True, len(found) > ROWS) if found else _last(ordered)


def _ahead_of(ordered: Order[Row], key: Key) -> "Part[Row]":
    """The page before a row; the first one, whole, if not more than a page is left there."""
    found = ordered.before(key, ROWS + 1)
    return (found[-ROWS:], True, True) if len(found) > ROWS else _first(ordered)


def clean(typed: str) -> str:
    """What was typed without signs that cannot be seen: PostgreSQL takes no NUL."""
    seen = "".join(sign for sign in typed if sign.isspace() or not category(sign).startswith("C"))
    return " ".join(seen.split())


def search_words(request: HttpRequest, name: str = "q") -> str:
    """What the address searches for: words with one space between, at most 100 signs, none that cannot be seen.

    PostgreSQL takes no NUL, and nobody searches for a control character.
    """
    return clean(request.GET.get(name, ""))[:LONGEST_SEARCH].rstrip()


def found_in(word: str, *columns: str) -> Q:
    """Rows that hold the word in one of the columns, in large or small letters.

    ``icontains`` would not do: SQLite knows no large Ü, and PostgreSQL only under some collations. So each letter
    beyond ASCII is looked for in every form that it has, and ß as ss.
    """
    parts = SHARP_S.split(normalize("NFC", word))
    pattern = "(?:ss|ß|ẞ)".join("".join(map(_any_case, part)) for part in parts)
    return reduce(or_, (Q(**{f"{column}__iregex": pattern}) for column in columns))


def _any_case(sign: str) -> str:
    if sign.isascii():
        return re.escape(sign)
    forms = sorted({sign, sign.lower(), sign.upper(), sign.casefold()})
    return f"(?:{'|'.join(map(re.escape, forms))})"
