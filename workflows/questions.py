"""What an application is asked, as data, and its answers: how each kind is kept, judged and said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from workflows.readers import Reader
from workflows.sentence import NOTHING, Sentence


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
