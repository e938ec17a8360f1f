"""A period has one text, one German in every case, and a last day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tables import each
from workflows.calendar import add_months, add_working_days, end_of
from workflows.period import LARGEST, Casus, Inflected, Period, Unit
from workflows.rules.deadlines import payout_from, proof_due, set_by_authority, use_by
from workflows.sentence import Sentence

periods = st.builds(Period, st.integers(0, LARGEST), st.sampled_from(Unit))


@given(periods)
def test_period_is_read_as_it_was_written(period):
    assert Period.read(str(period)) == period
    assert Period.from_german(period.figures) == period


@pytest.mark.parametrize(
    "text",
    [
        "",
        "8",
        "weeks",
        "8 week",
        "1 weeks",
        "08 weeks",
        "8  weeks",
        "8 Weeks",
        "-1 days",
        "1001 days",
        "8 weeks ",
    ],
)
def test_period_has_no_second_text(text):
    with pytest.raises(ValueError, match=r"period"):
        Period.read(text)


def test_period_has_a_possible_number():
    for number in (-1, LARGEST + 1):
        with pytest.raises(ValueError, match="from 0 to 1000"):
            Period(number, Unit.DAYS)


@each(
    {
        "8 Wochen": Period(8, Unit.WEEKS),
        "acht wochen": Period(8, Unit.WEEKS),
        "  8   Wochen ": Period(8, Unit.WEEKS),
        "8Wochen": Period(8, Unit.WEEKS),
        "zwölf Monaten": Period(12, Unit.MONTHS),
        "einem Monat": Period(1, Unit.MONTHS),
        "eine Woche": Period(1, Unit.WEEKS),
        "1 Jahr": Period(1, Unit.YEARS),
        "0 Arbeitstage": Period(0, Unit.WORKING_DAYS),
        "10 Arbeitstagen": Period(10, Unit.WORKING_DAYS),
    }.items()
)
def test_typed_german_is_read(typed, period):
    assert Period.from_german(typed) == period


@each(
    [
        "8",
        "Wochen",
        "acht",
        "8 Stunden",
        "dreizehn Tage",
        "-8 Wochen",
        "8,5 Wochen",
        "8 Wochen lang",
        "1001 Tage",
        "²Tage",
    ]
)
def test_what_is_no_period_is_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011 - what the form says stands in the form's test
        Period.from_german(typed)


@each(
    [
        (
            Period(2, Unit.MONTHS),
            "zwei Monate",
            "zwei Monate",
            "zwei Monaten",
            "von zwei Monaten",
            "des 2. Monats",
        ),
        (Period(1, Unit.MONTHS), "ein Monat", "einen Monat", "einem Monat", "eines Monats", "des 1. Monats"),
        (
            Period(8, Unit.WEEKS),
            "acht Wochen",
            "acht Wochen",
            "acht Wochen",
            "von acht Wochen",
            "der 8. Woche",
        ),
        (Period(1, Unit.WEEKS), "eine Woche", "eine Woche", "einer Woche", "einer Woche", "der 1. Woche"),
        (Period(14, Unit.DAYS), "14 Tage", "14 Tage", "14 Tagen", "von 14 Tagen", "des 14. Tages"),
        (Period(1, Unit.DAYS), "ein Tag", "einen Tag", "einem Tag", "eines Tages", "des 1. Tages"),
        (
            Period(12, Unit.DAYS),
            "zwölf Tage",
            "zwölf Tage",
            "zwölf Tagen",
            "von zwölf Tagen",
            "des 12. Tages",
        ),
        (
            Period(5, Unit.YEARS),
            "fünf Jahre",
            "fünf Jahre",
            "fünf Jahren",
            "von fünf Jahren",
            "des 60. Monats",
        ),
        (Period(1, Unit.YEARS), "ein Jahr", "ein Jahr", "einem Jahr", "eines Jahres", "des 12. Monats"),
        (
            Period(10, Unit.WORKING_DAYS),
            "zehn Arbeitstage",
            "zehn Arbeitstage",
            "zehn Arbeitstagen",
            "von zehn Arbeitstagen",
            "des 10. Arbeitstages",
        ),
        (Period(0, Unit.DAYS), "0 Tage", "0 Tage", "0 Tagen", "von 0 Tagen", "des 0. Tages"),
    ]
)
def test_period_speaks_german_in_every_case(period, nominative, accusative, dative, within, expiry):
    said = [nominative, accusative, dative, within, expiry]
    assert [period.german(casus) for casus in Casus] == said
    assert [f"{period:{casus}}" for casus in Casus] == said
    assert [str(Inflected(period, casus)) for casus in Casus] == said


def test_sentence_says_a_period_in_the_case_of_its_place():
    months = Inflected(Period(2, Unit.MONTHS), Casus.DATIVE)
    assert Sentence("Nach {months} ist Schluss.", months=months) == "Nach zwei Monaten ist Schluss."


DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(0, 60))
def test_end_of_counts_as_the_functions_of_the_law_do(day, count):
    assert end_of(day, Period(count, Unit.DAYS)) == day + timedelta(days=count)
    assert end_of(day, Period(count, Unit.WEEKS)) == day + timedelta(days=7 * count)
    assert end_of(day, Period(count, Unit.WORKING_DAYS)) == add_working_days(day, count)
    assert end_of(day, Period(count, Unit.MONTHS)) == add_months(day, count)
    assert end_of(day, Period(count, Unit.YEARS)) == add_months(day, 12 * count)


@given(DAYS, periods.filter(lambda one: one.count < 100))
def test_rough_length_is_about_the_real_one(day, period):
    lasts = (end_of(day, period) - day).days
    assert abs(lasts - period.rough_days) <= max(9, lasts // 10)  # holidays come together in spring


def test_twelve_months_are_as_long_as_a_year():
    assert Period(60, Unit.MONTHS).rough_days == Period(5, Unit.YEARS).rough_days


def test_authority_sets_a_day_after_weeks_as_after_days():
    letter = date(2026, 3, 16)
    assert set_by_authority(letter, Period(2, Unit.WEEKS)) == set_by_authority(letter, Period(14, Unit.DAYS))


@each(
    [
        (Period(6, Unit.MONTHS), None, date(2026, 9, 30)),
        (Period(6, Unit.MONTHS), date(2026, 2, 10), date(2026, 8, 10)),
        (Period(8, Unit.WEEKS), None, date(2026, 5, 10)),
        (Period(8, Unit.WEEKS), date(2026, 3, 14), date(2026, 5, 9)),
        (Period(1, Unit.YEARS), None, date(2027, 3, 31)),
        (Period(90, Unit.DAYS), None, date(2026, 6, 13)),
    ]
)
def test_proof_is_due_in_months_weeks_or_days(within, fulfilled_on, due):
    assert proof_due(date(2026, 3, 15), fulfilled_on, within) == due


def test_money_is_used_and_paid_by_the_period_of_the_guideline():
    paid = date(2026, 3, 16)
    assert use_by(paid, Period(6, Unit.WEEKS)) == date(2026, 4, 27)
    assert payout_from(paid, Period(2, Unit.WEEKS), waived=False) == date(2026, 3, 30)
    assert payout_from(paid, Period(2, Unit.WEEKS), waived=True) == paid
