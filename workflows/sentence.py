"""What people read: a German sentence that keeps its text and its values, to be said in another language too."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from string import Formatter
from typing import Any, Self, TypeAlias

from workflows.dates import clock, long_date
from workflows.money import format_eur, format_percent
from workflows.period import Casus, Inflected, Period


@dataclass(frozen=True)
class Percent:
    """A percentage, rounded half-up to so many places when it is said."""

    value: Decimal
    places: int = 2


@dataclass(frozen=True)
class LongDay:
    """A day as letters write it, with the name of its month."""

    day: date


class Listed(tuple[str, ...]):
    """Words that are said one after the other with commas between; a plain tuple holds whole sentences."""

    __slots__ = ()


Value: TypeAlias = Decimal | Percent | date | time | LongDay | Inflected | int | str | tuple[str, ...]
"""What a sentence may name: EUR, a percentage, a day, a time of day, a period, a number, words, or other sentences."""


@dataclass(frozen=True)
class Language:
    """How a language writes the values of a sentence."""

    eur: Callable[[Decimal], str]
    percent: Callable[[Decimal, int], str]
    day: Callable[[date], str]
    long_day: Callable[[date], str]
    clock: Callable[[time], str]
    period: Callable[[Period, Casus], str]


GERMAN = Language(format_eur, format_percent, lambda day: f"{day:%d.%m.%Y}", long_date, clock, Period.german)
TOGETHER = "{sentences}"
"""The text of several sentences in a row."""
VERBATIM = "{said}"
"""The text of what somebody has written: it is said as it is."""
WITHOUT_WORDS = frozenset({TOGETHER, VERBATIM})
"""Texts that need no translation of their own."""


class Sentence(str):
    """A text with ``{named}`` places and what stands there; as a string it is what people read in German.

    ``text`` is the key under which a catalogue knows the sentence. TypeError if the names of the places and of the
    values are not the same, or if a value is none that a sentence can say.
    """

    __slots__ = ("text", "values")
    text: str
    values: Mapping[str, Value]

    def __new__(cls, text: str, /, **values: Value) -> Self:
        """Build the German text."""
        if names_in(text) != values.keys():
            raise TypeError(f"The places of „{text}“ are not named {sorted(values)}")
        sentence = super().__new__(cls, _filled(text, values, str, GERMAN))
        sentence.text, sentence.values = text, values
        return sentence

    def __getnewargs_ex__(self) -> tuple[tuple[str], Mapping[str, Value]]:
        """What a copy is made of."""
        return (self.text,), self.values


@lru_cache(maxsize=4096)
def names_in(text: str) -> frozenset[str]:
    """The names of the places of a text."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def as_sentence(said: str) -> Sentence:
    """A string as a sentence; one that is none yet has no values."""
    return said if isinstance(said, Sentence) else Sentence(said)


def rendered(said: str, catalogue: Mapping[str, str], language: Language) -> str:
    """The sentence in another language; one whose text the catalogue does not know stays German as a whole.

    ``catalogue``: German text → the same text in the other language, with the same names. A sentence among the values
    is looked up by itself. What is no sentence (a name, what somebody typed) stays as it is.
    """
    if not isinstance(said, Sentence):
        return said
    text = said.text if said.text in WITHOUT_WORDS else catalogue.get(said.text)
    if text is None:
        return str(said)
    return _filled(text, said.values, lambda inner: rendered(inner, catalogue, language), language)


def _filled(text: str, values: Mapping[str, Value], say: Callable[[str], str], language: Language) -> str:
    return text.format_map({name: _said(value, say, language) for name, value in values.items()})


def _said(value: Any, say: Callable[[str], str], language: Language) -> str:
    match value:
        case str():
            return say(value)
        case Decimal():
            return language.eur(value)
        case Percent():
            return language.percent(value.value, value.places)
        case date() if not isinstance(value, datetime):
            return language.day(value)
        case LongDay():
            return language.long_day(value.day)
        case time():
            return language.clock(value)
        case Inflected():
            return language.period(value.period, value.casus)
        case int() if not isinstance(value, bool):
            return str(value)
        case Listed():
            return ", ".join(say(word) for word in value)
        case tuple():
            return " ".join(say(sentence) for sentence in value)
    raise TypeError(f"A sentence cannot say {value!r}")


NOTHING = Sentence("")
"""What is missing where nothing is."""
