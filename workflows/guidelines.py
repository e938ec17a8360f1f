"""The Terms that the house ships: ``terms.toml`` in the folder of each fund, read strictly.

The file has one table a Richtlinienfassung: its version, its title, and for every value of Terms what it is, where it
comes from and how sure it is. What all guidelines share stands in ``data/terms.toml``; a guideline that says such a
value itself goes first. A value that is left out, unknown, of another kind or at odds with another one stops the
loading.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from workflows.case import OwnShare, Terms
from workflows.datafiles import DATA, TAGS, DataFile, Place, read
from workflows.period import Period

SHARED = DATA / "terms.toml"
TERMS = "terms.toml"
"""The name of the file in the folder of a fund."""
VERSION = "version"
HEAD = (VERSION, "title")
VALUES = {field.name: field.type for field in fields(Terms) if field.name != "version"}
DAY_COUNTS = ("act/act", "act/365")
MAY_BE_NOTHING = frozenset({"advice_wait", "payout_grace", "interim_beyond"})
"""Periods that a guideline may do without by setting them to 0."""


@dataclass(frozen=True)
class Origin:
    """Where a value comes from and how sure it is (one of ``TAGS``)."""

    source: str
    tag: str


@dataclass(frozen=True)
class Guideline:
    """One shipped Richtlinienfassung: its Terms, its name as letters quote it, and the origin of every value."""

    title: str
    terms: Terms
    origins: Mapping[str, Origin]


Said = Mapping[str, Any]
Contradiction = tuple[tuple[str, ...], Callable[[Said], bool], str, str]
"""Values (the first is the one to look at), what makes them contradict each other, what a file and a form say then."""


def _lasts(name: str) -> Contradiction:
    """A period that says when something is due lasts at least a day."""
    return (
        (name,),
        lambda t: t[name] is not None and not t[name].count,
        "the period ends before it begins",
        "Die Frist dauert mindestens einen Tag.",
    )


CONTRADICTIONS: tuple[Contradiction, ...] = (
    (("cap",), lambda t: t["cap"] <= 0, "the cap is no amount", "Der Höchstbetrag ist größer als 0,00 €."),
    (
        ("fixed_with_share_up_to", "fixed_up_to"),
        lambda t: t["fixed_with_share_up_to"] < t["fixed_up_to"],
        "Festbetrag with the own share ends before Festbetrag without it",
        "Der Festbetrag mit Eigenbeteiligung reicht mindestens so weit wie der ohne.",
    ),
    (
        ("measure_cap", "cap"),
        lambda t: t["measure_cap"] is not None and t["measure_cap"] < t["cap"],
        "a measure holds less than one project of it may get",
        "Eine Maßnahme hat mindestens so viel Geld, wie ein Vorhaben bekommen kann.",
    ),
    (
        ("minimum",),
        lambda t: t["minimum"] is not None and t["minimum"] <= 0,
        "the minimum is no amount",
        "Der Mindestbetrag ist größer als 0,00 €; ohne Mindestbetrag bleibt das Feld leer.",
    ),
    (
        ("minimum", "cap"),
        lambda t: t["minimum"] is not None and t["minimum"] > t["cap"],
        "at least more must be requested than anybody may get",
        "Der Mindestbetrag ist höchstens so hoch wie der Höchstbetrag.",
    ),
    (
        ("own_share",),
        lambda t: t["own_share"] not in list(OwnShare),
        "an own share is none, wanted or needed",
        "Diese Art der Eigenbeteiligung gibt es nicht.",
    ),
    (
        ("own_share_percent", "own_share"),
        lambda t: t["own_share"] == OwnShare.NONE and t["own_share_percent"] > 0,
        "no own share is asked for, but a percentage of it",
        "Wo keine Eigenbeteiligung verlangt wird, ist ihr Prozentsatz 0.",
    ),
    (
        ("own_share_percent", "own_share"),
        lambda t: t["own_share"] == OwnShare.NEEDED and t["own_share_percent"] <= 0,
        "an own share is needed, but no percentage says how much",
        "Wo die Eigenbeteiligung nötig ist, ist ihr Prozentsatz größer als 0.",
    ),
    (
        ("retention", "receipts_kept"),
        lambda t: t["retention"].rough_days < t["receipts_kept"].rough_days,
        "the file is erased before the receipts may be",
        "Die Akte wird mindestens so lange aufbewahrt wie die Belege.",
    ),
    (
        ("day_count",),
        lambda t: t["day_count"] not in DAY_COUNTS,
        "there is no such day count",
        "Diese Zählung gibt es nicht.",
    ),
    *(
        _lasts(name)
        for name, kind in VALUES.items()
        if Period in (kind, *get_args(kind)) and name not in MAY_BE_NOTHING
    ),
)


def contradictions(said: Said) -> list[tuple[str, str]]:
    """What is at odds in these values: the value to look at, and a German sentence."""
    return [(names[0], sentence) for names, at_odds, _, sentence in CONTRADICTIONS if at_odds(said)]


def load(folder: Path, shared: Path = SHARED) -> tuple[Guideline, ...]:
    """Every guideline of the fund in this folder, in the order of their days; DataFileError for a bad file."""
    common = _values(read(shared), (), ())
    file = read(folder / TERMS)
    for key in file.content:
        if key != VERSION:
            raise file.refusal(f"„{key}“ is not known here", key)
    found: dict[str, Guideline] = {}
    for number in range(len(file.rows(VERSION))):
        guideline = _guideline(file, (VERSION, number), common)
        if guideline.terms.version in found:
            reason = f"there is another version „{guideline.terms.version}“"
            raise file.refusal(reason, VERSION, number, VERSION)
        found[guideline.terms.version] = guideline
    return tuple(sorted(found.values(), key=lambda g: (g.terms.valid_from, g.terms.version)))


def _guideline(file: DataFile, place: Place, common: Mapping[str, tuple[Any, Origin]]) -> Guideline:
    version, title = (file.text_at(file.at(*place), key, *place, key) for key in HEAD)
    own = _values(file, place, HEAD)
    both = {**common, **own}
    for name in VALUES:
        if name not in both:
            raise file.refusal(f"„{name}“ is left out", *place)
    said = {name: value for name, (value, _) in both.items()}
    _insist_on_sense(file, place, said, own)
    return Guideline(
        title,
        Terms(version=version, **said),
        MappingProxyType({name: origin for name, (_, origin) in both.items()}),
    )


def _insist_on_sense(file: DataFile, place: Place, said: Said, own: Mapping[str, Any]) -> None:
    for name, value in said.items():
        if isinstance(value, (int, Decimal)) and value < 0:
            raise file.refusal(f"„{name}“ is negative", *place, name)
        if name.endswith("_percent") and value > 100:
            raise file.refusal(f"„{name}“ is more than the whole", *place, name)
    for names, at_odds, reason, _ in CONTRADICTIONS:
        if at_odds(said):
            where = next((name for name in names if name in own), names[0])
            raise file.refusal(f"{reason} ({', '.join(names)})", *place, where)


def _values(file: DataFile, place: Place, head: tuple[str, ...]) -> dict[str, tuple[Any, Origin]]:
    table = file.table(*place, known=(*VALUES, *head))
    return {key: _value(file, place, key) for key in table if key not in head}


def _value(file: DataFile, place: Place, name: str) -> tuple[Any, Origin]:
    where = (*place, name)
    said = file.table(*where, known=("value", "unknown", "source", "tag"))
    origin = Origin(file.text_at(said, "source", *where), file.text_at(said, "tag", *where))
    if origin.tag not in TAGS:
        raise file.refusal(f"„{origin.tag}“ is none of {', '.join(TAGS)}", *where)
    if ("value" in said) == ("unknown" in said):
        raise file.refusal("either a value or unknown = true", *where)
    kinds = get_args(VALUES[name]) or (VALUES[name],)
    if "unknown" in said:
        if said["unknown"] is not True or type(None) not in kinds:
            raise file.refusal(f"„{name}“ must be known", *where)
        return None, origin
    return _of_kind(file, where, said["value"], kinds[0]), origin


def _of_kind(file: DataFile, where: Place, value: Any, kind: Any) -> Any:
    """The value if it is of its kind; a whole number is an amount, too."""
    if kind is Decimal and type(value) is int:
        return Decimal(value)
    if kind is Period and isinstance(value, str):
        try:
            return Period.read(value)
        except ValueError as problem:
            raise file.refusal(str(problem), *where) from None
    if type(value) is not kind or isinstance(value, datetime):
        raise file.refusal(f"„{where[-1]}“ is no {_word(kind)}", *where)
    if isinstance(value, Decimal) and value != round(value, 2):
        raise file.refusal(f"„{where[-1]}“ is no amount of whole cents", *where)
    return value


def _word(kind: Any) -> str:
    words = {
        Decimal: "amount",
        int: "whole number",
        bool: "true or false",
        str: "text",
        date: "day",
        Period: "period",
    }
    return words[kind]
