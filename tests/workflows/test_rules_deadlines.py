"""Notification, remedy periods and the other deadlines, on the day and the day after."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.period import Period, Unit
from workflows.rules.deadlines import (
    BERLIN,
    RemedyPeriod,
    add_months,
    add_working_days,
    is_working_day,
    next_sending_time,
    next_working_day,
    notified_by_portal,
    payout_from,
    proof_due,
    remedy_period,
    set_by_authority,
    untaetigkeit_from,
    use_by,
)

DAY = timedelta(days=1)
days = st.dates(date(2009, 1, 1), date(2060, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("posted", "notified", "ends", "final"),
    [
        ("2024-12-30", "2025-01-02", "2025-02-03", "2025-02-04"),
        ("2025-01-02", "2025-01-06", "2025-02-06", "2025-02-07"),
        ("2025-03-10", "2025-03-14", "2025-04-14", "2025-04-15"),
        ("2025-03-17", "2025-03-21", "2025-04-22", "2025-04-23"),
        ("2026-01-27", "2026-01-31", "2026-03-02", "2026-03-03"),
        ("2025-09-26", "2025-09-30", "2025-10-30", "2025-10-31"),
        ("2025-12-19", "2025-12-23", "2026-01-23", "2026-01-24"),
    ],
)
def test_remedy_period_follows_the_vectors(posted, notified, ends, final):
    assert remedy_period(day(posted)) == RemedyPeriod(day(notified), day(ends), day(final))


def test_remedy_period_takes_three_days_until_2024_and_four_from_2025():
    assert remedy_period(day("2024-12-31")).notified == day("2025-01-03")
    assert remedy_period(day("2025-01-01")).notified == day("2025-01-05")


def test_remedy_period_lasts_a_year_without_instruction():
    assert remedy_period(day("2025-03-10"), instructed=False).ends == day(
        "2026-03-16"
    )  # 14 March: a Saturday
    assert remedy_period(day("2028-02-25"), instructed=False).ends == day(
        "2029-02-28"
    )  # notified on 29 February


@pytest.mark.parametrize("way", ["post", "receipt"])
def test_remedy_period_counts_a_later_receipt_but_no_earlier_one(way):
    posted, fiction = day("2025-03-10"), day("2025-03-14")
    assert remedy_period(posted, way=way, notified=fiction + DAY).notified == fiction + DAY
    assert remedy_period(posted, way=way, notified=fiction - DAY).notified == fiction


def test_remedy_period_begins_with_the_service_even_if_it_is_early():
    period = remedy_period(day("2025-03-10"), way="service", notified=day("2025-03-11"))
    assert period == RemedyPeriod(day("2025-03-11"), day("2025-04-11"), day("2025-04-12"))


@pytest.mark.parametrize("way", ["service", "receipt", "portal"])
def test_remedy_period_does_not_run_before_the_notification(way):
    with pytest.raises(ValueError, match="noch nicht bekannt gegeben"):
        remedy_period(day("2025-03-10"), way=way)


def test_remedy_period_refuses_unknown_ways_and_impossible_days():
    with pytest.raises(ValueError, match="Weg der Bekanntgabe"):
        remedy_period(day("2025-03-10"), way="pigeon")
    with pytest.raises(ValueError, match="vor seiner Absendung"):
        remedy_period(day("2025-03-10"), way="service", notified=day("2025-03-09"))


def test_portal_notifies_the_day_after_a_retrieval_within_ten_days():
    told = day("2025-03-10")
    assert notified_by_portal(told, told) == day("2025-03-11")
    assert notified_by_portal(told, day("2025-03-20")) == day("2025-03-21")
    assert notified_by_portal(told, day("2025-03-21")) is None
    assert notified_by_portal(told, None) is None


def test_portal_period_accepts_only_what_the_portal_notified():
    told = day("2025-03-10")
    assert remedy_period(told, way="portal", notified=day("2025-03-21")).ends == day("2025-04-22")
    assert remedy_period(told, way="portal", notified=day("2025-03-11")).notified == day("2025-03-11")
    for wrong in (told, day("2025-03-22")):
        with pytest.raises(ValueError, match="zehn Tagen"):
            remedy_period(told, way="portal", notified=wrong)


@given(days, st.booleans())
def test_remedy_period_ends_on_a_working_day_after_the_month(posted, instructed):
    period = remedy_period(posted, instructed=instructed)
    full = add_months(period.notified, 1 if instructed else 12)
    assert is_working_day(period.ends)
    assert posted < period.notified < full <= period.ends
    assert period.final - period.ends == DAY
    assert not any(is_working_day(full + n * DAY) for n in range((period.ends - full).days))


@given(days, st.integers(0, 40))
def test_remedy_period_never_ends_earlier_for_a_later_receipt(posted, later):
    received = remedy_period(posted, way="receipt", notified=posted + later * DAY)
    assert received.ends >= remedy_period(posted).ends


@pytest.mark.parametrize(
    ("on", "works"),
    [
        ("2016-10-31", True),
        ("2017-10-31", False),
        ("2018-10-31", False),
        ("2026-01-01", False),
        ("2026-01-06", True),
        ("2026-04-03", False),
        ("2026-04-06", False),
        ("2026-05-01", False),
        ("2026-05-14", False),
        ("2026-05-25", False),
        ("2026-06-04", True),
        ("2025-10-03", False),
        ("2026-12-24", True),
        ("2025-12-25", False),
        ("2025-12-26", False),
        ("2026-11-21", False),
        ("2026-11-22", False),
        ("2026-11-23", True),
    ],
)
def test_working_days_are_those_of_lower_saxony(on, works):
    assert is_working_day(day(on)) is works


def test_next_working_day_is_the_day_itself_if_it_is_one():
    assert next_working_day(day("2026-11-20")) == day("2026-11-20")
    assert next_working_day(day("2026-11-21")) == day("2026-11-23")
    assert next_working_day(day("2025-12-25")) == day("2025-12-29")


def test_add_working_days_skips_weekends_and_holidays():
    assert add_working_days(day("2025-12-23"), 1) == day("2025-12-24")
    assert add_working_days(day("2025-12-23"), 2) == day("2025-12-29")
    assert add_working_days(day("2025-12-25"), 0) == day("2025-12-29")
    with pytest.raises(ValueError, match="vorwärts"):
        add_working_days(day("2025-12-23"), -1)


@given(days, st.integers(1, 30))
def test_add_working_days_passes_exactly_so_many(start, count):
    end = add_working_days(start, count)
    passed = [start + n * DAY for n in range(1, (end - start).days + 1)]
    assert sum(map(is_working_day, passed)) == count
    assert is_working_day(end)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2025-12-01", 1, "2026-01-01"),
    ],
)
def test_months_end_on_the_same_number_or_the_last_day(start, months, end):
    assert add_months(day(start), months) == day(end)


def test_authority_sets_a_working_day_counted_from_the_notification():
    assert set_by_authority(day("2026-11-02"), Period(14, Unit.DAYS)) == day("2026-11-20")
    assert set_by_authority(day("2026-11-03"), Period(14, Unit.DAYS)) == day(
        "2026-11-23"
    )  # the 21st is a Saturday


@given(days, st.integers(1, 60))
def test_authority_never_gives_less_time_than_it_says(letter_day, granted):
    ends = set_by_authority(letter_day, Period(granted, Unit.DAYS))
    assert is_working_day(ends)
    assert (ends - remedy_period(letter_day).notified).days >= granted


def test_proof_is_due_at_the_end_of_the_sixth_month():
    assert proof_due(day("2026-03-15"), None, Period(6, Unit.MONTHS)) == day("2026-09-30")
    assert proof_due(day("2026-08-31"), None, Period(6, Unit.MONTHS)) == day("2027-02-28")


def test_proof_is_due_earlier_if_the_purpose_was_fulfilled_earlier():
    assert proof_due(day("2026-03-15"), day("2026-01-10"), Period(6, Unit.MONTHS)) == day("2026-07-10")
    assert proof_due(day("2026-03-15"), day("2026-03-29"), Period(6, Unit.MONTHS)) == day("2026-09-29")
    assert proof_due(day("2026-03-15"), day("2026-03-31"), Period(6, Unit.MONTHS)) == day("2026-09-30")


def test_money_is_to_be_used_within_two_months():
    assert use_by(day("2025-12-31"), Period(2, Unit.MONTHS)) == day("2026-02-28")


def test_payout_waits_for_the_grace_unless_remedies_are_waived():
    final = day("2026-03-03")
    assert payout_from(final, Period(10, Unit.WORKING_DAYS), waived=True) == final
    assert payout_from(day("2026-03-07"), Period(10, Unit.WORKING_DAYS), waived=True) == day(
        "2026-03-07"
    )  # a Saturday
    assert payout_from(final, Period(10, Unit.WORKING_DAYS), waived=False) == day("2026-03-17")
    assert payout_from(day("2026-03-27"), Period(10, Unit.WORKING_DAYS), waived=False) == day(
        "2026-04-14"
    )  # Easter in between


def test_failure_to_act_begins_the_day_after_three_months():
    assert untaetigkeit_from(day("2026-01-15")) == day("2026-04-16")
    assert untaetigkeit_from(day("2025-11-30")) == day("2026-03-01")


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        ("2026-11-23T06:59:59", "2026-11-23T07:00"),
        ("2026-11-23T07:00:00", "2026-11-23T07:00"),
        ("2026-11-23T19:59:59", "2026-11-23T19:59:59"),
        ("2026-11-23T20:00:00", "2026-11-24T07:00"),
        ("2026-11-20T20:00:00", "2026-11-23T07:00"),
        ("2026-11-21T12:00:00", "2026-11-23T07:00"),
        ("2025-12-24T21:00:00", "2025-12-29T07:00"),
        ("2026-03-28T23:00:00", "2026-03-30T07:00"),  # the night in which the clock goes forward
    ],
)
def test_reminders_go_out_on_working_days_from_seven_to_eight(moment, sent):
    begins = datetime.fromisoformat(moment).replace(tzinfo=BERLIN)
    assert next_sending_time(begins) == datetime.fromisoformat(sent).replace(tzinfo=BERLIN)


def test_reminders_are_judged_by_the_time_in_berlin():
    assert next_sending_time(datetime(2026, 7, 1, 5, 0, tzinfo=UTC)).hour == 7
    assert next_sending_time(datetime(2026, 7, 1, 4, 59, tzinfo=UTC)).minute == 0
    with pytest.raises(ValueError, match="Zeitzone"):
        next_sending_time(datetime(2026, 7, 1, 5, 0))  # noqa: DTZ001


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_reminders_are_never_early_never_at_night_and_never_on_holidays(moment):
    sent = next_sending_time(moment)
    assert sent >= moment
    assert is_working_day(sent.date())
    assert 7 <= sent.hour < 20
    assert next_sending_time(sent) == sent
