"""Facts of letters as canonical text, and such a text as facts again, typed by the dataclasses themselves."""

import json
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from grants.letters.upgrades import (
    with_annex,
    with_cited_guideline,
    with_further_sentences,
    with_periods,
    with_recommendation,
    with_sentences,
    with_way_of_paying,
    without_unwritten,
)
from grants.models.canonical import canonical
from grants.models.sentences import again, kept
from workflows.period import Period
from workflows.sentence import Sentence

FACTS_VERSION = 9
"""Raised with every change of a facts type that an old text does not fit; then ``UPGRADES`` says how to lift it."""

UPGRADES: dict[int, Callable[[str, dict], dict]] = {
    1: with_annex,
    2: without_unwritten,
    3: with_cited_guideline,
    4: with_sentences,
    5: with_way_of_paying,
    6: with_periods,
    7: with_further_sentences,
    8: with_recommendation,
}
"""Version → pure function (letter key, fields) → fields of the next version."""

_CENT = Decimal("0.01")


def encode(facts: Any) -> str:
    """Return the canonical text of the facts with their version.

    Raises ``ValueError`` for parts of a cent, naive moments, NUL and lone surrogates, and types that have no place.
    """
    for field in fields(facts):
        _check(getattr(facts, field.name))
    return canonical(_written(type(facts), facts) | {"facts_version": FACTS_VERSION})


def decode(kind: type, key: str, text: str) -> Any:
    """Return a ``kind`` from its text, lifted version by version. Raises ``ValueError`` if the text does not fit."""
    body = json.loads(text)
    version = body.pop("facts_version", None) if isinstance(body, dict) else None
    if not isinstance(version, int) or version > FACTS_VERSION:
        raise ValueError(f"facts of {key} have no version that is known here: {version!r}")
    for step in range(version, FACTS_VERSION):
        body = UPGRADES[step](key, body)
    return _typed(kind, body)


def _check(value: Any) -> None:
    """Raise ``ValueError`` for a value that :func:`decode` would not give back as it is."""
    match value:
        case None | bool() | int() | str() | date() | Period():
            return
        case Decimal():
            if not value.is_finite() or value != value.quantize(_CENT):
                raise ValueError(f"not a whole number of cents: {value}")
        case tuple():
            for item in value:
                _check(item)
        case _ if is_dataclass(value):
            for field in fields(value):
                _check(getattr(value, field.name))
        case _:
            raise ValueError(f"{type(value).__name__} has no place in facts")


def _written(kind: Any, value: Any) -> Any:
    """The value for the canonical text: a sentence as its text and values, all else as it is."""
    if value is None:
        return None
    if kind is Sentence:
        return kept(value)
    if kind in _READ:
        return value
    if isinstance(kind, type) and is_dataclass(kind):
        return {name: _written(hint, getattr(value, name)) for name, hint in _hints(kind).items()}
    if get_origin(kind) in (Union, types.UnionType):
        return _written(next(arg for arg in get_args(kind) if arg is not type(None)), value)
    if get_origin(kind) is tuple:
        return [_written(get_args(kind)[0], item) for item in value]
    return value


def _typed(kind: Any, value: Any) -> Any:
    if kind is Sentence:
        return again(value)
    if kind in _READ:
        return _READ[kind](_checked(str, value))
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass(kind, value)
    if get_origin(kind) in (Union, types.UnionType):
        inner = next(arg for arg in get_args(kind) if arg is not type(None))
        return None if value is None else _typed(inner, value)
    if get_origin(kind) is tuple:
        return tuple(_typed(get_args(kind)[0], item) for item in _checked(list, value))
    return _checked(kind, value)


def _dataclass(kind: type, value: Any) -> Any:
    hints = _hints(kind)
    if not isinstance(value, dict) or set(value) != set(hints):
        raise ValueError(f"the fields are not those of {kind.__name__}")
    return kind(**{name: _typed(hint, value[name]) for name, hint in hints.items()})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _checked(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise ValueError(f"{kind.__name__} expected, got {type(value).__name__}")
    return value


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as wrong:
        raise ValueError(f"an amount does not fit: {text[:40]}") from wrong


_READ: dict[type, Callable[[str], Any]] = {
    Decimal: _amount,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    Period: Period.read,
}
