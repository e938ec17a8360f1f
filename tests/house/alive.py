"""A house whose beat ticks and whose tasks run."""

from datetime import datetime

from grants.actions import heartbeats
from grants.clock import database_now
from notifications.standstill import SWEEP, TASKS, WATCH


def all_alive(now: datetime | None = None) -> None:
    """Everything periodic has just run."""
    for name in (heartbeats.BEAT, SWEEP, WATCH, *TASKS):
        heartbeats.note(name, now or database_now())
