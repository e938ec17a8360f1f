"""Rows of several tables in one statement: a move that needs five of them waits once.

Each part is a SELECT of its own that answers its rows as JSON, and they are joined by UNION ALL. The text is made once
for each database, because the ORM would take longer to put it together than the database to answer it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection, models


@dataclass(frozen=True)
class Rows:
    """Rows of one model as its instances. ``where`` is said of the table ``t`` and may name parameters of the read."""

    model: type[models.Model]
    where: str
    order: tuple[str, ...] = ("pk",)


@dataclass(frozen=True)
class Values:
    """Rows of plain values: the expressions that are read, and from where, as SQL. No days, moments or amounts."""

    columns: tuple[str, ...]
    source: str


Part = Rows | Values


def read(parts: Mapping[str, Part], **parameters: int | str) -> dict[str, list[Any]]:
    """The rows of each part, by its name, as they are in the database now."""
    found: dict[str, list[Any]] = {name: [] for name in parts}
    with connection.cursor() as cursor:
        cursor.execute(_statement(connection.vendor, tuple(parts.items())), parameters)
        for name, text in cursor.fetchall():
            found[name].append(json.loads(text))
    return {name: _made(part, found[name]) for name, part in parts.items()}


@cache
def _statement(vendor: str, parts: tuple[tuple[str, Part], ...]) -> str:
    array = "json_build_array" if vendor == "postgresql" else "json_array"
    return " UNION ALL ".join(
        f"SELECT '{name}', CAST({array}({', '.join(_columns(part))}) AS text) FROM {_source(part)}"  # noqa: S608  # ours
        for name, part in parts
    )


def _columns(part: Part) -> list[str]:
    if isinstance(part, Values):
        return list(part.columns)
    return [f't."{field.column}"' for field in part.model._meta.concrete_fields]


def _source(part: Part) -> str:
    if isinstance(part, Values):
        return part.source
    return f'"{part.model._meta.db_table}" t WHERE {part.where}'


def _made(part: Part, found: list[list[Any]]) -> list[Any]:
    if isinstance(part, Values):
        return [tuple(row) for row in found]
    names, readers = _fields(part.model)
    records = [
        part.model.from_db(
            connection.alias,
            names,
            [
                value if value is None or to is None else to(value)
                for to, value in zip(readers, row, strict=True)
            ],
        )
        for row in found
    ]
    return sorted(records, key=lambda record: [getattr(record, name) for name in part.order])


@cache
def _fields(model: type[models.Model]) -> tuple[list[str], list[Callable[[Any], Any] | None]]:
    fields = model._meta.concrete_fields
    return [field.attname for field in fields], [_reader(field) for field in fields]


def _reader(field: Any) -> Callable[[Any], Any] | None:
    """How a value of the column is read out of JSON; None: it is the value already."""
    if isinstance(field, models.JSONField):
        return lambda value: json.loads(value) if isinstance(value, str) else value  # SQLite keeps it as text
    if isinstance(field, models.DateTimeField):
        return lambda value: _aware(field.to_python(value))
    if hasattr(field, "from_db_value"):
        return lambda value: field.from_db_value(value, None, connection)
    if isinstance(field, models.CharField | models.TextField):
        return None
    to_python: Callable[[Any], Any] = field.to_python
    return to_python


def _aware(moment: datetime) -> datetime:
    """SQLite keeps moments in UTC and does not say so."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
