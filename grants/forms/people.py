"""What a person says about themselves."""

from typing import Unpack

from django import forms

from grants.forms.fields import TextField
from grants.forms.options import FieldOptions
from grants.models import User

LONGEST_NAME = User._meta.get_field("name").max_length or 0


class NameField(TextField):
    """The name that letters and pages show."""

    def __init__(self, **options: Unpack[FieldOptions]):
        options.setdefault("label", "Vor- und Nachname")
        options.setdefault("help_text", "So nennen wir Sie auf den Seiten und in Briefen.")
        super().__init__(max_length=LONGEST_NAME, autocomplete="name", **options)


class ProfileForm(forms.Form):
    """The name of an account."""

    use_required_attribute = False
    name = NameField()
