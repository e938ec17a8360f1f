"""What every list of the house has: filters, an order, pages by key, columns to choose from, and itself as a file.

A list is a table of django-tables2 (:class:`Table`) and a filter set of django-filter (:class:`Filters`), over rows
that its reader may see. All that it shows, and what its file holds, comes from these rows.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Generic, TypeVar

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django_tables2.columns import BoundColumn

from grants.views.exporting import KINDS, file_of
from grants.views.finding import today
from grants.views.listing_pages import LONGEST_SEARCH, PLACES, Page, clean, ordered_by, page_of, search_words
from grants.views.tables import Rows, Table

Row = TypeVar("Row", bound=Model)
AT_A_TIME = 500
"""So many rows of a file are read together."""
COLUMN = "spalte"
FILE = "datei"
ALL = "alle"


class Search(django_filters.CharFilter):
    """The words that a list is searched for."""

    def __init__(self, label: str = "Suche", **how: object) -> None:
        widget = forms.TextInput(attrs={"type": "search", "maxlength": LONGEST_SEARCH, "autocomplete": "off"})
        super().__init__(label=label, widget=widget, **how)


class Choice(django_filters.ChoiceFilter):
    """One of some values, or all; a value that is not offered counts as all."""

    def __init__(self, label: str, choices: Iterable[tuple[str, str]], **how: object) -> None:
        super().__init__(label=label, choices=choices, empty_label=ALL, **how)


class Filters(django_filters.FilterSet):
    """The filters of a list. Words are searched for last, among the rows that the other filters leave."""

    def __init__(self, request: HttpRequest, rows: QuerySet[Model], *, prefix: str = "") -> None:
        asked = request.GET.copy()
        for name in (name for name, each in self.base_filters.items() if isinstance(each, Search)):
            asked[prefix + name] = search_words(request, prefix + name)
        super().__init__(asked, rows, request=request, prefix=prefix.removesuffix("-") or None)
        self.asked: Mapping[str, str] = {}

    @property
    def form(self) -> forms.Form:
        """The form of the filters, with ids that no other form of the page has."""
        form: forms.Form = super().form
        form.auto_id = "filter-%s"
        return form

    def filter_queryset(self, queryset: QuerySet[Model]) -> QuerySet[Model]:
        """The rows that pass every filter."""
        self.asked = self.form.cleaned_data
        for name, value in sorted(
            self.asked.items(), key=lambda asked: isinstance(self.filters[asked[0]], Search)
        ):
            queryset = self.filters[name].filter(queryset, value)
        return queryset

    @property
    def is_set(self) -> bool:
        """Whether something is filtered or searched; asked after ``qs`` was."""
        return any(self.asked.values())

    @property
    def names(self) -> frozenset[str]:
        """The names of its fields in the address."""
        return frozenset(self.form.add_prefix(name) for name in self.filters)


class Listing(Generic[Row]):
    """One list on a page, as its address asks for it.

    ``filters`` are those that made ``rows``. ``hidden`` names columns that this reader may not have. ``instead`` maps
    a column of the database to another one that orders the same rows alike and faster. ``prefix`` begins every name of
    the list in the address, where a page has more than one. ``count`` and ``most`` are those of
    :func:`grants.views.listing_pages.page_of`.
    """

    def __init__(
        self,
        request: HttpRequest,
        table: type[Table],
        rows: QuerySet[Row],
        *,
        filters: Filters,
        hidden: Collection[str] = (),
        instead: Mapping[str, str] | None = None,
        prefix: str = "",
        count: int | None = None,
        most: int | None = None,
    ) -> None:
        self.request, self.rows, self.filters, self.prefix = request, rows, filters, prefix
        self.count, self.most = count, most
        data = Rows(rows, table.start)
        self.table = table(data, prefix=prefix, exclude=tuple(hidden), default="–")
        self.table.today = today()
        asked = request.GET.get(self.table.prefixed_order_by_field, "")
        self.table.order_by = (asked,) if asked.removeprefix("-") in self.table.base_columns else ()
        self._choose()
        beside = [column.column.beside for column in self.table.columns if column.column.beside]
        if beside:
            self.rows = rows.select_related(*beside)
        way, column = ("-" if data.order.startswith("-") else ""), data.order.removeprefix("-")
        self.order = way + (instead or {}).get(column, column)

    def _choose(self) -> None:
        """Show the columns that the address names, and the first one; those of the table where it names none."""
        _, *others = [column.name for column in self.table.columns.iterall()]
        chosen = {name for name in self.request.GET.getlist(self.prefix + COLUMN) if name in others}
        for name in others if chosen else ():
            (self.table.columns.show if name in chosen else self.table.columns.hide)(name)

    @cached_property
    def page(self) -> Page[Row]:
        """The page that the address asks for."""
        return page_of(
            self.request, self.rows, self.order, count=self.count, most=self.most, prefix=self.prefix
        )

    @property
    def lines(self) -> Iterator[list[tuple[BoundColumn, object]]]:
        """The rows of the page, each as its cells with their columns."""
        columns = list(self.table.columns)
        return ([(column, column.column.cell(row, self.table)) for column in columns] for row in self.page)

    @property
    def heads(self) -> list[dict[str, object]]:
        """The heads of the columns, each with the address that sorts by it."""
        return [
            {
                "label": column.header,
                "numeric": column.column.numeric,
                "direction": _direction(column),
                "url": self._address(self.table.prefixed_order_by_field, column.order_by_alias.next)
                if column.orderable
                else "",
            }
            for column in self.table.columns
        ]

    @property
    def first(self) -> str:
        """The head of the column that is always there."""
        return str(self.table.columns[0].header)

    @property
    def choices(self) -> list[dict[str, object]]:
        """The columns that can be shown or left out."""
        return [
            {"name": column.name, "label": column.header, "shown": column.visible}
            for column in self.table.columns.all()[1:]
        ]

    @cached_property
    def orders(self) -> list[tuple[str, str, bool]]:
        """What the list can be sorted by: value, label, and whether it is."""
        current = str(self.table.order_by or "")
        return [
            (f"{sign}{column.name}", f"{column.header}, {way}", current == f"{sign}{column.name}")
            for column in self.table.columns.iterorderable()
            for sign, way in (("", "aufsteigend"), ("-", "absteigend"))
        ]

    @property
    def files(self) -> list[tuple[str, str]]:
        """The files that the list can be had as: what the address says, and the label."""
        return list(KINDS.items())

    @property
    def file_field(self) -> str:
        """The name in the address that asks for a file."""
        return self.prefix + FILE

    @property
    def form_id(self) -> str:
        """The id of the form of the list; the fields of its view stand outside the form and name it."""
        return f"{self.prefix}liste"

    @property
    def kept_without_filter(self) -> list[tuple[str, str]]:
        """What stays when the filter is taken away: order, columns, and what else is on the page."""
        return self._kept(self.filters.names)

    @property
    def kept_by_form(self) -> list[tuple[str, str]]:
        """What the one form of a list does not ask for: without rows it asks neither for columns nor for the order."""
        view = {self.prefix + COLUMN, self.table.prefixed_order_by_field} if self.page.rows else set()
        return self._kept({*self.filters.names, *view})

    @property
    def sorted_by(self) -> str:
        """The order that somebody has chosen, in words; empty for the one that the list begins with."""
        return next((label for _, label, now in self.orders if now), "")

    @property
    def without_filter(self) -> str:
        """The address of the whole list."""
        query = QueryDict(mutable=True)
        for name, value in self.kept_without_filter:
            query.appendlist(name, value)
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def file(self) -> HttpResponseBase | None:
        """The whole list as the file that the address asks for, in its order and columns; None for no file."""
        kind = self.request.GET.get(self.prefix + FILE, "")
        if kind not in KINDS:
            return None
        columns = [(str(column.header), column.column) for column in self.table.columns]
        rows = ordered_by(self.rows, self.order).each(AT_A_TIME)
        values = ([column.plain(row) for _, column in columns] for row in rows)
        name = f"{self.table.file_name}-{self.table.today:%Y-%m-%d}"
        return file_of(kind, name, self.table.caption, [label for label, _ in columns], values)

    def answer(self, template: str, **beside: object) -> HttpResponseBase:
        """The page with the list, or its file."""
        if file := self.file():
            return file
        return render(self.request, template, {"listed": self, "page": self.page, **beside})

    def _kept(self, without: Collection[str]) -> list[tuple[str, str]]:
        gone = {*without, *(self.prefix + name for name in (*PLACES, FILE))}
        return [
            (name, clean(value))
            for name, values in self.request.GET.lists()
            for value in values
            if name not in gone and clean(value)
        ]

    def _address(self, name: str, value: str) -> str:
        """The address of this list with one value changed, from its first page on."""
        query = QueryDict(mutable=True)
        for kept, said in self._kept({name}):
            query.appendlist(kept, said)
        query[name] = value
        return f"?{query.urlencode()}"


def _direction(column: BoundColumn) -> str:
    if not column.is_ordered:
        return ""
    return "descending" if column.order_by_alias.is_descending else "ascending"
