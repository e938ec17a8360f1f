"""Forms about many payments at once, about a payment run, and for what the bank reports."""

import re

from django import forms

from grants.forms.fields import UNKNOWN_KEY, GermanDateField, KeyField
from grants.forms.files import FileField
from grants.forms.kept import KeptForm, Refused
from grants.models import PaymentRun


class PaymentsForm(KeptForm):
    """What is said once for all ticked payments."""

    every = forms.BooleanField(
        label="Alle Zahlungen dieser Liste, auch die auf den anderen Seiten", required=False
    )
    listed = forms.RegexField(
        re.compile(r"\A[\w:]{1,80}\Z", re.ASCII),
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), UNKNOWN_KEY),
    )
    """How many payments the list had, and over how much: who takes all of them has read that."""
    key = KeyField()


class DayForm(PaymentsForm):
    """The same with the day on which the bank has carried out."""

    day = GermanDateField(
        label="An welchem Tag wurde gezahlt?", help_text="Der Tag der Buchung auf dem Kontoauszug."
    )


class RunForm(PaymentsForm):
    """What a payment run is to be."""

    form = forms.ChoiceField(
        label="Wie geht der Zahlungslauf hinaus?",
        choices=PaymentRun.Form.choices,
        initial=PaymentRun.Form.SEPA,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, wie der Zahlungslauf hinausgeht."},
    )
    execute_on = GermanDateField(
        label="An welchem Tag soll die Bank ausführen?",
        help_text="Ein Bankarbeitstag: montags bis freitags, nicht an Feiertagen des europäischen Zahlungsverkehrs.",
    )


class ReportForm(Refused, forms.Form):
    """A file of the bank."""

    use_required_attribute = False
    file = FileField(
        label="Datei der Bank",
        help_text="Statusmeldung (pain.002) oder Kontoauszug (camt.053) als XML, höchstens 10 MB.",
        endings=["xml"],
        error_messages={
            "required": "Bitte wählen Sie eine Datei aus.",
            "missing": "Bitte wählen Sie eine Datei aus.",
            "empty": "Die Datei ist leer.",
            "invalid": "Die Datei ist nicht angekommen. Bitte versuchen Sie es noch einmal.",
        },
    )
