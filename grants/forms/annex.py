"""The ANBest-P as a text of the office: what stands in braces is checked before a Bescheid is made with it."""

from typing import Unpack

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from grants.annex import NAMES, OWN_WORDS, SHIPPED, lifted, unknown_names
from grants.forms.fields import GermanDateField, LongTextField
from grants.forms.options import Data, RecordFormOptions
from grants.models import AnnexText
from workflows.sentence import Listed, Sentence

HOW = (
    Sentence(
        "{own_words} Eine Zeile mit „# “ am Anfang ist eine Überschrift, eine mit „- “ ein Punkt einer "
        "Liste, jede andere ein Absatz. „[Festbetrag]“ oder „[Anteil]“ am Anfang einer Zeile: Sie gilt "
        "nur für diese Finanzierungsart. „[Abruf]“ oder „[Summe]“: nur, wenn die Förderung abgerufen oder in "
        "einer Summe ausgezahlt wird. In geschweiften Klammern können Angaben des Bescheids stehen: ",
        own_words=OWN_WORDS,
    )
    + "; ".join(f"{{{name}}} ({what})" for name, what in NAMES.items())
    + "."
)


class AnnexForm(forms.ModelForm):
    """One version of the ANBest-P. It goes to the applicants with every Bescheid that is released from its day on."""

    valid_from = GermanDateField(label="Gültig ab")
    text = LongTextField(
        label="Text der Anlage (geht an die Antragstellenden)", help_text=HOW, max_length=60_000, rows=40
    )

    class Meta:
        model = AnnexText
        fields = ["version", "valid_from", "text"]

    def __init__(
        self,
        data: Data | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        **options: Unpack[RecordFormOptions],
    ):
        super().__init__(data, files, **options)
        self.initial["text"] = lifted(self.initial.get("text", SHIPPED))

    def clean_text(self) -> str:
        """Refuse what stands in braces and is no figure of a Bescheid: it would be printed as it is."""
        text: str = self.cleaned_data["text"]
        if unknown := unknown_names(text):
            raise forms.ValidationError(
                Sentence(
                    "Das steht in geschweiften Klammern, ist aber keine Angabe des Bescheids: {unknown}. "
                    "Bekannt sind: {names}.",
                    unknown=Listed(unknown),
                    names=Listed(NAMES),
                )
            )
        return text
