"""Terms of earlier releases: every value comes under its name of today, with its unit."""

from tests.tables import each
from workflows.earlier_terms import UNIT_IN_NAME, lifted
from workflows.period import Period

EARLIER = {
    "version": "2025",
    "cap": "10000.00",
    "own_share_percent": "20.00",
    "documents_days": 14,
    "adapted_plan_days": 21,
    "invitation_days": 7,
    "payout_grace": 10,
    "use_within_months": 2,
    "proof_months": 6,
    "proof_documents_days": 14,
    "interim_days": 90,
    "hearing_days": 21,
    "refund_days": 42,
    "dunning_days": 14,
    "longest_months": None,
    "receipts_years": 5,
    "retention_years": 10,
    "retention_years_refused": 1,
}
TODAY = {
    "version": "2025",
    "cap": "10000.00",
    "own_share_percent": "20.00",
    "documents_period": "14 days",
    "adapted_plan_period": "21 days",
    "invitation_period": "7 days",
    "payout_grace": "10 working days",
    "use_within": "2 months",
    "proof_within": "6 months",
    "proof_documents_period": "14 days",
    "interim_beyond": "90 days",
    "hearing_period": "21 days",
    "refund_period": "42 days",
    "dunning_period": "14 days",
    "longest": None,
    "receipts_kept": "5 years",
    "retention": "10 years",
    "retention_refused": "1 year",
}


def test_every_earlier_value_is_lifted():
    assert EARLIER.keys() >= UNIT_IN_NAME.keys()
    assert lifted(EARLIER) == TODAY


def test_what_is_written_as_today_stays():
    assert lifted(TODAY) == TODAY
    assert lifted({}) == {}


def test_what_is_lifted_is_left_as_it_was():
    before = dict(EARLIER)
    lifted(EARLIER)
    assert before == EARLIER


@each({name: (name, unit) for name, unit in UNIT_IN_NAME.values()})
def test_unit_is_one_of_today(name, unit):
    assert Period.read(str(Period(3, unit))).unit == unit
