"""Health checks of the containers: does a process still do its work? One that does not is ended, and started again.

``python -m config.alive web|worker|beat`` exits with 0 or 1. Docker only notes that; so a process that has said nothing
three times in a row is told to end, and six times in a row is killed. ``restart`` in ``compose.yaml`` does the rest. A
process that answers, but lacks its database or its broker, is ill and not ended: starting it again would mend nothing.
"""

import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from enum import Enum
from pathlib import Path

OWN = "http://127.0.0.1:8000/healthz"
COUNTED = Path("/tmp/silent")  # noqa: S108  # a tmpfs of the container, which is of one user
ENDED_AFTER, KILLED_AFTER = 3, 6
LONGEST_PAUSE = 400
"""Seconds; the beat writes its schedule down every three minutes, and at its start."""


class Found(Enum):
    """What a check has found."""

    WELL = "well"
    ILL = "ill"
    SILENT = "silent"


def web() -> Found:
    """Whether the web server answers, and with what."""
    try:
        urllib.request.urlopen(OWN, timeout=8).close()
    except urllib.error.HTTPError:
        return Found.ILL
    except OSError:
        return Found.SILENT
    return Found.WELL


def worker() -> Found:
    """Whether the worker of this container answers over the broker."""
    from kombu.exceptions import OperationalError  # only here: the other checks need no Celery

    from config.celery import app

    try:
        answers = app.control.ping(destination=[f"celery@{socket.gethostname()}"], timeout=8)
    except OperationalError:
        return Found.ILL
    return Found.WELL if answers else Found.SILENT


def beat() -> Found:
    """Whether the beat ticks: it writes its schedule down as long as it does."""
    schedule = Path(os.environ["VAR_DIR"]) / "beat.schedule"
    written = max((file.stat().st_mtime for file in schedule.parent.glob(f"{schedule.name}*")), default=0)
    return Found.WELL if time.time() - written < LONGEST_PAUSE else Found.SILENT


CHECKS: dict[str, Callable[[], Found]] = {"web": web, "worker": worker, "beat": beat}


def judge(found: Found, counted: Path = COUNTED, kill: Callable[[int, int], None] = os.kill) -> int:
    """The exit code; counts silence, and ends what has been silent for too long."""
    if found is not Found.SILENT:
        counted.unlink(missing_ok=True)
        return int(found is Found.ILL)
    times = int(counted.read_text()) + 1 if counted.exists() else 1
    counted.write_text(str(times))
    if times >= KILLED_AFTER:
        kill(-1, signal.SIGKILL)  # all but the first process, which ends with its child
    elif times >= ENDED_AFTER:
        kill(1, signal.SIGTERM)
    return 1


if __name__ == "__main__":
    sys.exit(judge(CHECKS[sys.argv[1]]()))
