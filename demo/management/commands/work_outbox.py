"""``manage.py work_outbox``: works the outbox in a process of its own, beside other workers, until its input closes."""

import logging
import sys
from select import select
from typing import Any

from django.core.management import BaseCommand
from django.db import OperationalError

from notifications import outbox

logger = logging.getLogger(__name__)
PAUSE = 0.2
"""Seconds between two looks."""


class Command(BaseCommand):
    """Every row is claimed before it is worked, so any number of processes may help."""

    help = "Arbeitet den Postausgang ab, bis die Eingabe endet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Settle what is there, look again, stop when whoever started this closes the input."""
        while not select([sys.stdin], [], [], PAUSE)[0]:
            try:
                outbox.settle()
            except (
                OperationalError
            ) as reason:  # SQLite has one writer: the rows are still there at the next look
                logger.warning("the database is busy, the outbox is looked at again: %s", reason)
