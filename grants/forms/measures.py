"""Forms of the catalogue of measures and of a Drucksache."""

from django import forms

from grants.actions.papers import RESULTS
from grants.forms.births import CHOOSE
from grants.forms.fields import KeyField, TextField
from grants.forms.kept import GOES_OUT, KeptForm, announce
from grants.forms.moves import FIELDS
from grants.forms.options import Values
from workflows.questions import CHOICES

ASKED = {
    "record_council_advice": ("held_on", "votes"),
    "record_council_approval": ("resolved_on", "votes"),
    "record_council_deferral": ("held_on", "reason", "told"),
    "record_council_refusal": ("resolved_on", "votes"),
}
"""Result → what the minutes must say; days are written into one field of the form."""


class MeasureForm(KeptForm):
    """A measure of the catalogue for which organisations may apply."""

    title = TextField(label="Maßnahme", max_length=200, help_text="So, wie sie im Katalog steht.")
    field_of_action = forms.ChoiceField(
        label="Handlungsfeld",
        choices=[("", "Bitte wählen"), *CHOICES["field_of_action"].items()],
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    unit = TextField(
        label="Kontakt in der Verwaltung", max_length=160, help_text="Der zuständige Fachbereich."
    )
    key = KeyField()


class PaperForm(KeptForm):
    """What a council body said about all cases of one Drucksache."""

    result = forms.ChoiceField(
        label="Was steht im Protokoll?",
        choices=[("", "Bitte wählen"), *RESULTS.items()],
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    day = FIELDS["held_on"](True)
    votes = announce(FIELDS["votes"](False), GOES_OUT)
    reason = FIELDS["reason"](False)
    told = announce(FIELDS["told"](False), GOES_OUT)
    key = KeyField()

    @property
    def answers(self) -> Values:
        """The parameters of the chosen move."""
        said = self.cleaned_data | dict.fromkeys(("held_on", "resolved_on"), self.cleaned_data["day"])
        return {name: said[name] for name in ASKED[said["result"]]}

    def clean(self) -> None:
        """Votes or a reason, as the result needs it."""
        super().clean()
        cleaned = self.cleaned_data
        for name in ASKED.get(cleaned.get("result", ""), ()):
            if name in ("votes", "reason") and not cleaned.get(name):
                self.add_error(name, "Bitte füllen Sie dieses Feld aus.")
