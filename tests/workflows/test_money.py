"""Money and days as people read and write them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.dates import long_date, short_date
from workflows.money import (
    LARGEST,
    format_eur,
    format_percent,
    in_words,
    is_whole_cents,
    parse_eur,
    to_cents,
)

amounts = st.decimals("0.01", "9999999.99", places=2)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("4800", "4.800,00 €"),
        ("0.01", "0,01 €"),
        ("9999999.99", "9.999.999,99 €"),
        ("740.7", "740,70 €"),
        ("-15000", "-15.000,00 €"),
        ("1234.005", "1.234,005 €"),
    ],
)
def test_format_eur_writes_german_figures(amount, text):
    assert format_eur(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("4.800,00", "4800"),
        ("4800", "4800"),
        ("4 800,5", "4800.50"),
        ("4\u202f800,50", "4800.50"),
        ("4800.00", "4800"),
        ("4.80", "4.80"),
        ("4.800", "4800"),
        (" 4.800,00 € ", "4800"),
        ("4.800 EUR", "4800"),
        ("4.800,-", "4800"),
        ("9.999.999,99", "9999999.99"),
        ("007,5", "7.50"),
        ("0", "0"),
    ],
)
def test_parse_eur_reads_what_people_write(text, amount):
    assert parse_eur(text) == Decimal(amount)
    assert parse_eur(text).as_tuple().exponent == -2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "€",
        "abc",
        "-5",
        "+5",
        "4,800.00",
        "4800,005",
        "0.800",
        "48.00.0",
        "1.2345",
        "4. 800",
        "12 34",
        "1e3",
        "٣",
    ],
)
def test_parse_eur_refuses_what_is_not_clear(text):
    with pytest.raises(ValueError, match="nicht lesbar"):
        parse_eur(text)


def test_parse_eur_refuses_amounts_that_are_too_large():
    assert parse_eur("999999999,99") == LARGEST
    with pytest.raises(ValueError, match="zu groß"):
        parse_eur("1000000000")


@given(amounts)
def test_parse_eur_reads_back_what_format_eur_writes(amount):
    assert parse_eur(format_eur(amount)) == amount
    assert parse_eur(f"{amount}") == amount


@given(st.text(max_size=20))
def test_parse_eur_answers_any_text_with_whole_cents_or_a_sentence(text):
    amount, sentence = parsed(text)
    if amount is None:
        assert sentence.endswith(".")
    else:
        assert 0 <= amount <= LARGEST
        assert is_whole_cents(amount)


def parsed(text):
    try:
        return parse_eur(text), ""
    except ValueError as refused:
        return None, str(refused)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("4800", "viertausendachthundert Euro"),
        ("4800.50", "viertausendachthundert Euro und fünfzig Cent"),
        ("1", "ein Euro"),
        ("1.01", "ein Euro und ein Cent"),
        ("0.50", "fünfzig Cent"),
        ("0", "null Euro"),
        ("16.17", "sechzehn Euro und siebzehn Cent"),
        ("21", "einundzwanzig Euro"),
        ("30", "dreißig Euro"),
        ("101", "einhunderteins Euro"),
        ("1100", "eintausendeinhundert Euro"),
        ("101000", "einhunderteintausend Euro"),
        ("6477.24", "sechstausendvierhundertsiebenundsiebzig Euro und vierundzwanzig Cent"),
        ("1000000", "eine Million Euro"),
        ("1000001", "eine Million eins Euro"),
        ("2500000", "zwei Millionen fünfhunderttausend Euro"),
    ],
)
def test_in_words_spells_the_amount(amount, words):
    assert in_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["-0.01", "0.005", "1000000000"])
def test_in_words_refuses_what_no_bescheid_can_say(amount):
    with pytest.raises(ValueError, match="in Worten"):
        in_words(Decimal(amount))


SMALL = (
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn"
)
UNITS = {word: number for number, word in enumerate(SMALL.split(" "))} | {"ein": 1, "eine": 1}
ROUND = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
TENS = {word: 20 + 10 * number for number, word in enumerate(ROUND.split(" "))}


def read_words(word: str) -> int:
    """German number words back to a number: split at the largest unit first."""
    for unit, value in (("Million", 1_000_000), ("tausend", 1000), ("hundert", 100)):
        if unit in word:
            before, after = word.split(unit, 1)
            after = after.removeprefix("en").strip() if unit == "Million" else after
            return read_words(before.strip()) * value + (read_words(after) if after else 0)
    for tens, value in TENS.items():
        if word.endswith(tens):
            ones = word.removesuffix(tens).removesuffix("und")
            return value + (UNITS[ones] if ones else 0)
    return UNITS[word]


@given(amounts)
def test_in_words_can_be_read_back(amount):
    words = in_words(amount)
    euros, _, cents = words.partition(" Euro und ") if " Euro" in words else ("null", "", words)
    euros, cents = euros.removesuffix(" Euro"), cents.removesuffix(" Cent") or "null"
    assert read_words(euros) + Decimal(read_words(cents)) / 100 == amount


@pytest.mark.parametrize(
    ("percent", "text"),
    [
        ("20", "20 %"),
        ("15.7894", "15,79 %"),
        ("100", "100 %"),
        ("0", "0 %"),
        ("21.875", "21,88 %"),
        ("9.10", "9,1 %"),
    ],
)
def test_format_percent_writes_no_idle_zeros(percent, text):
    assert format_percent(Decimal(percent)) == text


def test_format_percent_shows_more_places_on_request():
    assert format_percent(Decimal("78.125"), 3) == "78,125 %"


@given(st.fractions(0, 10**9))
def test_to_cents_is_never_further_off_than_half_a_cent(exact):
    assert -Fraction(1, 200) < Fraction(to_cents(exact)) - exact <= Fraction(1, 200)


def test_days_are_written_in_german():
    assert long_date(date(2026, 11, 27)) == "27. November 2026"
    assert long_date(date(2026, 3, 1)) == "1. März 2026"
    assert short_date(date(2026, 3, 1)) == "01.03.2026"
