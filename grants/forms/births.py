"""The forms that bring something into the world: a new case, a call for funds."""

from typing import Unpack, cast

from django import forms
from django.db.models import QuerySet

from grants.actions.memberships import found_organisation
from grants.forms.fields import KeyField, LongTextField, MoneyField, TextField
from grants.forms.moves import new_key
from grants.forms.options import Data, FormOptions
from grants.forms.people import undisguised
from grants.models import Organisation, Round, User
from workflows.case import Terms
from workflows.period import Casus, Inflected
from workflows.sentence import Sentence

NEW = "new"
STARTS = [
    ("open_consultation", "Erst beraten lassen (empfohlen, wenn Sie zum ersten Mal kommen)"),
    ("start_draft", "Gleich den Antrag beginnen"),
]
CHOOSE = "Bitte wählen Sie einen Eintrag."


class BirthForm(forms.Form):
    """Carries the idempotency key of a form that makes a record: a second click finds the first one."""

    use_required_attribute = False
    key = KeyField()

    def __init__(self, data: Data | None = None, **options: Unpack[FormOptions]):
        options["initial"] = {"key": new_key(), **(options.get("initial") or {})}
        super().__init__(data, **options)


class RoundField(forms.ModelChoiceField):
    """A round by its public id; what is no id at all is no round either."""

    def label_from_instance(self, obj: Round) -> str:
        """Rounds of two programmes may bear the same title."""
        return obj.full_title

    def to_python(self, value: object) -> Round | None:
        """The round; ValidationError with one sentence for everything else."""
        try:
            return super().to_python(value)
        except forms.ValidationError as refusal:
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice") from refusal


class NewCaseForm(BirthForm):
    """Which round, for whom, with which title, and how to start."""

    round = RoundField(
        label="Förderrunde",
        queryset=Round.objects.none(),
        to_field_name="public_id",
        empty_label="Bitte wählen",
        error_messages={"required": CHOOSE, "invalid_choice": "Diese Runde ist nicht (mehr) offen."},
    )
    organisation = forms.ChoiceField(
        label="Wer stellt den Antrag?",
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    name = TextField(
        label="Name der neuen Organisation oder Person",
        error_messages={"required": "Bitte geben Sie den Namen an."},
        help_text="Nur ausfüllen, wenn Sie oben „Neu“ wählen. Bei Vereinen so, wie er im Register steht.",
        autocomplete="organization",
    )
    title = TextField(
        label="Projekttitel",
        max_length=120,
        help_text="Ein Arbeitstitel reicht. Sie können ihn später ändern.",
    )
    start = forms.ChoiceField(
        label="Wie möchten Sie beginnen?",
        choices=STARTS,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )

    def __init__(
        self,
        data: Data | None = None,
        *,
        rounds: QuerySet[Round],
        organisations: QuerySet[Organisation],
        **options: Unpack[FormOptions],
    ):
        super().__init__(data, **options)
        self.mine = {str(organisation.public_id): organisation for organisation in organisations}
        cast(RoundField, self.fields["round"]).queryset = rounds
        cast(forms.ChoiceField, self.fields["organisation"]).choices = [
            *((key, organisation.name) for key, organisation in self.mine.items()),
            (NEW, "Neu: noch nicht in der Liste"),
        ]
        if not self.is_bound:
            self.initial.setdefault("organisation", next(iter(self.mine), NEW))

    def full_clean(self) -> None:
        """A new organisation needs a name; one of the list has it."""
        name = self.fields["name"]
        name.required = self.data.get("organisation") not in self.mine
        super().full_clean()
        name.required = True

    def clean_name(self) -> str:
        """No name that is made to look like another."""
        return undisguised(str(self.cleaned_data["name"]))

    def organisation_for(self, user: User) -> Organisation:
        """The chosen organisation; a new one is founded with this person as its first signatory."""
        chosen = self.cleaned_data["organisation"]
        if chosen != NEW:
            return self.mine[chosen]
        return found_organisation(self.cleaned_data["name"], by=user)


class MittelabrufForm(BirthForm):
    """How much is called for, and what it is needed for."""

    amount = MoneyField(label="Betrag")
    need = LongTextField(
        label="Wofür brauchen Sie das Geld?",
        max_length=2000,
        help_text="Zum Beispiel: Honorare für sechs Treffen, Raummiete Juni und Juli.",
    )

    def __init__(self, data: Data | None, *, terms: Terms):
        super().__init__(data)
        self.fields["amount"].help_text = Sentence(
            "Nur was Sie innerhalb {period} nach der Auszahlung brauchen, zum Beispiel {example}.",
            period=Inflected(terms.use_within, Casus.WITHIN),
            example="1.200,00",
        )
