"""The Kosten- und Finanzierungsplan: sums and every sentence about what is wrong with it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.case import Terms
from workflows.rules.categories import ExpenseCategory, IncomeCategory, Side, ThirdPartyStatus
from workflows.rules.eligibility import PlanLine, own_contribution, plan_problems, plan_warnings, totals

TERMS = Terms(
    version="2025",
    valid_from=date(2025, 6, 1),
    cap=Decimal(10000),
    fixed_up_to=Decimal(5000),
    fixed_with_share_up_to=Decimal(10000),
    own_share_percent=Decimal(20),
)


def spend(amount, category="fees", **more):
    return PlanLine(side="expense", category=category, label=category, amount=Decimal(amount), **more)


def get(amount, category="requested", **more):
    return PlanLine(side="income", category=category, label=category, amount=Decimal(amount), **more)


WORK = {"in_kind": True, "hours": Decimal(100), "rate": Decimal(15)}
PLAN = (
    spend("8000"),
    spend("500", "catering", eligible=False),
    spend("1500", "in_kind", **WORK),
    get("500", "own_cash"),
    get("1500", "own_in_kind", **WORK),
    get("500", "third_party", third_party_status="granted"),
    get("7500"),
)


def problems(*lines, terms=TERMS, **more):
    return plan_problems(lines, totals(lines), terms, **more)


def changed(number, **values):
    return (*PLAN[:number], replace(PLAN[number], **values), *PLAN[number + 1 :])


def test_totals_sum_each_kind():
    sums = totals(PLAN)
    assert (sums.expenses, sums.income) == (10000, 10000)
    assert (sums.eligible, sums.cash, sums.in_kind) == (9500, 8000, 1500)
    assert (sums.own, sums.third_party, sums.requested) == (2000, 500, 7500)


def test_totals_of_an_empty_plan_are_zero():
    assert totals(()).expenses == totals(()).requested == 0


def test_sound_plan_has_no_problems():
    assert problems(*PLAN) == []


def test_plan_must_balance_to_the_cent():
    (sentence,) = problems(*changed(0, amount=Decimal("8000.01")))
    assert sentence == (
        "Ausgaben und Einnahmen sind nicht gleich: 10.000,01 € Ausgaben, 10.000,00 € Einnahmen, "
        "0,01 € Unterschied."
    )


def test_in_kind_stands_on_both_sides():
    found = problems(*changed(2, category="material", in_kind=False, hours=None, rate=None))
    assert found == [
        "Unbare Leistungen stehen auf beiden Seiten mit demselben Wert: jetzt 0,00 € bei den Ausgaben "
        "und 1.500,00 € bei den Einnahmen."
    ]


def test_low_own_share_needs_a_reason():
    lines = spend("8000.04"), get("1600", "own_cash"), get("6400.04")
    (sentence,) = problems(*lines)
    assert "erreicht nicht 20 %" in sentence
    assert sentence.endswith("Bitte begründen Sie das.")
    assert problems(*lines, low_share_reason="Der Verein ist neu.") == []
    assert problems(*lines, low_share_reason="  ") == [sentence]
    assert problems(spend("8000"), get("1600", "own_cash"), get("6400")) == []  # exactly 20 %


def test_third_party_money_is_own_only_if_the_guideline_says_so():
    lines = spend("8000"), get("1600", "third_party", third_party_status="applied"), get("6400")
    assert own_contribution(totals(lines), TERMS) == 0
    assert len(problems(*lines)) == 1
    assert problems(*lines, terms=replace(TERMS, third_party_is_own=True)) == []


def test_requested_grant_stays_within_the_cap():
    assert problems(spend("12500"), get("2500", "own_cash"), get("10000")) == []
    (sentence,) = problems(spend("12500.05"), get("2500.04", "own_cash"), get("10000.01"))
    assert sentence == "Beantragt sind 10.000,01 €; der Höchstbetrag ist 10.000,00 €."


def test_requested_grant_stays_within_the_eligible_cash():
    lines = spend("5000"), spend("2500", "catering", eligible=False), get("2500", "own_cash"), get("5000")
    assert problems(*lines) == []
    more = lines[0], lines[1], get("2499.99", "own_cash"), get("5000.01")
    (sentence,) = problems(*more)
    assert sentence.endswith("mehr als die zuwendungsfähigen baren Ausgaben von 5.000,00 €.")
    with_work = spend("8000"), spend("2000", "in_kind"), get("2000", "own_in_kind"), get("8000.01")
    assert any("baren Ausgaben von 8.000,00 €" in sentence for sentence in problems(*with_work))


def test_plan_without_request_says_so():
    assert "Die beantragte Zuwendung fehlt." in problems()
    assert problems(spend("100"), get("100", "own_cash")) == ["Die beantragte Zuwendung fehlt."]


def test_unpaid_work_counts_up_to_the_hourly_rate():
    work = {"in_kind": True, "hours": Decimal(100), "rate": Decimal("15.01"), "amount": Decimal(1501)}
    found = problems(*PLAN[:2], replace(PLAN[2], **work), *PLAN[3:])
    assert "„in_kind“: Möglich sind höchstens 15,00 € je Stunde." in found


def test_hours_times_rate_give_the_amount():
    found = problems(*PLAN[:2], replace(PLAN[2], hours=Decimal(99)), *PLAN[3:])
    assert found == ["„in_kind“: Stunden mal Stundensatz ergeben nicht den Betrag."]


def test_in_kind_counts_up_to_a_fifth_of_the_eligible_expenses():
    at_limit = spend("8000"), spend("2000", "in_kind"), get("2000", "own_in_kind"), get("8000")
    assert problems(*at_limit) == []
    above = spend("7999.99"), spend("2000.01", "in_kind"), get("2000.01", "own_in_kind"), get("7999.99")
    (sentence,) = problems(*above)
    assert sentence.startswith("Unbare Leistungen zählen bis zu 20 %")


def test_third_party_money_needs_a_status_and_refused_money_pays_nothing():
    (sentence,) = problems(*changed(5, third_party_status=None))
    assert "beantragt, bewilligt oder abgelehnt" in sentence
    (sentence,) = problems(*changed(5, third_party_status="refused"))
    assert "Abgelehnte Mittel" in sentence


def test_amounts_are_whole_cents_and_not_negative():
    found = problems(*changed(0, amount=Decimal("8000.005")))
    assert "„fees“: Ein Betrag hat höchstens zwei Nachkommastellen." in found
    found = problems(*changed(0, amount=Decimal("-0.01")))
    assert "„fees“: Ein Betrag darf nicht negativ sein." in found


def test_line_without_label_is_named_by_its_category():
    (sentence,) = problems(*changed(5, third_party_status=None, label=" "))
    assert sentence.startswith("„Zuwendungen Dritter“: ")


def test_other_money_of_the_city_is_a_warning():
    line = get("500", "city")
    (sentence,) = plan_warnings([line, *PLAN])
    assert "doppelt gefördert" in sentence
    assert plan_warnings(PLAN) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"side": "both"},
        {"category": "requested"},
        {"category": "gold"},
        {"third_party_status": "maybe"},
        {"amount": Decimal("NaN")},
        {"amount": Decimal("Infinity")},
        {"amount": Decimal(10**9)},
        {"hours": Decimal("NaN")},
    ],
)
def test_lines_refuse_what_no_plan_can_hold(wrong):
    with pytest.raises(ValueError):  # noqa: PT011
        replace(PLAN[0], **wrong)


@pytest.mark.parametrize("vocabulary", [Side, ExpenseCategory, IncomeCategory, ThirdPartyStatus])
def test_every_word_has_a_german_label(vocabulary):
    labels = [word.label for word in vocabulary]
    assert all(labels)
    assert len(set(labels)) == len(labels)


@st.composite
def plans(draw):
    amounts = st.decimals("0.00", "9999.99", places=2)
    lines = [
        spend(draw(amounts), draw(st.sampled_from(list(ExpenseCategory))), eligible=draw(st.booleans()))
        for _ in range(draw(st.integers(0, 6)))
    ]
    lines += [
        get(draw(amounts), draw(st.sampled_from(list(IncomeCategory)[:-1])), third_party_status="applied")
        for _ in range(draw(st.integers(0, 6)))
    ]
    return lines


@given(plans())
def test_totals_balance_when_the_request_fills_the_gap(lines):
    gap = totals(lines).expenses - totals(lines).income
    sums = totals([*lines, get(gap)])
    assert sums.expenses == sums.income
    assert sums.requested == gap
    assert sums.cash <= sums.eligible <= sums.expenses
    assert sums.own + sums.third_party + sums.requested <= sums.income
    assert not any(s.startswith("Ausgaben und") for s in plan_problems([*lines, get(gap)], sums, TERMS))


NEEDED = replace(TERMS, own_share="needed")


def test_needed_own_share_is_reached_and_no_reason_replaces_it():
    short = spend("8000.04"), get("1600", "own_cash"), get("6400.04")
    (sentence,) = problems(*short, terms=NEEDED, low_share_reason="Der Verein ist neu.")
    assert sentence == (
        "Die Eigenbeteiligung von 1.600,00 € erreicht nicht 20 % der zuwendungsfähigen Ausgaben von 8.000,04 €. "
        "Die Richtlinie verlangt das; eine Begründung ersetzt es nicht."
    )
    exactly = spend("8000"), get("1600", "own_cash"), get("6400")
    assert problems(*exactly, terms=NEEDED) == []


def test_without_an_own_share_nothing_is_asked():
    lines = spend("8000"), get("8000")
    assert problems(*lines, terms=replace(TERMS, own_share="none", own_share_percent=Decimal(0))) == []
