"""How many statements a move costs, and how long it takes beside the same writes in bare ORM.

One line a move, as a form makes it: statements without its bookings, milliseconds of processor time (here and in the
database) through the door, the same bare, and their ratio.
"""

import secrets
from collections.abc import Callable
from typing import Any

from .pages import spent

MOST_STATEMENTS, MOST_RATIO, WAYS = 8, 2.0, 9


def measure() -> list[str]:
    """Every move of the list; the lines of those that are too dear."""
    from django.db import connection

    print(
        f"Schritte durch die Tür auf {connection.display_name} (höchstens 8 Anweisungen ohne Buchungen, × 2)"
    )
    return [line for line in map(_one, MOVES) if line]


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


def _draft(case: Any) -> None:
    draft = case.drafts.get(current=True)
    case.drafts.filter(current=True).update(current=False)
    draft.pk = None
    draft.save(force_insert=True)


def _lawsuit(case: Any) -> None:
    from grants.models import Lawsuit

    Lawsuit(application=case, scope="grant", filed_on=case.posted_on).save(force_insert=True)


OPENED: dict[str, Callable[[Any], None]] = {"propose_refusal": _draft, "record_lawsuit": _lawsuit}
"""Move → the writes beside the case, in bare ORM."""


def _one(row: tuple[str, str, str, Callable[[Any], dict[str, Any]]]) -> str:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from grants.actions import perform
    from tests.factories import World, drive
    from workflows.stages import Stage

    stage, move, who, answers = row
    world, through, bare, count = World(), [], [], 0
    for _ in range(WAYS):
        story = drive(world, Stage(stage))
        if move == "confirm_completeness":
            _tick_checklist(story)
        data, by = answers(story), story.staff(who)
        if not count:  # counting costs time, so the first way is counted and not timed
            with CaptureQueriesContext(connection) as seen:
                perform(story.case, move, data, by=by, key="Formular", now=story.now())
            count = _statements([query["sql"] for query in seen.captured_queries])
            continue
        start = spent()
        perform(story.case, move, data, by=by, key="Formular", now=story.now())
        through.append(sum(spent()) - sum(start))
        bare.append(_bare(story.case, move))
    ratio = min(through) / min(bare)  # the least disturbed of each
    times = f"{min(through) * 1000:6.1f} ms  {min(bare) * 1000:6.1f} ms bloß  × {ratio:.1f}"
    line = f"{move:22} {stage:20} {count:2} Anweisungen  {times}"
    print(line, flush=True)
    return line if count > MOST_STATEMENTS or ratio > MOST_RATIO else ""


def _tick_checklist(story: Any) -> None:
    from grants.actions.desk import save_review
    from grants.models.check import CHECKLIST

    checked = {"checked": [key for key, _ in CHECKLIST]}
    save_review(story.case, checked, by=story.staff("sachbearbeitung"), now=story.now())


def _statements(queries: list[str]) -> int:
    """Statements of a move without begin and commit and without its bookings."""
    return sum(not _is_frame(sql) for sql in queries)


def _is_frame(sql: str) -> bool:
    booking = "grants_entry" in sql or 'UPDATE "grants_pot"' in sql
    return booking or sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))


def _bare(case: Any, move: str) -> float:
    """Processor seconds for the same rows without the door: dossier, case, what it opens, entry, dossier."""
    from django.db import transaction

    from grants.models import Application, Dossier, Transition

    last = Transition.objects.filter(dossier=case.dossier_id).order_by("-sequence").first()
    copy = {
        f.attname: getattr(last, f.attname) for f in Transition._meta.concrete_fields if f.attname != "id"
    }
    start = spent()
    with transaction.atomic():
        dossier = Dossier.objects.get(pk=case.dossier_id)
        beside = ("organisation", "round__guideline", "round__pot", "project")
        record = Application.objects.select_related(*beside).get(pk=case.pk)
        OPENED.get(move, lambda case: None)(record)
        number = dossier.length + 1
        copy |= {"sequence": number, "hash": f"bare-{secrets.token_hex(8)}", "key": None}
        Transition(**copy).save(force_insert=True)
        record.save()
        dossier.length, dossier.version = number, dossier.version + 1
        dossier.save()
    return sum(spent()) - sum(start)
