"""The long form of an application in sections: how each question is asked for (form 5.1 to 5.7)."""

from collections.abc import Callable
from decimal import Decimal

from django import forms

from grants.cases.answers import answer_to
from grants.forms.fields import EmailField, GermanDateField, IbanField, LongTextField, MoneyField, TextField
from grants.forms.kept import UnfinishedForm, announce
from grants.forms.options import Data, Labels, Values
from grants.forms.reading import UnreadableError, read_text
from grants.models import Organisation, Project, Round
from grants.models.columns import column_of
from workflows.case import OwnShare, Terms
from workflows.questions import NO_ANSWER, Kind, Mandatory, Owner, Question, Section, Typed
from workflows.sentence import LongDay, Percent, Sentence

WINDOW: dict[str, Callable[[Round], str]] = {
    "begins": lambda call: Sentence(
        "Diese Runde fördert Vorhaben ab dem {earliest_start}.", earliest_start=LongDay(call.earliest_start)
    ),
    "ends": lambda call: Sentence(
        "Diese Runde fördert Vorhaben bis zum {latest_end}.", latest_end=LongDay(call.latest_end)
    ),
}
"""Field → what the round allows, told beside the field."""
NEVER_EMPTY = {"name", "signatures_needed"}
"""What the organisation has always had since it was founded here."""
RECORDS = {Owner.ORGANISATION: Organisation, Owner.PROJECT: Project}
AS_TYPED = frozenset({Kind.NUMBER, Kind.MONEY, Kind.DAY, Kind.BIRTHDAY, Kind.EMAIL, Kind.POSTCODE})
"""Kinds of answers that people may type wrong; a draft keeps them as they were typed. An account is none of them."""


def low_share_hint(terms: Terms) -> Sentence:
    """When the reason for a low own contribution is needed, by the guideline of the case."""
    least = Percent(terms.own_share_percent)
    if terms.own_share == OwnShare.NEEDED:
        return Sentence(
            "Diese Förderung verlangt mindestens {least} der zuwendungsfähigen Ausgaben. "
            "Eine Begründung ersetzt das nicht.",
            least=least,
        )
    if not terms.own_share_percent:
        return Sentence("Diese Förderung nennt keinen Prozentsatz. Das Feld bleibt leer.")
    return Sentence(
        "Nur nötig, wenn Ihre Eigenbeteiligung unter {least} der zuwendungsfähigen Ausgaben liegt.",
        least=least,
    )


def form_field(question: Question) -> forms.Field:
    """The form field for a question."""
    common: Labels = {
        "label": question.label,
        "help_text": question.hint,
        "required": question.mandatory is not Mandatory.NO or question.mandatory_for is not None,
    }
    return FIELDS[question.kind](question, common)


def longest(question: Question) -> int:
    """How many characters an answer may have."""
    if question.owner is Owner.ANSWERS:
        return question.longest
    return column_of(RECORDS[question.owner], question.key).max_length or question.longest


def _number(question: Question, common: Labels) -> forms.IntegerField:
    sentence = Sentence(
        "Bitte geben Sie eine ganze Zahl von {least} bis {most} ein.",
        least=question.least,
        most=question.most,
    )
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), sentence)
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(
        min_value=question.least,
        max_value=question.most,
        widget=widget,
        localize=False,
        error_messages=errors,
        **common,
    )


def _postcode(question: Question, common: Labels) -> forms.RegexField:
    errors = {"invalid": "Eine Postleitzahl hat fünf Ziffern, zum Beispiel 30159."}
    attrs = {"inputmode": "numeric", "autocomplete": question.autocomplete}
    return forms.RegexField(
        r"\A[0-9]{5}\Z", widget=forms.TextInput(attrs=attrs), error_messages=errors, **common
    )


def _choice(question: Question, common: Labels) -> forms.ChoiceField:
    blank = [] if question.few else [("", "Bitte wählen")]
    wrong = {"invalid_choice": "Bitte wählen Sie einen Eintrag der Liste."}
    return forms.ChoiceField(
        choices=[*blank, *question.choices.items()],
        widget=forms.RadioSelect if question.few else forms.Select,
        error_messages=wrong,
        **common,
    )


def _choices(question: Question, common: Labels) -> forms.MultipleChoiceField:
    wrong = {
        "invalid_choice": "Bitte wählen Sie nur Einträge der Liste.",
        "invalid_list": "Bitte wählen Sie neu.",
    }
    choices = [
        (key, f"{text} (freiwillig)" if key in question.voluntary else text)
        for key, text in question.choices.items()
    ]
    return forms.MultipleChoiceField(
        choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=wrong, **common
    )


FIELDS: dict[Kind, Callable[[Question, Labels], forms.Field]] = {
    Kind.LINE: lambda question, common: TextField(
        max_length=longest(question), autocomplete=question.autocomplete, **common
    ),
    Kind.TEXT: lambda question, common: LongTextField(max_length=longest(question), **common),
    Kind.NAMES: lambda question, common: LongTextField(max_length=longest(question), names=True, **common),
    Kind.NUMBER: _number,
    Kind.MONEY: lambda question, common: MoneyField(
        smallest=Decimal(question.least), largest=Decimal(question.most), **common
    ),
    Kind.DAY: lambda question, common: GermanDateField(**common),
    Kind.BIRTHDAY: lambda question, common: GermanDateField(whole_year=True, **common),
    Kind.YES_NO: lambda question, common: forms.BooleanField(**common),
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.EMAIL: lambda question, common: EmailField(**common),
    Kind.POSTCODE: _postcode,
    Kind.IBAN: lambda question, common: IbanField(**common),
}
"""Kind of a question → how it is asked."""


def _is_asked(question: Question, project: Project) -> bool:
    """Where the guideline wants no own contribution, nobody is asked why it is low."""
    return question.key != "low_share_reason" or project.application.terms.own_share != OwnShare.NONE


class SectionForm(UnfinishedForm):
    """The fields of one section."""

    def __init__(self, section: Section, data: Data | None, organisation: Organisation, project: Project):
        self.questions = {q.key: q for q in section.questions if _is_asked(q, project)}
        stored = {key: answer_to(question, organisation, project) for key, question in self.questions.items()}
        initial = {name: list(value) if isinstance(value, tuple) else value for name, value in stored.items()}
        super().__init__(data, initial=initial)
        for name, question in self.questions.items():
            self.fields[name] = form_field(question)
            if name == "low_share_reason":
                self.fields[name].help_text = low_share_hint(project.application.terms)
            if name in WINDOW:
                announce(self.fields[name], WINDOW[name](project.application.round))

    def clean(self) -> None:
        """What a record cannot be without stays, and the person is told so."""
        super().clean()
        cleaned = self.cleaned_data
        for name in NEVER_EMPTY & set(cleaned):
            if cleaned[name] in (None, "") and self.initial[name]:
                self.add_error(
                    name,
                    Sentence(
                        "Das Feld kann nicht leer sein. Gespeichert ist: {initial}.",
                        initial=self.initial[name],
                    ),
                )

    def readable(self) -> Values:
        """What can be saved: every answer without a mistake, empty ones included, and what a draft keeps as typed."""
        said = {name: self._stored(name, value) for name, value in self.cleaned_data.items()}
        wrong = {name: self._as_typed(name) for name in self.errors if name in self.questions}
        kept = {name: typed for name, typed in wrong.items() if typed is not None}
        self.kept_as_typed = frozenset(kept)
        return said | kept

    def _stored(self, name: str, value: object) -> object:
        return NO_ANSWER.get(self.questions[name].kind, "") if value is None else value

    def _as_typed(self, name: str) -> str | None:
        """What was typed in an answer that is too long or unreadable; None where it cannot be kept."""
        question, typed = self.questions[name], str(self[name].data or "")
        if not typed.strip():
            return None
        if question.kind in AS_TYPED:
            return _readable(typed)
        if self.errors.as_data()[name][0].code != "max_length":
            return None
        text = str(self.fields[name].to_python(typed))
        return text if question.owner is Owner.ANSWERS else Typed(text)


def _readable(typed: str) -> Typed | None:
    """What was typed, if it is a text at all."""
    try:
        return Typed(read_text(typed, lines=False, names=True))
    except UnreadableError:
        return None
