"""``manage.py work_outbox``: works the outbox in a process of its own, beside other workers, until its input closes."""

import sys
from select import select
from typing import Any

from django.core.management import BaseCommand

from notifications import outbox

PAUSE = 0.2
"""Seconds between two looks."""


class Command(BaseCommand):
    """Every row is claimed before it is worked, so any number of processes may help."""

    help = "Arbeitet den Postausgang ab, bis die Eingabe endet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Settle what is there, look again, stop when whoever started this closes the input."""
        while not select([sys.stdin], [], [], PAUSE)[0]:
            outbox.settle()
