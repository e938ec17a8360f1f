"""Forms of the catalogue of measures and of a Drucksache."""

from datetime import date
from decimal import Decimal

from django import forms

from grants.actions.papers import RESULTS, way_of
from grants.forms.births import CHOOSE
from grants.forms.fields import REQUIRED, KeyField, TextField
from grants.forms.kept import GOES_OUT, KeptForm, announce
from grants.forms.moves import FIELDS
from grants.forms.options import Values
from workflows.machine import asks_of
from workflows.questionnaires import CHOICES

ASKED = {
    name: tuple(ask for ask in asks_of(move) if ask.type is not Decimal) for name, move in RESULTS.items()
}
"""Result → what the minutes must say; days are written into one field of the form, amounts are those recommended."""


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
        choices=[("", "Bitte wählen"), *((name, way_of(name).label) for name in RESULTS)],
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
        said = self.cleaned_data
        asked = ASKED[said["result"]]
        return {ask.name: said["day"] if ask.type is date else said[ask.name] for ask in asked}

    def clean(self) -> None:
        """Votes or a reason, as the result needs it."""
        super().clean()
        cleaned = self.cleaned_data
        for ask in ASKED.get(cleaned.get("result", ""), ()):
            if ask.required and ask.type is str and not cleaned.get(ask.name):
                self.add_error(ask.name, REQUIRED)
