"""Form fields that read German money, days, accounts and text, and refuse with a sentence."""

from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeVar, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from grants.forms.options import FieldOptions
from grants.forms.reading import (
    COMPACT_IBAN,
    LARGEST_AMOUNT,
    UnreadableError,
    read_day,
    read_iban,
    read_money,
    read_period,
    read_text,
)
from grants.models.signs import without_unseen
from grants.wording import amount, grouped_iban, short_day
from workflows.period import Period
from workflows.sentence import Sentence

DAY_HINT = "Schreiben Sie das Datum so: TT.MM.JJJJ."
"""How a day is written, without an example: one would lie in the past some day, or outside what is allowed."""
REQUIRED = "Bitte füllen Sie dieses Feld aus."
UNKNOWN_KEY = "Die Seite ist unvollständig angekommen. Bitte laden Sie sie neu."
LONGEST_NUMBER = 60
"""Characters that a money, date or IBAN field reads at all; a person never types more."""


class TextField(forms.CharField):
    """One line of text in NFC. ``max_length`` is told, not cut off: nothing that was typed disappears."""

    lines = False
    names = True
    """No sign in it that nobody sees."""

    def __init__(
        self,
        *,
        max_length: int = 200,
        autocomplete: str = "",
        inputmode: str = "",
        **options: Unpack[FieldOptions],
    ):
        self.autocomplete, self.inputmode = autocomplete, inputmode
        options.setdefault("error_messages", {}).setdefault("required", REQUIRED)
        super().__init__(max_length=max_length, **options)
        self.validators = [v for v in self.validators if getattr(v, "code", "") != "max_length"]

    def to_python(self, value: object) -> str:
        """The text; ValidationError for control characters, lone surrogates and signs that nobody sees."""
        if value in self.empty_values:
            return ""
        try:
            return read_text(str(value), lines=self.lines, names=self.names)
        except UnreadableError as refusal:
            raise ValidationError(str(refusal), code="unreadable") from refusal

    def validate(self, value: str) -> None:
        """Required and not too long."""
        super().validate(value)
        if self.max_length is not None and len(value) > self.max_length:
            raise ValidationError(
                Sentence(
                    "Der Text ist zu lang: {typed} Zeichen, möglich sind {most}. Bitte kürzen Sie ihn um "
                    "{over} Zeichen.",
                    typed=len(value),
                    most=self.max_length,
                    over=len(value) - self.max_length,
                ),
                code="max_length",
            )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        """A limit for the counter instead of ``maxlength``, which would cut pasted text in silence."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        if self.max_length is not None:
            attrs["data-limit"] = str(self.max_length)
        if self.autocomplete:
            attrs["autocomplete"] = self.autocomplete
        if self.inputmode:
            attrs["inputmode"] = self.inputmode
        return attrs


class LongTextField(TextField):
    """Text of several lines, up to ``max_length`` characters; with ``names`` a list of names, one a line."""

    lines = True
    widget = forms.Textarea

    def __init__(
        self, *, max_length: int = 4000, rows: int = 5, names: bool = False, **options: Unpack[FieldOptions]
    ):
        self.names = names
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **options)


class EmailField(TextField):
    """An e-mail address."""

    widget = forms.EmailInput
    default_validators = [
        EmailValidator("Bitte geben Sie eine E-Mail-Adresse ein, zum Beispiel name@verein.de.")
    ]

    def __init__(
        self, *, max_length: int = 254, autocomplete: str = "email", **options: Unpack[FieldOptions]
    ):
        super().__init__(max_length=max_length, autocomplete=autocomplete, inputmode="email", **options)


class KeyField(forms.RegexField):
    """The idempotency key of a form that does something: hidden, and nothing but what :func:`new_key` writes."""

    widget = forms.HiddenInput

    def __init__(self, *, required: bool = True, empty_value: str | None = ""):
        told = dict.fromkeys(("required", "invalid"), UNKNOWN_KEY)
        super().__init__(
            r"\A[0-9a-f-]{8,64}\Z", error_messages=told, required=required, empty_value=empty_value
        )


Read = TypeVar("Read", Decimal, date, str, Period)


class _ReadField(forms.Field, Generic[Read]):
    """A field whose typed text is read by one function of ``grants.forms.reading``."""

    widget = forms.TextInput
    attrs: dict[str, str] = {}

    def __init__(self, **options: Unpack[FieldOptions]):
        options.setdefault("error_messages", {}).setdefault("required", REQUIRED)
        super().__init__(**options)

    def read(self, typed: str) -> Read:
        raise NotImplementedError

    def to_python(self, value: object) -> Read | None:
        """What was read, ``None`` for nothing; ValidationError with one sentence otherwise."""
        text = "" if value is None else without_unseen(str(value)).strip()
        if not text:
            return None
        try:
            return self.read(text if len(text) <= LONGEST_NUMBER else "?")
        except UnreadableError as refusal:
            raise ValidationError(str(refusal), code="unreadable") from refusal

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        """Key pad, completion and spelling fit to what is asked for."""
        return {**super().widget_attrs(widget), "autocomplete": "off", "spellcheck": "false", **self.attrs}


class MoneyField(_ReadField[Decimal]):
    """EUR as ``Decimal`` with two places, from ``0`` to ``largest``; ``smallest`` adds a lower bound."""

    attrs = {"inputmode": "decimal", "data-money": ""}
    suffix = "€"

    def __init__(
        self,
        *,
        smallest: Decimal | None = None,
        largest: Decimal = LARGEST_AMOUNT,
        negative: bool = False,
        **options: Unpack[FieldOptions],
    ):
        self.smallest, self.largest, self.negative = smallest, largest, negative
        if negative:  # number pads of phones have no minus
            self.attrs = self.attrs | {"inputmode": "text", "data-negative": ""}
        super().__init__(**options)

    def read(self, typed: str) -> Decimal:
        value = read_money(typed, largest=self.largest, negative=self.negative)
        if self.smallest is not None and value < self.smallest:
            raise UnreadableError(
                Sentence(
                    "Der Betrag ist zu klein. Möglich sind mindestens {smallest} Euro.",
                    smallest=amount(self.smallest),
                )
            )
        return value

    def to_python(self, value: object) -> Decimal | None:
        """A ``Decimal`` that another program hands in counts as what it would look like when typed."""
        if isinstance(value, Decimal) and value.is_finite() and abs(value) <= self.largest:
            value = (
                amount(value) if value == value.quantize(Decimal("0.01")) else f"{value:f}".replace(".", ",")
            )
        return super().to_python(value)

    def prepare_value(self, value: object) -> object:
        """``4.800,00`` for a stored value; what was typed stays as it was typed."""
        return amount(value) if isinstance(value, Decimal) and value.is_finite() else value


class PercentField(MoneyField):
    """A percentage as ``Decimal`` with two places."""

    suffix = "%"


class PeriodField(_ReadField[Period]):
    """A period of the Terms: a number and its unit, like ``8 Wochen``."""

    def read(self, typed: str) -> Period:
        return read_period(typed)

    def prepare_value(self, value: object) -> object:
        """``8 Wochen`` for a stored value; what was typed stays as it was typed."""
        return value.figures if isinstance(value, Period) else value


class GermanDateField(_ReadField[date]):
    """A day, typed the German way. ``earliest`` and ``latest`` are days that still count.

    With ``whole_year`` two digits of a year are never taken for four. ``mostly_today`` tells a form that knows the
    clock to begin with today.
    """

    attrs = {"inputmode": "numeric"}

    def __init__(
        self,
        *,
        earliest: date | None = None,
        latest: date | None = None,
        whole_year: bool = False,
        mostly_today: bool = False,
        **options: Unpack[FieldOptions],
    ):
        self.earliest, self.latest, self.whole_year = earliest, latest, whole_year
        self.mostly_today = mostly_today
        super().__init__(**options)

    def read(self, typed: str) -> date:
        day = read_day(typed, whole_year=self.whole_year)
        if self.earliest and day < self.earliest:
            raise UnreadableError(
                Sentence(
                    "Das Datum liegt zu früh. Der erste mögliche Tag ist der {earliest}.",
                    earliest=self.earliest,
                )
            )
        if self.latest and day > self.latest:
            raise UnreadableError(
                Sentence(
                    "Das Datum liegt zu spät. Der letzte mögliche Tag ist der {latest}.", latest=self.latest
                )
            )
        return day

    def to_python(self, value: object) -> date | None:
        """A ``date`` that another program hands in is read like a typed one."""
        return super().to_python(short_day(value) if isinstance(value, date) else value)

    def prepare_value(self, value: object) -> object:
        """``27.11.2026`` for a stored day; what was typed stays as it was typed."""
        return short_day(value) if isinstance(value, date | datetime) else value


class IbanField(_ReadField[str]):
    """An IBAN without spaces. Show stored ones with ``grants.wording.masked_iban``."""

    attrs = {"autocapitalize": "characters"}

    def read(self, typed: str) -> str:
        return read_iban(typed)

    def prepare_value(self, value: object) -> object:
        """Groups of four, as on the card, for a stored IBAN; what was typed otherwise stays as it is."""
        return grouped_iban(value) if isinstance(value, str) and COMPACT_IBAN.fullmatch(value) else value
