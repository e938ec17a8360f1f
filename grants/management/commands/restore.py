"""``manage.py restore FOLDER``: put a backup back, with everything stopped; ``manage.py restored`` comes next."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from grants.actions.backups import Refused, restore
from grants.management.commands.serve import only_one


class Command(BaseCommand):
    """Nothing leaves the house after it until ``manage.py restored`` has named the gap."""

    help = "Spielt eine Sicherung ein. Danach: manage.py restored, dann erst web, worker und beat starten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, metavar="ORDNER")
        parser.add_argument("--replace", action="store_true", help="ersetzt, was hier schon liegt")

    def handle(self, *args: Any, source: Path, replace: bool, **options: Any) -> None:
        try:
            with only_one(settings.VAR_DIR / "serve.lock"):
                missing = restore(source, replace=replace)
        except (Refused, OSError) as reason:
            raise CommandError(str(reason)) from reason
        for name in missing:
            self.stdout.write(f"Es fehlt eine Datei, die eine Zeile nennt: {name}")
        self.stdout.write(
            "Eingespielt. Jetzt: manage.py restored --by NAME --reason GRUND [--evidence DATEI]"
        )
