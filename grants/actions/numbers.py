"""Raising what is drawn (ids, counters) beyond all that a lost part of the data may have drawn.

How far numbers are drawn is also kept outside of the database, in ``numbers.json`` of ``VAR_DIR``: a second restore of
the same backup must not draw what the first one has drawn since.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date

from django.conf import settings
from django.db import connection

from grants.models import Counter
from workflows.programmes import PROGRAMMES

DOCUMENTS = "D"
"""Before the year in the name of the counter of documents."""
RUNS = "ZL"
"""The same of payment runs, whose numbers the bank knows."""
Numbers = Mapping[str, int]


def drawn() -> dict[str, int]:
    """How far everything is drawn: ``table.column`` → id, name of a counter → number."""
    counters = dict(Counter.objects.values_list("name", "value"))
    return {**dict(_sequences()), **{f"counter {name}": value for name, value in counters.items()}}


def remembered() -> dict[str, int]:
    """What ``numbers.json`` says; nothing if there is none."""
    path = settings.VAR_DIR / "numbers.json"
    known: dict[str, int] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return known


def remember(numbers: Numbers) -> None:
    """Write down how far numbers are drawn; what is written there already never sinks."""
    path, known = settings.VAR_DIR / "numbers.json", remembered()
    highest = {name: max(known.get(name, 0), numbers.get(name, 0)) for name in sorted({*known, *numbers})}
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(highest, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)


def raise_numbers(gap: int, floors: Numbers, years: Iterable[int]) -> None:
    """Raise every id and every counter by ``gap`` above what is drawn here and above ``floors``.

    Counters of ``years`` are there afterwards even if nobody has drawn from them: the lost part may have.
    """
    for name in [f"{prefix}-{year}" for year in years for prefix in prefixes()]:
        Counter.objects.get_or_create(name=name)
    for counter in Counter.objects.order_by("name"):
        value = max(counter.value, floors.get(f"counter {counter.name}", 0)) + gap
        Counter.objects.filter(pk=counter.pk).update(value=value)
    for name, value in list(_sequences()):
        _set(name, max(value, floors.get(name, 0)) + gap)


def prefixes() -> list[str]:
    """What stands before the year in numbers: of each fund, of documents, and of payment runs."""
    return sorted({programme.number_prefix for programme in PROGRAMMES.values()} | {DOCUMENTS, RUNS})


def years_between(first: date, last: date) -> range:
    """The years in which numbers may have been lost."""
    return range(first.year, last.year + 1)


def _sequences() -> Iterable[tuple[str, int]]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
            )
            tables = [name for (name,) in cursor.fetchall()]
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            known = dict(cursor.fetchall())
            yield from ((f"{table}.id", known.get(table, 0)) for table in tables)
            return
        cursor.execute(
            "SELECT sequencename, COALESCE(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'"
        )
        known = dict(cursor.fetchall())
        for table in connection.introspection.table_names(cursor):
            for found in connection.introspection.get_sequences(cursor, table):
                yield f"{table}.{found['column']}", known[found["name"]]


def _set(name: str, value: int) -> None:
    table, _, column = name.rpartition(".")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [value, table])
            if not cursor.rowcount:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, value])
            return
        quoted = connection.ops.quote_name(table)
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [quoted, column, value])
