"""What a person says about themselves."""

from typing import Any

from django import forms

from grants.forms.fields import TextField
from grants.models import User

LONGEST_NAME = User._meta.get_field("name").max_length or 0


class NameField(TextField):
    """The name that letters and pages show."""

    def __init__(self, **options: Any):
        said = {"label": "Vor- und Nachname", "max_length": LONGEST_NAME, "autocomplete": "name"}
        super().__init__(help_text="So nennen wir Sie auf den Seiten und in Briefen.", **(said | options))


class ProfileForm(forms.Form):
    """The name of an account."""

    use_required_attribute = False
    name = NameField()
