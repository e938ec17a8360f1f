"""The tables of the application: plan of costs and financing, and plan of work, as rows that can be saved half done."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from grants.forms.fields import GermanDateField, MoneyField, TextField
from grants.models import Milestone, PlanLine
from workflows.rules.categories import ExpenseCategory, IncomeCategory, Side, ThirdPartyStatus

MOST_ROWS = 60
TOO_MANY = f"Mehr als {MOST_ROWS} Zeilen nehmen wir nicht an. Bitte fassen Sie Zeilen zusammen."
UNPAID = frozenset({ExpenseCategory.IN_KIND, IncomeCategory.OWN_IN_KIND})
WRONG_CHOICE = {
    "invalid_choice": "Bitte wählen Sie einen Eintrag der Liste.",
    "required": "Bitte wählen Sie.",
}


class Row(forms.Form):
    """A row that counts as empty as long as nothing was typed into it."""

    use_required_attribute = False
    typed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if nothing was typed (a preselected choice is no answer)."""
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.typed)

    @property
    def is_dropped(self) -> bool:
        """True if the row was ticked for removal."""
        return bool(self.data.get(self.add_prefix("DELETE")))


class ExpenseRow(Row):
    """One expense."""

    typed = ("label", "calculation", "amount")
    category = forms.ChoiceField(
        label="Art", choices=[(c.value, c.label) for c in ExpenseCategory], error_messages=WRONG_CHOICE
    )
    label = TextField(label="Wofür", max_length=160, required=False)
    calculation = TextField(label="Berechnung", max_length=160, required=False)
    amount = MoneyField(label="Betrag in Euro", required=False)
    eligible = forms.BooleanField(label="zuwendungsfähig", required=False)


class IncomeRow(Row):
    """One source of money."""

    typed = ("label", "calculation", "amount")
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

    typed = ("title", "begins", "ends", "place")
    title = TextField(label="Baustein", max_length=200, required=False)
    begins = GermanDateField(label="von", required=False)
    ends = GermanDateField(label="bis", required=False)
    place = TextField(label="Ort", max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first one, and a step has a name."""
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins and ends and ends < begins:
            self.add_error("ends", "Das Ende liegt vor dem Beginn.")
        if not self.is_empty and not cleaned.get("title") and "title" not in self.errors:
            self.add_error("title", "Bitte geben Sie dem Baustein einen Namen.")
        return cleaned


class Rows(forms.BaseFormSet):
    """Rows of one table. Ticked and empty rows count for nothing and have no mistakes."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """A box to take the row out."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Zeile entfernen"

    @property
    def is_whole(self) -> bool:
        """True if the table arrived with all its rows; only then may it replace what is stored."""
        frame = self.management_form
        return frame.is_valid() and 0 <= (frame.cleaned_data["TOTAL_FORMS"] or 0) <= MOST_ROWS

    @property
    def kept(self) -> list[Row]:
        """The rows that count, each read."""
        kept = [form for form in self.forms if not (form.is_dropped or form.is_empty)]
        for form in kept:
            form.errors  # noqa: B018  # reading it cleans the row
        return kept

    @property
    def mistakes(self) -> list[tuple[int, forms.Form]]:
        """The rows that cannot be read, with their number for people."""
        return [(n, form) for n, form in enumerate(self.forms, 1) if form in self.kept and form.errors]


def factory(row: type[Row]) -> type[Rows]:
    """The table of such rows."""
    return forms.formset_factory(  # type: ignore[return-value]
        row, formset=Rows, extra=0, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 40
    )


EXPENSES, INCOME, MILESTONES = factory(ExpenseRow), factory(IncomeRow), factory(MilestoneRow)
TABLES = {"expenses": (EXPENSES, Side.EXPENSE), "income": (INCOME, Side.INCOME)}
EMPTY_PLAN = {
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


def with_more_rows(data: Mapping[str, Any], prefix: str) -> Any:
    """The posted data with one more row in a table: the button without script."""
    more = data.copy()
    name = f"{prefix}-TOTAL_FORMS"
    typed = str(more.get(name, ""))
    if typed.isascii() and typed.isdigit() and len(typed) < 10:
        more[name] = str(int(typed) + 1)
    return more


def plan_rows(lines: Iterable[PlanLine], side: Side) -> list[dict[str, Any]]:
    """The stored rows of one side as initial values."""
    names = ("category", "label", "calculation", "amount", "eligible", "third_party_status")
    rows = [{name: getattr(line, name) for name in names} for line in lines if line.side == side]
    return rows or [dict(row) for row in EMPTY_PLAN[side]]


def milestone_rows(milestones: Iterable[Milestone]) -> list[dict[str, Any]]:
    """The stored steps as initial values; two empty ones to start with."""
    rows = [{n: getattr(m, n) for n in ("title", "begins", "ends", "place")} for m in milestones]
    return rows or [{}, {}]


def readable_plan(tables: Mapping[Side, Rows], stored: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows that can be saved. Where an amount cannot be read, the stored amount of the same row stays."""
    known = {
        (row["category"], row["label"]): row.get("amount") or Decimal(0) for row in stored if "label" in row
    }
    return [_line(side, row, known) for side, rows in tables.items() for row in rows.kept]


def _line(side: Side, row: Row, known: Mapping[tuple[str, str], Decimal]) -> dict[str, Any]:
    said = row.cleaned_data
    first = (ExpenseCategory.MATERIAL if side == Side.EXPENSE else IncomeCategory.OWN_CASH).value
    category, label = said.get("category") or first, said.get("label", "")
    amount = said.get("amount")
    if amount is None:
        amount = known.get((category, label), Decimal(0)) if "amount" in row.errors else Decimal(0)
    return {
        "side": side.value,
        "category": category,
        "label": label,
        "calculation": said.get("calculation", ""),
        "amount": amount,
        "eligible": said.get("eligible", True) if side == Side.EXPENSE else True,
        "in_kind": category in UNPAID,
        "third_party_status": said.get("third_party_status", ""),
    }


def readable_milestones(rows: Rows) -> list[dict[str, Any]]:
    """The steps that can be saved: those with a name; a day that cannot be read is left out."""
    steps = []
    for row in rows.kept:
        said = row.cleaned_data
        if said.get("title"):
            steps.append({"title": said["title"], "place": said.get("place", "")} | _days(said))
    return steps


def _days(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said.get(name) for name in ("begins", "ends")}
