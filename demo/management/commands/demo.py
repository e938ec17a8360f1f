"""``manage.py demo``: seeds the demonstration, beside the web if that runs already."""

import time
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from demo.seed import seed
from demo.stories.ground import lay_ground
from demo.stories.telling import Telling
from demo.working import failures, post_office
from grants.models import Transition

BREATH = 0.01
"""Seconds between two moves: SQLite's write lock is not fair, and the web wants to write too."""


class Command(BaseCommand):
    """Told twice it changes nothing; interrupted it goes on where it stopped."""

    help = "Schreibt Beispieldaten: offene Vorgänge in jedem Stand und zwei nachgestellte Förderrunden."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Beispieldaten gibt es nur mit DEMO=1: Ihre Konten haben kein Passwort.")
        self.moves = 0
        with post_office() as settle:
            troubles = seed(Telling(lay_ground(), settle, self.told), timezone.localdate(), self.say)
            settle()
        for sentence in troubles + failures():
            self.stderr.write(f"Nicht wie gedacht: {sentence}")
        self.say(f"Die Beispieldaten stehen bereit, {self.moves} Schritte waren zu tun.")

    def told(self, title: str, entry: Transition) -> None:
        """A move was made; let others write."""
        self.moves += 1
        time.sleep(BREATH)

    def say(self, line: str) -> None:
        """One line of progress, at once."""
        self.stdout.write(line)
        self.stdout.flush()
