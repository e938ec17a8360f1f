"""``manage.py heartbeat backup``: whatever runs outside of the house notes that it has come to its end."""

from typing import Any

from django.core.management import BaseCommand, CommandParser

from grants.actions import heartbeats
from grants.clock import database_now


class Command(BaseCommand):
    """The last line of a backup by other means; its age then stands on the page „Betrieb“ and in ``/metrics``."""

    help = "Vermerkt, dass etwas außerhalb des Hauses gelaufen ist, zum Beispiel eine Sicherung."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=[heartbeats.BACKUP])

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        heartbeats.note(name, database_now())
