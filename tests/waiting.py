"""Waiting for progress: a test that waits fails when nothing moves any more, and not because a machine is slow."""

import os
import time
from collections.abc import Callable
from pathlib import Path

STILL = 180
"""Seconds without any change after which nothing moves any more."""
TICKS = os.sysconf("SC_CLK_TCK")


def wait_until(
    holds: Callable[[], object],
    *,
    moving: Callable[[], object],
    meanwhile: Callable[[], object] = lambda: None,
    pause: float = 0.05,
) -> None:
    """Return as soon as ``holds`` is true; AssertionError if ``moving`` answers the same for STILL seconds.

    ``moving`` describes how far things have come: rows by state, or the processor time of a process.
    """
    last, since = moving(), time.monotonic()
    while not holds():
        meanwhile()
        if (now := moving()) != last:
            last, since = now, time.monotonic()
        assert time.monotonic() - since < STILL, f"nothing moves any more: {last}"
        time.sleep(pause)


def effort_of(pid: int) -> float:
    """Seconds of processor time that a process of this machine has used."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS
