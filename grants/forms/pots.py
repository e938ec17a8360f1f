"""The form of a pot in the administration: its budget in Euro."""

from decimal import Decimal
from typing import Unpack

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from grants.forms.fields import MoneyField, TextField
from grants.forms.options import Data, RecordFormOptions
from grants.models import Pot


class PotForm(forms.ModelForm):
    """A pot with its budget; who wants more later raises it, with a reason, on the page of the pots."""

    total = MoneyField(
        label="Ansatz",
        smallest=Decimal(0),
        help_text="Zum Beispiel 250.000,00. Bis zur ersten Buchung lässt er sich berichtigen.",
    )

    class Meta:
        model = Pot
        fields = ["title", "programme", "budget_year"]
        field_classes = {"title": TextField}

    def __init__(
        self,
        data: Data | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        **options: Unpack[RecordFormOptions],
    ):
        super().__init__(data, files, **options)
        if self.instance.pk:
            self.initial.setdefault("total", self.instance.total)

    def save(self, commit: bool = True) -> Pot:
        """Store the budget in whole cents."""
        if "total" in self.cleaned_data:
            self.instance.total = self.cleaned_data["total"]
        saved: Pot = super().save(commit)
        return saved
