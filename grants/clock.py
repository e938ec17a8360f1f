"""The one clock of the door."""

from datetime import date, datetime

from django.db import connection
from django.utils import timezone


def database_now() -> datetime:
    """The time of the database, aware; SQLite lives in this process and shares its clock."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def day_of(moment: datetime) -> date:
    """The day of a moment in Europe/Berlin."""
    return timezone.localtime(moment).date()
