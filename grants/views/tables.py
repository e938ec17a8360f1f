"""Tables of the lists and their columns: what a cell shows on a page, and the plain value that it is in a file."""

from collections.abc import Callable
from datetime import date, datetime
from operator import attrgetter
from typing import ClassVar

import django_tables2
from django.db.models import Model, QuerySet
from django_tables2.data import TableData
from django_tables2.utils import OrderBy, OrderByTuple

from grants import wording
from grants.clock import day_of

EMPTY = (None, "")


class Rows(TableData):
    """The rows of a table, which are read by key: it is asked for an order and never sorts them itself."""

    def __init__(self, rows: QuerySet[Model], start: str) -> None:
        super().__init__(rows)
        self.order = start

    def order_by(self, aliases: OrderByTuple) -> None:
        """Take the order of the first column that is asked for; the start of the table without one."""
        for alias in aliases[:1]:
            self.order = str(self.table.columns[OrderBy(alias).bare].order_by[0])


class Table(django_tables2.Table):
    """A table of a list. Its first column names the row and is always there."""

    start = "-id"
    """The order until somebody chooses one: a column of the database."""
    file_name = "liste"
    caption = "Liste"
    """Read out before its rows, and the title of a sheet."""
    one, many = "Zeile", "Zeilen"
    """What its rows are called."""
    today: date


class Column(django_tables2.Column):
    """A column of texts.

    ``of`` says what it holds: the way to an attribute or a method without arguments, or a function of the record.
    ``html`` draws the cell of a page from the record and its table. ``order`` is the column of the database that the
    list can be sorted by: one with an index, wherever a list may become long. Without ``shown`` the column has to be
    chosen. ``beside`` names a record that is read with the rows only while the column is there.

    Cells are read here and not by the rows of django-tables2, which look for the arguments of a function anew for each
    cell (docs/adr/0017-lists-are-tables.md).
    """

    numeric = False
    written: ClassVar[Callable[..., object]] = staticmethod(str)
    """How people read what a cell holds."""
    stored: ClassVar[Callable[..., object]] = staticmethod(str)
    """What a program reads: a text, a number, a day or a time."""

    def __init__(
        self,
        label: str,
        of: str | Callable[..., object],
        *,
        html: Callable[..., str] | None = None,
        order: str = "",
        shown: bool = True,
        beside: str = "",
    ) -> None:
        super().__init__(verbose_name=label, visible=shown, orderable=bool(order), order_by=order or None)
        self.of = attrgetter(of) if isinstance(of, str) else of
        self.html, self.beside = html, beside

    def cell(self, record: Model, table: Table) -> object:
        """The cell of a page; the dash of the table for nothing."""
        if self.html:
            return self.html(record, table)
        held = self._held(record)
        return table.default if held in EMPTY else self.written(held)

    def plain(self, record: Model) -> object:
        """The cell of a file; None for nothing."""
        held = self._held(record)
        return None if held in EMPTY else self.stored(held)

    def _held(self, record: Model) -> object:
        held = self.of(record)
        return held() if callable(held) else held


def _itself(held: object) -> object:
    return held


def _day(held: date) -> date:
    return day_of(held) if isinstance(held, datetime) else held


def _moment(held: datetime) -> datetime:
    return held.astimezone(wording.BERLIN).replace(tzinfo=None, microsecond=0)


class Number(Column):
    """A column of whole numbers."""

    numeric = True
    stored = staticmethod(_itself)


class Money(Column):
    """A column of amounts, each a ``Decimal`` in EUR."""

    numeric = True
    written = staticmethod(wording.euro)
    stored = staticmethod(_itself)


class Day(Column):
    """A column of days."""

    written = staticmethod(wording.short_day)
    stored = staticmethod(_day)


class Moment(Column):
    """A column of points in time."""

    written = staticmethod(wording.moment)
    stored = staticmethod(_moment)


class Time(Column):
    """A column of times of day."""

    written = staticmethod("{:%H:%M}".format)
    stored = staticmethod(_itself)
