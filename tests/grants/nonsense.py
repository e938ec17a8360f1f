"""What nobody should write: wrong kinds, huge texts, numbers that are none, days that are turned, words of machines."""

import warnings
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.db.models.functions import Length

from grants.models import (
    Application,
    Attachment,
    CaseMessage,
    ConsultationNote,
    Dossier,
    Draft,
    Entry,
    Exclusion,
    Item,
    Milestone,
    Mittelabruf,
    Organisation,
    PlanLine,
    Pot,
    Project,
    ProofLine,
    ProofOfUse,
    Receipt,
    Review,
    Sitting,
    Transition,
)
from tests.grants.records import rows_of
from workflows.errors import MoveRefused

HUGE = "Übermaß " * 2_000
NAUGHTY = "'; DROP TABLE grants_pot; -- <script>alert(1)</script> {{ 7*7 }} \u202e\U0001f9d1\u200d\U0001f680"
VALUES: tuple[Any, ...] = (
    None,
    "",
    HUGE,
    NAUGHTY,
    "\x00",
    "\ud800",
    True,
    -1,
    10**30,
    1.5,
    Decimal("NaN"),
    Decimal("-1"),
    Decimal("0.001"),
    Decimal("1E+40"),
    b"bytes",
    ["x", 1],
    {"a": {"b": None}},
    date(1, 1, 1),
    datetime(2026, 1, 1),  # noqa: DTZ001  # without a time zone is the point
)
"""One for every way to be wrong; some are right in some place, and then they are written or refused by a rule."""

TYPED = (
    "",
    HUGE,
    NAUGHTY,
    "a\x00b",
    "NaN",
    "-5",
    "1e999",
    "²",
    "9" * 400,
    "4800,001",
    "31.02.2026",
    "../../etc/passwd",
)
"""What a page can be sent in a field."""

Traces = dict[type[models.Model], list[Any]]
MISTAKES = (ValueError, TypeError, AttributeError)
"""What only a program can do wrong: words that no log can keep, kinds that have no canonical form, unknown names."""


def outcome(act: Callable[[], Any], before: Traces | None = None) -> str:
    """What came of an act, which is undone: "written", "refused", "mistake", or what should not be."""
    before = before or traces()
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]  # the door's transactions may begin inside
    with outer, warnings.catch_warnings():
        warnings.simplefilter("error")
        said = answer_to(act)
        if said in ("refused", "mistake") and traces() != before:
            said += ", and something was written"
        if said == "written" and (long := overlong(before)):
            said += f", too long for PostgreSQL: {long}"
        transaction.set_rollback(True)
    return said


def answer_to(act: Callable[[], Any]) -> str:
    try:
        act()
    except MoveRefused as refusal:
        spoken = refusal.reasons and all(r.strip().endswith((".", "?", "!")) for r in refusal.reasons)
        return "refused" if spoken else f"refused without a sentence: {refusal.reasons}"
    except MISTAKES:
        return "mistake"
    except Exception as wrong:  # noqa: BLE001  # the test names whatever it was
        return f"{type(wrong).__name__}: {str(wrong)[:200]}"
    return "written"


WATCHED = (
    Application, Project, Organisation, Dossier, Transition, PlanLine, Milestone, Review, Draft, ProofOfUse, Receipt,
    ProofLine, Attachment, CaseMessage, ConsultationNote, Mittelabruf, Sitting, Item, Exclusion, Pot, Entry,
)  # fmt: skip


def traces() -> Traces:
    """The last rows of every table that a writer touches, and how many there are."""
    return {
        kind: rows_of(kind, what="count(*)") + rows_of(kind, "ORDER BY {key} DESC LIMIT 1")
        for kind in WATCHED
    } | {Dossier: rows_of(Dossier, "ORDER BY {key}")}


def overlong(before: Traces) -> list[str]:
    """Columns that hold more than PostgreSQL would take; a SQLite file takes everything."""
    after = traces()
    found = []
    for model in (kind for kind in WATCHED if after[kind] != before[kind] or kind in (Project, Organisation)):
        columns = [c for c in model._meta.concrete_fields if isinstance(c, models.CharField) and c.max_length]
        sizes = {f"{c.name}_size": Max(Length(c.name)) for c in columns}
        wide = model._default_manager.aggregate(**sizes) if sizes else {}
        found += [
            f"{model.__name__}.{c.name}" for c in columns if (wide[f"{c.name}_size"] or 0) > c.max_length
        ]
    return found


def wrong_ones(acts: dict[str, Callable[[], Any]]) -> list[str]:
    fine, before = ("written", "refused", "mistake"), traces()
    return [f"{name}: {said}" for name, act in acts.items() if (said := outcome(act, before)) not in fine]


def shown(value: Any) -> str:
    return f"{type(value).__name__} {value!r}"[:60]
