"""Paging, sorting and searching of lists: whatever the address says, the page is a whole one."""

import re
from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any
from unicodedata import category, normalize

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest

ROWS = 25
LONGEST_SEARCH = 100
SHARP_S = re.compile("ss|ß|ẞ", re.IGNORECASE)


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
