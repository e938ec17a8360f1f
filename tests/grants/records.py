"""What the tests of the records share: a fingerprint of the database, threads with their own connections, a move."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from threading import Barrier
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from grants.actions import perform

OURS = ("grants", "notifications")


def fingerprint() -> dict[str, str]:
    """Table → digest of all its rows; equal fingerprints mean that nothing was written.

    PostgreSQL digests where the rows are, in one statement: the tests ask this after each of thousands of attempts.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_digests())
            return dict(zip((column.name for column in cursor.description), cursor.fetchone(), strict=True))
    return {
        model._meta.db_table: sha256(repr(rows_of(model, "ORDER BY {key}")).encode()).hexdigest()
        for model in _ours()
    }


def _ours() -> list[type[Model]]:
    return [m for room in OURS for m in apps.get_app_config(room).get_models(include_auto_created=True)]


@cache
def _digests() -> str:
    tables = [(model._meta.db_table, model._meta.pk.column) for model in _ours()]
    columns = (
        f'''(SELECT md5(string_agg(kept::text, '|' ORDER BY "{key}")) FROM "{table}" AS kept) AS "{table}"'''
        for table, key in tables
    )
    return f"SELECT {', '.join(columns)}"


def rows_of(model: type[Model], rest: str = "", what: str = "*") -> list[Any]:
    """What a table has in the database, all columns or ``what``; ``rest`` may speak of its ``{key}``.

    Written by hand: the tests ask this after each of thousands of attempts, and building the query takes far longer
    than answering it.
    """
    meta = model._meta
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {what} FROM "{meta.db_table}" ' + rest.format(key=f'"{meta.pk.column}"'))
        return cursor.fetchall()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back; the door's transactions may begin in it."""
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]  # as Django's TestCase says to durable ones
    with outer:
        yield
        transaction.set_rollback(True)


def at_once(*tasks: Callable[[], Any]) -> list[Any]:
    """Run the tasks in threads that start together; each answer is what came back or what was raised."""
    start = Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(30)
            return task()
        except Exception as raised:  # noqa: BLE001 - the test looks at every outcome
            return raised
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def refused(answers: Sequence[Any]) -> list[BaseException]:
    """The answers that were raised."""
    return [answer for answer in answers if isinstance(answer, BaseException)]


def take_over(story, **said):
    """The move that most of these tests make: from submitted to formal_check."""
    data = said.pop("data", {"unbiased": True})
    by = said.pop("by", story.staff("sachbearbeitung"))
    return perform(story.case, "begin_check", data, by=by, **{"now": story.now()} | said)
