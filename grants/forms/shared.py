"""Forms of the desk that two people may have open at once: nothing that one saved is replaced unseen by the other."""

import re

from django import forms
from django.utils.datastructures import MultiValueDict

from grants.forms.fields import UNKNOWN_KEY
from grants.forms.kept import KeptForm
from grants.forms.merging import digest_of, in_words, read_stamp, shown, write_stamp
from grants.forms.options import Data
from workflows.sentence import Sentence


class SharedForm(KeptForm):
    """Its ``initial`` is what is stored. The page carries a stamp of that; see :mod:`grants.forms.merging`.

    An answer that was changed elsewhere and not here stays as it is stored. One that was changed on both sides is an
    error that shows the stored text; whoever saves again has read it, and their own counts.
    """

    data: Data
    stamp = forms.RegexField(
        re.compile(r"\A[\w.: -]*\Z", re.ASCII),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": UNKNOWN_KEY},
    )

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> object:
        """The stamp is that of the fields which the form has when it is shown."""
        return self._stored() if field_name == "stamp" else super().get_initial_for_field(field, field_name)

    def clean(self) -> None:
        """Compare every answer with what is stored and with what the page was made from."""
        super().clean()
        said = self.cleaned_data
        made_from = read_stamp(said.pop("stamp", ""))
        fresh: dict[str, list[str]] = {}
        for name in [name for name in said if name in made_from]:
            now, typed = digest_of(self.initial.get(name)), digest_of(said[name])
            if now in (typed, made_from[name]):
                continue
            if typed == made_from[name]:
                said[name] = self.initial.get(name)
                fresh[name] = shown(self.fields[name], self.initial.get(name))
                continue
            stored = in_words(self.fields[name], self.initial.get(name))
            self.add_error(
                name,
                Sentence(
                    "Hier wurde inzwischen etwas anderes gespeichert: „{stored}“. Ihr Text steht noch im "
                    "Feld; wenn Sie noch einmal speichern, gilt er.",
                    stored=stored,
                ),
            )
        self._renew(fresh | {"stamp": [self._stored()]})

    def _renew(self, fresh: dict[str, list[str]]) -> None:
        """The page that comes back shows what is stored, where only others have changed it."""
        self.data = MultiValueDict({name: self.data.getlist(name) for name in self.data})
        for name, values in fresh.items():
            self.data.setlist(self.add_prefix(name), values)

    def _stored(self) -> str:
        names = (name for name in self.fields if name != "stamp")
        return write_stamp({name: digest_of(self.initial.get(name)) for name in names})
