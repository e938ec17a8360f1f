"""Pictures of the database: what a story writes through the real door is written once in a run and then put back.

``pictured(key, build)`` answers what ``build`` answers. The first time ``build`` runs, and the rows that it adds and
changes are kept; the next time that the database holds just the same as then, these rows are put there at once. What
the database holds is known from where the test began (nothing) and from the pictures since; any other statement that
writes ends this knowledge, and from then on everything is built. So nothing outlives a test, whichever way it ends.
"""

import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from functools import cache, wraps
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models, transaction

Made = TypeVar("Made")
Rows = dict[str, frozenset[Any]]
"""Table → its rows, each as the database spells it."""
WRITES = ("insert", "update", "delete", "truncate", "rollback", "merge", "alter", "create", "drop")


@dataclass(frozen=True)
class Picture:
    """What one ``build`` left: all rows, those it added and took away, its files, and its pickled answer."""

    name: str
    rows: Rows
    added: Rows
    gone: Rows
    files: dict[str, bytes]
    answer: bytes


@dataclass
class Known:
    """Which picture the database holds, and nothing else; None if anything was written since."""

    picture: Picture | None = None


KNOWN = Known()
PICTURES: dict[str, Picture] = {}
NOTHING = Picture("", {}, {}, {}, {}, b"")


def begin() -> None:
    """A test begins, on a database without rows of ours."""
    KNOWN.picture = NOTHING


def end() -> None:
    """The test is over: what it had written is gone, in whichever way."""
    KNOWN.picture = None


def watch(connection: Any, **_: object) -> None:
    """Listen to every statement of a new connection."""
    if _notice not in connection.execute_wrappers:
        connection.execute_wrappers.append(_notice)


def _notice(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if sql.lstrip()[:8].lower().startswith(WRITES):
        KNOWN.picture = None
    return execute(sql, params, many, context)


def pictured(key: object, build: Callable[[], Made]) -> Made:
    """What ``build`` makes. ``key`` names everything that its rows depend on beside what the database holds."""
    if (before := KNOWN.picture) is None:
        return build()
    name = sha256(f"{before.name} {key!r}".encode()).hexdigest()
    with _alone(name) as file:
        if name not in PICTURES and file.exists():
            PICTURES[name] = pickle.loads(file.read_bytes())
        if name not in PICTURES:
            made = build()
            PICTURES[name] = KNOWN.picture = _take(name, before, made)
            file.write_bytes(pickle.dumps(PICTURES[name]))
            return made
    _put(PICTURES[name])
    KNOWN.picture = PICTURES[name]
    return pickle.loads(PICTURES[name].answer)


def once_in_a_run(name: str, make: Callable[[], Made]) -> Made:
    """What ``make`` makes, made by the first worker that asks for it."""
    with _alone(name) as file:
        if not file.exists():
            file.write_bytes(pickle.dumps(make()))
        return pickle.loads(file.read_bytes())


@contextmanager
def _alone(name: str) -> Iterator[Path]:
    """The file of a picture that all workers of a run share; while one of them makes it, the others wait for it."""
    folder = Path(os.environ["VAR_DIR"]) / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as turn:
        flock(turn, LOCK_EX)
        yield folder / name


def from_picture(method: Callable[..., Made]) -> Callable[..., Made]:
    """A method that makes a case: the same with the same words, wherever the database holds the same."""

    @wraps(method)
    def made(self: Any, *given: Any, **said: Any) -> Made:
        key = (method.__qualname__, given, sorted(said.items()))
        return pictured(key, lambda: method(self, *given, **said))

    return made


def _take(name: str, before: Picture, made: object) -> Picture:
    now = {table: rows for table in tables() if (rows := _rows_of(table))}
    changed = now.keys() | before.rows.keys()
    nothing: frozenset[Any] = frozenset()
    added = {table: now.get(table, nothing) - before.rows.get(table, nothing) for table in changed}
    gone = {table: before.rows.get(table, nothing) - now.get(table, nothing) for table in changed}
    return Picture(name, now, added, gone, _files(), pickle.dumps(made))


def _put(picture: Picture) -> None:
    with transaction.atomic():
        for table, rows in picture.gone.items():
            _delete(table, rows)
        for table, rows in picture.added.items():
            _insert(table, rows)
    for name, content in picture.files.items():
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(content))


@cache
def tables() -> dict[str, tuple[list[str], int]]:
    """Table → its columns and the place of its key, of every model whose rows come and go."""
    fixed = ("contenttypes", "auth")
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label not in fixed]
    return {
        model._meta.db_table: (
            columns := [str(f.column) for f in model._meta.local_concrete_fields],
            columns.index(str(model._meta.pk.column)),
        )
        for model in found
        if model._meta.managed and not model._meta.proxy
    }


def _files() -> dict[str, bytes]:
    """Every file that a row names."""
    kept = {}
    for model in apps.get_models():
        for fld in (f for f in model._meta.local_concrete_fields if isinstance(f, models.FileField)):
            for name in model._default_manager.exclude(**{fld.name: ""}).values_list(fld.name, flat=True):
                if default_storage.exists(name):
                    with default_storage.open(name) as file:
                        kept[name] = file.read()
    return kept


# Rows as the database spells them: lines of COPY on PostgreSQL, tuples of what is stored on SQLite


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _rows_of(table: str) -> frozenset[Any]:
    columns, _ = tables()[table]
    connection.ensure_connection()
    if _is_postgres():
        with (
            connection.connection.cursor() as cursor,
            cursor.copy(f'COPY "{table}" ({_quoted(columns)}) TO STDOUT') as copy,
        ):
            return frozenset(b"".join(copy).split(b"\n")[:-1])
    # The sign keeps the driver from turning what is stored into Python's own types.
    plain = ", ".join(f'+"{name}"' for name in columns)
    return frozenset(connection.connection.execute(f'SELECT {plain} FROM "{table}"').fetchall())


def _delete(table: str, rows: frozenset[Any]) -> None:
    columns, place = tables()[table]
    if not rows:
        return
    if _is_postgres():
        keys = [row.split(b"\t")[place].decode() for row in rows]
        with connection.connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM "{table}" WHERE "{columns[place]}"::text = ANY(%s)', [keys])
    else:
        keys = [(row[place],) for row in rows]
        connection.connection.executemany(f'DELETE FROM "{table}" WHERE "{columns[place]}" = ?', keys)


def _insert(table: str, rows: frozenset[Any]) -> None:
    columns, place = tables()[table]
    if not rows:
        return
    if _is_postgres():
        with connection.connection.cursor() as cursor:
            with cursor.copy(f'COPY "{table}" ({_quoted(columns)}) FROM STDIN') as copy:
                copy.write(b"\n".join(rows) + b"\n")
            if sequence := _sequence_of(table):
                highest = max(int(row.split(b"\t")[place]) for row in rows)
                cursor.execute(f"SELECT setval(%s, GREATEST(%s, (SELECT last_value FROM {sequence})))",
                               [sequence, highest])  # fmt: skip
    else:
        holes = ", ".join("?" * len(columns))
        connection.connection.executemany(
            f'INSERT INTO "{table}" ({_quoted(columns)}) VALUES ({holes})', list(rows)
        )


@cache
def _sequence_of(table: str) -> str | None:
    columns, place = tables()[table]
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', columns[place]])
        return cursor.fetchone()[0]
