"""Facts that one fund alone knows, as its class declares them: from what is stored, and typed."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_type_hints

from workflows.case import OwnFacts
from workflows.shape import ShapeError

READ = {
    str: str,
    int: int,
    bool: bool,
    Decimal: Decimal,
    date: date.fromisoformat,
    tuple[str, ...]: tuple,
}
"""Type of an own fact → how it is read from JSON."""


def own_facts_from(kind: type[OwnFacts], stored: Mapping[str, Any]) -> OwnFacts:
    """The facts that JSON keeps: one that it does not have has its default, one that no longer exists is left out."""
    if not stored:
        return kind()
    readers = _readers(kind)
    return kind(
        **{
            name: None if stored[name] is None else read(stored[name])
            for name, read in readers.items()
            if name in stored
        }
    )


def _readers(kind: type[OwnFacts]) -> dict[str, Any]:
    return {name: READ[_inner(hint)] for name, hint in get_type_hints(kind).items()}


def _inner(hint: Any) -> Any:
    """The type of a fact that may be unknown."""
    if hint in READ:
        return hint
    known = [arg for arg in get_args(hint) if arg is not type(None)]
    return known[0] if len(known) == 1 else hint


def insist_on_kinds(kind: type[OwnFacts]) -> None:
    """ShapeError for what is no dataclass, and for a fact that JSON cannot keep or that has no default."""
    name = kind.__name__
    if not (isinstance(kind, type) and issubclass(kind, OwnFacts) and "__dataclass_params__" in vars(kind)):
        raise ShapeError(kind, f"{name} is no dataclass that is a subclass of OwnFacts")
    for fact in fields(kind):
        if _inner(get_type_hints(kind)[fact.name]) not in READ:
            raise ShapeError(kind, f"{name}.{fact.name}: {fact.type} cannot be kept", fact.name)
        if fact.default is MISSING and fact.default_factory is MISSING:
            raise ShapeError(kind, f"{name}.{fact.name} has no default", fact.name)


def type_of(kind: type[OwnFacts], name: str) -> Any:
    """The type of a fact without „or unknown“; None if there is no such fact."""
    hints = get_type_hints(kind)
    return _inner(hints[name]) if name in hints else None
