"""The values of a Richtlinienfassung as a form: one field a value, refused where they contradict each other."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, get_args

from django import forms

from grants.forms.fields import GermanDateField, MoneyField, TextField
from grants.models import Guideline
from grants.models.canonical import terms_to_text
from workflows.case import Terms
from workflows.guidelines import DAY_COUNTS, contradictions

LABELS = {
    "cap": "Höchstbetrag je Vorhaben",
    "fixed_up_to": "Festbetrag bis einschließlich",
    "fixed_with_share_up_to": "Festbetrag mit erreichter Eigenbeteiligung bis einschließlich",
    "own_share_percent": "Eigenbeteiligung in Prozent (0: angemessen)",
    "third_party_is_own": "Mittel Dritter zählen als Eigenbeteiligung",
    "in_kind_rate": "Unbare Leistungen: Euro je Stunde",
    "in_kind_percent": "Unbare Leistungen: höchstens Prozent",
    "documents_days": "Frist für nachgeforderte Unterlagen in Tagen",
    "adapted_plan_days": "Frist für den angepassten Plan in Tagen",
    "invitation_days": "Einladungsfrist in Tagen",
    "payout_grace": "Arbeitstage zwischen Bestandskraft und Auszahlung",
    "use_within_months": "Mittel zu verwenden innerhalb von Monaten",
    "proof_months": "Verwendungsnachweis innerhalb von Monaten",
    "proof_documents_days": "Frist für Nachforderungen zum Nachweis in Tagen",
    "hearing_days": "Frist der Anhörung in Tagen",
    "refund_bagatelle": "Bagatellgrenze der Rückforderung",
    "refund_days": "Zahlungsfrist der Rückforderung in Tagen",
    "dunning_days": "Frist der Mahnung in Tagen",
    "interest_bagatelle": "Bagatellgrenze der Zinsen",
    "line_tolerance_percent": "Spielraum der Einzelansätze in Prozent",
    "competence_limit": "Wertgrenze der Hauptsatzung (leer: nicht bekannt)",
    "advising_body": "Beratender Ausschuss",
    "deciding_body": "Entscheidendes Gremium",
    "measure_cap": "Höchstbetrag einer Maßnahme (leer: keiner)",
    "measures_per_half_year": "Ausgewählte Maßnahmen je Halbjahr",
    "longest_months": "Längste Laufzeit in Monaten (leer: keine)",
    "presentation": "Ergebnisse werden öffentlich vorgestellt",
    "receipts_years": "Aufbewahrung der Belege in Jahren",
    "retention_years": "Aufbewahrung der Akte in Jahren",
    "retention_years_refused": "Aufbewahrung nach Ablehnung in Jahren",
    "day_count": "Zählung der Zinstage",
}
"""Every value of Terms beside version and day, as the form names it."""
ASKED = {field.name: field.type for field in fields(Terms) if field.name in LABELS}
MOST_NUMBER = 1000


class TermsForm(forms.ModelForm):
    """A Richtlinienfassung with its values. Who changes them changes new cases; a sent application keeps its own."""

    valid_from = GermanDateField(label="Gültig ab")

    class Meta:
        model = Guideline
        fields = ["programme", "version", "valid_from", "source"]

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        for name, kind in ASKED.items():
            self.fields[name] = _field(LABELS[name], kind)
        self.fields["day_count"] = forms.ChoiceField(
            label=LABELS["day_count"], choices=[(one, one) for one in DAY_COUNTS]
        )
        if self.instance.terms_text:
            terms = self.instance.terms
            self.initial.update({name: getattr(terms, name) for name in ASKED})

    def clean(self) -> dict[str, Any]:
        """The values must fit each other; each contradiction is told at its field."""
        said = super().clean() or {}
        if not self.errors:
            for name, reason in contradictions(said):
                self.add_error(name, reason)
        return said

    def save(self, commit: bool = True) -> Guideline:
        """Store the values as canonical text."""
        said = {name: self.cleaned_data[name] for name in ASKED}
        terms = Terms(version=self.instance.version, valid_from=self.instance.valid_from, **said)
        self.instance.terms_text = terms_to_text(terms)
        return super().save(commit)


def _field(label: str, kind: Any) -> forms.Field:
    """The field for a value of this kind; what may be None may stay empty."""
    kinds = get_args(kind) or (kind,)
    required = type(None) not in kinds
    if kinds[0] is Decimal:
        return MoneyField(label=label, required=required)
    if kinds[0] is bool:
        return forms.BooleanField(label=label, required=False)
    if kinds[0] is int:
        return forms.IntegerField(label=label, required=required, min_value=0, max_value=MOST_NUMBER)
    if kinds[0] is date:
        return GermanDateField(label=label, required=required)
    return TextField(label=label, required=required, max_length=120)
