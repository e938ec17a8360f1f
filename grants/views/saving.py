"""Pages that are saved as one goes: what is written, what the script is told, what the page says of mistakes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from django.forms import BoundField
from django.http import JsonResponse, QueryDict
from django.template.loader import render_to_string

from grants.clock import database_now
from grants.forms.compared import ComparedField, Conflict
from grants.forms.kept import UnfinishedForm
from grants.forms.merging import (
    Merge,
    chosen,
    digest_of,
    digests_of,
    read_stamp,
    refreshed,
    write_stamp,
)
from grants.forms.options import Data, Values
from grants.forms.plan import TOO_MANY, Rows, with_more_rows, with_row
from grants.models import Application
from grants.views.acting import SignedIn
from grants.views.finding import find_case
from grants.wording import clock_time
from workflows.errors import MoveRefused, Stale
from workflows.sentence import Listed, Sentence

AUTOSAVE = "autosave"
STAYING = ("add", "drop", "restore", "compute", "mine", "theirs")
"""Buttons that lead to the same page again."""
INCOMPLETE = "Die Seite ist unvollständig angekommen. Bitte laden Sie sie neu."
TRIES = 5
"""How often a page that others overtake is merged anew before the person is told."""
IN_CONFLICT = "Hier wurde inzwischen an anderer Stelle etwas anderes gespeichert. Bitte wählen Sie am Feld."


class Write(Protocol):
    """A writer of :mod:`grants.actions` that has everything but the version that was read."""

    def __call__(self, *, seen: int) -> object: ...


@dataclass
class Sheet:
    """One page with its forms and tables, fresh or as posted, and what came of saving it."""

    data: Data | None
    tables: dict[str, Rows]
    stored: dict[str, list[Values]]
    """Table → its rows as they are stored."""
    application: Application = field(kw_only=True)
    refused: str = ""
    merge: Merge | None = None
    row_word: str = "Zeile"
    overtaken: bool = False
    """Another writer came between reading and writing."""

    @property
    def forms(self) -> Sequence[UnfinishedForm]:
        """What the page asks outside its tables."""
        raise NotImplementedError

    @property
    def stamp(self) -> str:
        """What this page was made from, answer by answer."""
        if self.merge:
            return write_stamp(self.merge.base)
        base = {
            form.add_prefix(n): digest_of(form.initial.get(n)) for form in self.forms for n in form.fields
        }
        for name, rows in self.tables.items():
            blank = rows.empty_form
            base |= {f"{rows.prefix}.{row['key']}": digests_of(blank, row) for row in self.stored[name]}
        return write_stamp(base)

    @property
    def mistakes(self) -> list[dict[str, str]]:
        """Every answer that cannot be read, and every one in conflict: where it stands and the sentence.

        ``kept`` is empty for what is not saved.
        """
        return [
            {
                "id": bound.auto_id,
                "label": label,
                "text": " ".join(map(str, bound.errors)) or IN_CONFLICT,
                "kept": "yes" if bound.name in getattr(bound.form, "kept_as_typed", ()) else "",
            }
            for bound, label in self.bound_fields()
            if bound.errors or bound.html_name in self.in_conflict
        ]

    @property
    def in_conflict(self) -> Mapping[str, Conflict]:
        """The answers that wait for the person to choose, by the names that the page gives them."""
        return self.merge.conflicts if self.merge else {}

    def bound_fields(self) -> Iterator[tuple[BoundField, str]]:
        """Every field of the page with its name for people; one in conflict knows what is stored."""
        for form in self.forms:
            for bound in form:
                self._tell(bound)
                yield bound, str(bound.label)
        for rows in self.tables.values():
            kept = rows.kept
            for number, row in rows.numbered:
                for bound in row if row in kept else ():
                    self._tell(bound)
                    yield bound, f"{bound.label}, {self.row_word} {number}"

    def _tell(self, bound: BoundField) -> None:
        """What the field's template shows beside an answer that was changed on both sides."""
        if isinstance(bound, ComparedField):
            bound.elsewhere = self.in_conflict.get(bound.html_name)

    @property
    def conflicts(self) -> bool:
        """True if an answer waits for the person to choose."""
        return bool(self.in_conflict)

    @property
    def notes(self) -> list[str]:
        """What else was changed elsewhere."""
        return list(dict.fromkeys(self.merge.notes)) if self.merge else []

    def point_at(self, fields: Mapping[str, Sequence[str]]) -> None:
        """Show why the law refused at the answers that it is about, where the page has them."""

    @property
    def is_whole(self) -> bool:
        """True if every table arrived complete."""
        return all(rows.is_whole for rows in self.tables.values())


AnySheet = TypeVar("AnySheet", bound=Sheet)


def save(
    request: SignedIn,
    record: Application,
    build: Callable[[Application, Data], AnySheet],
    writes: Callable[[AnySheet, Merge], Iterator[Write]],
) -> AnySheet:
    """Merge what was posted with what is stored, and write it; the sheet as the page shows it afterwards.

    ``build`` makes the sheet of a record from posted data, ``writes`` says what of the merge is to be written. Who
    was overtaken by another writer between reading and writing reads and merges again.
    """
    data = _with_buttons(request.POST)
    for _ in range(TRIES):
        sheet = _save(build(record, data), request.POST, writes)
        if not sheet.overtaken:
            break
        record = find_case(request, record.public_id)
    if sheet.merge and not sheet.refused and (sheet.merge.fresh or sheet.merge.added):
        merge = sheet.merge
        sheet = build(sheet.application, refreshed(data, merge, sheet.tables))
        sheet.merge = merge
    return sheet


def _save(
    sheet: AnySheet, posted: QueryDict, writes: Callable[[AnySheet, Merge], Iterator[Write]]
) -> AnySheet:
    if not sheet.is_whole:
        sheet.refused = TOO_MANY if any(rows.is_too_long for rows in sheet.tables.values()) else INCOMPLETE
        return sheet
    seen = sheet.application.dossier.version
    sheet.merge = merge = _merged(sheet, posted)
    try:
        for number, write in enumerate(writes(sheet, merge)):
            write(seen=seen + number)
    except MoveRefused as refusal:
        merge.base = read_stamp(posted.get("stamp", ""))
        sheet.refused, sheet.overtaken = " ".join(refusal.reasons), isinstance(refusal, Stale)
        sheet.point_at(refusal.fields)
    return sheet


def _with_buttons(data: QueryDict) -> Data:
    if table := data.get("add"):
        return with_more_rows(data, table)
    return with_row(data, dropped=data.get("drop", ""), restored=data.get("restore", ""))


def _merged(sheet: Sheet, posted: QueryDict) -> Merge:
    merge = Merge(read_stamp(posted.get("stamp", "")), chosen(posted, "mine"), chosen(posted, "theirs"))
    for form in sheet.forms:
        form.is_valid()
        merge.form(form)
    for name, rows in sheet.tables.items():
        merge.table(name, rows, sheet.stored[name])
    return merge


def _named(mistakes: list[dict[str, str]]) -> tuple[Listed, str, str]:
    """The first of the answers by their labels, how many more there are, and what is wrong with the first one."""
    named = Listed(Sentence("„{label}“", label=mistake["label"]) for mistake in mistakes[:3])
    more = Sentence(" und {number} weitere", number=len(mistakes) - 3) if len(mistakes) > 3 else ""
    return named, more, mistakes[0]["text"]


def tell(request: SignedIn, sheet: Sheet, html: dict[str, str] | None = None) -> JsonResponse:
    """The answer to the script that saves while one types."""
    if sheet.refused:
        return JsonResponse(
            {"text": Sentence("Nicht gespeichert. {why}", why=sheet.refused), "wrong": True, "unsaved": True}
        )
    at, mistakes = clock_time(database_now()), sheet.mistakes
    unsaved = [mistake for mistake in mistakes if not mistake["kept"]]
    text = Sentence("Gespeichert um {at}", at=at)
    if unsaved:
        named, more, why = _named(unsaved)
        text = Sentence(
            "Gespeichert um {at}, außer: {named}{more}. {why}", at=at, named=named, more=more, why=why
        )
    elif mistakes:
        named, more, why = _named(mistakes)
        text = Sentence(
            "Gespeichert um {at}. Bitte noch verbessern: {named}{more}. {why}",
            at=at,
            named=named,
            more=more,
            why=why,
        )
    said = [text, *sheet.notes]
    conflicts = {
        bound.html_name: render_to_string("grants/forms/elsewhere.html", {"field": bound}, request)
        for bound, _ in sheet.bound_fields()
        if bound.html_name in sheet.in_conflict
    }
    return JsonResponse(
        {
            "text": " ".join(said),
            "wrong": bool(mistakes or sheet.notes),
            "unsaved": bool(unsaved),
            "stamp": sheet.stamp,
            "fresh": sheet.merge.fresh if sheet.merge else {},
            "conflicts": conflicts,
            "html": html or {},
        }
    )
