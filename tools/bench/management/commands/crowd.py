"""``manage.py crowd --cases 100000``: a database to measure on. Never for one with real cases."""

import os
from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from grants.models import Application, User

MOST = 1_000_000


class Command(BaseCommand):
    """Fill a database with many believable cases."""

    help = "Füllt eine leere Datenbank mit vielen erfundenen Fällen, zum Messen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=100_000, help="wie viele Fälle (100000)")

    def handle(self, *args: Any, cases: int, **options: Any) -> None:
        """Refuse a database in which anything is, unless CROWD=1 says that it is there to be measured."""
        if not 1 <= cases <= MOST:
            raise CommandError(f"Bitte nennen Sie eine Zahl von 1 bis {MOST}.")
        call_command("migrate", verbosity=0)
        used = Application.objects.exists() or User.objects.exists()
        if used and os.environ.get("CROWD") != "1":
            raise CommandError(
                "Diese Datenbank ist nicht leer. Erfundene Fälle gehören nicht zu echten; es wurde nichts geschrieben. "
                "Ist sie nur zum Messen da, dann setzen Sie CROWD=1."
            )
        # Only now: it drives cases, which most calls of this command have no use for.
        import_module("tools.bench.crowd").crowd(cases, self.stdout.write)
