"""Noting that a periodic task has run, or is expected to."""

from collections.abc import Iterable
from datetime import datetime

from grants.models import Heartbeat

BEAT, BACKUP = "beat", "backup"


def note(name: str, now: datetime) -> None:
    """The task with this name has run to its end at ``now``; a later sign of life replaces an earlier one."""
    sign = Heartbeat(name=name, expected_since=now, at=now)
    Heartbeat.objects.bulk_create([sign], update_conflicts=True, unique_fields=["name"], update_fields=["at"])


def expect(names: Iterable[str], now: datetime) -> None:
    """From now on these tasks are had run; what is expected already stays as it is."""
    signs = [Heartbeat(name=name, expected_since=now) for name in names]
    Heartbeat.objects.bulk_create(signs, ignore_conflicts=True)
