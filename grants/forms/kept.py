"""Forms that may be saved half done: what is still empty stands in the way of a move, never of saving."""

from typing import Any, ClassVar, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from grants.forms.compared import ComparedField
from grants.forms.options import Data, FormOptions, Values
from grants.readers import READERS
from workflows.errors import MoveRefused
from workflows.readers import OUTSIDE, Reader

GOES_OUT = "Der Text geht an die Antragstellenden."
"""Stands at each field whose text leaves the house."""
GOES_TO_BODY = "Das Gremium liest den Text."
"""Stands at each field of the office whose text the members of a body read."""
ANNOUNCED = {Reader.BODY: GOES_TO_BODY} | dict.fromkeys(OUTSIDE, GOES_OUT)


def announce(field: forms.Field, sentence: str) -> forms.Field:
    """Say at a field who will read its text."""
    field.help_text = f"{field.help_text} {sentence}".strip()
    return field


class Refused(forms.BaseForm):
    """A form that shows a refusal of the door where it belongs."""

    def refuse(self, refusal: MoveRefused) -> None:
        """Show every reason at its field, else above the form."""
        at_fields = [sentence for found in refusal.fields.values() for sentence in found]
        for name, sentences in refusal.fields.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)
        for sentence in refusal.reasons:
            if sentence not in at_fields:
                self.add_error(None, sentence)


class KeptForm(Refused, forms.Form):
    """A form that stays as it was typed when the door refuses, with the reasons where they belong."""

    use_required_attribute = False
    writes: ClassVar[type[Model] | None] = None
    """The record whose texts the office types here: at each of them stands who reads it besides the office."""

    def __init__(self, data: Data | None = None, **options: Unpack[FormOptions]):
        super().__init__(data, **options)
        for name, field in self.fields.items():
            reader = READERS.get((self.writes.__name__, name)) if self.writes else None
            if reader in ANNOUNCED:
                announce(field, ANNOUNCED[reader])


class UnfinishedForm(forms.Form):
    """A form that is saved while somebody types: empty mandatory fields are no mistakes yet."""

    use_required_attribute = False
    bound_field_class = ComparedField
    kept_as_typed: frozenset[str] = frozenset()
    """Fields whose answer cannot be read and is kept as it was typed."""

    def full_clean(self) -> None:
        """Judge the answers as if none were mandatory; the page still marks those that are."""
        mandatory = [field for field in self.fields.values() if field.required]
        for field in mandatory:
            field.required = False
        super().full_clean()
        for field in mandatory:
            field.required = True

    def readable(self) -> Values:
        """What can be saved: every answer without a mistake, empty ones included."""
        return dict(self.cleaned_data)


class LaterForm(KeptForm):
    """A form whose empty fields are no errors, although the work is only done when they are filled."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Leave out the complaint about an empty field; keep its empty value."""
        if field and isinstance(error, ValidationError) and getattr(error, "code", "") == "required":
            self.cleaned_data[field] = self.fields[field].to_python(None)
            return
        super().add_error(field, error)
