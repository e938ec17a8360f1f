"""``manage.py draw``: write what the documentation takes from the code: its pages of machines, its line numbers."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from workflows.machine import Machine
from workflows.pages import page
from workflows.procedures import PROCEDURES
from workflows.programmes import FUNDS, PROGRAMMES

PLACE = re.compile(r"`([\w/]+\.py):\d+` \(`(\w+)`\)")
"""How docs/architecture.md names a place in the code: file, line, what is defined there."""


def located(text: str, root: Path) -> str:
    """The text with the line of each place as it is now; LookupError for a name that its file does not define."""

    def line(found: re.Match[str]) -> str:
        path, name = found.groups()
        defined = re.compile(rf"\s*(?:async )?(?:def|class) {name}\b|{name}(?:: .*)? = ")
        lines = (root / path).read_text(encoding="utf-8").splitlines()
        number = next((n for n, code in enumerate(lines, 1) if defined.match(code)), None)
        if number is None:
            raise LookupError(f"{path} does not define {name}")
        return f"`{path}:{number}` (`{name}`)"

    return PLACE.sub(line, text)


def pages() -> dict[str, str]:
    """Path below ``docs`` → text of the page; a fund that stands outside the house has no page here."""
    own = {slug: fund for slug, fund in PROGRAMMES.items() if fund.__module__ in FUNDS}
    kinds: dict[str, Mapping[str, type[Machine]]] = {"programmes": own, "procedures": PROCEDURES}
    return {
        f"{kind}/{slug}.md": page(machine)
        for kind, machines in kinds.items()
        for slug, machine in machines.items()
    }


class Command(BaseCommand):
    """Writes every page anew, and the line numbers; the same code gives the same text."""

    help = "Zeichnet die Seiten der Programme und Verfahren neu (docs/programmes, docs/procedures)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files and say which."""
        root = Path(settings.BASE_DIR)
        docs = root / "docs"
        architecture = docs / "architecture.md"
        architecture.write_text(located(architecture.read_text(encoding="utf-8"), root), encoding="utf-8")
        for name, text in pages().items():
            file = docs / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            self.stdout.write(f"docs/{name}")
