"""What several pages type into the same record: every answer is compared with what its own page was made from.

A page carries its stamp: for each answer a digest of what was stored when the page was made. An answer that nobody has
changed elsewhere since then is written. One that was changed elsewhere and not here takes what is stored. One that was
changed on both sides is a conflict: nothing is written there, both texts are shown, and the person chooses.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django import forms
from django.utils.datastructures import MultiValueDict

from grants.forms.compared import Conflict
from grants.forms.kept import UnfinishedForm
from grants.forms.options import Data, Values
from grants.forms.plan import Row, Rows
from grants.models.canonical import canonical

STAMP = re.compile(r"([\w.-]+):([0-9a-f.]*)", re.ASCII)
ADDED = "Eine Zeile wurde an anderer Stelle ergänzt. Bitte laden Sie die Seite neu, um sie zu sehen."
REMOVED = "Eine Zeile wurde an anderer Stelle entfernt."
KEPT = "Eine Zeile, die Sie entfernen wollten, wurde an anderer Stelle geändert. Sie ist noch da."


def digest_of(value: object) -> str:
    """A short digest of one stored answer."""
    return sha256(canonical(value).encode()).hexdigest()[:10]


def write_stamp(base: Mapping[str, str]) -> str:
    """The digests of a page as one text for a hidden field."""
    return " ".join(f"{name}:{digest}" for name, digest in base.items())


def read_stamp(text: str) -> dict[str, str]:
    """The digests that a page carries; what is no stamp knows none."""
    return dict(STAMP.findall(text))


@dataclass
class Merge:
    """What a posted page comes to."""

    base: dict[str, str]
    """The stamp, once everything is written."""
    choice: Mapping[str, str] = field(default_factory=dict)
    """Name of an answer in conflict → digest of the stored text that the person has seen and lets be replaced."""
    yielded: Mapping[str, str] = field(default_factory=dict)
    """The same for answers where the person takes what is stored."""
    written: Values = field(default_factory=dict)
    """Name → answer to be written, outside the tables."""
    rows: dict[str, list[Values]] = field(default_factory=dict)
    """Table → its rows as they are to be stored, if anything has changed."""
    fresh: dict[str, list[str]] = field(default_factory=dict)
    """Name → what the page shows from now on, because it was changed elsewhere and not here."""
    added: dict[str, list[Values]] = field(default_factory=dict)
    """Table → stored rows that the page does not have yet."""
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def answer(
        self, form: forms.BaseForm, name: str, typed: object, now: object, made_from: str
    ) -> tuple[object, str]:
        """Compare one answer: what is to be stored, and the digest that the page carries from then on."""
        html, stored = form.add_prefix(name), digest_of(now)
        made_from = self.choice.get(html, made_from)
        if typed == now:
            return now, stored
        if self.yielded.get(html) == stored or made_from == digest_of(typed):
            self.fresh[html] = shown(form.fields[name], now)
            return now, stored
        if made_from == stored:
            return typed, digest_of(typed)
        self.conflicts[html] = Conflict(now, in_words(form.fields[name], now), stored)
        return now, made_from

    def written_in(self, form: forms.BaseForm) -> Values:
        """The answers of one form that are to be written, by the names of its fields."""
        names = {name: form.add_prefix(name) for name in form.fields}
        return {name: self.written[html] for name, html in names.items() if html in self.written}

    def form(self, form: UnfinishedForm) -> None:
        """Merge the readable answers of a form whose ``initial`` is what is stored."""
        for name, typed in form.readable().items():
            html, now = form.add_prefix(name), form.initial.get(name)
            kept, self.base[html] = self.answer(form, name, typed, now, self.base.get(html, ""))
            if kept != now:
                self.written[html] = kept

    def table(self, name: str, rows: Rows, stored: Sequence[Mapping[str, object]]) -> None:
        """Merge a table. Rows are known by their key alone; one is only removed by a person who saw it as it is."""
        left = {row["key"]: dict(row) for row in stored}
        wanted = [self._row(row, left.pop(row.key, None)) for row in rows.forms]
        final = [row for row in wanted if row] + list(left.values())
        if left:
            self.added[name] = list(left.values())
            self.notes.append(ADDED)
        if {row["key"]: row for row in final} != {row["key"]: dict(row) for row in stored}:
            self.rows[name] = final

    def _row(self, row: Row, now: Values | None) -> Values | None:
        made_from = self.base.get(row.slot, "")
        if row.is_dropped or row.is_empty:
            if now is not None and made_from != digests_of(row, now):
                self._show_again(row, now)
                return now
            self.base.pop(row.slot, None)
            return None
        said = row.readable()
        if now is None:
            return self._new_row(row, said, made_from)
        known = dict(zip(row.names, made_from.split("."), strict=False))
        kept = {name: now[name] for name in row.names}
        for name, typed in said.items():
            kept[name], known[name] = self.answer(row, name, typed, now[name], known.get(name, ""))
        self.base[row.slot] = ".".join(known.get(name, "") for name in row.names)
        return now | kept

    def _new_row(self, row: Row, said: Mapping[str, object], made_from: str) -> Values | None:
        fresh = {**row.blank, **said}
        if made_from and made_from == digests_of(row, fresh):
            self.fresh[row.add_prefix("DELETE")] = ["on"]
            self.notes.append(REMOVED)
            return None
        if not row.can_be_stored:
            return None
        self.base[row.slot] = digests_of(row, fresh)
        return {"key": row.key, **fresh}

    def _show_again(self, row: Row, now: Mapping[str, object]) -> None:
        self.notes.append(KEPT)
        self.fresh[row.add_prefix("DELETE")] = [""]
        self.base[row.slot] = digests_of(row, now)
        for name in row.names:
            self.fresh[row.add_prefix(name)] = shown(row.fields[name], now[name])


def digests_of(row: Row, values: Mapping[str, object]) -> str:
    """The digests of one row, in the order of its fields."""
    return ".".join(digest_of(values[name]) for name in row.names)


def chosen(posted: Data, name: str) -> dict[str, str]:
    """Which answer in conflict a button (``mine`` or ``theirs``) is about, and which stored text the person saw."""
    html, _, digest = str(posted.get(name, "")).rpartition(":")
    return {html: digest} if html else {}


def shown(field: forms.Field, value: object) -> list[str]:
    """A stored answer as the page sends it back."""
    if isinstance(field, forms.BooleanField):
        return ["on"] if value else []
    prepared = field.prepare_value(value)
    if isinstance(prepared, list | tuple):
        return [str(one) for one in prepared]
    return ["" if prepared is None else str(prepared)]


def in_words(field: forms.Field, value: object) -> str:
    """A stored answer as people read it."""
    if isinstance(field, forms.BooleanField):
        return "Ja" if value else "Nein"
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    texts = [labels.get(text, text) for text in shown(field, value)]
    return ", ".join(text for text in texts if text) or "(leer)"


def refreshed(data: Data, merge: Merge, tables: Mapping[str, Rows]) -> Data:
    """The posted data with what was changed elsewhere in it, rows that came meanwhile included."""
    fresh = MultiValueDict({name: data.getlist(name) for name in data})
    for name, values in merge.fresh.items():
        fresh.setlist(name, values)
    for table, rows in merge.added.items():
        for row in rows:
            _append(fresh, tables[table], row, merge)
    return fresh


def _append(data: Data, rows: Rows, values: Mapping[str, object], merge: Merge) -> None:
    total = f"{rows.prefix}-TOTAL_FORMS"
    number = int(str(data[total]))
    data[total] = str(number + 1)
    blank = rows.empty_form
    data[f"{rows.prefix}-{number}-key"] = str(values["key"])
    for name in blank.names:
        data.setlist(f"{rows.prefix}-{number}-{name}", shown(blank.fields[name], values[name]))
    merge.base[f"{rows.prefix}.{values['key']}"] = digests_of(blank, values)
