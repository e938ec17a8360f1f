"""``manage.py bounced < mail``: a report that a mail of ours came back; ``--mailbox``: all new ones."""

import sys
from typing import Any

from django.core.management import BaseCommand, CommandParser

from grants.clock import database_now
from notifications import bounces
from workflows.sentence import Sentence


class Command(BaseCommand):
    """Ends with 0 also for a mail that is no such report: a mail server would answer a failure with another report."""

    help = "Liest eine zurückgekommene E-Mail (RFC 3464) und vermerkt sie beim Vorgang."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mailbox", action="store_true", help="alle neuen aus dem Postfach BOUNCES_URL")

    def handle(self, *args: Any, mailbox: bool, **options: Any) -> None:
        if mailbox:
            self.stdout.write(
                Sentence("Zurückgekommen: {count}", count=bounces.visit_mailbox(database_now()))
            )
        elif bounces.take(sys.stdin.buffer.read(bounces.LARGEST), database_now()):
            self.stdout.write("Die zurückgekommene E-Mail ist vermerkt.")
        else:
            self.stderr.write("Das ist keine Nachricht über eine E-Mail dieses Hauses, die zurückkam.")
