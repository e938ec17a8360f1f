"""The German words of the law: a sentence a rule, a deadline, a stage; each move's basis; the names of letters, values.

What machines share stands in the files of ``data/words``; what only one fund says stands in the ``words.toml`` of its
folder. All are read strictly: a table that nobody knows, a sentence that is empty or no text, and a value that Terms
do not have stop the loading, and so does a sentence of a fund that is missing or left over.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from string import Formatter
from typing import Any

from workflows.case import OwnShare, Terms
from workflows.datafiles import DATA, DataFile, DataFileError, read
from workflows.law import Move, law_of
from workflows.machine import Decider, Machine, Programme, asks_of
from workflows.outcome import Ask
from workflows.period import Casus, Inflected, Period
from workflows.sentence import Listed, Sentence

TABLES = (
    "seiten",
    "regeln",
    "fristen",
    "tage",
    "briefe",
    "werte",
    "eigenbeteiligung",
    "grundlagen",
    "staende",
)
NESTED = ("regeln", "staende")
OWN = "words.toml"
"""The name of the file in the folder of a fund."""
OWN_PAGE = "seite"
OWN_TABLES = ("gremien", "regeln", "fristen", "grundlagen", "felder", "hinweise")
VALUES = frozenset(field.name for field in fields(Terms)) - {"version"}
NAMES = frozenset({"advising_body", "deciding_body"})
"""Values that are names: a sentence says them as they are. All others are periods, in the case of their place."""
WITH_VALUES = ("fristen", "grundlagen")
"""Tables whose sentences may name values of Terms; what a stage of a programme means may, too."""

Tables = Mapping[str, Mapping[str, str]]
"""Name of a table → key → sentence."""


def load(folder: Path = DATA / "words") -> dict[str, dict[str, str]]:
    """Every table of the files, rules as ``module.name``, stages as ``machine.name``; DataFileError for a bad file."""
    said: dict[str, dict[str, str]] = {name: {} for name in TABLES}
    for path in sorted(folder.glob("*.toml")):
        file = read(path)
        for name in file.content:
            if name not in TABLES:
                raise file.refusal(f"„{name}“ is not known here", name)
            found = _nested(file, name) if name in NESTED else _texts(file, name)
            for key in sorted(found.keys() & said[name].keys()):
                raise file.refusal(f"„{key}“ stands in another file, too", name, *key.split("."))
            said[name] |= found
            _insist_on_names(file, name, found)
    return said


def _insist_on_names(file: DataFile, table: str, found: Mapping[str, str]) -> None:
    """Tables of values know what they are about."""
    match table:
        case "fristen" | "grundlagen" | "staende":
            _insist_on_values(file, table, found)
        case "werte":
            file.table(table, known=VALUES)
        case "eigenbeteiligung":
            own_share = file.table(table, known=list(OwnShare))
            for kind in OwnShare:
                file.text_at(own_share, kind, table)


def _insist_on_values(file: DataFile, table: str, sentences: Mapping[str, str]) -> None:
    for name, sentence in sentences.items():
        for value, casus in _values_in(sentence):
            if value not in VALUES:
                raise file.refusal(f"Terms have no „{value}“", table, *name.split("."))
            if value in NAMES:
                continue
            if casus not in list(Casus):
                raise file.refusal(f"„{value}“ needs one of {', '.join(Casus)}", table, *name.split("."))


def _nested(file: DataFile, name: str) -> dict[str, str]:
    parts = file.table(name, known=file.content.get(name, ()))
    return {f"{part}.{key}": said for part in parts for key, said in _texts(file, name, part).items()}


def _texts(file: DataFile, *path: str) -> dict[str, str]:
    found: Any = file.content
    for step in path:
        found = found.get(step, {})
    table = file.table(*path, known=found) if found else {}
    return {key: file.text_at(table, key, *path, key) for key in table}


def _values_in(sentence: str) -> list[tuple[str, str]]:
    """The values that a sentence names, each with the grammatical case of its place."""
    return [(name, casus or "") for _, name, casus, _ in Formatter().parse(sentence) if name]


WORDS = load()
LETTERS = WORDS["briefe"]
"""Key of a letter → what people call it."""
TERM_LABELS = WORDS["werte"]
"""Name of a value of Terms → what people call it, in the order of the form."""
OWN_SHARE = WORDS["eigenbeteiligung"]
"""A value of ``OwnShare`` → what people call it."""


# The words of a fund


def load_own(programme: type[Programme]) -> tuple[str, Tables]:
    """What only this fund says: its sentence, the names of its bodies, the sentences of its own rules and moves.

    DataFileError names file, line and reason for a bad file, and for what has no words or is left over.
    """
    file, package = read(programme.folder / OWN), _package(programme)
    for key in file.content:
        if key not in (OWN_PAGE, *OWN_TABLES):
            raise file.refusal(f"„{key}“ is not known here", key)
    for own in sorted((programme.folder / "letters").glob("*")):
        if own.name not in LETTERS:
            raise DataFileError(f"{programme.folder.name}/letters/{own.name}", 1, "there is no such letter")
    page = file.text_at(file.content, OWN_PAGE, OWN_PAGE)
    said = {name: _texts(file, name) for name in OWN_TABLES}
    for name in WITH_VALUES:
        _insist_on_values(file, name, said[name])
    moves = [move for move in programme.moves() if _is_in(package, move.func)]
    timed = {move.slug for move in moves if law_of(move).on}
    rules = {_name(rule) for move in programme.moves() for rule in _all_rules(move) if _is_in(package, rule)}
    slugs, bodies = {move.slug for move in moves}, set(programme.bodies())
    cited = {move.slug for move in programme.moves()} | {
        _name(rule) for move in programme.moves() for rule in _all_rules(move)
    } - rules
    asks = [ask for move in programme.moves() for ask in asks_of(move)]
    shared = {ask.name for ask in asks if not _is_of(package, ask.asked_by)}
    fields = {ask.name for ask in asks} - shared
    for table, needed, possible in (
        ("gremien", bodies, bodies),
        ("felder", fields, fields),
        ("hinweise", set(), fields),
        ("regeln", rules, rules),
        ("grundlagen", slugs, cited),
        ("fristen", timed, slugs),
    ):
        for key in sorted(needed - said[table].keys()):
            raise file.refusal(f"„{key}“ is left out of [{table}]", table)
        for key in sorted(said[table].keys() - possible):
            raise file.refusal(f"„{key}“ is nothing of this fund's own", table, key)
    return page, said


def _package(programme: type[Programme]) -> str:
    """The package of the folder in which the fund stands."""
    return str(sys.modules[programme.__module__].__package__)


def _is_in(package: str, function: Callable[..., Any]) -> bool:
    return _is_of(package, function.__module__)


def _is_of(package: str, module: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _all_rules(move: Move) -> Iterator[Callable[..., Any]]:
    yield from rules_of(move)
    yield from law_of(move).warn


_OWN: dict[str, tuple[str, Tables]] = {}
"""Package of a fund → its words."""


def adopt(programme: type[Programme]) -> None:
    """Take up the words of a fund, so that pages and documentation find them. DataFileError for a bad file."""
    _OWN[_package(programme)] = load_own(programme)


def _words_of(programme: type[Programme]) -> tuple[str, Tables]:
    """The words of a fund, or of the fund that it is derived from; KeyError if none has been adopted."""
    packages = (_package(part) for part in programme.__mro__ if issubclass(part, Programme))
    return _OWN[next((package for package in packages if package in _OWN), "")]


def _own_tables(function: Callable[..., Any]) -> Tables | None:
    """The words of the fund in whose folder a rule, or the body of a move, stands; None for what is shared."""
    return _tables_of(function.__module__)


def _tables_of(module: str) -> Tables | None:
    return next((tables for package, (_, tables) in _OWN.items() if _is_of(package, module)), None)


def own_field(ask: Ask) -> tuple[str, str] | None:
    """Label and hint of what a move asks for in a fund alone; None for what the house asks."""
    own = _tables_of(ask.asked_by)
    if own is None or ask.name not in own["felder"]:
        return None
    return own["felder"][ask.name], own["hinweise"].get(ask.name, "")


def _name(rule: Callable[..., Any]) -> str:
    """The name of a rule; of one that another function makes, that one's."""
    return rule.__qualname__.partition(".")[0]


def summary_of(machine: type[Machine]) -> str:
    """The sentence of a machine; KeyError if nobody wrote it down."""
    if issubclass(machine, Programme):
        return _words_of(machine)[0]
    return WORDS["seiten"][machine.slug]


def body_names(programme: type[Programme]) -> Mapping[str, str]:
    """What people call the bodies of a fund: key → name."""
    return _words_of(programme)[1]["gremien"]


def own_fact_labels(programme: type[Programme]) -> Mapping[str, str]:
    """What people call the facts that moves of the fund alone ask for: name → label."""
    labels = _words_of(programme)[1]["felder"]
    return {fact.name: labels[fact.name] for fact in fields(programme.own_facts) if fact.name in labels}


def key_of(rule: Callable[..., Any]) -> str:
    """The key of a shared rule: its module and its name; a rule that another function makes has that one's name."""
    return f"{rule.__module__.rpartition('.')[2]}.{_name(rule)}"


def sentence_of(rule: Callable[..., Any], machine: type[Machine]) -> str:
    """The German sentence of a rule, and where the guideline of this fund says so; KeyError if it has none."""
    own = _own_tables(rule)
    if own is not None:
        return own["regeln"][_name(rule)]
    sentence, place = WORDS["regeln"][key_of(rule)], place_of(rule, machine)
    return f"{sentence.removesuffix('.')} ({place})." if place else sentence


def place_of(rule: Callable[..., Any], machine: type[Machine]) -> str:
    """„Nr. 17.2 der Richtlinie“: where the guideline of a fund says what a shared rule demands; "" if nowhere."""
    return _says_otherwise(machine).get(_name(rule), "")


def basis_of(move: Move, machine: type[Machine], terms: Iterable[Terms]) -> str:
    """What a move rests on: its statute, or the rule of the fund or of the body; KeyError if nobody wrote it down."""
    shared = (_own_tables(move.func) or WORDS)["grundlagen"]
    return _with_values(_says_otherwise(machine).get(move.slug) or shared[move.slug], terms)


def _says_otherwise(machine: type[Machine]) -> Mapping[str, str]:
    """What a fund says its own moves, and shared moves and rules, rest on; nothing for a procedure."""
    packages = (_package(part) for part in machine.__mro__ if issubclass(part, Programme))
    own = next((_OWN[package] for package in packages if package in _OWN), None)
    return {} if own is None else own[1]["grundlagen"]


def meaning_of(machine: type[Machine], stage: str, terms: Iterable[Terms]) -> str:
    """A stage in plain words; a programme shares its stages with the others. KeyError if nobody wrote it down."""
    shared = WORDS["staende"]
    if not issubclass(machine, Programme):
        return shared[f"{machine.slug}.{stage}"]
    return _with_values(shared[f"fall.{stage}"], terms)


def deciders_of(programme: type[Programme], names: Mapping[str, str], terms: Terms) -> list[Sentence]:
    """Who is heard, who recommends and who decides in a fund, in their order; ``names``: key of a body → its name."""
    heard = Listed(names[key] for key in programme.heard_first)
    said = []
    if heard and terms.advice_wait.count:
        wait = Inflected(terms.advice_wait, Casus.NOMINATIVE)
        text = "Vorher gehört: {heard}. Das bindet niemanden; danach beginnt eine Wartezeit: {wait}."
        said.append(Sentence(text, heard=heard, wait=wait))
    elif heard:
        said.append(Sentence("Vorher gehört: {heard}. Das bindet niemanden.", heard=heard))
    if programme.decided_by is Decider.BODY:
        return [
            *said,
            Sentence("Es entscheidet: {body}. Die Mehrheit der Stimmen genügt.", body=names[programme.body]),
        ]
    return [
        *said,
        Sentence("Es empfiehlt: {body}. Die Mehrheit der Stimmen genügt.", body=names[programme.body]),
        Sentence("Über empfohlene Vorhaben berät: {body}.", body=terms.advising_body),
        Sentence("Es entscheidet: {body}.", body=terms.deciding_body),
    ]


def rules_of(move: Move) -> list[Callable[..., Any]]:
    """The rules that must hold for a move, the day of a clock move last; what it only warns of is not among them."""
    law = law_of(move)
    return [*move.conditions, *law.given, *([law.on] if law.on else [])]


def deadline_of(move: Move, terms: Iterable[Terms]) -> str:
    """The deadline that a move sets or keeps, with the values of these Terms; empty if it has none.

    Where the Terms differ, every value is named: „14 Tage oder drei Wochen“.
    """
    return _with_values((_own_tables(move.func) or WORDS)["fristen"].get(move.slug, ""), terms)


def _with_values(sentence: str, terms: Iterable[Terms]) -> str:
    """The sentence with the values of these Terms that it names; where they differ, every one of them."""
    known, said = list(terms), ""
    for text, name, casus, _ in Formatter().parse(sentence):
        said += text
        if name:
            said += " oder ".join(dict.fromkeys(_value(getattr(one, name), casus) for one in known))
    return said


def _value(value: str | Period, casus: str | None) -> str:
    return value if isinstance(value, str) else value.german(Casus(casus or ""))
