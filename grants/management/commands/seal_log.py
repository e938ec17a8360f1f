"""``manage.py seal_log``: seals the last finished day, if that is not done yet, and prints the seal for keeping."""

from typing import Any

from django.core.management import BaseCommand

from grants.actions.seals import seal_day, wording
from grants.clock import database_now


class Command(BaseCommand):
    """Prints the seal; whoever keeps it outside can later prove that nothing was changed before it."""

    help = "Siegelt das Protokoll des letzten abgelaufenen Tages und gibt das Siegel zum Aufbewahren aus."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(wording(seal_day(database_now())))
