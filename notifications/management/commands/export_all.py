"""``manage.py export_all FOLDER``: everything, in files that others read without us, with the proof of the log."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from notifications.exporting import NoExport, export_all


class Command(BaseCommand):
    """Writes a new folder; it holds personal data."""

    help = "Schreibt alle Vorgänge, Briefe, Anlagen, Angaben und das Protokoll in einen neuen Ordner."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, metavar="ORDNER")

    def handle(self, *args: Any, target: Path, **options: Any) -> None:
        try:
            count = export_all(target)
        except (NoExport, OSError) as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"{count} Vorgänge stehen in {target}. Der Ordner enthält persönliche Daten.")
