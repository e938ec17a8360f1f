"""The values of a Richtlinienfassung as a form: one field a value, refused where they contradict each other."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Unpack, get_args

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from grants.forms.fields import GermanDateField, MoneyField, PercentField, PeriodField, TextField
from grants.forms.options import Data, RecordFormOptions
from grants.models import Guideline
from grants.models.canonical import terms_to_text
from workflows.case import Terms
from workflows.guidelines import DAY_COUNTS, contradictions
from workflows.period import Period
from workflows.wording import OWN_SHARE, TERM_LABELS

LABELS = {name: label for name, label in TERM_LABELS.items() if name != "valid_from"}
"""Every value of Terms beside version and day, as the form names it."""
ASKED = {field.name: field.type for field in fields(Terms) if field.name in LABELS}
MOST_NUMBER = 1000


class TermsForm(forms.ModelForm):
    """A Richtlinienfassung with its values. Who changes them changes new cases; a sent application keeps its own."""

    valid_from = GermanDateField(label="Gültig ab")

    class Meta:
        model = Guideline
        fields = ["programme", "version", "valid_from", "source"]
        field_classes = {"version": TextField, "source": TextField}

    def __init__(
        self,
        data: Data | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        **options: Unpack[RecordFormOptions],
    ):
        super().__init__(data, files, **options)
        for name, kind in ASKED.items():
            self.fields[name] = _field(LABELS[name], kind, percent=name.endswith("_percent"))
        self.fields["day_count"] = forms.ChoiceField(
            label=LABELS["day_count"], choices=[(one, one) for one in DAY_COUNTS]
        )
        self.fields["own_share"] = forms.ChoiceField(label=LABELS["own_share"], choices=OWN_SHARE.items())
        if self.instance.terms_text:
            terms = self.instance.terms
            self.initial.update({name: getattr(terms, name) for name in ASKED})

    def clean(self) -> None:
        """The values must fit each other; each contradiction is told at its field."""
        super().clean()
        said = self.cleaned_data
        if not self.errors:
            for name, reason in contradictions(said):
                self.add_error(name, reason)

    def save(self, commit: bool = True) -> Guideline:
        """Store the values as canonical text."""
        said = {name: self.cleaned_data[name] for name in ASKED}
        terms = Terms(version=self.instance.version, valid_from=self.instance.valid_from, **said)
        self.instance.terms_text = terms_to_text(terms)
        saved: Guideline = super().save(commit)
        return saved


def _field(label: str, kind: object, *, percent: bool) -> forms.Field:
    """The field for a value of this kind; what may be None may stay empty."""
    kinds = get_args(kind) or (kind,)
    required = type(None) not in kinds
    if kinds[0] is Decimal:
        return (PercentField if percent else MoneyField)(label=label, required=required)
    if kinds[0] is bool:
        return forms.BooleanField(label=label, required=False)
    if kinds[0] is int:
        return forms.IntegerField(label=label, required=required, min_value=0, max_value=MOST_NUMBER)
    if kinds[0] is Period:
        return PeriodField(label=label, required=required)
    if kinds[0] is date:
        return GermanDateField(label=label, required=required)
    return TextField(label=label, required=required, max_length=120)
