"""One way to write facts as text, so that the same facts always have the same digest."""

import json
import re
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any
from unicodedata import normalize
from uuid import UUID

from workflows.case import Terms

FORBIDDEN = re.compile("[\x00\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Signs that a database or a PDF cannot hold."""


def canonical(value: Any) -> str:
    """``value`` as canonical JSON: keys sorted, money with two places, days in ISO, text in NFC, no blanks.

    ValueError for texts with NUL, lone surrogates or noncharacters and for what is no number; TypeError for what has
    no canonical form (floats, sets of mixed things, records).
    """
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return _plain(value.value)
        case str():
            return normalize("NFC", _writable(value))
        case Decimal():
            return _number(value)
        case datetime() | date() | time():
            return value.isoformat()
        case UUID():
            return str(value)
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case set() | frozenset():
            return sorted(_plain(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _writable(text: str) -> str:
    if FORBIDDEN.search(text):
        raise ValueError("NUL, lone surrogates and noncharacters have no place in a record")
    return text


def _number(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is no number")
    cents = value.scaleb(2)
    return f"{value:.2f}" if cents == cents.to_integral_value() else str(value)


def terms_to_text(terms: Terms) -> str:
    """The Terms as canonical text."""
    return canonical(terms)


def terms_from_text(text: str) -> Terms:
    """The Terms that a text says; TypeError or ValueError if it says something else.

    A value that the text leaves out (it was pinned by an older release) has its default.
    """
    said = json.loads(text)
    return Terms(**{f.name: _read(f.type, said[f.name]) for f in fields(Terms) if f.name in said})


def _read(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if kind is date:
        return date.fromisoformat(value)
    if kind is Decimal or kind == Decimal | None:
        return Decimal(value)
    return kind(value)
