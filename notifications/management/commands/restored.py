"""``manage.py restored``: after a restore, before workers start: name the gap, hold what is open, say what is lost."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from notifications.evidence import Unreadable
from notifications.restoring import held_payments, held_posts, note_restore


class Command(BaseCommand):
    """Prints what is held, with what it is known by outside, and what is lost."""

    help = (
        "Vermerkt eine Wiederherstellung: Nummern werden übersprungen, offene Post und Zahlungen angehalten."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", required=True, metavar="NAME", help="wer wiederhergestellt hat")
        parser.add_argument("--reason", required=True, metavar="GRUND", help="warum")
        parser.add_argument(
            "--gap", type=int, default=1000, help="so viele Nummern werden übersprungen (Vorgabe: 1000)"
        )
        parser.add_argument(
            "--evidence",
            type=Path,
            action="append",
            default=[],
            metavar="DATEI",
            help="was draußen bekannt ist, eine Kennung je Zeile: Message-ID, Nummer eines Briefs oder Vorgangs, "
            "Zahlung, TAG=SIEGEL; mehrfach möglich",
        )

    def handle(
        self, *args: Any, by: str, reason: str, gap: int, evidence: list[Path], **options: Any
    ) -> None:
        if gap < 1 or not by.strip() or not reason.strip():
            raise CommandError("Bitte nennen Sie einen Namen, einen Grund und eine Lücke von mindestens 1.")
        try:
            lines = [line for file in evidence for line in file.read_text(encoding="utf-8").splitlines()]
            noted = note_restore(by=by, reason=reason, gap=gap, evidence=lines)
        except (OSError, Unreadable) as wrong:
            raise CommandError(str(wrong)) from wrong
        restore = noted.restore
        self.stdout.write(
            f"{restore} ist vermerkt, {gap} Nummern sind übersprungen. "
            f"Angehalten: {noted.posts} Sendungen, {noted.payments} Zahlungen; freigegeben werden sie im Postausgang."
        )
        for post in held_posts().order_by("pk"):
            self.stdout.write(
                f"Angehalten: {post.get_kind_display()} {post.outside_key} {post.note}".rstrip()
            )
        for call in held_payments().select_related("application").order_by("pk"):
            self.stdout.write(f"Angehalten: Zahlung {call.reference} ({call.amount} EUR)")
        for line in restore.lost.splitlines():
            self.stdout.write(f"Verloren: {line}")
