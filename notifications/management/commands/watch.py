"""``manage.py watch``: says what stands still, and alerts; for a timer that does not depend on the beat."""

import sys
from typing import Any

from django.core.management import BaseCommand

from grants.clock import database_now
from notifications.watching import watch


class Command(BaseCommand):
    """Ends with 1 if something stands still. Alerts go out once a day, whoever looks."""

    help = "Sagt, was stillsteht, und warnt. Endet mit 1, wenn etwas stillsteht."

    def handle(self, *args: Any, **options: Any) -> None:
        found = watch(database_now())
        for finding in found:
            self.stdout.write(f"{finding.sentence} {finding.advice}")
        if found:
            sys.exit(1)
