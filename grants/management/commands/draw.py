"""``manage.py draw``: write the generated pages of the documentation, docs/programmes and docs/procedures."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from workflows.machine import Machine
from workflows.pages import page
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES


def pages() -> dict[str, str]:
    """Path below ``docs`` → text of the page."""
    kinds: dict[str, Mapping[str, type[Machine]]] = {"programmes": PROGRAMMES, "procedures": PROCEDURES}
    return {
        f"{kind}/{slug}.md": page(machine)
        for kind, machines in kinds.items()
        for slug, machine in machines.items()
    }


class Command(BaseCommand):
    """Writes every page anew; the same code gives the same pages."""

    help = "Zeichnet die Seiten der Programme und Verfahren neu (docs/programmes, docs/procedures)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files and say which."""
        docs = Path(settings.BASE_DIR) / "docs"
        for name, text in pages().items():
            file = docs / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            self.stdout.write(f"docs/{name}")
