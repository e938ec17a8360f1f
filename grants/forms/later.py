"""Forms that may be saved half done: what is still empty stands in the way of a move, never of saving."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from workflows.errors import MoveRefused


class KeptForm(forms.Form):
    """A form that stays as it was typed when the door refuses, with the reasons where they belong."""

    use_required_attribute = False

    def refuse(self, refusal: MoveRefused) -> None:
        """Show every reason at its field, else above the form."""
        at_fields = [sentence for found in refusal.fields.values() for sentence in found]
        for name, sentences in refusal.fields.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)
        for sentence in refusal.reasons:
            if sentence not in at_fields:
                self.add_error(None, sentence)


class LaterForm(KeptForm):
    """A form whose empty fields are no errors, although the work is only done when they are filled."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Leave out the complaint about an empty field; keep its empty value."""
        if field and isinstance(error, ValidationError) and getattr(error, "code", "") == "required":
            self.cleaned_data[field] = self.fields[field].to_python(None)
            return
        super().add_error(field, error)
