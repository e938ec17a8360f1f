"""What an application is asked, as data: the questions that all funds share, and those of one fund.

The shared ones stand in ``data/questions.toml``, those of a fund in the ``questions.toml`` of its folder. Both are read
strictly: a question without kind, a section that nobody knows, a key that exists twice stop the loading.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from workflows.datafiles import DATA, DataFile, Place, read
from workflows.readers import Reader
from workflows.sentence import NOTHING, Sentence

SHARED = DATA / "questions.toml"
FILE = "questions.toml"
"""The name of the file in the folder of a fund."""


class Kind(StrEnum):
    """What an answer is."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    EMAIL = "email"
    POSTCODE = "postcode"
    IBAN = "iban"
    NAMES = "names"
    """Names and functions of people, one a line."""
    BIRTHDAY = "birthday"


class Owner(StrEnum):
    """Which record keeps an answer."""

    ORGANISATION = "organisation"
    """A column of the organisation, which all of its applications share."""
    PROJECT = "project"
    """A column of the project: a rule or a list reads it."""
    ANSWERS = "answers"
    """The answers of the project, one JSON column for all of them."""


class Mandatory(StrEnum):
    """Whether the application can be sent without an answer."""

    NO = "no"
    YES = "yes"
    BY_RULE = "by_rule"
    """A rule of the law says for whom; the hint says it to people."""
    BEFORE_PAYOUT = "before_payout"


class Typed(str):
    """What somebody typed that cannot be read as an answer of its kind; a draft keeps it as it is."""

    __slots__ = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question of the form. Money in EUR, lengths in characters.

    ``reader`` is who reads the answer besides those who wrote it: ``OFFICE`` the office alone, ``BODY`` the members of
    the body that votes, too, ``PUBLIC`` everybody once the project is funded and its publication agreed to.
    """

    key: str
    section: str
    label: str
    kind: Kind
    reader: Reader
    hint: str = ""
    owner: Owner = Owner.ANSWERS
    mandatory: Mandatory = Mandatory.NO
    mandatory_for: tuple[str, tuple[str, ...]] | None = None
    """Mandatory only for these answers to another question: its key, and the answers."""
    longest: int = 2000
    least: int = 0
    most: int = 1_000_000
    choices: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Stored key → what people read."""
    voluntary: frozenset[str] = frozenset()
    """Of several choices those that need not be ticked although the question is mandatory."""
    few: bool = False
    """The choices are few and all shown at once."""
    autocomplete: str = ""
    judged: bool = False
    """Rules of the fund read the answer as an own fact of the same key."""
    example: Any = None
    """An answer as somebody might give it; tests, the prover and the demonstration use it."""

    @property
    def words(self) -> bool:
        """Whether people answer in words of their own."""
        return self.kind in WORDS


WORDS = frozenset({Kind.LINE, Kind.TEXT, Kind.NAMES})
OF_PEOPLE = frozenset({Kind.POSTCODE, Kind.IBAN, Kind.NAMES, Kind.BIRTHDAY})
"""Kinds that only columns of the organisation hold."""
TYPES: Mapping[Kind, type] = {
    Kind.NUMBER: int,
    Kind.MONEY: Decimal,
    Kind.DAY: date,
    Kind.BIRTHDAY: date,
    Kind.YES_NO: bool,
    Kind.CHOICES: tuple,
}
"""Kind → what Python keeps of an answer; every other kind is a text."""
KEPT_AS: Mapping[Kind, Any] = {**TYPES, Kind.CHOICES: tuple[str, ...]}
"""The same as the type of an own fact."""
NO_ANSWER: Mapping[Kind, object] = {
    **dict.fromkeys((Kind.NUMBER, Kind.MONEY, Kind.DAY, Kind.BIRTHDAY)),
    Kind.YES_NO: False,
    Kind.CHOICES: (),
}
"""Kind → what stands for no answer; for every other kind an empty text."""


@dataclass(frozen=True)
class Section:
    """One page of the form: its questions in their order, and parts of their own kind (``milestones``, ``plan``)."""

    slug: str
    title: str
    questions: tuple[Question, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The names under which something of this section can be missing."""
        return frozenset((*(question.key for question in self.questions), *self.parts))


@dataclass(frozen=True)
class Form:
    """All that a fund asks."""

    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question in the order of the pages."""
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, key: str) -> Question | None:
        """The question with this key; None if the fund does not ask it."""
        return next((question for question in self.questions if question.key == key), None)

    def kept_in(self, owner: Owner) -> tuple[Question, ...]:
        """The questions whose answers this record keeps."""
        return tuple(question for question in self.questions if question.owner is owner)


# Reading the files

HEAD = ("section", "choices", "question")
OWN_HEAD = ("also", "without", "choices", "question")
SECTION_KEYS = ("slug", "title", "parts")
QUESTION_KEYS = (
    *(
        "key",
        "section",
        "label",
        "kind",
        "reader",
        "hint",
        "mandatory",
        "mandatory_for",
        "longest",
        "least",
        "most",
    ),
    *("choices", "voluntary", "few", "autocomplete", "judged", "example", "after"),
)
SHARED_KEYS = (*QUESTION_KEYS, "owner", "optional")


def _choices(file: DataFile) -> dict[str, Mapping[str, str]]:
    lists: Mapping[str, Any] = file.content.get("choices", {})
    for name, found in lists.items():
        if not isinstance(found, dict) or not found:
            raise file.refusal(f"„{name}“ is no list of choices", "choices", name)
        for key in found:
            file.text_at(found, key, "choices", name, key)
    return {name: MappingProxyType(found) for name, found in lists.items()}


def _question(
    file: DataFile,
    place: Place,
    *,
    sections: Collection[str],
    lists: Mapping[str, Mapping[str, str]],
    known: Collection[str],
) -> Question:
    said = file.table(*place, known=known)
    key, label, section = (file.text_at(said, name, *place) for name in ("key", "label", "section"))
    if not key.isidentifier() or key != key.lower():
        raise file.refusal(f"„{key}“ is no name in small letters", *place, "key")
    if section not in sections:
        raise file.refusal(f"„{section}“ is no section of the form", *place, "section")
    kind = _one_of(Kind, file, said, place, "kind")
    if kind in OF_PEOPLE and "owner" not in known:
        raise file.refusal(f"„{kind}“ is asked about the organisation alone", *place, "kind")
    for name in ("few", "judged", "optional"):
        if type(said.get(name, False)) is not bool:
            raise file.refusal(f"„{name}“ is true or false", *place, name)
    mandatory = said.get("mandatory", Mandatory.NO)
    if kind is Kind.YES_NO and mandatory != Mandatory.NO:
        raise file.refusal(
            "a tick that is not set is an answer, too: ask by a choice instead", *place, "mandatory"
        )
    if mandatory not in set(Mandatory):
        raise file.refusal(f"„{mandatory}“ is none of {', '.join(Mandatory)}", *place, "mandatory")
    own = {name: said[name] for name in ("hint", "autocomplete") if name in said}
    own |= {name: file.whole_at(said, name, *place) for name in ("longest", "least", "most") if name in said}
    question = Question(
        key=key,
        section=section,
        label=label,
        kind=kind,
        reader=_one_of(Reader, file, said, place, "reader"),
        owner=_one_of(Owner, file, said, place, "owner") if "owner" in said else Owner.ANSWERS,
        mandatory=Mandatory(mandatory),
        mandatory_for=_mandatory_for(file, said, place),
        choices=_list(file, said, place, kind, lists),
        voluntary=frozenset(said.get("voluntary", ())),
        few=said.get("few", False),
        judged=said.get("judged", False),
        **own,
    )
    if question.least > question.most:
        raise file.refusal("the smallest number is larger than the largest", *place, "least")
    return _with_example(file, place, question, said)


def _one_of(kinds: type[StrEnum], file: DataFile, said: Mapping[str, Any], place: Place, name: str) -> Any:
    value = file.text_at(said, name, *place)
    if value not in set(kinds):
        raise file.refusal(f"„{value}“ is none of {', '.join(kinds)}", *place, name)
    return kinds(value)


def _mandatory_for(
    file: DataFile, said: Mapping[str, Any], place: Place
) -> tuple[str, tuple[str, ...]] | None:
    if "mandatory_for" not in said:
        return None
    table = said["mandatory_for"]
    if "mandatory" in said or not isinstance(table, dict) or len(table) != 1:
        reason = "mandatory_for names one other question and its answers, and nothing else says mandatory"
        raise file.refusal(reason, *place, "mandatory_for")
    ((other, answers),) = table.items()
    if not isinstance(answers, list) or not answers or not all(isinstance(answer, str) for answer in answers):
        raise file.refusal(f"„{other}“ has no list of answers", *place, "mandatory_for")
    return other, tuple(answers)


def _list(
    file: DataFile, said: Mapping[str, Any], place: Place, kind: Kind, lists: Mapping[str, Mapping[str, str]]
) -> Mapping[str, str]:
    if (kind in (Kind.CHOICE, Kind.CHOICES)) != ("choices" in said):
        raise file.refusal(
            f"a question of the kind „{kind}“ " + ("has no choices" if "choices" in said else "has choices"),
            *place,
        )
    if "choices" not in said:
        return MappingProxyType({})
    if said["choices"] not in lists:
        raise file.refusal(f"there is no [choices.{said['choices']}]", *place, "choices")
    return lists[said["choices"]]


def _with_example(file: DataFile, place: Place, question: Question, said: Mapping[str, Any]) -> Question:
    if "example" not in said:
        return question
    example = said["example"]
    if question.kind is Kind.CHOICES and isinstance(example, list):
        example = tuple(example)
    if question.kind is Kind.MONEY and type(example) is int:
        example = Decimal(example)
    if fault := fault_of(question, example):
        raise file.refusal(f"the example is no answer: {fault}", *place, "example")
    return replace(question, example=example)


@dataclass(frozen=True)
class Shared:
    """What the shared file says."""

    sections: tuple[Section, ...]
    """Without questions."""
    questions: tuple[Question, ...]
    optional: frozenset[str]
    """Keys of those that only some funds ask: a fund names them under ``also``."""
    choices: Mapping[str, Mapping[str, str]]


def load_shared(path: Path = SHARED) -> Shared:
    """Read the shared questions; DataFileError for a bad file."""
    file = read(path)
    _insist_on_head(file, HEAD)
    sections = []
    for number in range(len(file.rows("section"))):
        said = file.table("section", number, known=SECTION_KEYS)
        slug, title = (file.text_at(said, name, "section", number) for name in ("slug", "title"))
        sections.append(Section(slug, title, (), tuple(said.get("parts", ()))))
    lists, slugs = _choices(file), {section.slug for section in sections}
    places: list[Place] = [("question", number) for number in range(len(file.rows("question")))]
    questions = [_question(file, place, sections=slugs, lists=lists, known=SHARED_KEYS) for place in places]
    _insist_on_keys(file, questions, places)
    optional = frozenset(
        question.key
        for question, place in zip(questions, places, strict=True)
        if file.at(*place).get("optional")
    )
    return Shared(tuple(sections), tuple(questions), optional, MappingProxyType(lists))


def load(folder: Path, shared: Shared) -> Form:
    """What the fund in this folder asks: the shared questions and its own; DataFileError for a bad file.

    A fund that asks nothing of its own needs no file.
    """
    path = folder / FILE
    if not path.exists():
        return _form(
            shared, [question for question in shared.questions if question.key not in shared.optional]
        )
    file = read(path)
    _insist_on_head(file, OWN_HEAD)
    asked = _asked(file, shared)
    lists = {**shared.choices, **_choices(file)}
    slugs = {section.slug for section in shared.sections}
    places: list[Place] = [("question", number) for number in range(len(file.content.get("question", ())))]
    own = [_question(file, place, sections=slugs, lists=lists, known=QUESTION_KEYS) for place in places]
    for question, place in zip(own, places, strict=True):
        if question.key in {known.key for known in shared.questions}:
            raise file.refusal(f"„{question.key}“ is a shared question", *place, "key")
        if question.example is None:
            raise file.refusal(f"„{question.key}“ has no example", *place)
        _place(file, place, asked, question)
    _insist_on_keys(file, asked, places)
    _insist_on_judged(file, own, places)
    return _form(shared, asked)


def _insist_on_judged(file: DataFile, own: list[Question], places: list[Place]) -> None:
    """What rules judge is logged with the facts of the case: no words of people."""
    for question, place in zip(own, places, strict=True):
        if question.judged and (question.words or question.kind in (Kind.EMAIL, Kind.IBAN)):
            raise file.refusal("rules judge figures, days and choices, no words", *place, "judged")


def _insist_on_head(file: DataFile, known: Collection[str]) -> None:
    for key in file.content:
        if key not in known:
            raise file.refusal(f"„{key}“ is not known here", key)


def _insist_on_keys(file: DataFile, asked: list[Question], places: list[Place]) -> None:
    """No key twice; a question that another one depends on is asked, and has these answers."""
    known = {question.key: question for question in asked}
    if len(known) < len(asked):
        seen: set[str] = set()
        for place in places:
            key = file.at(*place)["key"]
            if key in seen:
                raise file.refusal(f"„{key}“ exists twice", *place, "key")
            seen.add(key)
    for place in places:
        question = known[file.at(*place)["key"]]
        if question.mandatory_for is None:
            continue
        other, answers = question.mandatory_for
        if other not in known:
            raise file.refusal(f"„{other}“ is not asked", *place, "mandatory_for")
        possible = set(known[other].choices) or (
            {"true"} if known[other].kind is Kind.YES_NO else set(answers)
        )
        if set(answers) - possible:
            reason = f"„{other}“ has no such answer, but {', '.join(sorted(possible))}"
            raise file.refusal(reason, *place, "mandatory_for")


def _asked(file: DataFile, shared: Shared) -> list[Question]:
    """The shared questions of a fund, in their order."""
    keys = {question.key for question in shared.questions}
    said: dict[str, set[str]] = {}
    for name, possible in (("also", shared.optional), ("without", keys - shared.optional)):
        found = file.content.get(name, [])
        if not isinstance(found, list) or set(found) - set(possible):
            raise file.refusal(f"„{name}“ names what is not there: {found}", name)
        said[name] = set(found)
    for question in shared.questions:
        if question.key in said["without"] and question.owner is not Owner.ANSWERS:
            raise file.refusal(f"the house cannot do without „{question.key}“", "without")
    left_out = (shared.optional - said["also"]) | said["without"]
    return [question for question in shared.questions if question.key not in left_out]


def _place(file: DataFile, place: Place, asked: list[Question], question: Question) -> None:
    """Put an own question after the one that it names, else at the end of its section."""
    after = file.at(*place).get("after")
    found = [
        n
        for n, known in enumerate(asked)
        if known.key == after or (after is None and known.section == question.section)
    ]
    if after is not None and (not found or asked[found[-1]].section != question.section):
        raise file.refusal(f"„{after}“ is not asked in this section", *place, "after")
    asked.insert(found[-1] + 1 if found else len(asked), question)


def _form(shared: Shared, asked: Collection[Question]) -> Form:
    return Form(
        tuple(
            replace(
                section, questions=tuple(question for question in asked if question.section == section.slug)
            )
            for section in shared.sections
        )
    )


# Answers


def fault_of(question: Question, answer: object) -> Sentence:
    """Why an answer cannot be sent as it is; empty if it can. An empty answer has no fault; it may be missing."""
    if isinstance(answer, Typed):
        return TOO_LONG if question.words else UNREADABLE[question.kind](question)
    if is_empty(answer):
        return NOTHING
    kind = TYPES.get(question.kind, str)
    if type(answer) is not kind:
        return UNREADABLE.get(question.kind, _any)(question)
    if isinstance(answer, str) and question.kind in WORDS and len(answer) > question.longest:
        return Sentence(
            "Der Text ist zu lang: {length} Zeichen, möglich sind {most}.",
            length=len(answer),
            most=question.longest,
        )
    if (
        isinstance(answer, int | Decimal)
        and kind is not bool
        and not question.least <= answer <= question.most
    ):
        return _number(question) if kind is int else _amount(question)
    chosen = answer if isinstance(answer, tuple) else (answer,)
    if question.choices and not set(chosen) <= set(question.choices):
        return UNREADABLE[question.kind](question)
    return NOTHING


TOO_LONG = Sentence("Der Text ist zu lang.")
"""Said of a text that has a column of its own, which does not take it."""


def can_be_kept(question: Question, answer: object) -> bool:
    """Whether a draft keeps an answer: also one that is too long, or that was typed and cannot be read."""
    if isinstance(answer, Typed) or (isinstance(answer, str) and question.words):
        return True
    return not fault_of(question, answer)


def is_empty(answer: object) -> bool:
    """Whether nothing was answered; „no“ and 0 are answers."""
    return answer is None or answer == () or (isinstance(answer, str) and not answer.strip())


def _any(question: Question) -> Sentence:
    return Sentence("Bitte prüfen Sie diese Angabe.")


def _number(question: Question) -> Sentence:
    return Sentence(
        "Bitte geben Sie eine ganze Zahl von {least} bis {most} ein.",
        least=question.least,
        most=question.most,
    )


def _amount(question: Question) -> Sentence:
    return Sentence(
        "Möglich sind Beträge von {least} bis {most}.",
        least=Decimal(question.least),
        most=Decimal(question.most),
    )


UNREADABLE = {
    Kind.NUMBER: _number,
    Kind.MONEY: lambda question: Sentence(
        "Bitte geben Sie einen Betrag ein, zum Beispiel {example}.", example=Decimal("1250.50")
    ),
    Kind.DAY: lambda question: Sentence(
        "Bitte geben Sie ein Datum ein, zum Beispiel {example}.", example=date(2026, 11, 27)
    ),
    Kind.BIRTHDAY: lambda question: Sentence(
        "Bitte geben Sie ein Datum ein, zum Beispiel {example}.", example=date(1990, 11, 27)
    ),
    Kind.POSTCODE: lambda question: Sentence("Eine Postleitzahl hat fünf Ziffern, zum Beispiel 30159."),
    Kind.CHOICE: lambda question: Sentence("Bitte wählen Sie einen Eintrag der Liste."),
    Kind.CHOICES: lambda question: Sentence("Bitte wählen Sie nur Einträge der Liste."),
    Kind.EMAIL: lambda question: Sentence(
        "Bitte geben Sie eine E-Mail-Adresse ein, zum Beispiel name@verein.de."
    ),
    Kind.LINE: _any,
    Kind.TEXT: _any,
    Kind.YES_NO: _any,
}
"""Kind of an answer in JSON → what is said at one that is none."""


def is_missing(question: Question, answers: Mapping[str, object]) -> bool:
    """Whether the application cannot be sent because this answer is empty; ``answers`` by the keys of the questions."""
    if not is_empty(answers.get(question.key)):
        return False
    if question.mandatory_for is not None:
        other, needing = question.mandatory_for
        said = answers.get(other)
        return str(said).lower() in needing if isinstance(said, bool) else said in needing
    return question.mandatory is Mandatory.YES


def kept(answer: object) -> Any:
    """An answer as JSON keeps it."""
    match answer:
        case Typed():
            return {"typed": str(answer)}
        case Decimal():
            return f"{answer:f}"
        case date():
            return answer.isoformat()
        case tuple() | list():
            return list(answer)
    return answer


def answer_of(question: Question, stored: Any) -> Any:
    """An answer from what JSON keeps; ``Typed`` for what is none of its kind (the kind may have changed since)."""
    if isinstance(stored, dict):
        return Typed(str(stored.get("typed", "")))
    if stored is None or stored == "":
        return NO_ANSWER.get(question.kind, "")
    try:
        match question.kind:
            case Kind.MONEY:
                return Decimal(stored)
            case Kind.DAY:
                return date.fromisoformat(stored)
            case Kind.CHOICES if isinstance(stored, list):
                return tuple(stored)
    except (InvalidOperation, TypeError, ValueError):
        return Typed(str(stored))
    return stored if type(stored) is TYPES.get(question.kind, str) else Typed(str(stored))


def in_words(question: Question, answer: object) -> object:
    """An answer as people read it: labels of choices, „Ja“; days and amounts stay what they are."""
    match answer:
        case bool():
            return "Ja" if answer else ""
        case tuple() | list():
            return ", ".join(question.choices[key] for key in answer if key in question.choices)
        case str() if question.choices:
            return question.choices.get(answer, answer)
    return answer


SHARED_QUESTIONS = load_shared()
CHOICES = SHARED_QUESTIONS.choices
"""Name of a list → stored key → what people read."""
