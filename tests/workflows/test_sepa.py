"""What goes to a bank: the days on which it carries out, and the characters that it takes."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tables import each
from workflows.calendar import is_target_day, next_target_day
from workflows.sepa import in_sepa_characters

CLOSED = {
    date(2026, 1, 1): date(2026, 1, 2),
    date(2026, 4, 3): date(2026, 4, 7),  # Good Friday, a weekend, Easter Monday
    date(2026, 4, 6): date(2026, 4, 7),
    date(2026, 5, 1): date(2026, 5, 4),
    date(2026, 12, 25): date(2026, 12, 28),  # the second day of Christmas is a Saturday
    date(2027, 3, 26): date(2027, 3, 30),
    date(2025, 12, 25): date(2025, 12, 29),
    date(2038, 4, 26): date(2038, 4, 27),  # the latest Easter there can be
}
OPEN = [
    date(2026, 5, 14),  # Ascension, a holiday in Hannover
    date(2026, 5, 25),  # Whit Monday
    date(2026, 10, 31) - timedelta(1),
    date(2025, 10, 31),  # the day of the Reformation
    date(2025, 10, 3),
    date(2026, 12, 24),
    date(2026, 12, 31),
]


@each(CLOSED.items())
def test_bank_holiday_is_no_day_of_execution(day, after):
    assert not is_target_day(day)
    assert next_target_day(day) == after
    assert next_target_day(after) == after


@each(OPEN)
def test_holiday_of_the_land_is_a_day_of_execution(day):
    assert is_target_day(day)


def easter(year: int) -> date:
    """Easter Sunday by the rule of Gauß in the form of Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def test_days_of_target_follow_easter_for_forty_years():
    for year in range(2020, 2061):
        closed = {date(year, 1, 1), date(year, 5, 1), date(year, 12, 25), date(year, 12, 26)}
        closed |= {easter(year) - timedelta(2), easter(year) + timedelta(1)}
        days = [date(year, 1, 1) + timedelta(n) for n in range(366)]
        wrong = [
            d for d in days if d.year == year and is_target_day(d) != (d.weekday() < 5 and d not in closed)
        ]
        assert not wrong, wrong


WRITTEN = [
    ("Förderverein Weißekreuzstraße e. V.", "Foerderverein Weissekreuzstrasse e. V."),
    ("ÖKO & Kultur „Über“ – 100 %", "OeKO + Kultur 'Ueber' - 100 ."),
    ("Łódź Çelebi Ñandú", "Lodz Celebi Nandu"),
    ("Иванов", "Ivanov"),
    ("//Konto//", "Konto"),
    ("a//b", "a/b"),
    ("  zwei   Wörter\n", "zwei Woerter"),
    ("\U0001f600", "."),
    ("", "."),
    ("u\u0308ber", "ueber"),
]


@each(WRITTEN)
def test_text_is_written_in_characters_that_every_bank_takes(text, plain):
    assert in_sepa_characters(text, 70) == plain


@given(st.text(max_size=200), st.sampled_from([35, 70, 140]))
def test_no_text_leaves_the_set_or_the_length(text, most):
    plain = in_sepa_characters(text, most)
    assert 0 < len(plain) <= most
    assert re.fullmatch(r"[A-Za-z0-9/?:().,'+ -]+", plain)
    assert not plain.startswith("/")
    assert not plain.endswith("/")
    assert "//" not in plain


@pytest.mark.parametrize("most", [1, 2])
def test_cut_leaves_no_slash_at_the_end(most):
    assert in_sepa_characters("a/b", most) == "a"
