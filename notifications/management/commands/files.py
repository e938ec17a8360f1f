"""``manage.py files``: what lies on the disk without a row, and which rows lack their file; ``--remove`` tidies up."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from grants.clock import database_now
from notifications.files import tidy
from workflows.sentence import Sentence


class Command(BaseCommand):
    """Ends with 1 if a row lacks its file."""

    help = "Nennt Dateien ohne Eintrag und Einträge ohne Datei."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="Dateien ohne Eintrag entfernen")

    def handle(self, *args: Any, remove: bool, **options: Any) -> None:
        found = tidy(database_now(), remove=remove)
        for name in found.strays:
            self.stdout.write(name)
        self.stdout.write(Sentence("Dateien ohne Eintrag: {count}", count=len(found.strays)))
        self.stdout.write(Sentence("Entfernte Anlagen, die jetzt gelöscht sind: {count}", count=found.purged))
        if found.lost:
            raise CommandError(
                "\n".join([*found.lost, "Holen Sie diese Dateien aus einer Sicherung zurück."])
            )
        self.stdout.write("Zu jedem Eintrag ist die Datei da.")
