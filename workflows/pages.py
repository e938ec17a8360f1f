"""A machine as a page of the documentation: its diagram, its stages, its moves with their law, its reminders."""

from collections.abc import Iterable
from inspect import getdoc
from typing import Any

from workflows.case import Role
from workflows.chart import drawn, mermaid
from workflows.guidelines import Guideline
from workflows.machine import Machine, Programme, target_of


def page(machine: type[Machine]) -> str:
    """The whole page as Markdown, the same for the same code; ends with a line break."""
    parts = [
        f"# {machine.title}",
        "This page is drawn from the code by `make docs`; change the code, not the page.",
        _sentence(machine),
        f"```mermaid\n{mermaid(machine)}\n```",
        *_section("Stages", _stages(machine)),
        *_section("Moves", _moves(machine)),
        *_section("Reminders", _reminders(machine)),
    ]
    if issubclass(machine, Programme):
        parts += _section("Terms", _terms(machine))
    return "\n\n".join(parts) + "\n"


def _section(title: str, rows: list[list[str]]) -> list[str]:
    head, *body = rows
    if not body:
        return []
    table = [head, ["---"] * len(head), *body]
    return [f"## {title}", "\n".join("| " + " | ".join(row) + " |" for row in table)]


def _stages(machine: type[Machine]) -> list[list[str]]:
    moves = drawn(machine)
    stages = dict.fromkeys(stage for move in moves for stage in (str(move.source), target_of(move)) if stage)
    vocabulary: Any = type(
        next(move.target for move in moves if isinstance(move.target, str) and not move.source)
    )
    order = {str(stage): stage.label for stage in vocabulary}
    return [["name", "label"], *([f"`{name}`", label] for name, label in order.items() if name in stages)]


def _moves(machine: type[Machine]) -> list[list[str]]:
    rows: dict[tuple[str, str], tuple[Any, list[str]]] = {}
    for move in drawn(machine):
        target = target_of(move)
        where = "" if target == str(move.source) else target
        rows.setdefault((move.slug, where), (move, []))[1].append(str(move.source))
    head = ["move", "label", "who", "from", "to", "rules", "letters"]
    return [head, *(_move(move, sources, where) for (_, where), (move, sources) in rows.items())]


def _move(move: Any, sources: list[str], target: str) -> list[str]:
    law = move.custom
    rules = [
        _sentence(rule) for rule in (*move.conditions, *law["given"], *([law["on"]] if law["on"] else []))
    ]
    rules += [f"Warns: {_sentence(rule)}" for rule in law["warn"]]
    marks = [word for word in ("signs", "aside", "repeatable") if law[word]]
    return [
        f"`{move.slug}`" + (f" ({', '.join(marks)})" if marks else ""),
        move.label,
        ", ".join(role.label for role in Role if role in law["by"]),
        _names(sources),
        f"`{target}`" if target else "unchanged",
        "<br>".join(rules),
        _names(letter.key for letter in law["letters"]),
    ]


def _reminders(machine: type[Machine]) -> list[list[str]]:
    head = ["reminder", "to", "in", "days from"]
    return [
        head,
        *(
            [
                f"`{reminder.key}`",
                reminder.to.label,
                _names(sorted(map(str, reminder.stages))),
                f"{', '.join(f'{offset:+}' for offset in reminder.offsets)} from `{reminder.day}`",
            ]
            for reminder in machine.all_reminders()
        ),
    ]


def _terms(machine: type[Programme]) -> list[list[str]]:
    names = machine.guidelines[0].origins
    head = ["value", *(f"version {known.terms.version}" for known in machine.guidelines)]
    return [
        head,
        *([f"`{name}`", *(_value(known, name) for known in machine.guidelines)] for name in sorted(names)),
    ]


def _value(known: Guideline, name: str) -> str:
    """The value, where it comes from and how sure it is."""
    value, origin = getattr(known.terms, name), known.origins[name]
    return f"{'not known' if value is None else value} ({origin.tag}: {origin.source})"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" if name else "new" for name in names)


def _sentence(thing: Any) -> str:
    return (getdoc(thing) or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
