"""Web server and workers of the house whose clock the test sets ahead: ``CLOCK_AHEAD`` names a file with seconds.

The hours between a sitting and its invitation, and the midnight of a deadline, come when the test says so.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

import grants.clock

AHEAD = Path(os.environ["CLOCK_AHEAD"])
real, real_of_database = timezone.now, grants.clock.database_now


def ahead() -> timedelta:
    """By how much the house is ahead of the world."""
    return timedelta(seconds=float(AHEAD.read_text()))


def now() -> datetime:
    """What stands in for ``django.utils.timezone.now``."""
    return real() + ahead()


def database_now() -> datetime:
    """What stands in for the clock of the door: the time of the database, set ahead."""
    return real_of_database() + ahead()


timezone.now = now
grants.clock.database_now = database_now  # before anybody takes it from there

from config.celery import app  # noqa: E402
from config.wsgi import application  # noqa: E402

__all__ = ["app", "application"]
