"""``manage.py first_day``: what an empty site still needs, step by step; names the first administrators."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from grants.actions.first_day import name_administrators, steps
from workflows.errors import MoveRefused


class Command(BaseCommand):
    """Lists the steps, each with its page; a tick stands before what is done."""

    help = "Sagt, was bis zur ersten Förderrunde fehlt, und benennt die erste Administration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--administrator",
            nargs=2,
            action="append",
            default=[],
            metavar=("NAME", "E-MAIL"),
            help="Name und E-Mail-Adresse; zweimal für zwei Personen.",
        )

    def handle(self, *args: Any, administrator: list[list[str]], **options: Any) -> None:
        if administrator:
            self.name([(name, email) for name, email in administrator])
        rows = steps(timezone.localdate())
        for number, step in enumerate(rows, 1):
            address = reverse("grants:first_day_step", args=[step.key])
            missing = f"  {step.missing}" if step.missing else ""
            self.stdout.write(f"{'✓' if step.done else ' '} {number}. {step.title}  {address}{missing}")
        self.stdout.write(f"{sum(step.done for step in rows)} von {len(rows)} Schritten erledigt.")

    def name(self, people: list[tuple[str, str]]) -> None:
        """Make the administrators; what was typed wrongly is named and nothing is made."""
        for _, email in people:
            try:
                validate_email(email)
            except ValidationError as wrong:
                raise CommandError(f"{email} ist keine E-Mail-Adresse.") from wrong
        try:
            made = name_administrators(people)
        except MoveRefused as refusal:
            raise CommandError(" ".join(map(str, refusal.reasons))) from refusal
        for person in made:
            self.stdout.write(
                f"{person.name} administriert und setzt das Passwort über „Passwort vergessen“."
            )
