"""Paging, sorting and searching of lists: whatever the address says, the page is a whole one."""

from collections.abc import Mapping
from typing import Any
from unicodedata import category

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

ROWS = 25
LONGEST_SEARCH = 100


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


def search_words(request: HttpRequest, name: str = "q") -> str:
    """What the address searches for: words with one space between, at most 100 signs, none that cannot be seen.

    PostgreSQL takes no NUL, and nobody searches for a control character.
    """
    typed = request.GET.get(name, "")
    seen = "".join(sign for sign in typed if sign.isspace() or not category(sign).startswith("C"))
    return " ".join(seen.split())[:LONGEST_SEARCH].rstrip()
