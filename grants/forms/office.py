"""The office's own data in the administration: what letters print is checked before anybody pays by it."""

from django import forms

from grants.forms.fields import IbanField, TextField
from grants.forms.reading import UnreadableError, read_bic
from grants.models import OfficeData


class OfficeForm(forms.ModelForm):
    """OfficeData, with the account that refunds are paid to (IBAN by length, country and check digits)."""

    iban = IbanField(label="IBAN der Kasse", help_text="Auf dieses Konto wird zurückgezahlt.")
    bic = TextField(label="BIC", max_length=14)

    class Meta:
        model = OfficeData
        exclude: tuple[str, ...] = ()

    def clean_bic(self) -> str:
        """The BIC without spaces."""
        try:
            return read_bic(self.cleaned_data["bic"])
        except UnreadableError as error:
            raise forms.ValidationError(str(error)) from error
