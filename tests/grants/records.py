"""What the tests of the records share: a fingerprint of the database, and threads with their own connections."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Barrier
from typing import Any

from django.apps import apps
from django.db import connection

OURS = ("grants", "notifications")


def fingerprint() -> dict[str, str]:
    """Table → digest of all its rows; equal fingerprints mean that nothing was written."""
    models = [m for room in OURS for m in apps.get_app_config(room).get_models(include_auto_created=True)]
    return {
        m._meta.db_table: sha256(repr(list(m.objects.order_by("pk").values_list())).encode()).hexdigest()
        for m in models
    }


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
