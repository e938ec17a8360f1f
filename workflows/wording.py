"""The German words of the law: a sentence a rule, a deadline, a stage; each move's basis; the names of letters, values.

They stand in ``data/wortlaut.toml`` and are read strictly: a table that nobody knows, a sentence that is empty or no
text, and a value that Terms do not have stop the loading.
"""

from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from string import Formatter
from typing import Any

from workflows.case import Terms
from workflows.datafiles import DATA, DataFile, read
from workflows.law import Move, law_of
from workflows.machine import Machine, Programme

TABLES = ("seiten", "regeln", "fristen", "tage", "briefe", "werte", "grundlagen", "staende")
NESTED = ("regeln", "staende")
VALUES = frozenset(field.name for field in fields(Terms)) - {"version"}


def load(path: Path = DATA / "wortlaut.toml") -> dict[str, dict[str, str]]:
    """Every table of the file, rules as ``module.name``, stages as ``machine.name``; DataFileError for a bad file."""
    file = read(path)
    for key in file.content:
        if key not in TABLES:
            raise file.refusal(f"„{key}“ is not known here", key)
    said = {name: _nested(file, name) if name in NESTED else _texts(file, name) for name in TABLES}
    for name, sentence in said["fristen"].items():
        for value in _values_in(sentence) - VALUES:
            raise file.refusal(f"Terms have no „{value}“", "fristen", name)
    file.table("werte", known=VALUES)
    return said


def _nested(file: DataFile, name: str) -> dict[str, str]:
    parts = file.table(name, known=file.content.get(name, ()))
    return {f"{part}.{key}": said for part in parts for key, said in _texts(file, name, part).items()}


def _texts(file: DataFile, *path: str) -> dict[str, str]:
    found: Any = file.content
    for step in path:
        found = found.get(step, {})
    table = file.table(*path, known=found) if found else {}
    return {key: file.text_at(table, key, *path, key) for key in table}


def _values_in(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


WORDS = load()
LETTERS = WORDS["briefe"]
"""Key of a letter → what people call it."""
TERM_LABELS = WORDS["werte"]
"""Name of a value of Terms → what people call it, in the order of the form."""


def key_of(rule: Callable[..., Any]) -> str:
    """The key of a rule: its module and its name; a rule that another function makes has that one's name."""
    return f"{rule.__module__.rpartition('.')[2]}.{rule.__qualname__.partition('.')[0]}"


def sentence_of(rule: Callable[..., Any]) -> str:
    """The German sentence of a rule; KeyError if it has none."""
    return WORDS["regeln"][key_of(rule)]


def basis_of(move: Move) -> str:
    """What a move rests on: its statute, or the rule of the fund or of the body; KeyError if nobody wrote it down."""
    return WORDS["grundlagen"][move.slug]


def meaning_of(machine: type[Machine], stage: str) -> str:
    """A stage in plain words; a programme shares its stages with the others. KeyError if nobody wrote it down."""
    return WORDS["staende"][f"{'fall' if issubclass(machine, Programme) else machine.slug}.{stage}"]


def rules_of(move: Move) -> list[Callable[..., Any]]:
    """The rules that must hold for a move, the day of a clock move last; what it only warns of is not among them."""
    law = law_of(move)
    return [*move.conditions, *law.given, *([law.on] if law.on else [])]


def deadline_of(move: Move, terms: Iterable[Terms]) -> str:
    """The deadline that a move sets or keeps, with the values of these Terms; empty if it has none.

    Where the Terms differ, every value is named: „14 oder 21 Tage“.
    """
    sentence = WORDS["fristen"].get(move.slug, "")
    known = list(terms)
    values = {name: dict.fromkeys(str(getattr(one, name)) for one in known) for name in _values_in(sentence)}
    return sentence.format(**{name: " oder ".join(found) for name, found in values.items()})
