"""The form of an upload."""

from typing import Any

from django import forms

from grants.actions.uploads import MOST_BYTES, TYPES
from grants.models import Attachment

MEGABYTES = MOST_BYTES // 1024 // 1024


class FileField(forms.FileField):
    """A file; control characters in its name are taken out later, so that no upload fails on its name."""

    def __init__(self, **options: Any):
        endings = ",".join(f".{ending}" for ending in TYPES)
        super().__init__(widget=forms.FileInput(attrs={"accept": endings}), **options)


class UploadForm(forms.Form):
    """One file and what it is."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label="Was ist das für eine Datei?",
        choices=[("", "Bitte wählen"), *Attachment.Kind.choices],
        error_messages={
            "required": "Bitte wählen Sie, was das für eine Datei ist.",
            "invalid_choice": "Bitte wählen Sie einen Eintrag der Liste.",
        },
    )
    file = FileField(
        label="Datei",
        help_text=f"PDF, DOCX, XLSX, ODT, JPG oder PNG, höchstens {MEGABYTES} MB.",
        error_messages={
            "required": "Bitte wählen Sie eine Datei aus.",
            "missing": "Bitte wählen Sie eine Datei aus.",
            "empty": "Die Datei ist leer.",
            "invalid": "Die Datei ist nicht angekommen. Bitte versuchen Sie es noch einmal.",
        },
    )
