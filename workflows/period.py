"""A period as a guideline says it: a number and its unit, written the same everywhere, and its German."""

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Self

LARGEST = 1000
"""The largest number in a period: nobody means more, and every day that is computed with it exists."""
IN_WORDS = (
    *("ein", "zwei", "drei", "vier", "fünf", "sechs"),
    *("sieben", "acht", "neun", "zehn", "elf", "zwölf"),
)


class Unit(StrEnum):
    """What a period counts; the value is its English plural, as files and pinned Terms write it."""

    DAYS = "days"
    WORKING_DAYS = "working days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class Casus(StrEnum):
    """The grammatical case that the place in a German sentence asks for."""

    NOMINATIVE = "nominative"
    """„zwei Monate“, „ein Monat“."""
    ACCUSATIVE = "accusative"
    """„zwei Monate“, „einen Monat“."""
    DATIVE = "dative"
    """„zwei Monaten“, „einem Monat“."""
    WITHIN = "within"
    """Behind „innerhalb“: „von zwei Monaten“, „eines Monats“."""
    EXPIRY = "expiry"
    """Behind „bis zum Ablauf“: „des 6. Monats“, „der 8. Woche“; a year counts as twelve months."""


@dataclass(frozen=True)
class _Noun:
    singular: str
    plural: str
    dative_plural: str
    genitive: str
    feminine: bool = False
    neuter: bool = False

    def one(self, casus: Casus) -> str:
        """The indefinite article."""
        endings = _ENDINGS["f" if self.feminine else "n" if self.neuter else "m"]
        return f"ein{endings[casus]}"


_ENDINGS = {
    "m": {Casus.NOMINATIVE: "", Casus.ACCUSATIVE: "en", Casus.DATIVE: "em", Casus.WITHIN: "es"},
    "f": {Casus.NOMINATIVE: "e", Casus.ACCUSATIVE: "e", Casus.DATIVE: "er", Casus.WITHIN: "er"},
    "n": {Casus.NOMINATIVE: "", Casus.ACCUSATIVE: "", Casus.DATIVE: "em", Casus.WITHIN: "es"},
}
_NOUNS = {
    Unit.DAYS: _Noun("Tag", "Tage", "Tagen", "Tages"),
    Unit.WORKING_DAYS: _Noun("Arbeitstag", "Arbeitstage", "Arbeitstagen", "Arbeitstages"),
    Unit.WEEKS: _Noun("Woche", "Wochen", "Wochen", "Woche", feminine=True),
    Unit.MONTHS: _Noun("Monat", "Monate", "Monaten", "Monats"),
    Unit.YEARS: _Noun("Jahr", "Jahre", "Jahren", "Jahres", neuter=True),
}
_UNITS = {
    form.casefold(): unit
    for unit, noun in _NOUNS.items()
    for form in (noun.singular, noun.plural, noun.dative_plural)
}
_NUMBERS = {word: number for number, word in enumerate(IN_WORDS, 1)} | {
    f"ein{ending}": 1 for endings in _ENDINGS.values() for ending in endings.values()
}
_ROUGH = {
    Unit.DAYS: Fraction(1),
    Unit.WORKING_DAYS: Fraction(7, 5),
    Unit.WEEKS: Fraction(7),
    Unit.MONTHS: Fraction(1461, 48),
    Unit.YEARS: Fraction(1461, 4),
}
_WRITTEN = re.compile(r"(0|[1-9][0-9]{0,3}) (working day|day|week|month|year)(s?)")
_TYPED = re.compile(r"(?:([0-9]{1,4}) ?|([a-zäöüß]+) )([a-zäöüß]+)")


@dataclass(frozen=True)
class Period:
    """So many days, working days, weeks, months or years; as a string „8 weeks“. ValueError for an impossible number.

    It knows no calendar: ``workflows.rules.deadlines.end_of`` says on which day it ends.
    """

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 <= self.count <= LARGEST:
            raise ValueError(f"a period has a number from 0 to {LARGEST}, not {self.count}")

    @classmethod
    def read(cls, text: str) -> Self:
        """The period that ``str`` has written; ValueError for every other text, so one period has one text."""
        found = _WRITTEN.fullmatch(text)
        if found is None or (found[1] == "1") == bool(found[3]):
            raise ValueError(
                f"„{text}“ is no period: a number and days, working days, weeks, months or years"
            )
        return cls(int(found[1]), Unit(found[2] + "s"))

    @classmethod
    def from_german(cls, typed: str) -> Self:
        """The period that a person typed: „8 Wochen“, „acht Wochen“, „1 Monat“. ValueError if it cannot be read."""
        found = _TYPED.fullmatch(" ".join(typed.split()).casefold())
        unit = _UNITS.get(found[3]) if found else None
        number = None if found is None else int(found[1]) if found[1] else _NUMBERS.get(found[2])
        if unit is None or number is None:
            raise ValueError("no number and unit")
        return cls(number, unit)

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count != 1 else self.unit.removesuffix('s')}"

    def __format__(self, spec: str) -> str:
        """The German of a case (a value of :class:`Casus`); without one the text of ``str``."""
        return self.german(Casus(spec)) if spec else str(self)

    @property
    def rough_days(self) -> Fraction:
        """About how many days it lasts, to compare periods of different units; 12 months are a year."""
        return self.count * _ROUGH[self.unit]

    @property
    def figures(self) -> str:
        """How a form shows it: „8 Wochen“, „1 Monat“."""
        noun = _NOUNS[self.unit]
        return f"{self.count} {noun.singular if self.count == 1 else noun.plural}"

    def german(self, casus: Casus = Casus.NOMINATIVE) -> str:
        """In words up to twelve: „zwei Monate“, „acht Wochen“, „14 Tage“, „einem Monat“."""
        if casus is Casus.EXPIRY:
            return self._expiry()
        noun = _NOUNS[self.unit]
        if self.count == 1:
            inflected = noun.genitive if casus is Casus.WITHIN else noun.singular
            return f"{noun.one(casus)} {inflected}"
        number = IN_WORDS[self.count - 1] if 0 < self.count <= len(IN_WORDS) else str(self.count)
        if casus in (Casus.DATIVE, Casus.WITHIN):
            return f"{'von ' if casus is Casus.WITHIN else ''}{number} {noun.dative_plural}"
        return f"{number} {noun.plural}"

    def _expiry(self) -> str:
        years = self.unit is Unit.YEARS
        noun = _NOUNS[Unit.MONTHS if years else self.unit]
        number = self.count * 12 if years else self.count
        return f"{'der' if noun.feminine else 'des'} {number}. {noun.genitive}"


@dataclass(frozen=True)
class Inflected:
    """A period in the case that its place in a sentence asks for."""

    period: Period
    casus: Casus = Casus.NOMINATIVE

    def __str__(self) -> str:
        return self.period.german(self.casus)
