"""Writes down that the beat ticks and that what it wakes has run: both leave a row each, so that silence is seen."""

import logging
import time
from typing import Any

from celery import current_app
from celery.signals import before_task_publish, task_success
from django.db import DatabaseError, close_old_connections, connection

logger = logging.getLogger(__name__)

BEAT = "beat"
SELDOM = 15.0
"""Seconds between two notes of the same name: whoever reads them asks for minutes."""
_noted: dict[str, float] = {}


def periodic() -> dict[str, str]:
    """Task → its name in the schedule of the beat."""
    return {entry["task"]: name for name, entry in current_app.conf.beat_schedule.items()}


@before_task_publish.connect
def beat_has_ticked(sender: str = "", **said: Any) -> None:
    """Nobody but the beat hands out a periodic task."""
    if sender in periodic():
        _write(BEAT)


@task_success.connect
def task_has_run(sender: Any = None, **said: Any) -> None:
    """A periodic task has come to its end."""
    if name := periodic().get(sender.name):
        _write(name)


def _write(name: str) -> None:
    """Note it, unless it was noted a moment ago. A database that is away costs a warning and no task.

    With the first tick of a beat everything periodic is expected, and a backup: what has not come yet is not missing.
    """
    # Models are loaded only when the first task runs.
    from grants.actions import heartbeats
    from grants.clock import database_now

    now = time.monotonic()
    if now - _noted.get(name, -SELDOM) < SELDOM:
        return
    _let_go()
    try:
        if name == BEAT and name not in _noted:
            heartbeats.expect([*periodic().values(), heartbeats.BACKUP], database_now())
        heartbeats.note(name, database_now())
        _noted[name] = now
    except DatabaseError as reason:
        logger.warning("the sign of life of %s could not be noted: %s", name, reason)
    finally:
        _let_go()


def _let_go() -> None:
    """Drop a connection that is too old: the beat has no request and no task at whose end somebody else would."""
    if not connection.in_atomic_block:
        close_old_connections()
