"""``make bench``: moves, pages, letters and the embedded house, each printed with its limit.

Ends with 1 if something is dearer than it may be. Works on a database of its own; ``make bench ONLY=door`` measures
one part. Moves and pages are measured on SQLite and on PostgreSQL, unless ``DATABASE_URL`` names one.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator

PARTS = ("door", "pages", "letters", "embedded")
ON_BOTH = ("door", "pages")
"""What both databases are asked."""


def main() -> None:
    """Measure what the command line names, else everything."""
    parts = sys.argv[1:] or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        sys.exit(f"Es gibt nur: {', '.join(PARTS)} – nicht {', '.join(sorted(unknown))}.")
    named = "DATABASE_URL" in os.environ
    both = [] if named else [part for part in parts if part in ON_BOTH]
    failed = [name for name, url in databases() if _elsewhere(both, url)] if both else []
    parts = [part for part in parts if part not in both]
    with tempfile.TemporaryDirectory(prefix="mw-bench-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", VAR_DIR=folder)
        os.environ.pop("CELERY_BROKER_URL", None)
        import django  # only now: the environment chooses the database

        django.setup()
        dear = [line for part in parts for line in measured(part)] + [f"auf {name}" for name in failed]
    print(
        "\n".join(["", *(f"zu teuer: {line}" for line in dear)] if dear else ["", "Alles ist günstig genug."])
    )
    sys.exit(1 if dear else 0)


def databases() -> Iterator[tuple[str, str]]:
    """A SQLite file and a private PostgreSQL, each with its address while it is asked for."""
    from tests.servers import Postgres

    with tempfile.TemporaryDirectory(prefix="mw-bench-") as folder:
        yield "SQLite", f"sqlite:///{folder}/bench.sqlite3"
    server = Postgres()
    try:
        yield "PostgreSQL", server.url
    finally:
        server.remove()


def _elsewhere(parts: list[str], url: str) -> bool:
    """Measure in a process of its own, because a process has one database; whether something was too dear."""
    command = [sys.executable, "-m", "tools.bench", *parts]
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode != 0


def measured(part: str) -> list[str]:
    """Measure one part on an empty database and return its lines that are too dear."""
    from importlib import import_module

    from django.test.utils import setup_databases, teardown_databases

    measure: Callable[[], list[str]] = import_module(f"tools.bench.{part}").measure
    made = setup_databases(verbosity=0, interactive=False)
    try:
        return measure()
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
