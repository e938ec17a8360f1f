"""Fields read what people type and refuse everything else with one German sentence."""

from datetime import date
from decimal import Decimal
from importlib import import_module
from pkgutil import iter_modules
from uuid import UUID

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st
from schwifty import IBAN

import grants.forms as house_forms
from grants.forms.applications import form_field
from grants.forms.fields import (
    UNKNOWN_KEY,
    EmailField,
    GermanDateField,
    IbanField,
    KeyField,
    LongTextField,
    MoneyField,
    TextField,
)
from grants.forms.moves import FIELDS as MOVE_FIELDS
from grants.forms.moves import form_for, new_key
from grants.forms.plan import with_more_rows
from grants.forms.reading import NEWER_SEPA_STATES
from grants.models.canonical import canonical
from grants.wording import euro
from tests.tables import each
from workflows.outcome import Ask
from workflows.programmes import PROGRAMMES

NAUGHTY = [
    "\x00",
    "a\x00b",
    "\ud800",
    "x\udfffy",
    "\ufffe",
    "٣٤",
    "Ⅷ",
    "1e9",
    "NaN",
    "-Infinity",
    "0x10",
    "1_000",
    "9" * 5000,
    "9" * 100_000,
    "1," + "0" * 9000,
    "--5",
    "€",
    "€€",
    ",",
    ".",
    "-",
    "99.99.9999",
    "00.00.0000",
    "2026-02-30",
    "DE",
    "DE" + "0" * 20,
    "XX89370400440532013000",
    "DE89 3704 0044 0532 0130 0" + "\u0660",
    "a@b\udc00.de",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "%s%n{0}",
    "\u202edrawkcab",
    "Z̷̢̛a" * 500,
    [],
    ["1"],
    {},
    b"\xff\xfe",
    float("nan"),
    Decimal("sNaN"),
    Decimal("1e999999"),
    10**400,
    object(),
]
EXACT = [MoneyField, GermanDateField, IbanField]
FIELDS = [TextField, LongTextField, EmailField, *EXACT]


def refusal(field, typed) -> str:
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)
    return " ".join(caught.value.messages)


def sentences(field, typed) -> list[str]:
    """The refusal of ``typed``, empty if it was read; any other exception is a failure."""
    try:
        field.clean(typed)
    except ValidationError as error:
        return error.messages
    return []


@each({f"{kind.__name__}-{n}": (kind, typed) for kind in FIELDS for n, typed in enumerate(NAUGHTY)})
def test_naughty_strings_raise_nothing_but_validation_errors(kind, typed):
    assert all(text.endswith((".", "?")) for text in sentences(kind(), typed))


@each({f"{kind.__name__}-{n}": (kind, typed) for kind in EXACT for n, typed in enumerate(NAUGHTY)})
def test_naughty_strings_are_never_money_days_or_accounts(kind, typed):
    assert sentences(kind(), typed)


@pytest.mark.parametrize("kind", FIELDS)
@given(typed=st.text(st.characters(exclude_categories=()), max_size=80))
def test_any_text_is_read_or_refused_with_a_sentence(kind, typed):
    assert all(text.endswith((".", "?")) for text in sentences(kind(), typed))


READS_A_VALUE = (MoneyField, GermanDateField, IbanField, forms.BooleanField)
"""Fields that keep a value which they found in the text, not the text."""
NOT_FROM_TEXT = (forms.ModelChoiceField, forms.FileField)
"""Fields that look into the database or take no text."""


def every_field() -> dict[str, forms.Field]:
    """Every field of every form of ours, by form and name."""
    for module in iter_modules(house_forms.__path__):
        import_module(f"{house_forms.__name__}.{module.name}")
    found: dict[str, forms.Field] = {f"move.{name}": make(True) for name, make in MOVE_FIELDS.items()}
    for programme in PROGRAMMES.values():
        for question in programme.form.questions:
            found[f"{question.section}.{question.key}"] = form_field(question)
    waiting = [forms.Form]
    while waiting:
        kinds = waiting.pop().__subclasses__()
        waiting += kinds
        for kind in kinds:
            if kind.__module__.startswith("grants."):
                found |= {f"{kind.__name__}.{name}": field for name, field in kind.base_fields.items()}
    return {name: field for name, field in found.items() if not isinstance(field, NOT_FROM_TEXT)}


EVERY = every_field()
SIGNS = st.sampled_from([*"\x00\x07\t\n\r a0,-.:@\u00ad\ud800\udfff\ufdd0\ufdef\ufffe\uffff\U0001fffe"])


@given(typed=st.text(SIGNS | st.characters(exclude_categories=()), max_size=20))
@example(typed="Zusammen\ufffe\narbeit")
@example(typed="0123456789abcdef\ufffe")
@example(typed="a\ufdd0bcdefgh")
def test_what_a_field_takes_the_log_takes(typed):
    """A text that a form lets through and the log refuses would be lost with an error page."""
    for name, field in EVERY.items():
        try:
            said = field.clean([typed] if isinstance(field, forms.MultipleChoiceField) else typed)
        except ValidationError:
            continue
        assert canonical({name: said})


def test_signs_that_a_pdf_leaves_in_copied_text_are_dropped_in_silence():
    copied = "Wir backen gemein\ufffe\nsam\ufdd0 Brot.\uffff"
    assert LongTextField().clean(copied) == "Wir backen gemein\nsam Brot."
    assert TextField().clean(copied) == "Wir backen gemein sam Brot."
    assert refusal(TextField(), "\ufffe") == "Bitte füllen Sie dieses Feld aus."


def test_a_key_is_one_that_the_house_wrote():
    assert KeyField().clean(new_key())
    for wrong in ("a\ufffebcdefgh", "g" * 12, "a" * 65, "a" * 7, ""):
        assert refusal(KeyField(), wrong) == UNKNOWN_KEY


@pytest.mark.parametrize("kind", FIELDS)
def test_required_is_told_and_optional_is_left_alone(kind):
    assert refusal(kind(), "  ") == "Bitte füllen Sie dieses Feld aus."
    assert not kind(required=False).clean("")


# Money


@pytest.mark.parametrize(
    ("typed", "euros"),
    [
        ("4.800,00", "4800.00"),
        ("4800", "4800.00"),
        ("4 800,5", "4800.50"),
        ("4\u202f800,50\u00a0€", "4800.50"),
        ("4'800", "4800.00"),
        ("4.800,- Euro", "4800.00"),
        ("1500.-", "1500.00"),
        ("1.500.--", "1500.00"),
        ("€ 12,05", "12.05"),
        ("4800EUR", "4800.00"),
        ("0", "0.00"),
        ("0007,1", "7.10"),
        ("999.999.999,99", "999999999.99"),
    ],
)
def test_money_is_read_the_german_way(typed, euros):
    value = MoneyField().clean(typed)
    assert value == Decimal(euros)
    assert value.as_tuple().exponent == -2


@pytest.mark.parametrize("typed", ["4.80", "12.50", "4,800.00", "4.800.00"])
def test_money_with_a_point_before_the_cents_is_not_guessed(typed):
    refusal(MoneyField(), typed)


def test_money_refusals_say_what_to_do():
    assert "Meinten Sie 12,50?" in refusal(MoneyField(), "12.50")
    assert "zwei Stellen" in refusal(MoneyField(), "1,005")
    assert "negativ" in refusal(MoneyField(), "-5")
    assert "negativ" in refusal(MoneyField(), "\N{MINUS SIGN}5")
    assert "mindestens 0,01 Euro" in refusal(MoneyField(smallest=Decimal("0.01")), "0")
    assert "höchstens 999.999.999,99 Euro" in refusal(MoneyField(), "1.000.000.000")
    assert "höchstens 50.000,00 Euro" in refusal(MoneyField(largest=Decimal(50000)), "50.000,01")


def test_money_limits_count_the_limit_itself():
    assert MoneyField(largest=Decimal(50000)).clean("50.000,00") == Decimal(50000)
    assert MoneyField(smallest=Decimal(1)).clean("1") == Decimal(1)
    assert MoneyField(negative=True).clean("-5,20") == Decimal("-5.20")


@given(cents=st.integers(0, 99_999_999_999))
def test_money_shown_is_money_read(cents):
    value = Decimal(cents) / 100
    assert MoneyField().clean(euro(value)) == value
    assert MoneyField().clean(MoneyField().prepare_value(value)) == value


def test_money_given_as_decimal_is_not_rounded_in_silence():
    assert MoneyField().clean(Decimal("4800.5")) == Decimal("4800.50")
    assert "zwei Stellen" in refusal(MoneyField(), Decimal("1.005"))


# Days


@pytest.mark.parametrize(
    "typed",
    [
        "27.11.2026",
        "27.11.26",
        "2026-11-27",
        "27112026",
        "27. 11. 2026",
        "27. November 2026",
        "27. Nov. 2026",
    ],
)
def test_day_is_read_in_every_usual_form(typed):
    assert GermanDateField().clean(typed) == date(2026, 11, 27)


def test_day_that_does_not_exist_is_named():
    assert "Den 31.2.2026 gibt es nicht" in refusal(GermanDateField(), "31.02.2026")
    assert GermanDateField().clean("29.02.2028") == date(2028, 2, 29)
    assert "gibt es nicht" in refusal(GermanDateField(), "29.02.2026")


def test_day_refusals_say_what_is_missing():
    assert "auch das Jahr" in refusal(GermanDateField(), "27.11.")
    assert "TT.MM.JJJJ" in refusal(GermanDateField(), "bald")
    assert "Jahreszahl" in refusal(GermanDateField(), "27.11.0026")


def test_day_limits_count_the_limit_itself():
    field = GermanDateField(earliest=date(2026, 3, 1), latest=date(2026, 3, 31))
    assert field.clean("01.03.2026")
    assert field.clean("31.03.2026")
    assert "01.03.2026" in refusal(field, "28.02.2026")
    assert "31.03.2026" in refusal(field, "01.04.2026")


@given(day=st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_day_shown_is_day_read(day):
    assert GermanDateField().clean(GermanDateField().prepare_value(day)) == day
    assert GermanDateField().clean(day) == day


# Bank accounts


@pytest.mark.parametrize(
    "typed", ["DE89370400440532013000", "de89 3704 0044 0532 0130 00", "DE89-3704-0044-0532-0130-00"]
)
def test_iban_is_stored_without_spaces(typed):
    assert IbanField().clean(typed) == "DE89370400440532013000"
    assert IbanField().prepare_value("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"


def test_iban_with_two_digits_swapped_is_refused():
    assert "vertauscht" in refusal(IbanField(), "DE89370400440532031000")


def test_iban_refusals_name_length_and_region():
    assert "22 Zeichen" in refusal(IbanField(), "DE8937040044053201300")
    assert "SEPA" in refusal(IbanField(), "TR330006100519786457841326")
    assert "Buchstaben und Ziffern" in refusal(IbanField(), "DE89 3704 0044 0532 0130 0ö")


# Text


def test_text_is_normalised_to_nfc_before_it_is_counted():
    assert TextField(max_length=1).clean("u\u0308") == "ü"


def test_text_limit_is_told_with_the_number_to_cut():
    assert TextField(max_length=5).clean("12345") == "12345"
    assert "um 1 Zeichen" in refusal(TextField(max_length=5), "123456")


@pytest.mark.parametrize("typed", ["a\x00b", "a\ud800b", "a\x1bb", "a\x7fb", "a\x85b"])
def test_text_with_control_characters_is_refused(typed):
    assert "Steuerzeichen" in refusal(TextField(), typed)
    assert "Steuerzeichen" in refusal(LongTextField(), typed)


def test_one_line_stays_one_line_and_long_text_keeps_its_lines():
    assert TextField().clean("Betreff\r\nBcc: x") == "Betreff Bcc: x"
    assert LongTextField().clean("eins\r\nzwei\rdrei") == "eins\nzwei\ndrei"


def test_text_input_is_not_cut_by_the_browser():
    attrs = TextField(max_length=120).widget.attrs
    assert attrs["data-limit"] == "120"
    assert "maxlength" not in attrs


@pytest.mark.parametrize("typed", ["²", "٣", "9" * 5000, "-1", "", "x", "1e3"])
def test_count_of_rows_that_is_none_stays_as_it_came(typed):
    """The button for one more row reads a hidden field, which anybody may have changed."""
    assert with_more_rows({"plan-TOTAL_FORMS": typed}, "plan") == {"plan-TOTAL_FORMS": typed}


def test_one_more_row_is_one_more():
    more = with_more_rows({"plan-TOTAL_FORMS": "9"}, "plan")
    assert UUID(more.pop("plan-9-key"))
    assert more == {"plan-TOTAL_FORMS": "10", "plan-9-eligible": "on"}


# What people paste and type in a hurry


def test_day_is_understood_or_asked_back_and_never_moved_by_a_century():
    field, wrong = GermanDateField(), []
    read = {
        "1 Mai 2027": date(2027, 5, 1),
        "1. Mai 27": date(2027, 5, 1),
        "1. Maerz 2027": date(2027, 3, 1),
        "1. MÄRZ 2027": date(2027, 3, 1),
        "1. Ma\u0308rz 2027": date(2027, 3, 1),
        "1. Marz 2027": date(2027, 3, 1),
        "31/12/2026": date(2026, 12, 31),
        "31-12-2026": date(2026, 12, 31),
        "05/05/2026": date(2026, 5, 5),
        "\u200e31.12.2026\u200b": date(2026, 12, 31),
        "31.12.49": date(2049, 12, 31),
    }
    asked = {
        "12.05.85": "Meinten Sie 1985 oder 2085?",
        "120585": "Meinten Sie 1985 oder 2085?",
        "1. Mai 50": "Meinten Sie 1950 oder 2050?",
        "03/04/2026": "Meinten Sie den 3. April 2026?",
        "12/31/2026": "Meinten Sie den 31. Dezember 2026?",
        "1 Ju 2027": "TT.MM.JJJJ",
        "31 April 2027": "gibt es nicht",
    }
    wrong += [typed for typed, day in read.items() if sentences(field, typed) or field.clean(typed) != day]
    wrong += [typed for typed, part in asked.items() if part not in " ".join(sentences(field, typed))]
    assert wrong == []


def test_birth_date_has_the_whole_year():
    field = EVERY["antragstellende.birth_date"]
    for typed in ("12.05.85", "12.05.12", "120512", "12. Mai 12"):
        assert "vier Ziffern" in refusal(field, typed), typed
    assert field.clean("12.05.1985") == date(1985, 5, 12)


def test_iban_is_found_in_what_was_copied_with_it():
    for typed in (
        "IBAN DE89 3704 0044 0532 0130 00",
        "iban: DE89370400440532013000",
        "\u200eDE89\u00a03704 0044 0532 0130 00\u200b",
    ):
        assert IbanField().clean(typed) == "DE89370400440532013000", typed
    assert sentences(IbanField(), "IBAN")


SEPA_SINCE_2024 = {
    "AL": "AL47212110090000000235698741",
    "MD": "MD24AG000225100013104168",
    "ME": "ME25505000012345678951",
    "MK": "MK07250120000058984",
    "RS": "RS35260005601001611379",
}


def test_accounts_of_the_newer_sepa_states_are_taken():
    refused = {land: sentences(IbanField(), iban) for land, iban in SEPA_SINCE_2024.items()}
    assert not any(refused.values()), refused
    for outside in ("TR330006100519786457841326", "XK051212012345678906", "FO6264600001631634"):
        assert "SEPA" in refusal(IbanField(), outside)


def test_the_library_does_not_know_the_newer_sepa_states_yet():
    """Once it does, our own list of them goes."""
    assert {
        land for land, iban in SEPA_SINCE_2024.items() if not IBAN(iban).in_sepa_zone
    } == NEWER_SEPA_STATES


TURNING = ["Anna\u202eretsum", "\u202dAnna", "Anna \u2066Muster", "\u202aAnna", "Anna\U000e0041"]
UNSEEN = [
    "An\u200bna",
    "\ufeffAnna",
    "Anna\u00ad",
    "An\u200ena",
    "\u200fAnna",
    "An\u2060na",
    "An\u200dna",
    "Anna\u3164",
    "\u2800Anna",
]


def test_no_field_takes_signs_that_turn_the_text_around():
    texts = {name: field for name, field in EVERY.items() if not isinstance(field, READS_A_VALUE)}
    taken = [(name, typed) for name, field in texts.items() for typed in TURNING if takes(field, typed)]
    assert taken == []


def test_names_and_titles_hold_no_unseen_signs_and_the_refusal_says_where():
    several_lines = {
        name for name, field in EVERY.items() if isinstance(field, LongTextField) and not field.names
    }
    assert {"antragstellende.representatives", "antragstellende.jointly_liable"}.isdisjoint(several_lines)
    taken = [
        (name, typed)
        for name, field in EVERY.items()
        if name not in several_lines and not isinstance(field, READS_A_VALUE)
        for typed in UNSEEN
        if takes(field, typed)
    ]
    assert taken == []
    assert "Nach „An“ steht ein unsichtbares Zeichen" in refusal(TextField(), "An\u200bna")
    assert "Am Anfang steht ein unsichtbares Zeichen" in refusal(TextField(), "\ufeffAnna")
    assert "Nach „…ag der langen Nachbarschaft in“" in refusal(
        TextField(), "Tag der langen Nachbarschaft in\u200b Linden"
    )


def test_scripts_and_pictures_that_need_joiners_keep_them():
    for name in ("می\u200cخواهم", "क्\u200dष", "👩\u200d💻 Werkstatt", "❤\ufe0f"):
        assert TextField().clean(name) == name
    assert (
        LongTextField().clean("Die \u200fשלום\u200f Gruppe, Zusammen\u00adarbeit")
        == "Die \u200fשלום\u200f Gruppe, Zusammen\u00adarbeit"
    )


def takes(field, typed):
    try:
        field.clean([typed] if isinstance(field, forms.MultipleChoiceField) else typed)
    except ValidationError:
        return False
    return True


def test_day_that_is_mostly_noted_at_once_starts_with_today():
    day = date(2027, 5, 3)
    asks = [Ask("posted_on", date, True), Ask("until", date, True)]
    fresh = form_for(asks, stamp="0" * 16, today=day)
    assert fresh["posted_on"].value() == "03.05.2027"
    assert fresh["until"].value() in (None, "")
    assert (
        form_for(asks, stamp="0" * 16, today=day, initial={"posted_on": date(2027, 4, 1)})[
            "posted_on"
        ].value()
        == "01.04.2027"
    )
    sent = form_for(asks, {"posted_on": ""}, stamp="0" * 16, today=day)
    assert "posted_on" in sent.errors
