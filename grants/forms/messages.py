"""The form of a message in a case."""

from django import forms

from grants.forms.fields import LongTextField
from grants.forms.options import Data

WHO_READS = "Die Antragstellenden lesen die Nachricht, außer Sie setzen den Haken darunter."


class MessageForm(forms.Form):
    """A message; ``internal`` only where the office writes."""

    use_required_attribute = False
    text = LongTextField(label="Nachricht", rows=4, max_length=4000)
    internal = forms.BooleanField(
        label="Nur für die Verwaltung",
        required=False,
        help_text="Antragsteller*innen sehen die Nachricht dann nicht.",
    )

    def __init__(self, data: Data | None = None, *, internal: bool = False):
        super().__init__(data, prefix="nachricht")
        if internal:
            self.fields["text"].help_text = WHO_READS
        else:
            del self.fields["internal"]
