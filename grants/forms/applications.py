"""The long form of an application in sections: which field stands where, and how it is asked for (form 5.1 to 5.7)."""

from collections.abc import Callable

from django import forms
from django.db import models

from grants.cases.answers import Section
from grants.cases.completeness import ORGANISATION_FIELDS, PROJECT_FIELDS
from grants.forms.fields import EmailField, GermanDateField, IbanField, LongTextField, TextField
from grants.forms.kept import UnfinishedForm, announce
from grants.forms.options import Data, Question, Values
from grants.models import Organisation, Project, Round
from grants.models.columns import column_of
from grants.models.projects import DECLARATIONS, DISTRICTS, OPTIONAL_DECLARATIONS, is_asked
from grants.wording import long_day

HINTS = {
    "kind": "Davon hängt ab, welche Angaben wir brauchen.",
    "name": "Bei Vereinen so, wie er im Register steht.",
    "migrant_led": "Nur für die Statistik.",
    "register_number": "Nur eingetragene Vereine, zum Beispiel VR 12345.",
    "register_court": "Nur eingetragene Vereine, zum Beispiel Amtsgericht Hannover.",
    "representatives": "Nur Organisationen: Wer darf für Sie unterschreiben? Name und Funktion, eine Person je Zeile.",
    "signatures_needed": "1 bei Einzelvertretung. Bei gemeinsamer Vertretung muss jede Person im Portal "
    "freigeben. Dafür braucht jede ein eigenes Konto; die Beratung trägt sie bei Ihrer Organisation ein.",
    "jointly_liable": "Nur Initiativen ohne Register: Namen und Anschriften der zwei Menschen, die gemeinsam haften.",
    "birth_date": "Nur Einzelpersonen, zum Beispiel 27.11.1990.",
    "input_tax": "Wer die Vorsteuer abziehen darf, rechnet mit Nettobeträgen.",
    "contact_name": "Wen dürfen wir bei Fragen ansprechen?",
    "other_applications": "Bitte alle nennen, auch abgelehnte. Wenn es keine gibt: „keine“.",
    "title": "Er wird veröffentlicht, wenn wir fördern und Sie am Ende zustimmen.",
    "summary": "Zwei bis fünf Sätze für Menschen, die Sie nicht kennen. "
    "Wird veröffentlicht, wenn wir fördern und Sie am Ende zustimmen.",
    "situation": "Was ist heute schwierig, und warum braucht es Ihr Vorhaben?",
    "goals": "Ein Ziel je Zeile, am besten mit Zahl: „Zwölf Treffen mit je acht Menschen“.",
    "wir2_goal": "Zu welchem Ziel des Handlungsfelds trägt Ihr Vorhaben bei? (Strategiepapier, S. 12–18)",
    "focus": "Welcher passt am besten?",
    "innovation": "Was gibt es so in Hannover noch nicht?",
    "lasting_effect": "Was wirkt weiter, wenn das Geld ausgegeben ist?",
    "documentation": "Am Ende stellen alle Projekte ihre Ergebnisse öffentlich vor. Was werden Sie zeigen?",
    "follow_up_of": "Wenn die Stadt ein früheres Vorhaben gefördert hat: dessen Aktenzeichen.",
    "participants": "Eine Schätzung reicht.",
    "against_discrimination": "Was tun Sie dafür, dass niemand benachteiligt wird?",
    "fewer_barriers": "Eintritt, Sprache, Wege, Räume: Was machen Sie leichter?",
    "diversity": "Wer plant und leitet mit?",
    "begins": "Erster Tag. Vorher dürfen Sie keine Verträge schließen.",
    "ends": "Letzter Tag.",
    "early_start_from": "Nur wenn Sie schon vor dem Bescheid Verträge schließen müssen: ab welchem Tag? Warten Sie "
    "damit, bis wir zugestimmt haben. Die Zustimmung ist noch keine Förderung.",
    "early_start_reason": "Nur nötig, wenn Sie einen Tag angeben: Warum kann es nicht warten?",
    "place": "Wo findet es statt, und wie kommt man ohne Stufen hinein?",
    "low_share_reason": "Nur nötig, wenn Ihre Eigenbeteiligung unter dem Satz der Richtlinie liegt.",
    "iban": "Das Konto gehört der Antragsteller*in. Ohne Konto können wir später nichts auszahlen.",
    "declarations": "Bitte lesen Sie jeden Satz und setzen Sie die Haken selbst.",
}
"""Field → the sentence under its label."""
WINDOW: dict[str, Callable[[Round], str]] = {
    "begins": lambda call: f"Diese Runde fördert Vorhaben ab dem {long_day(call.earliest_start)}.",
    "ends": lambda call: f"Diese Runde fördert Vorhaben bis zum {long_day(call.latest_end)}.",
}
"""Field → what the round allows, told beside the field."""
COMPLETION = {
    "name": "organization",
    "street": "street-address",
    "postcode": "postal-code",
    "city": "address-level2",
    "contact_name": "name",
    "contact_phone": "tel",
}
CONDITIONAL = frozenset(
    {"register_number", "register_court", "representatives", "jointly_liable", "birth_date"}
    | {"early_start_reason", "low_share_reason"}
)
"""Mandatory for some applicants or some plans only; the hint says when."""
BEFORE_PAYOUT = frozenset({"iban", "account_holder"})
"""Needed before the first payment, not before the application is sent."""
MANDATORY = (
    frozenset({*ORGANISATION_FIELDS, *PROJECT_FIELDS, "declarations", "signatures_needed"})
    | CONDITIONAL
    | BEFORE_PAYOUT
)
SHORT_LISTS = {"kind", "input_tax"}
NEVER_EMPTY = {"name", "signatures_needed"}
"""What the organisation has always had since it was founded here."""


def form_field(model: type[models.Model], name: str) -> forms.Field:
    """The form field for a field of a record."""
    column = column_of(model, name)
    common: Question = {
        "label": str(column.verbose_name),
        "help_text": HINTS.get(name, ""),
        "required": name in MANDATORY,
    }
    if name in SPECIAL:
        return SPECIAL[name](common)
    if column.choices:
        blank = [] if name in SHORT_LISTS else [("", "Bitte wählen")]
        widget = forms.RadioSelect if name in SHORT_LISTS else forms.Select
        wrong = {"invalid_choice": "Bitte wählen Sie einen Eintrag der Liste."}
        return forms.ChoiceField(
            choices=[*blank, *column.flatchoices], widget=widget, error_messages=wrong, **common
        )
    for kind, make in BY_COLUMN:
        if isinstance(column, kind):
            return make(common, column)
    raise TypeError(f"No form field for {name}")


def _count(common: Question, least: int, most: int) -> forms.IntegerField:
    sentence = f"Bitte geben Sie eine ganze Zahl von {least} bis {most} ein."
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), sentence)
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(
        min_value=least, max_value=most, widget=widget, localize=False, error_messages=errors, **common
    )


def _postcode(common: Question) -> forms.RegexField:
    errors = {"invalid": "Eine Postleitzahl hat fünf Ziffern, zum Beispiel 30159."}
    attrs = {"inputmode": "numeric", "autocomplete": "postal-code"}
    return forms.RegexField(
        r"\A[0-9]{5}\Z", widget=forms.TextInput(attrs=attrs), error_messages=errors, **common
    )


def _several(choices: list[tuple[str, str]]) -> Callable[[Question], forms.Field]:
    wrong = {
        "invalid_choice": "Bitte wählen Sie nur Einträge der Liste.",
        "invalid_list": "Bitte wählen Sie neu.",
    }
    return lambda common: forms.MultipleChoiceField(
        choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=wrong, **common
    )


def _declared() -> list[tuple[str, str]]:
    return [
        (key, f"{text} (freiwillig)" if key in OPTIONAL_DECLARATIONS else text) for key, text in DECLARATIONS
    ]


def _list_of_names(column: str) -> Callable[[Question], forms.Field]:
    longest = column_of(Organisation, column).max_length or 0
    return lambda common: LongTextField(max_length=longest, names=True, **common)


SPECIAL: dict[str, Callable[[Question], forms.Field]] = {
    "postcode": _postcode,
    "iban": lambda common: IbanField(**common),
    "signatures_needed": lambda common: _count(common, 1, 5),
    "districts": _several(DISTRICTS),
    "declarations": _several(_declared()),
    "birth_date": lambda common: GermanDateField(whole_year=True, **common),
    "representatives": _list_of_names("representatives"),
    "jointly_liable": _list_of_names("jointly_liable"),
}
BY_COLUMN: list[tuple[type[models.Field], Callable[[Question, models.Field], forms.Field]]] = [
    (models.EmailField, lambda common, column: EmailField(**common)),
    (models.TextField, lambda common, column: LongTextField(max_length=column.max_length or 0, **common)),
    (
        models.CharField,
        lambda common, column: TextField(
            max_length=column.max_length or 0, autocomplete=COMPLETION.get(column.name, ""), **common
        ),
    ),
    (models.DateField, lambda common, column: GermanDateField(**common)),
    (models.BooleanField, lambda common, column: forms.BooleanField(**common)),
    (models.PositiveIntegerField, lambda common, column: _count(common, 0, 1_000_000)),
]


class SectionForm(UnfinishedForm):
    """The fields of one section."""

    def __init__(self, section: Section, data: Data | None, organisation: Organisation, project: Project):
        pairs = [("organisation", name) for name in section.organisation]
        application = project.application
        records: dict[str, Organisation | Project] = {"organisation": organisation, "project": project}
        pairs += [("project", name) for name in section.project if is_asked(application.programme, name)]
        self.owners = {name: owner for owner, name in pairs}
        super().__init__(data, initial={name: getattr(records[owner], name) for owner, name in pairs})
        for owner, name in pairs:
            self.fields[name] = form_field(type(records[owner]), name)
            if name in WINDOW:
                announce(self.fields[name], WINDOW[name](application.round))

    def clean(self) -> None:
        """What a record cannot be without stays, and the person is told so."""
        super().clean()
        cleaned = self.cleaned_data
        for name in NEVER_EMPTY & set(cleaned):
            if cleaned[name] in (None, "") and self.initial[name]:
                self.add_error(name, f"Das Feld kann nicht leer sein. Gespeichert ist: {self.initial[name]}.")

    def readable(self) -> Values:
        """What can be saved: every answer without a mistake, empty ones included."""
        return {name: self._stored(name, value) for name, value in self.cleaned_data.items()}

    def _stored(self, name: str, value: object) -> object:
        return "" if value is None and isinstance(self.initial[name], str) else value
