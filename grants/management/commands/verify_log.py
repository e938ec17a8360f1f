"""``manage.py verify_log``: proves log, seals and money; ``--export`` writes the log for the offline verifier."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from grants.actions import export as log
from grants.actions.balance import check_money
from grants.actions.proving import prove
from grants.actions.rights import check_rights
from grants.actions.standing import check_stages
from grants.models import Dossier, Seal, Transition


class Command(BaseCommand):
    """Says in sentences what is wrong and where; the exit code is 1 if anything is."""

    help = "Prüft Protokoll, Tagessiegel und Buchungen. Meldet jede Stelle, an der etwas nicht stimmt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="TAG=SIEGEL",
            help="ein Tagessiegel, das außen hinterlegt ist, z. B. 2026-11-21=3f9a…; mehrfach möglich",
        )
        parser.add_argument(
            "--export",
            type=Path,
            metavar="DATEI",
            help="schreibt das Protokoll als JSON-Zeilen, zum Prüfen mit tools/verify_log.py",
        )

    def handle(self, *args: Any, anchor: list[str], export: Path | None, **options: Any) -> None:
        if export:
            self.write(export)
        findings = [*prove(*_log(), _anchors(anchor)), *check_money(), *check_stages(), *check_rights()]
        for finding in findings:
            self.stdout.write(str(finding))
        if findings:
            raise CommandError(f"{len(findings)} Stellen stimmen nicht.", returncode=1)
        self.stdout.write(
            f"Alles stimmt: {Dossier.objects.count()} Akten, {Transition.objects.count()} Einträge, "
            f"{Seal.objects.count()} Tagessiegel."
        )

    def write(self, target: Path) -> None:
        with target.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in log.lines())
        self.stdout.write(f"Das Protokoll steht in {target}. Es enthält persönliche Daten.")


def _log() -> tuple[list[log.Row], Any]:
    """The seals first: they speak of what is already there."""
    return log.seals(), log.files()


def _anchors(given: list[str]) -> dict[str, str]:
    parts = [text.partition("=") for text in given]
    if wrong := [day for day, sign, _ in parts if not sign]:
        raise CommandError(f"Ein Siegel wird als TAG=SIEGEL angegeben, nicht „{wrong[0]}“.")
    return {day: digest.strip().lower() for day, _, digest in parts}
