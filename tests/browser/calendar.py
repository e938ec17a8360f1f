"""The calendar of a journey: days pass on the server under test, which runs in a thread of this process."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from grants.clock import database_now, day_of
from grants.tasks import make_due_moves, waking
from notifications.outbox import settle
from workflows.rules.deadlines import next_working_day


class Calendar:
    """Moves the clock of this process and does what beat and the workers do meanwhile.

    It begins at ten on a working day, so that no journey runs across midnight or depends on the day of the week.
    """

    def __init__(self, monkeypatch: Any):
        self._real = timezone.now
        self._ahead = timedelta()
        monkeypatch.setattr(timezone, "now", self.now)
        # The door asks the database for the time; that of PostgreSQL cannot be moved, so it takes the process's own.
        monkeypatch.setattr("grants.clock.connection", SimpleNamespace(vendor="process"))
        self._turn_to(next_working_day(self.today + timedelta(days=1)), 10)

    def now(self) -> datetime:
        """What stands in for ``django.utils.timezone.now``."""
        return self._real() + self._ahead

    @property
    def today(self) -> date:
        """The day of the server in Europe/Berlin."""
        return day_of(self.now())

    def turn_to(self, day: date, hour: int = 10) -> date:
        """It becomes ``hour`` o'clock on a later working day; return that day. Clock moves and mails are made."""
        self._turn_to(next_working_day(day), hour)
        for case_id in waking(database_now()):
            make_due_moves(case_id, database_now())
        settle()
        return self.today

    def pass_days(self, days: int) -> date:
        """At least so many days pass."""
        return self.turn_to(self.today + timedelta(days=days))

    def _turn_to(self, day: date, hour: int) -> None:
        moment = timezone.make_aware(datetime.combine(day, time(hour)))
        self._ahead = moment - self._real()
