"""``manage.py backup FOLDER``: database, files and keys as of one moment, while everything goes on."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from grants.actions import heartbeats
from grants.actions.backups import Refused, back_up
from grants.clock import database_now


class Command(BaseCommand):
    """Writes a new folder; it holds personal data and keys, so it is kept like the house itself."""

    help = "Sichert Datenbank, Dateien und Schlüssel in einen neuen Ordner, im laufenden Betrieb."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, metavar="ORDNER")

    def handle(self, *args: Any, target: Path, **options: Any) -> None:
        try:
            made = back_up(target)
        except (Refused, OSError) as reason:
            raise CommandError(str(reason)) from reason
        heartbeats.note(heartbeats.BACKUP, database_now())
        self.stdout.write(
            f"Gesichert in {target}: Stand {made.at}, {sum(made.tables.values())} Zeilen, {len(made.files)} Dateien. "
            "Der Ordner enthält persönliche Daten."
        )
