"""The same facts always have the same text, and what cannot be written is refused."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.models.canonical import canonical, moment, terms_from_text, terms_to_text
from workflows.programmes import PROGRAMMES
from workflows.sentence import Sentence

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "0.00"),
        ("-0", "0.00"),
        ("-0.00", "0.00"),
        ("0E-7", "0.00"),
        ("5", "5.00"),
        ("5.1", "5.10"),
        ("5.10", "5.10"),
        ("5.100000", "5.10"),
        ("5.123", "5.123"),
        ("5.12300", "5.123"),
        ("-5.5", "-5.50"),
        ("1E+3", "1000.00"),
        ("1E-7", "0.0000001"),
        ("123456789012345678901234567890.12", "123456789012345678901234567890.12"),
    ],
)
def test_amount_has_one_text(amount, text):
    assert canonical(Decimal(amount)) == f'"{text}"'


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
def test_amounts_that_are_equal_have_equal_texts_and_read_back(amount):
    text = json.loads(canonical(amount))
    assert Decimal(text) == amount
    assert len(text.partition(".")[2]) >= 2
    longer = Decimal(f"{amount:f}{'' if '.' in f'{amount:f}' else '.'}00")
    assert canonical(longer) == canonical(amount)


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_amount_that_is_none_is_refused(amount):
    with pytest.raises(ValueError, match="no canonical form"):
        canonical(Decimal(amount))


def test_large_whole_numbers_keep_every_digit():
    assert canonical([2**63, -(2**200), 0]) == f"[{2**63},{-(2**200)},0]"


def test_text_is_composed_also_in_keys():
    assert canonical({"Gru\u0308n": "Mu\u0308ller"}) == '{"Grün":"Müller"}'
    assert canonical("e\u0301") == canonical("é")


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800", "x\udfff"])
@pytest.mark.parametrize("place", ["value", "key", "list", "set"])
def test_nul_and_lone_surrogates_are_refused_everywhere(text, place):
    value = {"value": text, "key": {text: 1}, "list": [[text]], "set": {text}}[place]
    with pytest.raises(ValueError, match="NUL"):
        canonical(value)


def test_whole_emoji_and_line_breaks_are_kept():
    assert json.loads(canonical("👩‍💻\r\n\u2028")) == "👩‍💻\r\n\u2028"


def test_moment_is_written_in_utc_with_microseconds():
    assert moment(datetime(2026, 7, 1, 12, 0, tzinfo=BERLIN)) == "2026-07-01T10:00:00.000000Z"
    assert moment(datetime(2026, 12, 1, 0, 0, 0, 7, tzinfo=BERLIN)) == "2026-11-30T23:00:00.000007Z"
    assert moment(datetime(999, 1, 1, tzinfo=UTC)) == "0999-01-01T00:00:00.000000Z"


def test_same_moment_has_one_text_in_every_zone():
    there = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    zones = [UTC, BERLIN, timezone(timedelta(hours=-11)), timezone(timedelta(hours=5, minutes=45))]
    assert len({canonical(there.astimezone(zone)) for zone in zones}) == 1
    again = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    assert canonical(again) != canonical(again.replace(fold=1))


def test_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        canonical(datetime(2026, 7, 1, 12, 0))  # noqa: DTZ001


class Colour(Enum):
    RED = "red"


class Size(IntEnum):
    BIG = 3


class Word(StrEnum):
    YES = "ja"


@dataclass(frozen=True)
class Pair:
    first: object
    second: object = ()


def test_kinds_of_values_have_their_text():
    value = Pair([Colour.RED, Size.BIG, Word.YES, True, None], {date(2026, 1, 2), date(2025, 1, 2)})
    assert canonical(value) == '{"first":["red",3,"ja",true,null],"second":["2025-01-02","2026-01-02"]}'
    assert canonical({UUID(int=1): time(9, 5)}) == '{"00000000-0000-0000-0000-000000000001":"09:05:00"}'


def test_order_of_keys_and_sets_does_not_matter():
    assert canonical({"b": 1, "a": {3, 1, 2}}) == canonical({"a": {2, 3, 1}, "b": 1}) == '{"a":[1,2,3],"b":1}'


@pytest.mark.parametrize("value", [{1: "a", "1": "b"}, {"é": 1, "e\u0301": 2}])
def test_keys_that_are_written_alike_are_refused(value):
    with pytest.raises(ValueError, match="alike"):
        canonical(value)


@pytest.mark.parametrize("value", [1.5, object(), {1, "a"}, Pair, b"bytes", {None: 1}, {True: 1}, {(1,): 2}])
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


def test_a_sentence_is_written_like_its_german_text():
    sentence = Sentence("Möglich sind {most}.", most=Decimal(4800))
    assert canonical({sentence: [sentence]}) == canonical({str(sentence): [str(sentence)]})


PINNED = (
    '{"adapted_plan_days":21,"advising_body":"Internationaler Ausschuss","cap":"10000.00","competence_limit":null,'
    '"day_count":"act/act","deciding_body":"Verwaltungsausschuss","deferrals_alert":3,"documents_days":14,'
    '"dunning_days":14,"fixed_up_to":"5000.00","fixed_with_share_up_to":"10000.00","hearing_days":21,'
    '"in_kind_percent":"20.00","in_kind_rate":"15.00","interest_bagatelle":"50.00","interim_days":90,'
    '"inventory_from":"800.00","invitation_days":7,"line_tolerance_percent":"20.00","longest_months":null,'
    '"measure_cap":null,"measures_per_half_year":2,"own_share_percent":"20.00","payout_grace":10,"presentation":false,'
    '"proof_documents_days":14,"proof_months":6,"receipts_years":5,"refund_bagatelle":"500.00","refund_days":42,'
    '"retention_years":10,"retention_years_refused":3,"third_party_is_own":false,"use_within_months":2,'
    '"valid_from":"2025-07-01","version":"2025"}'
)
"""Terms as the release before pinned them."""


def test_terms_that_were_pinned_before_periods_had_units_are_those_of_today():
    assert terms_from_text(PINNED) == PROGRAMMES["wir20-kleinprojekt"].terms_for("2025")


def test_terms_are_read_as_they_were_written():
    for programme in PROGRAMMES.values():
        for terms in programme.versions:
            assert terms_from_text(terms_to_text(terms)) == terms
    assert '"proof_within":"6 months"' in terms_to_text(PROGRAMMES["wir20-kleinprojekt"].versions[-1])
