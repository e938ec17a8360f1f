"""The form of a move: one field for every parameter of a move; one that only one fund has is named in its folder."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Unpack
from uuid import uuid4

from django import forms

from grants.forms.fields import (
    DAY_HINT,
    UNKNOWN_KEY,
    GermanDateField,
    KeyField,
    LongTextField,
    MoneyField,
    TextField,
)
from grants.forms.kept import GOES_OUT, announce
from grants.forms.options import Data, FormOptions, Values
from workflows.outcome import Ask
from workflows.rules.notice import SCOPES, WAYS_PROVEN
from workflows.rules.refund import GROUNDS
from workflows.wording import own_field


def _day(label: str, hint: str = "", *, mostly_today: bool = False) -> Callable[[bool], forms.Field]:
    """A day; one that is noted mostly on the day itself starts with today."""
    text = f"{hint} {DAY_HINT}".strip()
    return lambda required: GermanDateField(
        label=label, required=required, help_text=text, mostly_today=mostly_today
    )


def _money(label: str, hint: str = "") -> Callable[[bool], forms.Field]:
    text = f"{hint} Zum Beispiel 4.800,00 oder 4800.".strip()
    return lambda required: MoneyField(label=label, required=required, help_text=text)


def _text(label: str, hint: str = "") -> Callable[[bool], forms.Field]:
    return lambda required: LongTextField(label=label, required=required, help_text=hint, max_length=2000)


def _tick(label: str, hint: str = "") -> Callable[[bool], forms.Field]:
    """Never required by the form: a missing tick is judged by the law, which says why it is needed."""
    return lambda required: forms.BooleanField(label=label, required=False, help_text=hint)


def _line(label: str, hint: str, longest: int = 20) -> Callable[[bool], forms.Field]:
    return lambda required: TextField(label=label, required=required, help_text=hint, max_length=longest)


def _rank(required: bool) -> forms.Field:
    return forms.IntegerField(
        label="Platz auf der Nachrückliste",
        help_text="Platz 1 rückt zuerst nach.",
        required=required,
        min_value=1,
        max_value=999,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Bitte geben Sie eine Zahl ab 1 an."
        ),
    )


def _scope(required: bool) -> forms.Field:
    """Optional where a lawsuit ends: only where several are pending it must be said which."""
    return forms.ChoiceField(
        label="Wogegen richtet sich die Klage?" if required else "Welche Klage?",
        help_text="" if required else "Nur nötig, wenn mehrere Klagen anhängig sind.",
        choices=[
            ("", "Bitte wählen" if required else "Die einzige anhängige Klage"),
            *((key, f"{text[0].upper()}{text[1:]}") for key, text in SCOPES.items()),
        ],
        required=required,
        error_messages={
            "required": "Bitte wählen Sie, wogegen sich die Klage richtet.",
            "invalid_choice": "Bitte wählen Sie einen Eintrag der Liste.",
        },
    )


def _ground(required: bool) -> forms.Field:
    missing = "Bitte wählen Sie einen Grund der Liste."
    return forms.ChoiceField(
        label="Grund",
        choices=[("", "Bitte wählen"), *GROUNDS.items()],
        required=required,
        error_messages=dict.fromkeys(("required", "invalid_choice"), missing),
    )


def _way(required: bool) -> forms.Field:
    missing = "Bitte wählen Sie, wodurch der Zugang belegt ist."
    return forms.ChoiceField(
        label="Wodurch ist der Zugang belegt?",
        choices=[("", "Bitte wählen"), *WAYS_PROVEN.items()],
        required=required,
        error_messages=dict.fromkeys(("required", "invalid_choice"), missing),
    )


FIELDS: dict[str, Callable[[bool], forms.Field]] = {
    "carried_over": _tick(
        "Das Geld ist in das nächste Haushaltsjahr übertragen.",
        "Nur nötig, wenn der neue Zeitraum über das Haushaltsjahr hinausreicht.",
    ),
    "claimed": _money(
        "Betrag", "So viel soll zusammen widerrufen, zurückgenommen oder zurückgefordert werden."
    ),
    "deferred_until": _day("Gestundet bis"),
    "ground": _ground,
    "instalment": _money("Monatliche Rate", "Nur bei Ratenzahlung."),
    "judged_on": _day("Das Urteil ist vom"),
    "known_on": _day(
        "Alle Tatsachen sind bekannt seit",
        "Von diesem Tag an läuft das Jahr für die Entscheidung (§ 49 Abs. 3 VwVfG).",
    ),
    "reasoning": _text(
        "Begründung", "Der Text steht so im Bescheid. Bitte nennen Sie auch die Erwägungen des Ermessens."
    ),
    "refunded": _money("Eingegangener Betrag"),
    "refunded_on": _day("Eingegangen am", "Tag der Wertstellung.", mostly_today=True),
    "rest_not_called": _tick(
        "Der Rest wird nicht mehr ausgezahlt.",
        "Nur nötig, wenn anerkanntes Geld nicht ausgezahlt ist. Es verfällt; das steht in der Abschlussmitteilung.",
    ),
    "right": _text("Richtig heißt es"),
    "statement": _text("Sachverhalt", "Der Text steht so im Anhörungsschreiben."),
    "waive_interest": _tick(
        "Von Zinsen absehen.",
        "Möglich, wenn die Umstände nicht zu vertreten sind und fristgerecht gezahlt wird (§ 49a Abs. 3 Satz 2 VwVfG).",
    ),
    "wrong": _text("Im Bescheid steht"),
    "amount": _money("Betrag der Förderung", "Er entspricht dem Beschluss."),
    "closes_on": _day("Antragsfrist (letzter Tag)"),
    "earliest_start": _day("Frühester Projektbeginn"),
    "early_start_on": _day("Das Vorhaben darf beginnen ab"),
    "ended_on": _day("Die Klage endete am"),
    "filed_on": _day("Eingang der Klage beim Gericht am"),
    "fulfilled_on": _day("Das Projekt war abgeschlossen am"),
    "held_on": _day("Tag der Sitzung"),
    "items": _text("Was fehlt?", "Bitte ein Punkt je Zeile. Der Text steht so im Brief."),
    "latest_end": _day("Spätestes Projektende"),
    "note": _text("Anmerkung"),
    "notified_on": _day("Zugegangen am", "Der Tag, der belegt ist."),
    "offered": _tick(
        "Die Akte wurde dem Stadtarchiv angeboten.",
        "Erst dann dürfen personenbezogene Daten gelöscht werden (§ 3 NArchG).",
    ),
    "opens_on": _day("Bekanntmachung ab"),
    "paid_on": _day("Ausgezahlt am", "Tag der Wertstellung.", mostly_today=True),
    "paper": _line("Nummer der Drucksache", "Zum Beispiel 0993/2022."),
    "posted_on": _day(
        "Zur Post gegeben am", "Tag des Ab-Vermerks, nicht der Tag der Freigabe.", mostly_today=True
    ),
    "rank": _rank,
    "reason": _text("Grund", "Der Grund wird in der Akte festgehalten."),
    "told": _text("Mitteilung an die Antragsteller*in", "Freiwillig; der Grund oben bleibt in der Akte."),
    "received_on": _day("Eingegangen am", mostly_today=True),
    "recognised": _money(
        "Festgestellter Betrag",
        "Höchstens der abgerufene Betrag. Ist es weniger, nennt die Anmerkung den Grund; "
        "er steht in der Auszahlungsmitteilung.",
    ),
    "resolved_on": _day("Beschlossen am"),
    "scope": _scope,
    "unbiased": _tick(
        "Ich bin in dieser Sache nicht befangen.",
        "Befangen ist, wer selbst beteiligt ist, wer mit einer beteiligten Person verwandt ist oder sie vertritt, "
        "und wer der Organisation angehört (§§ 20, 21 VwVfG).",
    ),
    "until": _day(
        "Neuer letzter Tag der Frist",
        "Fällt er auf ein Wochenende oder einen Feiertag, gilt der nächste Werktag.",
    ),
    "votes": _line(
        "Stimmen nach dem Protokoll", "Ja:Nein:Enthaltung, zum Beispiel 8:2:0, oder „einstimmig“."
    ),
    "unpaid": _money(
        "Davon noch nicht ausgezahlt",
        "Leer gelassen: Ein Betrag bis zur Höhe des Ausgezahlten wird zurückgefordert; von einem höheren wird zuerst "
        "widerrufen, was noch nicht ausgezahlt ist. Die Aufteilung steht im Schreiben: „Vorher lesen“.",
    ),
    "way": _way,
}
"""Parameter of a move → maker of its field; takes whether the move insists on it."""


BY_TYPE: dict[type, Callable[[str, str], Callable[[bool], forms.Field]]] = {
    date: _day,
    Decimal: _money,
    bool: _tick,
    int: lambda label, hint: lambda required: _number(label, hint, required),
    str: _text,
}
"""Type of a parameter that only one fund has → maker of its field from label and hint."""


def _number(label: str, hint: str, required: bool) -> forms.IntegerField:
    told = dict.fromkeys(("required", "invalid", "min_value"), "Bitte geben Sie eine ganze Zahl ein.")
    return forms.IntegerField(
        label=label, help_text=hint, required=required, min_value=0, error_messages=told
    )


def field_for(ask: Ask) -> forms.Field:
    """The field for a parameter of a move."""
    own = own_field(ask)
    make = BY_TYPE[ask.type](*own) if own else FIELDS[ask.name]
    return make(ask.required)


LONGEST_STAMP = 17 * 400
"""Signs: a page shows fewer parts than that."""


class MoveForm(forms.Form):
    """The fields of one move, its idempotency key, and the stamp of what the page showed."""

    use_required_attribute = False
    data: Data
    key = KeyField()
    seen = forms.RegexField(
        r"\A[0-9a-f]{16}(\.[0-9a-f]{16})*\Z",
        max_length=LONGEST_STAMP,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "max_length"), UNKNOWN_KEY),
    )

    def __init__(
        self,
        asks: Iterable[Ask],
        data: Data | None = None,
        *,
        today: date | None = None,
        confirm: str = "",
        **options: Unpack[FormOptions],
    ):
        super().__init__(data, **options)
        self.asked = [ask.name for ask in asks]
        for ask in asks:
            field = self.fields[ask.name] = field_for(ask)
            if today and isinstance(field, GermanDateField) and field.mostly_today:
                self.initial.setdefault(ask.name, today)
            if ask.goes_out:
                announce(field, GOES_OUT)
        if confirm:
            self.fields["confirmed"] = forms.BooleanField(
                label=confirm,
                error_messages={"required": "Bitte setzen Sie den Haken, wenn Sie das wirklich möchten."},
            )

    @property
    def answers(self) -> Values:
        """The cleaned values of the move's parameters; empty ones are left to the move's default."""
        return {name: self.cleaned_data[name] for name in self.asked if self.cleaned_data[name] is not None}

    @property
    def known(self) -> Values:
        """What stands in the form and can be read, be it proposed or typed; texts are left out."""
        found = self.cleaned_data if self.is_bound and hasattr(self, "cleaned_data") else self.initial
        return {
            name: found[name]
            for name in self.asked
            if found.get(name) is not None and not isinstance(found[name], str)
        }

    def refuse(self, reasons: Iterable[str], fields: Mapping[str, Sequence[str]]) -> None:
        """Show why the door refused: at the field where it belongs to one, else above the form."""
        told = [sentence for found in fields.values() for sentence in found]
        for name, sentences in fields.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)
        for sentence in reasons:
            if sentence not in told:
                self.add_error(None, sentence)

    def renew(self, stamp: str, *, key: str | None = None) -> None:
        """After a refusal: the same answers, bound to what the page shows now."""
        self.data = self.data.copy()
        self.data["seen"] = stamp
        self.data["key"] = key or self.data.get("key", "")


def new_key() -> str:
    """A key for one rendered form: a second click on it does nothing twice."""
    return uuid4().hex


def form_for(
    asks: Iterable[Ask],
    data: Data | None = None,
    *,
    stamp: str,
    today: date | None = None,
    initial: Mapping[str, object] | None = None,
    confirm: str = "",
) -> MoveForm:
    """The form of a move that asks for ``asks``: bound to ``data``, or fresh with the ``stamp`` of its page.

    A fresh one has ``today`` where it is mostly meant. ``confirm`` is what the person says with a tick beside it.
    """
    start: Values = {"key": new_key(), "seen": stamp, **(initial or {})}
    return MoveForm(tuple(asks), data, initial=start, today=today, confirm=confirm)
