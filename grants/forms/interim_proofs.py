"""The form of an interim proof."""

from grants.forms.births import BirthForm
from grants.forms.fields import GermanDateField, LongTextField, MoneyField


class InterimForm(BirthForm):
    """Until when, what was done, what was spent."""

    until = GermanDateField(
        label="Stichtag", help_text="Meist der letzte Tag des Jahres, zum Beispiel 31.12.2026."
    )
    report = LongTextField(
        label="Was ist bisher geschehen?", max_length=8000, rows=8, help_text="Ziele, Termine, Teilnehmende."
    )
    spent = MoneyField(label="Ausgaben bis zum Stichtag", help_text="Zum Beispiel 3.800,00.")
