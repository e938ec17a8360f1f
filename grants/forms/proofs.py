"""The form of the proof of use: report and declarations, plan against actual, list of receipts."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django import forms

from grants.forms.fields import DAY_HINT, GermanDateField, LongTextField, MoneyField, TextField
from grants.forms.kept import UnfinishedForm
from grants.forms.options import Data, Values
from grants.forms.plan import Row, factory, rows_of
from grants.models import PlanLine, ProofOfUse, Receipt
from grants.models.columns import column_of
from grants.models.proofs import proof_declarations

NUMBER = "Bitte geben Sie eine ganze Zahl von 0 bis 1.000.000 ein."


def _label(name: str) -> str:
    return str(column_of(ProofOfUse, name).verbose_name)


class ReportForm(UnfinishedForm):
    """The report (Sachbericht) and the declarations."""

    fulfilled_on = GermanDateField(label=_label("fulfilled_on"), help_text=DAY_HINT)
    report = LongTextField(
        label=_label("report"),
        max_length=12000,
        rows=10,
        help_text="Was haben Sie gemacht, was ist daraus geworden, was war anders als geplant?",
    )
    goals_reached = LongTextField(
        label=_label("goals_reached"), max_length=6000, help_text="Gehen Sie die Ziele aus dem Antrag durch."
    )
    participants = forms.IntegerField(
        label=_label("participants"),
        min_value=0,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), NUMBER),
    )
    publicity = LongTextField(label=_label("publicity"), max_length=3000, required=False)
    further_income = MoneyField(
        label="Weitere Einnahmen, die nicht im Plan standen",
        required=False,
        help_text="Geld von anderen, zum Beispiel eine Spende. Gab es keine, lassen Sie das Feld leer.",
    )
    further_income_from = TextField(
        label=_label("further_income_from"), max_length=300, required=False, help_text="Und wofür?"
    )
    declarations = forms.MultipleChoiceField(
        label="Erklärungen",
        widget=forms.CheckboxSelectMultiple,
        help_text="Bitte lesen Sie jeden Satz und setzen Sie die Haken selbst.",
        error_messages={
            "invalid_choice": "Bitte wählen Sie nur Einträge der Liste.",
            "invalid_list": "Bitte wählen Sie neu.",
        },
    )

    def __init__(self, data: Data | None, proof: ProofOfUse):
        super().__init__(data, initial={name: getattr(proof, name) for name in self.base_fields})
        declarations = self.fields["declarations"]
        assert isinstance(declarations, forms.MultipleChoiceField)
        declarations.choices = proof_declarations(proof.application.terms)


class ActualsForm(UnfinishedForm):
    """One amount for every line of the plan, None where there is none: what was really spent or received."""

    def __init__(self, data: Data | None, lines: Iterable[PlanLine], known: Mapping[int, Decimal]):
        self.lines = list(lines)
        super().__init__(data, prefix="ist", initial={str(pk): amount for pk, amount in known.items()})
        for line in self.lines:
            self.fields[str(line.pk)] = MoneyField(label=f"Ist: {line}", required=False)

    @property
    def rows(self) -> list[tuple[PlanLine, forms.BoundField]]:
        """Every line with its field."""
        return [(line, self[str(line.pk)]) for line in self.lines]


class ReceiptRow(Row):
    """One line of the list of receipts."""

    names = typed = ("invoiced_on", "paid_on", "payee", "reason", "amount")
    blank = {"invoiced_on": None, "paid_on": None, "payee": "", "reason": "", "amount": None}
    invoiced_on = GermanDateField(label="Rechnung vom", required=False)
    paid_on = GermanDateField(label="bezahlt am", required=False)
    payee = TextField(label="Empfänger*in", max_length=160, required=False)
    reason = TextField(label="Grund", max_length=200, required=False)
    amount = MoneyField(label="Betrag in Euro", required=False, negative=True)

    def clean(self) -> None:
        """A receipt that was begun needs all its answers, and is about more than nothing."""
        super().clean()
        cleaned = self.cleaned_data
        if self.is_empty or self.is_dropped:
            return
        for name in self.typed:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(
                    name,
                    "Ein Beleg über 0 Euro gehört nicht in die Liste."
                    if cleaned.get(name) == 0
                    else "Das fehlt noch.",
                )

    @property
    def can_be_stored(self) -> bool:
        """A receipt is stored when it is complete."""
        return not self.errors


RECEIPTS = factory(ReceiptRow)


def receipt_rows(receipts: Iterable[Receipt]) -> list[Values]:
    """The stored receipts."""
    return rows_of(receipts, ReceiptRow.names)
