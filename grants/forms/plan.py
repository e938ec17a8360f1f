"""The tables of the application: plan of costs and financing, and plan of work, as rows that can be saved half done."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Unpack
from uuid import UUID, uuid4, uuid5

from django import forms

from grants.forms.compared import ComparedField
from grants.forms.fields import GermanDateField, MoneyField, TextField
from grants.forms.options import Data, FormOptions, Values
from grants.models import Milestone, PlanLine, Project, Receipt
from workflows.case import OwnShare
from workflows.rules.categories import ExpenseCategory, IncomeCategory, Side, ThirdPartyStatus
from workflows.sentence import Sentence

MOST_ROWS = 60
TOO_MANY = Sentence(
    "Mehr als {most_rows} Zeilen nehmen wir nicht an. Bitte fassen Sie Zeilen zusammen.", most_rows=MOST_ROWS
)
UNPAID = frozenset({ExpenseCategory.IN_KIND, IncomeCategory.OWN_IN_KIND})
WRONG_CHOICE = {
    "invalid_choice": "Bitte wählen Sie einen Eintrag der Liste.",
    "required": "Bitte wählen Sie.",
}


class Row(forms.Form):
    """A row with a key of its own. It counts as empty as long as nothing was typed into it."""

    use_required_attribute = False
    bound_field_class = ComparedField
    names: ClassVar[tuple[str, ...]] = ()
    """What is stored of the row, in a fixed order."""
    typed: ClassVar[tuple[str, ...]] = ()
    """The part of ``names`` that starts empty."""
    blank: ClassVar[Values] = {}
    """What is stored of a new row where nothing, or nothing readable, was typed."""

    def __init__(self, data: Data | None = None, **options: Unpack[FormOptions]):
        options["empty_permitted"] = False  # every row is read, also one that shows what is stored already
        super().__init__(data, **options)
        for name in ("key", "DELETE"):
            self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def key(self) -> str:
        """The key of the row as it was sent; "" if it is none."""
        try:
            return UUID(str(self.data.get(self.add_prefix("key"), ""))).hex
        except ValueError:
            return ""

    @property
    def slot(self) -> str:
        """The name of the row in the stamp of its page."""
        return f"{str(self.prefix).rpartition('-')[0]}.{self.key}"

    @property
    def is_empty(self) -> bool:
        """True if nothing was typed (a preselected choice is no answer)."""
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.typed)

    @property
    def is_dropped(self) -> bool:
        """True if the row was removed."""
        return bool(self.data.get(self.add_prefix("DELETE")))

    @property
    def can_be_stored(self) -> bool:
        """True if there is enough in the row to begin it."""
        return True

    def readable(self) -> Values:
        """Every answer without a mistake, as it is stored."""
        self.is_valid()
        said = {name: self.cleaned_data[name] for name in self.names if name in self.cleaned_data}
        return {name: self.blank[name] if value is None else value for name, value in said.items()}


class ExpenseRow(Row):
    """One expense."""

    names = ("category", "label", "calculation", "amount", "eligible")
    typed = ("label", "calculation", "amount")
    blank = {
        "category": ExpenseCategory.MATERIAL.value,
        "label": "",
        "calculation": "",
        "amount": Decimal(0),
        "eligible": True,
    }
    category = forms.ChoiceField(
        label="Art", choices=[(c.value, c.label) for c in ExpenseCategory], error_messages=WRONG_CHOICE
    )
    label = TextField(label="Wofür", max_length=160, required=False)
    calculation = TextField(label="Berechnung", max_length=160, required=False)
    amount = MoneyField(label="Betrag in Euro", required=False)
    eligible = forms.BooleanField(label="zuwendungsfähig", required=False, initial=True)


class IncomeRow(Row):
    """One source of money."""

    names = ("category", "label", "calculation", "amount", "third_party_status")
    typed = ("label", "calculation", "amount")
    blank = {
        "category": IncomeCategory.OWN_CASH.value,
        "label": "",
        "calculation": "",
        "amount": Decimal(0),
        "third_party_status": "",
    }
    category = forms.ChoiceField(
        label="Art", choices=[(c.value, c.label) for c in IncomeCategory], error_messages=WRONG_CHOICE
    )
    label = TextField(label="Woher", max_length=160, required=False)
    calculation = TextField(label="Berechnung", max_length=160, required=False)
    amount = MoneyField(label="Betrag in Euro", required=False)
    third_party_status = forms.ChoiceField(
        label="Stand",
        required=False,
        choices=[("", "–"), *((s.value, s.label) for s in ThirdPartyStatus)],
        error_messages=WRONG_CHOICE,
    )


class MilestoneRow(Row):
    """One step of the plan of work."""

    names = typed = ("title", "begins", "ends", "place")
    blank = {"title": "", "begins": None, "ends": None, "place": ""}
    title = TextField(label="Baustein", max_length=200, required=False)
    begins = GermanDateField(label="von", required=False)
    ends = GermanDateField(label="bis", required=False)
    place = TextField(label="Ort", max_length=120, required=False)

    def clean(self) -> None:
        """The last day is not before the first one, and a step has a name."""
        super().clean()
        cleaned = self.cleaned_data
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins and ends and ends < begins:
            self.add_error("ends", "Das Ende liegt vor dem Beginn.")
            del cleaned["begins"]  # of two days in the wrong order none is stored
        if not self.is_empty and not cleaned.get("title") and "title" not in self.errors:
            self.add_error("title", "Bitte geben Sie dem Baustein einen Namen.")

    @property
    def can_be_stored(self) -> bool:
        """A step that has no name yet waits for it."""
        return "title" in self.cleaned_data


if TYPE_CHECKING:  # generic for the type checker alone
    _RowSet = forms.BaseFormSet[Row]
else:
    _RowSet = forms.BaseFormSet


class Rows(_RowSet):
    """Rows of one table. Removed and empty rows count for nothing and have no mistakes."""

    @property
    def is_whole(self) -> bool:
        """True if the table arrived with all its rows, each with a key of its own."""
        if not self.management_form.is_valid() or self._total < 0 or self.is_too_long:
            return False
        keys = [form.key for form in self.forms]
        return all(keys) and len(set(keys)) == len(keys)

    @property
    def is_too_long(self) -> bool:
        """True if there are more rows than a table takes."""
        return self.management_form.is_valid() and self._total > MOST_ROWS

    @property
    def _total(self) -> int:
        return self.management_form.cleaned_data["TOTAL_FORMS"] or 0

    @property
    def kept(self) -> list[Row]:
        """The rows that count, each read."""
        kept = [form for form in self.forms if not (form.is_dropped or form.is_empty)]
        for form in kept:
            form.is_valid()
        return kept

    @property
    def numbered(self) -> list[tuple[int, Row]]:
        """Every row with its number for people; one that was removed does not count."""
        number, found = 0, []
        for form in self.forms:
            number += not form.is_dropped
            found.append((number, form))
        return found

    @property
    def mistakes(self) -> list[tuple[int, Row]]:
        """The rows that cannot be read, with their number for people."""
        kept = self.kept
        return [(number, form) for number, form in self.numbered if form in kept and form.errors]


def factory(row: type[Row]) -> type[Rows]:
    """The table of such rows."""
    return forms.formset_factory(  # type: ignore[return-value]  # the stubs forget the class that it is built on
        row, formset=Rows, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 40
    )


EXPENSES, INCOME, MILESTONES = factory(ExpenseRow), factory(IncomeRow), factory(MilestoneRow)
TABLES = {"expenses": (EXPENSES, Side.EXPENSE), "income": (INCOME, Side.INCOME)}
EMPTY_PLAN: dict[Side, list[Values]] = {
    Side.EXPENSE: [
        {"category": ExpenseCategory.FEES.value, "eligible": True},
        {"category": ExpenseCategory.ROOMS.value, "eligible": True},
        {"category": ExpenseCategory.MATERIAL.value, "eligible": True},
    ],
    Side.INCOME: [
        {"category": IncomeCategory.OWN_CASH.value, "label": "Eigene Mittel"},
        {"category": IncomeCategory.REQUESTED.value, "label": "Beantragte Zuwendung"},
    ],
}
"""What an empty plan starts with, so that nobody sits before an empty table."""
PRESET = UUID("9d7b1f0e-3c52-4d0a-9a58-0f6f1f0f9a11")
"""Where the keys of the rows of an empty plan come from: two pages that are open at once show the same rows."""


def with_more_rows(data: Data, prefix: str) -> Data:
    """The posted data with one more row in a table: the button without script."""
    more = data.copy()
    name = f"{prefix}-TOTAL_FORMS"
    typed = str(more.get(name, ""))
    if typed.isascii() and typed.isdigit() and len(typed) < 10:
        more[name] = str(int(typed) + 1)
        more[f"{prefix}-{int(typed)}-key"] = uuid4().hex
        more[f"{prefix}-{int(typed)}-eligible"] = (
            "on"  # as the row that the script adds; only expenses ask it
        )
    return more


def with_row(data: Data, *, dropped: str = "", restored: str = "") -> Data:
    """The posted data with one row removed, or back again: the buttons of a row without script."""
    more = data.copy()
    for prefix, mark in ((dropped, "on"), (restored, "")):
        if prefix:
            more[f"{prefix}-DELETE"] = mark
    return more


def rows_of(records: Iterable[Milestone | PlanLine | Receipt], names: tuple[str, ...]) -> list[Values]:
    """Stored records as rows."""
    return [{"key": r.key.hex} | {name: getattr(r, name) for name in names} for r in records]


def plan_rows(lines: Iterable[PlanLine], side: Side) -> list[Values]:
    """The stored rows of one side."""
    return rows_of(
        (line for line in lines if line.side == side),
        ExpenseRow.names if side == Side.EXPENSE else IncomeRow.names,
    )


def milestone_rows(milestones: Iterable[Milestone]) -> list[Values]:
    """The stored steps."""
    return rows_of(milestones, MilestoneRow.names)


def first_rows(project: Project, side: Side) -> list[Values]:
    """What the table of an empty plan shows; own funds only where the guideline wants some."""
    no_share = project.application.terms.own_share == OwnShare.NONE
    preset = [
        (n, row)
        for n, row in enumerate(EMPTY_PLAN[side])
        if not (no_share and row["category"] == IncomeCategory.OWN_CASH)
    ]
    return [{"key": uuid5(PRESET, f"{project.pk} {side} {n}").hex, **row} for n, row in preset]


def empty_rows(count: int) -> list[Values]:
    """Rows to begin with in a table that is still empty."""
    return [{"key": uuid4().hex} for _ in range(count)]


def plan_line(side: Side, row: Mapping[str, object]) -> Values:
    """A row as a line of the plan; what only the other side asks has its usual value."""
    usual = {"eligible": True, "third_party_status": ""}
    return {**usual, **row, "side": side.value, "in_kind": row["category"] in UNPAID}
