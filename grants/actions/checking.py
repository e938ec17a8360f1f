"""What people write, checked once more where it is written: a form is not the only way to the records."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeGuard
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from grants.models.money import Euro
from grants.models.signs import unseen_in_name, unseen_in_text
from workflows.answers import MOST_MONEY
from workflows.errors import NotYet
from workflows.sentence import NOTHING, Sentence

CHECK = Sentence("Bitte prüfen Sie diese Angabe.")
FILL_IN = Sentence("Bitte füllen Sie dieses Feld aus.")
UNSEEN = Sentence("Der Text enthält ein unsichtbares Zeichen. Bitte tippen Sie ihn neu ein.")
TURNED = Sentence("Das Ende liegt vor dem Beginn.")
CENT = Decimal("0.01")
LONGEST_LIST = 200
TEXTS = (models.CharField, models.TextField)
KINDS: tuple[tuple[type[models.Field], type], ...] = (
    (models.BooleanField, bool),
    (models.IntegerField, int),
    (models.DateField, date),
    (models.TimeField, time),
)
"""Kind of column → what Python writes into it."""


def put(record: models.Model, fields: Mapping[str, object], *, allowed: Collection[str] = ()) -> None:
    """Set the fields on the record (money by its Decimal name, EUR); saving is the caller's.

    NotYet names every field whose value no column or list of choices takes, and nothing is set. AttributeError for a
    name that nobody writes here: unknown ones, relations, and what is not ``allowed`` where that is said.
    """
    wrong: dict[str, list[Sentence]] = {}
    for name, value in fields.items():
        if allowed and name not in allowed:
            raise AttributeError(f"nobody writes {name} of {type(record).__name__} here")
        if sentence := _refusal(type(record), name, value):
            wrong[name] = [sentence]
    if wrong:
        raise NotYet(*(sentence for found in wrong.values() for sentence in found), fields=wrong)
    for name, value in fields.items():
        setattr(record, name, value)


def identify(record: models.Model, row: Mapping[str, object]) -> dict[str, object]:
    """Give the record the ``key`` of its row, if it has one; return the other fields. ValueError for what is no key."""
    if key := row.get("key"):
        record.key = UUID(str(key))  # type: ignore[attr-defined]  # every model of rows has one
    return {name: value for name, value in row.items() if name != "key"}


def insist_on_money(name: str, amount: object, *, least: Decimal = Decimal(0)) -> Decimal:
    """The amount; NotYet at the field ``name`` unless it is whole cents in EUR from ``least`` on."""
    if not _is_money(amount) or amount < least:
        raise NotYet(CHECK, fields={name: [CHECK]})
    return amount


def insist_on_order(first: date | None, last: date | None, *, name: str) -> None:
    """NotYet at the field ``name`` if the last day lies before the first."""
    if first and last and last < first:
        raise NotYet(TURNED, fields={name: [TURNED]})


def _refusal(model: type[models.Model], name: str, value: object) -> Sentence:
    """Why a column does not take a value; nothing if it does."""
    if isinstance(model.__dict__.get(name), Euro):
        if value is None:
            return NOTHING if _columns(model)[f"{name}_cents"].null else FILL_IN
        return NOTHING if _is_money(value) and value >= 0 else CHECK
    column = _columns(model).get(name)
    if (
        not isinstance(column, models.Field)
        or column.is_relation
        or not column.editable
        or column.primary_key
    ):
        raise AttributeError(f"nobody writes {name} of {model.__name__} here")
    if value is None:
        return NOTHING if column.null else FILL_IN
    if isinstance(column, TEXTS):
        return _text(column, value)
    if isinstance(column, models.JSONField):
        return NOTHING if _is_list_of_keys(value) else CHECK
    return _other(column, value)


def _columns(model: type[models.Model]) -> dict[str, models.Field]:
    return {column.name: column for column in model._meta.concrete_fields}


def _text(column: models.Field, value: object) -> Sentence:
    if not isinstance(value, str):
        return CHECK
    if column.max_length and len(value) > column.max_length:
        return Sentence(
            "Der Text ist zu lang: {length} Zeichen, möglich sind {most}.",
            length=len(value),
            most=column.max_length,
        )
    unseen = unseen_in_text if isinstance(column, models.TextField) else unseen_in_name
    if unseen(value) is not None:
        return UNSEEN
    return _cleaned(column, value) if value else NOTHING


def _other(column: models.Field, value: object) -> Sentence:
    kind = next((kind for columns, kind in KINDS if isinstance(column, columns)), None)
    twin = (kind is int and isinstance(value, bool)) or (kind is date and isinstance(value, datetime))
    if kind is None or twin or not isinstance(value, kind):
        return CHECK
    return _cleaned(column, value)


def _cleaned(column: models.Field, value: object) -> Sentence:
    try:
        column.clean(value, None)
    except ValidationError:
        return CHECK
    return NOTHING


def _is_list_of_keys(value: object) -> bool:
    if not isinstance(value, list | tuple) or len(value) > LONGEST_LIST:
        return False
    return all(isinstance(key, str) and len(key) <= LONGEST_LIST for key in value)


def _is_money(value: object) -> TypeGuard[Decimal]:
    return (
        isinstance(value, Decimal)
        and value.is_finite()
        and abs(value) < MOST_MONEY
        and value == round(value, 2)
    )
