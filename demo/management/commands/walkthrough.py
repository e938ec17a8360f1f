"""``manage.py walkthrough``: every story from the first talk to the end, with real workers and real letters."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from demo.report import lines_of, table_of, what_failed
from demo.stories.changes import CHANGES
from demo.stories.contests import CONTESTS, replay_contest
from demo.stories.endings import ENDINGS
from demo.stories.ground import lay_ground
from demo.stories.large import LARGE
from demo.stories.refunds import REFUNDS
from demo.stories.rounds import ROUNDS, replay
from demo.stories.scenarios import SCENARIOS
from demo.stories.telling import Telling
from demo.working import post_office
from grants.models import Application, Round, Transition
from notifications.models import Document


class Command(BaseCommand):
    """Ends with a table; the exit code is 0 only if everything that the stories expect holds."""

    help = "Geht jeden Förderweg einmal, mit echten Briefen. Ohne --here in einer eigenen, leeren Datenbank."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--here", action="store_true", help="in der eingestellten Datenbank statt in einer eigenen"
        )
        parser.add_argument("--out", type=Path, default=Path("out"), help="Ordner für die PDFs")

    def handle(self, *args: Any, here: bool, out: Path, **options: Any) -> None:
        if not here:
            sys.exit(elsewhere(out.resolve()))
        if Round.objects.filter(title__in=[past.title for past in ROUNDS]).exists():
            raise CommandError("In dieser Datenbank wurden die Geschichten schon erzählt.")
        began = time.monotonic()
        with post_office() as settle:
            tale = Telling(lay_ground(), settle, self.told)
            self.tell(tale)
            settle()
        papers = deliver(out)
        for line in table_of(tale):
            self.say(line)
        seconds = time.monotonic() - began
        self.say(f"{len(tale.stories)} Vorgänge, {papers} PDFs in {out}/, {seconds:.0f} Sekunden.")
        if failed := what_failed(tale):
            raise CommandError("\n".join(["Nicht wie erwartet:", *failed]), returncode=1)
        self.say(f"Alle {len(tale.expectations)} Erwartungen sind erfüllt.")

    def tell(self, tale: Telling) -> None:
        """The scenarios and the rounds, each under its own heading."""
        for heading, scenario in (SCENARIOS | REFUNDS | CHANGES | ENDINGS).items():
            self.say(f"\n== {heading}")
            scenario(tale)
        for heading, large in LARGE.items():
            self.say(f"\n== {heading}")
            large(tale)
        for past in ROUNDS:
            self.say(f"\n== {past.title}")
            replay(tale, past)
        for contest in CONTESTS:
            self.say(f"\n== {contest.title}")
            replay_contest(tale, contest)

    def told(self, title: str, entry: Transition) -> None:
        """A move was made: say who did what, when, and where it led."""
        self.say(lines_of(title, entry))

    def say(self, line: str) -> None:
        """One line, at once."""
        self.stdout.write(line)
        self.stdout.flush()


def elsewhere(out: Path) -> int:
    """Tell the stories in a process of its own on an empty SQLite file; returns its exit code."""
    with tempfile.TemporaryDirectory(prefix="mittelweg-") as folder:
        own = {
            "VAR_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/walkthrough.sqlite3",
            "CELERY_BROKER_URL": "memory://localhost",
            "LOG_LEVEL": "WARNING",
        }
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        environment = {**os.environ, **own}
        subprocess.run([*manage, "migrate", "--verbosity", "0"], env=environment, check=True)
        story = [*manage, "walkthrough", "--here", "--out", str(out)]
        # Letters are most of the work: a second process makes them on the second core.
        with subprocess.Popen([*manage, "work_outbox"], env=environment, stdin=subprocess.PIPE):
            return subprocess.run(story, env=environment, check=False).returncode


def deliver(out: Path) -> int:
    """Copy every archived letter into a folder, named by case, letter and number; return how many."""
    out.mkdir(parents=True, exist_ok=True)
    numbers = dict(Application.objects.values_list("dossier", "number"))
    documents = Document.objects.filter(made_at__isnull=False).order_by("pk")
    for document in documents:
        name = f"{numbers.get(document.dossier_id) or 'sitzung'}-{document.key}-{document.number}.pdf"
        with document.file.open() as file:
            (out / name.replace("/", "-")).write_bytes(file.read())
    return documents.count()
