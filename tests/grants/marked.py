"""A word of its own in every text: what the office and the applicants write can then be found wherever it comes out.

While ``marking`` lasts, each text that a move is given gets the word of its parameter before the door judges it, and
each text of a record gets the word of its field as it is stored. So stories drive the words through the real door.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.db import models
from django.db.models.signals import pre_save

from grants.actions import door, effects
from grants.forms.fields import LongTextField
from grants.forms.moves import field_for
from grants.readers import READERS
from workflows.law import law_of
from workflows.machine import Machine, asks_of
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES
from workflows.readers import Reader
from workflows.roles import APPLICANTS

TECHNICAL = frozenset(
    {
        *(("Application", "terms_text"), ("ApplicationVersion", "text"), ("Seal", "lines")),
        *(("Transition", "facts"), ("Transition", "private")),  # canonical texts, made of what has words
        *(
            ("Application", "words"),
            ("Application", "words_office"),
            ("Application", "words_body"),
        ),  # indexes
        *(("Attachment", "content_type"), ("Entry", "key"), ("User", "password")),
    }
)
"""Fields whose text a machine writes and reads: it has a form of its own and no room for a word."""
WORD = re.compile(r"q\d{3}q", re.IGNORECASE)
Place = tuple[str, str]
"""Model and field, or move and parameter."""


@cache
def text_fields() -> list[tuple[type[models.Model], models.Field]]:
    """Every field of our records that holds words: free texts and long lines, not choices, addresses or files."""
    found = []
    for model in apps.get_app_config("grants").get_models():
        for each in model._meta.concrete_fields:
            line = isinstance(each, models.CharField) and not each.choices and (each.max_length or 0) >= 100
            if isinstance(each, models.TextField) or (
                line and not isinstance(each, models.EmailField | models.FileField)
            ):
                found.append((model, each))
    return found


def free_asks(move: Any) -> list[str]:
    """The parameters of a move that take any text; a number of a paper or votes have a form of their own."""
    return [
        ask.name for ask in asks_of(move) if ask.type is str and isinstance(field_for(ask), LongTextField)
    ]


@cache
def places() -> set[Place]:
    """Every text that somebody types and not everybody may read: of records, and of the forms of moves."""
    machines = (*PROGRAMMES.values(), *PROCEDURES.values())
    asked = {
        (move.slug, name) for machine in machines for move in machine.moves() for name in free_asks(move)
    }
    kept = {(model.__name__, each.name) for model, each in text_fields()}
    return asked | {place for place in kept - TECHNICAL if READERS[place] is not Reader.PUBLIC}


@dataclass
class Marks:
    """The words that were given out, and who may read each."""

    readers: dict[str, Reader] = field(default_factory=dict)
    of: dict[str, Place] = field(default_factory=dict)
    words: dict[tuple[Place, Reader], str] = field(default_factory=dict)
    given: set[Place] = field(default_factory=set)
    """The texts that have got a word: their own, or that of the text they were copied from."""
    own: Mapping[Place, Reader] = field(default_factory=dict)
    """Where a story knows better who may read a text: what is drafted and not yet decided goes to nobody outside."""

    def word(self, place: Place, reader: Reader) -> str:
        """The word of a text with these readers."""
        if (place, reader) not in self.words:
            word = self.words[place, reader] = f"q{len(self.words):03}q"
            self.readers[word], self.of[word] = reader, place
        return self.words[place, reader]

    def answers(self, machine: Machine, name: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """What a move is given, each text with its word; what may stay empty is filled, too."""
        said = dict(data)
        move = next((m for m in machine.moves() if (m.slug, m.source) == (name, machine.case.stage)), None)
        for ask in free_asks(move) if move else ():
            reader = self.own.get((name, ask), law_of(move).readers.get(ask, Reader.OFFICE))
            if reader is Reader.OFFICE and not machine.actor.roles.isdisjoint(APPLICANTS):
                reader = Reader.APPLICANT  # they may read what they wrote themselves
            self.given.add((name, ask))
            said[ask] = f"{self.word((name, ask), reader)} {said.get(ask) or 'Text'}"
        return said

    def store(self, record: models.Model) -> None:
        """Each text of a record that is about to be stored gets its word."""
        for each in _marked_fields(type(record)):
            text = getattr(record, each.name)
            setattr(
                record, each.name, self.text(type(record), each, text, getattr(record, "internal", False))
            )

    def text(self, model: type[models.Model], each: models.Field, text: Any, internal: bool = False) -> Any:
        """A text of a field with its word: once, and not where it was copied from a text with the same readers."""
        if not isinstance(text, str) or not text:
            return text
        place = (model.__name__, each.name)
        reader = Reader.OFFICE if internal else self.own.get(place, READERS[place])
        self.given.add(place)
        if any(self.readers.get(word) is reader for word in WORD.findall(text)):
            return text
        return f"{self.word(place, reader)} {text}"[: getattr(each, "max_length", None)]

    def found_in(self, text: str, allowed: frozenset[Reader]) -> set[Place]:
        """The texts whose words stand in what only these readers' texts may stand in."""
        words = {word.lower() for word in WORD.findall(text)}
        return {self.of[word] for word in words if word in self.readers and self.readers[word] not in allowed}


@cache
def _marked_fields(model: type[models.Model]) -> list[models.Field]:
    return [each for kind, each in text_fields() if kind is model and (kind.__name__, each.name) in places()]


@contextmanager
def marking(own: Mapping[Place, Reader] | None = None) -> Iterator[Marks]:
    """While this lasts, all that is typed and stored gets its words."""
    marks = Marks(own=own or {})
    carry_out, write_fields = door._carry_out, effects.write_fields
    update, bulk_create = models.QuerySet.update, models.QuerySet.bulk_create

    def carried_out(record: Any, machine: Machine, move: str, data: Mapping[str, Any], *given: Any) -> Any:
        return carry_out(record, machine, move, marks.answers(machine, move, data), *given)

    def written(record: Any, *given: Any) -> None:
        write_fields(record, *given)
        marks.store(record)  # the letters of a move are written before its record is stored

    def updated(rows: Any, **given: Any) -> int:
        for each in _marked_fields(rows.model):
            if each.name in given:
                given[each.name] = marks.text(rows.model, each, given[each.name])
        return update(rows, **given)

    def created(rows: Any, records: Any, *given: Any, **said: Any) -> Any:
        records = list(records)
        for record in records:
            marks.store(record)
        return bulk_create(rows, records, *given, **said)

    def stored(sender: type[models.Model], instance: models.Model, **_: object) -> None:
        marks.store(instance)

    pre_save.connect(stored)
    try:
        with (
            patch.object(door, "_carry_out", carried_out),
            patch.object(effects, "write_fields", written),
            patch.object(models.QuerySet, "update", updated),
            patch.object(models.QuerySet, "bulk_create", created),
        ):
            yield marks
    finally:
        pre_save.disconnect(stored)
