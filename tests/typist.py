"""A person at a page that is saved as one goes: types, adds and removes rows, errs, corrects, saves, goes back.

Everything is done as the page itself offers it: its fields, its buttons, the template of its rows, and the answers that
its script takes (``grants/static/grants/mittelweg.js``). What the person must find again is read from the page alone.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from random import Random
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.test import Client

from grants.forms.fields import EmailField, GermanDateField, IbanField, LongTextField, MoneyField
from tests.forms_in import PageForm, forms_in

ROW = re.compile(r"(\w+)-(\d+)-(\w+)")
MACHINE = {"key", "DELETE"}
"""Parts of a row that nobody reads."""
Names = dict[str, list[str]]
Seen = dict[str, Any]


class Lost(AssertionError):
    """What was typed is not what is stored, or the page broke."""


class Typist:
    """One window on one page. ``script``: whether it saves by itself and adds rows without a new page."""

    def __init__(self, client: Client, address: str, random: Random, *, script: bool = True):
        self.client, self.address, self.random, self.script = client, address, random, script
        self.said: list[str] = []
        """What was done, for the message of a failing test."""
        self.kinds: set[type] = set()
        """The classes of all forms and tables that these pages drew."""
        self.templates: set[str] = set()
        self.older: list[PageForm] = []
        self.changed: set[str] = set()
        self.open()

    # The page

    def open(self) -> None:
        """Open the page anew."""
        self.take(self.client.get(self.address))
        self.changed = set()

    def take(self, answer: Any) -> None:
        """Look at the page that came."""
        if answer.status_code >= 500:
            raise Lost(f"{answer.status_code} after {self.said[-6:]}")
        self.answer = answer
        found = [f for f in forms_in(answer.content.decode(), self.address) if f.autosaves]
        if not found:
            raise Lost(f"no form on {self.address}: {answer.content.decode()[-1500:]}")
        self.form = found[0]
        self.fields = dict(self._fields(answer))
        self.templates |= {t.name for t in answer.templates if t.name}

    def _fields(self, answer: Any) -> Iterator[tuple[str, forms.Field]]:
        found = [value for context in answer.context for part in context.dicts for value in part.values()]
        found += [one for value in found if isinstance(value, dict) for one in value.values()]
        for form in found:
            if isinstance(form, forms.BaseFormSet):
                self.kinds.add(type(form))
                for row in (*form.forms, form.empty_form):
                    yield from self._of(row)
            elif isinstance(form, forms.BaseForm):
                yield from self._of(form)

    def _of(self, form: forms.BaseForm) -> Iterator[tuple[str, forms.Field]]:
        self.kinds.add(type(form))
        for name, field in form.fields.items():
            yield form.add_prefix(name), field

    def field(self, name: str) -> forms.Field | None:
        """The field of this name; of a row that came by script, that of the template."""
        place = ROW.fullmatch(name)
        return self.fields.get(name) or (place and self.fields.get(f"{place[1]}-__prefix__-{place[3]}"))

    # What stands there

    @property
    def tables(self) -> list[str]:
        return [
            name.removesuffix("-TOTAL_FORMS") for name in self.form.values if name.endswith("-TOTAL_FORMS")
        ]

    def rows(self, table: str) -> list[str]:
        """The prefixes of all rows that were not removed."""
        total = int(self.form.values[f"{table}-TOTAL_FORMS"][0])
        all_rows = (f"{table}-{number}" for number in range(total))
        return [row for row in all_rows if not any(self.form.values.get(f"{row}-DELETE", [""]))]

    def cells(self, row: str) -> list[str]:
        """The names of the fields of a row that a person sees."""
        table = row.rpartition("-")[0]
        names = (n for n in (*self.form.blanks, *self.form.kinds) if n.startswith(f"{table}-__prefix__-"))
        parts = [name.rpartition("-")[2] for name in names]
        return [f"{row}-{part}" for part in dict.fromkeys(parts) if part not in MACHINE]

    @property
    def singles(self) -> list[str]:
        """The names of the fields outside tables."""
        return [name for name, field in self.fields.items() if not ROW.fullmatch(name) and "__prefix__" not in name
                and name in self.form.kinds and not field.widget.is_hidden]  # fmt: skip

    def understood(self, name: str, typed: list[str]) -> Any:
        """What a field with this text means; two texts that mean the same are the same."""
        field = self.field(name)
        if isinstance(field, forms.MultipleChoiceField):
            return sorted(typed)
        if isinstance(field, forms.BooleanField):
            return bool(typed)
        text = typed[0] if typed else ""
        try:
            value = field.clean(text) if field else text
        except ValidationError as wrong:
            if wrong.error_list[0].code != "required":
                return ("unreadable", text)
            value = None
        return None if value in ("", None, Decimal(0)) else value

    def is_begun(self, row: str) -> bool:
        """Whether anything was typed into a row; a choice that stands there from the start is not typed."""
        typed = (
            n
            for n in self.cells(row)
            if not isinstance(self.field(n), forms.ChoiceField | forms.BooleanField)
        )
        return any(self.understood(name, self.form.values.get(name, [])) is not None for name in typed)

    @property
    def seen(self) -> Seen:
        """What the person sees: every single field, and every row that is begun and not removed."""
        values = self.form.values
        said: Seen = {name: self.understood(name, values.get(name, [])) for name in self.singles}
        for table in self.tables:
            said[table] = [
                {
                    cell.rpartition("-")[2]: self.understood(cell, values.get(cell, []))
                    for cell in self.cells(row)
                }
                for row in self.rows(table)
                if self.is_begun(row)
            ]
        return said

    # What the person does

    def type(self, name: str, *texts: str) -> None:
        """Put this into a field."""
        self.said.append(f"{name}={texts!r:.60}")
        self.form.values[name] = list(texts)
        self.changed.add(name)

    def type_anything(self, *, wrong: bool) -> None:
        """Something into one of the fields that can be seen."""
        cells = [cell for table in self.tables for row in self.rows(table) for cell in self.cells(row)]
        name = self.random.choice(cells if cells and self.random.random() < 0.8 else self.singles or cells)
        self.type(name, *self.some(name, wrong=wrong))

    def some(self, name: str, *, wrong: bool = False, empty: bool = True) -> list[str]:
        """A text for this field."""
        field, pick = self.field(name), self.random.choice
        choices = [str(key) for key, _ in getattr(field, "choices", ())]
        if isinstance(field, forms.MultipleChoiceField):
            return self.random.sample(choices, self.random.randint(0, len(choices)))
        if isinstance(field, forms.BooleanField):
            return pick([["on"], []])
        if isinstance(field, forms.ChoiceField):
            return [pick(choices)]
        good, bad = pool(field)
        return [pick(bad if wrong and bad else [*good, ""] if empty else good)]

    def good(self, name: str) -> list[str]:
        """A text that can be read in this field, and the same day in every field of days."""
        field = self.field(name)
        return [pool(field)[0][0]] if isinstance(field, GermanDateField) else self.some(name, empty=False)

    def fill_row(self, table: str) -> None:
        """All fields of one row, the last one more often than others: that is where one is."""
        rows = self.rows(table)
        for cell in self.cells(self.random.choice([*rows, *rows[-1:], *rows[-1:]])) if rows else ():
            self.type(cell, *self.good(cell))

    def add_row(self, table: str) -> None:
        """The button below a table."""
        self.said.append(f"add to {table}")
        if not self.script:
            self.take(self.post(add=table))
            return
        number = self.form.values[f"{table}-TOTAL_FORMS"][0]
        for name, value in self.form.blanks.items():
            if name.startswith(f"{table}-__prefix__-"):
                fresh = [uuid4().hex] if name.endswith("-key") else list(value)
                self.form.values[name.replace("__prefix__", number)] = fresh
        self.form.values[f"{table}-TOTAL_FORMS"] = [str(int(number) + 1)]

    def remove(self, row: str) -> None:
        """The button of a row."""
        self.said.append(f"remove {row}")
        if self.script:
            self.form.values[f"{row}-DELETE"] = ["on"]
        else:
            self.press("drop", row)

    def restore(self, row: str) -> None:
        """The button that stands in the place of a removed row."""
        self.said.append(f"restore {row}")
        if self.script:
            self.form.values[f"{row}-DELETE"] = [""]
        else:
            self.press("restore", row)

    def press(self, name: str, value: str) -> None:
        """A button of the page that leads to the same page."""
        if (name, value) not in self.form.buttons:
            raise Lost(f"no button {name}={value}")
        self.take(self.post(**{name: value}))

    def post(self, *, autosave: bool = False, **button: str) -> Any:
        data = {name: value for name, value in self.form.values.items() if name != "csrfmiddlewaretoken"}
        headers = {"HTTP_X_REQUESTED_WITH": "autosave"} if autosave else {}
        try:
            return self.client.post(self.address, data | button, **headers)
        except Exception as broken:
            raise Lost(f"{type(broken).__name__}: {broken} after {self.said[-6:]}") from broken

    def autosave(self) -> dict[str, Any]:
        """What the script does two seconds after the last key."""
        self.said.append("autosave")
        answer = self.post(autosave=True)
        if answer.status_code != 200:
            raise Lost(f"autosave: {answer.status_code}")
        told: dict[str, Any] = answer.json()
        if told.get("stamp"):
            self.form.values["stamp"] = [told["stamp"]]
        self.form.values |= told.get("fresh", {})
        return told

    def save(self) -> bool:
        """The button at the end; False if the page came back with mistakes."""
        self.said.append("save")
        self.older.append(deepcopy(self.form))
        answer = self.post(go="stay")
        if answer.status_code == 302:
            self.open()
            return True
        self.take(answer)
        return False

    def go_back(self) -> None:
        """The page as it was when it was saved some time ago, as a browser shows it again."""
        self.said.append("back")
        self.form, self.changed = deepcopy(self.random.choice(self.older)), set()

    def settle(self) -> None:
        """Let one's own text stand in every conflict, one button after the other."""
        for _ in range(len(self.form.values)):
            if found := [value for name, value in self.form.buttons if name == "mine"]:
                self.press("mine", found[0])

    def insisted(self) -> dict[tuple[str, str], Any]:
        """What was typed since the page was opened or gone back to: (key of the row or "", name) → meaning."""
        said = {}
        for name in self.changed:
            row, _, part = name.rpartition("-")
            key = self.form.values.get(f"{row}-key", [""])[0]
            table = row.rpartition("-")[0]
            if not key:
                said["", name] = self.understood(name, self.form.values.get(name, []))
            elif row in self.rows(table) and self.is_begun(row):
                said[key, part] = self.understood(name, self.form.values.get(name, []))
        return said

    @property
    def stored(self) -> dict[tuple[str, str], Any]:
        """Every answer of the page by the key of its row and its name."""
        answers = {("", name): self.understood(name, self.form.values.get(name, [])) for name in self.singles}
        for row in (row for table in self.tables for row in self.rows(table)):
            for cell in self.cells(row):
                key, part = self.form.values[f"{row}-key"][0], cell.rpartition("-")[2]
                answers[key, part] = self.understood(cell, self.form.values.get(cell, []))
        return answers


def pool(field: Any) -> tuple[list[str], list[str]]:
    """What people type into such a field: what can be read, and what cannot."""
    if isinstance(field, MoneyField):
        return ["150", "1.200,00", "0,5", "75,25 €", "12"], ["1.50", "viel", "-5"]
    if isinstance(field, GermanDateField):
        return ["1.5.2027", "02.05.2027", "3. Mai 2027"], ["31.02.2027", "bald"]
    if isinstance(field, IbanField):
        return ["DE02 1203 0000 0000 2020 51", "DE89370400440532013000"], ["DE1"]
    if isinstance(field, EmailField):
        return ["verein@beispiel.example"], ["kein-at"]
    if isinstance(field, forms.RegexField):
        return ["30159", "30449"], ["3015"]
    if isinstance(field, forms.IntegerField):
        return ["1", "3"], ["viele", "-3"]
    if isinstance(field, LongTextField):
        return ["Zwölf Treffen.\nJe acht Menschen.", "Getränke & <Verpflegung>"], ["\x07"]
    return ["Getränke", "Verpflegung", "Honorare „B“", "Getränke"], ["\x07"]
