"""``make bench``: how many statements a move costs, and how long beside the same writes in bare ORM.

Prints one line a move: statements without its bookings, milliseconds through the door, milliseconds bare, their ratio.
Ends with 1 if a move needs more than eight statements or more than twice the time. Works on a database of its own.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MOST_STATEMENTS, MOST_RATIO, ROUNDS = 8, 2.0, 15


def main() -> None:
    """Set up a database, measure, print, judge."""
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", VAR_DIR=folder)
        os.environ.pop("CELERY_BROKER_URL", None)
        import django  # only now: the environment chooses the database

        django.setup()
        sys.exit(measure())


def measure() -> int:
    """Measure every move of the list on a test database; 1 if one is too dear."""
    from django.test.utils import setup_databases, teardown_databases

    made = setup_databases(verbosity=0, interactive=False)
    try:
        dear = [line for line in map(_one, MOVES) if line]
    finally:
        teardown_databases(made, verbosity=0)
    print("\n".join(dear) or "Alle Schritte sind günstig genug.")
    return 1 if dear else 0


MOVES: list[tuple[str, str, str, Callable[[Any], dict[str, Any]]]] = [
    ("submitted", "begin_check", "sachbearbeitung", lambda story: {"unbiased": True}),
    ("formal_check", "request_documents", "sachbearbeitung", lambda story: {"items": "Satzung"}),
    ("formal_check", "confirm_completeness", "sachbearbeitung", lambda story: {}),
    ("expert_check", "propose_refusal", "sachbearbeitung", lambda story: {"reason": "Nicht förderfähig"}),
    ("in_sitting", "defer", "geschaeftsstelle", lambda story: {"reason": "Rückfragen"}),
    ("deferred", "relist", "geschaeftsstelle", lambda story: {}),
    ("awarded", "record_lawsuit", "leitung", lambda story: {"filed_on": story.day, "scope": "grant"}),
    ("running", "suspend_payments", "leitung", lambda story: {"reason": "Hinweise"}),
    ("proof_due", "suspend_payments", "leitung", lambda story: {"reason": "Hinweise"}),
    ("submitted", "discontinue", "leitung", lambda story: {"reason": "Erledigt"}),
]
"""Stage, move, who, with what."""


def _one(row: tuple[str, str, str, Callable[[Any], dict[str, Any]]]) -> str:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from grants.actions import perform
    from tests.factories import World, drive
    from workflows.stages import Stage

    stage, move, who, answers = row
    world, through, bare, count = World(), [], [], 0
    for _ in range(3 if stage in ("awarded", "running", "proof_due") else 5):
        story = drive(world, Stage(stage))
        if move == "confirm_completeness":
            _tick_checklist(story)
        data, by = answers(story), story.staff(who)
        if not count:  # counting costs time, so the first way is counted and not timed
            with CaptureQueriesContext(connection) as seen:
                perform(story.case, move, data, by=by, now=story.now())
            count = _statements([query["sql"] for query in seen.captured_queries])
            continue
        start = time.perf_counter()
        perform(story.case, move, data, by=by, now=story.now())
        through.append(time.perf_counter() - start)
        bare.append(median(_bare(story.case) for _ in range(ROUNDS)))
    ratio = median(through) / median(bare)
    times = f"{median(through) * 1000:6.1f} ms  {median(bare) * 1000:6.1f} ms bloß  × {ratio:.1f}"
    line = f"{move:22} {stage:20} {count:2} Anweisungen  {times}"
    print(line, flush=True)
    return f"zu teuer: {line}" if count > MOST_STATEMENTS or ratio > MOST_RATIO else ""


def _tick_checklist(story: Any) -> None:
    from grants.actions.desk import save_review
    from grants.models.review import CHECKLIST

    checked = {"checked": [key for key, _ in CHECKLIST]}
    save_review(story.case, checked, by=story.staff("sachbearbeitung"), now=story.now())


def _statements(queries: list[str]) -> int:
    """Statements of a move without begin and commit and without its bookings."""
    return sum(not _is_frame(sql) for sql in queries)


def _is_frame(sql: str) -> bool:
    booking = "grants_entry" in sql or 'UPDATE "grants_pot"' in sql
    return booking or sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))


def _bare(case: Any) -> float:
    """Seconds for the same rows read and written without the door: dossier, case, entry, dossier."""
    from django.db import transaction

    from grants.models import Application, Dossier, Transition

    last = Transition.objects.filter(dossier=case.dossier_id).order_by("-sequence").first()
    copy = {
        f.attname: getattr(last, f.attname) for f in Transition._meta.concrete_fields if f.attname != "id"
    }
    start = time.perf_counter()
    with transaction.atomic():
        dossier = Dossier.objects.get(pk=case.dossier_id)
        beside = ("organisation", "call__guideline", "call__pot", "project")
        record = Application.objects.select_related(*beside).get(pk=case.pk)
        number = dossier.length + 1
        copy |= {"sequence": number, "hash": f"bare-{time.perf_counter_ns()}", "key": None}
        Transition(**copy).save(force_insert=True)
        record.save()
        dossier.length, dossier.version = number, dossier.version + 1
        dossier.save()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
