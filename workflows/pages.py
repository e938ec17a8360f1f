"""A machine as a page of the documentation: its diagram, its stages, its moves with their law, its reminders."""

from datetime import date
from decimal import Decimal
from typing import Any

from workflows.chart import drawn, mermaid
from workflows.guidelines import Guideline
from workflows.law import Move, law_of
from workflows.letters import Reminder
from workflows.machine import Machine, Programme, targets_of
from workflows.money import format_eur, format_percent
from workflows.period import Period
from workflows.programmes import PROGRAMMES
from workflows.roles import Role
from workflows.wording import (
    LETTERS,
    OWN_SHARE,
    TERM_LABELS,
    WORDS,
    basis_of,
    body_names,
    deadline_of,
    deciders_of,
    meaning_of,
    rules_of,
    sentence_of,
    summary_of,
)

STATUTES = (
    "Das VwVfG des Bundes gilt über § 1 NVwVfG; die Vorschriften zur LHO gelten entsprechend. Die Grundlagen der "
    "Schritte sind allgemeines Wissen (M): Das Rechtsamt prüft sie, bevor ein Amt damit arbeitet."
)
SURENESS = (
    "Hinter jedem Wert steht, wie sicher er ist: S in einer Quelle gefunden, S-partial zum Teil gefunden, "
    "M allgemeines Wissen, I angenommen."
)


def page(machine: type[Machine]) -> str:
    """The whole page as Markdown, the same for the same code; ends with a line break."""
    parts = [
        f"# {machine.title}",
        "Diese Seite zeichnet `make docs` aus dem Code. Ändern Sie den Code, nicht die Seite.",
        summary_of(machine),
        *_deciders(machine),
        f"```mermaid\n{mermaid(machine)}\n```",
        *_section("Stände", _stages(machine)),
        *_section("Schritte", _moves(machine)),
        STATUTES,
        *_section("Erinnerungen", _reminders(machine)),
    ]
    if issubclass(machine, Programme):
        parts += [*_section("Werte der Richtlinie", _terms(machine)), SURENESS]
    return "\n\n".join(parts) + "\n"


def _deciders(machine: type[Machine]) -> list[str]:
    """Who is heard, who recommends and who decides in a fund; nothing for a procedure."""
    if not issubclass(machine, Programme):
        return []
    return [" ".join(deciders_of(machine, body_names(machine), machine.versions[-1]))]


def _section(title: str, rows: list[list[str]]) -> list[str]:
    head, *body = rows
    if not body:
        return []
    table = [head, ["---"] * len(head), *body]
    return [f"## {title}", "\n".join("| " + " | ".join(row) + " |" for row in table)]


def _labels(machine: type[Machine]) -> dict[str, str]:
    """Every stage of the machine's vocabulary with its label; a record that is not born yet is „neu“."""
    births = (move.target for move in drawn(machine) if isinstance(move.target, str) and not move.source)
    vocabulary: Any = type(next(births))
    return {"": "neu", **{str(stage): stage.label for stage in vocabulary}}


def _stages(machine: type[Machine]) -> list[list[str]]:
    named = {stage for move in drawn(machine) for stage in (str(move.source), *targets_of(move)) if stage}
    rows = [
        [label, meaning_of(machine, name, _newest(machine)), f"`{name}`"]
        for name, label in _labels(machine).items()
        if name in named
    ]
    return [["Stand", "Was er bedeutet", "Name im Code"], *rows]


def _moves(machine: type[Machine]) -> list[list[str]]:
    rows: dict[tuple[str, tuple[str, ...]], tuple[Any, list[str]]] = {}
    for move in drawn(machine):
        where = tuple(target for target in targets_of(move) if target != str(move.source))
        rows.setdefault((move.slug, where), (move, []))[1].append(str(move.source))
    head = ["Schritt", "Wer", "Von", "Nach", "Grundlage", "Regeln", "Briefe", "Frist"]
    return [head, *(_move(machine, move, sources, where) for (_, where), (move, sources) in rows.items())]


def _move(machine: type[Machine], move: Move, sources: list[str], targets: tuple[str, ...]) -> list[str]:
    law, labels = law_of(move), _labels(machine)
    rules = [sentence_of(rule, machine) for rule in rules_of(move)]
    rules += [f"Warnt: {sentence_of(rule, machine)}" for rule in law.warn]
    declared = ((law.signs, "unterschreibt"), (law.aside, "Nebenweg"), (law.repeatable, "wiederholbar"))
    marks = ", ".join(f"zeitweise {word}" if callable(mark) else word for mark, word in declared if mark)
    order = list(labels)
    return [
        f"{move.label} (`{move.slug}`" + (f"; {marks})" if marks else ")"),
        ", ".join(role.label for role in Role if role in law.by),
        "<br>".join(labels[source] for source in sorted(sources, key=order.index)),
        "<br>".join(labels[target] for target in targets) or "bleibt",
        basis_of(move, machine, _newest(machine)),
        "<br>".join(rules),
        "<br>".join(LETTERS[letter.key] for letter in law.letters),
        deadline_of(move, _newest(machine)),
    ]


def _newest(machine: type[Machine]) -> list[Any]:
    """The newest Terms of a programme; a procedure is open to every programme."""
    programmes = [machine] if issubclass(machine, Programme) else PROGRAMMES.values()
    return [programme.versions[-1] for programme in programmes]


def _reminders(machine: type[Machine]) -> list[list[str]]:
    labels = _labels(machine)
    rows = [
        [
            f"`{reminder.key}`",
            reminder.to.label,
            "<br>".join(label for name, label in labels.items() if name in reminder.stages),
            _days(reminder),
        ]
        for reminder in machine.all_reminders()
    ]
    return [["Erinnerung", "An", "Im Stand", "Wann"], *rows]


def _days(reminder: Reminder) -> str:
    """„30 und 7 Tage vor, 1 Tag nach dem Ende …“."""
    before = [-offset for offset in reminder.offsets if offset < 0]
    after = [offset for offset in reminder.offsets if offset > 0]
    spoken = [f"{_count(days)} {word}" for days, word in ((before, "vor"), (after, "nach")) if days]
    return f"{', '.join(spoken)} {WORDS['tage'][reminder.day]}"


def _count(days: list[int]) -> str:
    *most, last = map(str, days)
    said = f"{', '.join(most)} und {last}" if most else last
    return said + (" Tag" if days == [1] else " Tage")


def _terms(machine: type[Programme]) -> list[list[str]]:
    head = ["Wert", *(f"Fassung {known.terms.version}" for known in machine.guidelines)]
    rows = [
        [label, *(_value(known, name) for known in machine.guidelines)] for name, label in TERM_LABELS.items()
    ]
    return [head, *rows]


def _value(known: Guideline, name: str) -> str:
    """The value, where it comes from and how sure it is."""
    origin = known.origins[name]
    return f"{_said(name, getattr(known.terms, name))} ({origin.tag}: {origin.source})"


def _said(name: str, value: Any) -> str:
    if value is None:
        return "nicht bekannt"
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, Decimal):
        return format_percent(value) if name.endswith("_percent") else format_eur(value)
    if isinstance(value, Period):
        return value.german()
    if name == "own_share":
        return OWN_SHARE[value]
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)
