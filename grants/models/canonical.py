"""One way to write facts as text, so that the same facts always have the same digest."""

import json
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, get_args
from unicodedata import normalize
from uuid import UUID

from workflows.case import Terms
from workflows.earlier_terms import lifted
from workflows.period import Period

INVISIBLE = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
"""Noncharacters: nobody sees or types them, but a PDF leaves one where it had broken a word. Forms drop them."""
FORBIDDEN = re.compile(f"[\x00\ud800-\udfff]|{INVISIBLE.pattern}")
"""Signs that a database or a PDF cannot hold."""


def canonical(value: Any) -> str:
    """``value`` as canonical JSON: keys sorted, money with two places, days in ISO, moments in UTC, text in NFC.

    TypeError for what has no canonical form (floats, sets of mixed things, records); ValueError for NUL, lone
    surrogates and noncharacters (forms refuse them before), for NaN and infinity, for moments without a time zone,
    and for two keys that are written alike.
    """
    return written(_plain(value))


def written(plain: Any) -> str:
    """What JSON can hold as it is, unchanged: for whoever hashes texts that are stored already."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def moment(at: datetime) -> str:
    """A moment in UTC with microseconds, e.g. ``2026-03-01T09:00:00.000000Z``; ValueError without a time zone."""
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _plain(value: Any) -> Any:
    match value:
        case Enum():
            return _plain(value.value)
        case None | bool() | int():
            return value
        case str():
            return _text(value)
        case Decimal():
            return _number(value)
        case datetime():
            return moment(value)
        case date() | time():
            return value.isoformat()
        case UUID() | Period():
            return str(value)
        case dict():
            return _object(value)
        case list() | tuple():
            return [_plain(item) for item in value]
        case set() | frozenset():
            return sorted(_plain(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _text(value: str) -> str:
    if FORBIDDEN.search(value):
        raise ValueError("NUL, lone surrogates and noncharacters have no place in a record")
    return normalize("NFC", value)


def _number(value: Decimal) -> str:
    """Two places, or as many as the value needs; never an exponent, never a minus before zero."""
    if not value.is_finite():
        raise ValueError(f"{value} has no canonical form")
    whole, _, places = f"{value:f}".partition(".")
    text = f"{whole}.{places.rstrip('0'):0<2}"
    return text.removeprefix("-") if value == 0 else text


def _object(value: dict[Any, Any]) -> dict[str, Any]:
    written = {_key(key): _plain(item) for key, item in value.items()}
    if len(written) != len(value):
        raise ValueError("two keys are written alike")
    return written


def _key(key: Any) -> str:
    plain = _plain(key)
    if isinstance(plain, bool) or not isinstance(plain, str | int):
        raise TypeError(f"{type(key).__name__} has no canonical form as a key")
    return str(plain)


def terms_to_text(terms: Terms) -> str:
    """The Terms as canonical text."""
    return canonical(terms)


@lru_cache(maxsize=256)
def terms_from_text(text: str) -> Terms:
    """The Terms that a text says; TypeError or ValueError if it says something else.

    A value that the text leaves out (it was pinned by an older release) has its default; one that it has under an
    earlier name is lifted. They are frozen, so the same text is read once.
    """
    said = lifted(json.loads(text))
    return Terms(**{f.name: _read(f.type, said[f.name]) for f in fields(Terms) if f.name in said})


_FROM_TEXT: dict[Any, Callable[[str], Any]] = {date: date.fromisoformat, Period: Period.read}


def _read(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    plain = next(one for one in get_args(kind) or (kind,) if one is not type(None))
    return _FROM_TEXT.get(plain, plain)(value)
