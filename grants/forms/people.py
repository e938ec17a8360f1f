"""What a person says about themselves."""

from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError

from grants.forms.fields import TextField
from grants.forms.options import FieldOptions
from grants.models import User
from grants.models.signs import disguised_in_name
from workflows.sentence import Sentence

LONGEST_NAME = User._meta.get_field("name").max_length or 0


def undisguised(text: str) -> str:
    """The text itself; ValidationError if a word of it mixes letters that only look alike."""
    if word := disguised_in_name(text):
        sentence = "In „{word}“ stehen Zeichen aus verschiedenen Schriften. Bitte tippen Sie es neu, in einer Schrift."
        raise ValidationError(Sentence(sentence, word=word), code="disguised")
    return text


class NameField(TextField):
    """The name that letters and pages show."""

    def __init__(self, **options: Unpack[FieldOptions]):
        options.setdefault("label", "Vor- und Nachname")
        options.setdefault("help_text", "So nennen wir Sie auf den Seiten und in Briefen.")
        super().__init__(max_length=LONGEST_NAME, autocomplete="name", **options)

    def to_python(self, value: object) -> str:
        """The name; ValidationError for one that is made to look like another."""
        return undisguised(super().to_python(value))


class ProfileForm(forms.Form):
    """The name of an account."""

    use_required_attribute = False
    name = NameField()
