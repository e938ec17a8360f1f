"""Paging and sorting of lists: whatever the address says, the page is a whole one."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

ROWS = 25


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page:
    """The page that the address asks for; the nearest one if there is none such."""
    return Paginator(rows, ROWS).get_page(request.GET.get("page"))


def sorted_by(
    request: HttpRequest, rows: QuerySet[Any], sorts: Mapping[str, str], default: str
) -> QuerySet[Any]:
    """The rows in the order that the address asks for, always the same among equals."""
    asked = request.GET.get("sort", default)
    column = sorts.get(asked.removeprefix("-"), sorts[default.removeprefix("-")])
    return rows.order_by(f"-{column}" if asked.startswith("-") else column, "-id")
