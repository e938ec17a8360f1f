"""Revocation and claim at their boundaries, the day and the cent; then enforcement, the end and what comes after it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.workflows.ripe import CASE, CENT, DAY, GRANT, ME, OTHER, TODAY, actor
from tests.workflows.ripe_recovery import CLAIM, HEARD, HEARING, LEFT_OVER, PAID, POSTED_CLAIM, UNPAID
from tests.workflows.standing import on, refused
from workflows.case import Lawsuit
from workflows.effects import Booking
from workflows.errors import MoveRefused
from workflows.machine import Programme
from workflows.programmes import PROGRAMMES
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role
from workflows.rules import refund
from workflows.stages import Stage

RATES = (
    (date(2023, 1, 1), Decimal("1.62")),
    (date(2023, 7, 1), Decimal("3.12")),
    (date(2024, 1, 1), Decimal("3.62")),
)


# Widerruf und Rückforderung


# Posted today, 16 March, a Bescheid counts as notified on 20 March (§ 41 Abs. 2 VwVfG).
YEAR_ENDS = [(TODAY + 4 * DAY, False), (TODAY + 3 * DAY, True)]


@pytest.mark.parametrize(("limit", "late"), YEAR_ENDS)
@pytest.mark.parametrize("ground", sorted(refund.GROUNDS))
def test_the_year_of_decision_counts_whole_and_only_for_revocations(ground, limit, late):
    claim = replace(CLAIM, ground=ground, limit=limit)
    machine = on(TODAY, Stage.HEARING, Role.LEAD, **HEARD | {"claim": claim})
    if late and ground in ("zweckverfehlung", "auflage", "nicht_alsbald", "ruecknahme_48"):
        refused(machine, "claim_refund", "Jahresfrist bis zum 19.03.2026 wäre versäumt")
    else:
        assert machine.perform("claim_refund").target == Stage.REFUND_CLAIMED


def test_the_year_of_decision_ends_on_the_same_day_of_the_next_year():
    assert refund.year_limit(date(2026, 3, 16)) == date(2027, 3, 16)
    assert refund.year_limit(date(2024, 2, 29)) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("known", "today", "barred"), [(2022, date(2025, 12, 31), False), (2022, date(2026, 1, 1), True)]
)
def test_a_claim_is_barred_after_the_third_year(known, today, barred):
    claim = replace(CLAIM, ground="verzicht", known_on=date(known, 1, 1))
    machine = on(
        today, Stage.HEARING, Role.LEAD, **HEARD | {"claim": claim, "payments": ((date(2025, 3, 1), GRANT),)}
    )
    if barred:
        refused(machine, "claim_refund", "seit dem 31.12.2025 verjährt")
    else:
        machine.perform("claim_refund")


def test_a_final_claim_lives_thirty_years():
    assert refund.limitation_day(date(2026, 5, 4), date(2026, 8, 10)) == date(2056, 8, 10)


@pytest.mark.parametrize(("amount", "small"), [(Decimal("500.00"), True), (Decimal("500.01"), False)])
def test_exactly_the_bagatelle_is_not_claimed_and_a_cent_more_is(amount, small):
    machine = on(TODAY, Stage.HEARING, Role.LEAD, **HEARD | {"claim": replace(CLAIM, amount=amount)})
    if small:
        refused(machine, "claim_refund", "Bagatellgrenze")
        assert machine.perform("drop_claim", reason="Bagatelle").target == Stage.CLOSED
    else:
        machine.perform("claim_refund")


def test_false_statements_have_no_bagatelle():
    claim = replace(CLAIM, ground="ruecknahme_48", amount=Decimal(1))
    on(TODAY, Stage.HEARING, Role.LEAD, **HEARD | {"claim": claim}).perform("claim_refund")


def test_a_claim_names_its_day_and_interest():
    payments = ((date(2025, 3, 16), Decimal(1000)), (date(2025, 9, 16), Decimal(3000)))
    facts = HEARD | {
        "committed": Decimal(800),
        "payments": payments,
        "paid": Decimal(4000),
        "called": Decimal(4000),
    }
    claim = replace(CLAIM, amount=Decimal(3500))
    outcome = on(TODAY, Stage.HEARING, Role.LEAD, **facts | {"claim": claim}).perform("claim_refund")
    assert not outcome.effects.book
    said = outcome.effects.open[0].fields
    assert said["due"] == date(2026, 5, 4)  # 16 March + 4 + 42 = Friday, 1 May
    # 3,000 EUR x 182 days at 6.27 %: 93.7923; 500 EUR x 107 days at 7.27 % and 259 at 6.27 %: 32.9016
    assert said["interest"] == Decimal("126.69")
    assert said["bears_interest"] is True


@pytest.mark.parametrize(
    ("move", "stage"), [("enforce", Stage.REFUND_CLAIMED), ("settle_refund", Stage.ENFORCEMENT)]
)
def test_what_was_not_paid_is_free_when_nobody_can_contest_the_claim_any_more(move, stage):
    claim = replace(POSTED_CLAIM, overdue_since=TODAY, settled=True)
    facts = HEARD | {"claim": claim, "committed": Decimal(800)}
    outcome = on(TODAY, stage, Role.TREASURY, **facts).perform(move)
    assert outcome.effects.book == [Booking("budget", "committed", Decimal(800))]


@pytest.mark.parametrize(("bagatelle", "bears"), [(Decimal("126.69"), True), (Decimal("126.70"), False)])
def test_interest_below_its_bagatelle_is_not_claimed(bagatelle, bears):
    payments = ((date(2025, 3, 16), Decimal(1000)), (date(2025, 9, 16), Decimal(3000)))
    terms = replace(CASE.terms, interest_bagatelle=bagatelle)
    facts = HEARD | {"payments": payments, "paid": Decimal(4000), "called": Decimal(4000), "terms": terms}
    claim = replace(CLAIM, amount=Decimal(3500))
    said = (
        on(TODAY, Stage.HEARING, Role.LEAD, **facts | {"claim": claim})
        .perform("claim_refund")
        .effects.open[0]
    )
    assert said.fields["bears_interest"] is bears
    assert said.fields["interest"] == (Decimal("126.69") if bears else 0)


@pytest.mark.parametrize("free", [{"waive_interest": True}, {"ground": "verzicht"}])
def test_interest_is_waived_by_decision_and_for_a_waiver(free):
    payments = ((date(2024, 3, 16), GRANT),)
    claim = replace(CLAIM, amount=GRANT, **free)
    said = on(TODAY, Stage.HEARING, Role.LEAD, **HEARD | {"claim": claim, "payments": payments}).perform(
        "claim_refund"
    )
    assert said.effects.open[0].fields["bears_interest"] is False


def test_last_paid_comes_back_first():
    payments = [(date(2026, 1, 5), Decimal(1000)), (date(2026, 3, 2), Decimal(500))]
    assert refund.attribute(Decimal(500), payments) == [(date(2026, 3, 2), Decimal(500))]
    assert refund.attribute(Decimal("500.01"), payments) == [
        (date(2026, 3, 2), Decimal(500)),
        (date(2026, 1, 5), CENT),
    ]
    with pytest.raises(ValueError, match="mehr zurückgefordert"):
        refund.attribute(Decimal("1500.01"), payments)


def test_interest_is_rounded_once_on_the_total():
    whole = refund.interest_on(Decimal(2500), [(date(2023, 5, 15), Decimal(2500))], date(2024, 3, 31), RATES)
    assert whole == Decimal("177.23")
    halves = [(date(2023, 5, 15), Decimal(1250)), (date(2023, 5, 15), Decimal(1250))]
    assert refund.interest_on(Decimal(2500), halves, date(2024, 3, 31), RATES) == whole


def test_a_receipt_ends_the_interest_on_what_it_pays_back():
    paid = [(date(2023, 5, 15), Decimal(2500))]
    back = [(date(2023, 6, 30), Decimal(2500))]
    # 47 days at 6.62 %: 21.31
    assert refund.interest_on(Decimal(2500), paid, date(2024, 3, 31), RATES, receipts=back) == Decimal(
        "21.31"
    )


@pytest.mark.parametrize("ground", ["bedingung"])
def test_a_condition_alone_does_not_carry_money_left_over(ground):
    data = HEARING | {"ground": ground}
    refused(on(TODAY, Stage.PROOF_IN_REVIEW, Role.LEAD, **PAID), "open_hearing", "allein nicht", **data)
    full = PAID | {"proof": replace(LEFT_OVER, recognised_grant=GRANT)}
    on(TODAY, Stage.PROOF_IN_REVIEW, Role.LEAD, **full).perform("open_hearing", **data)


@pytest.mark.parametrize(("claimed", "fits"), [(Decimal(1000), True), (Decimal(1000) + CENT, False)])
def test_no_more_is_claimed_than_was_left_over(claimed, fits):
    machine = on(TODAY, Stage.PROOF_IN_REVIEW, Role.LEAD, **PAID)
    if fits:
        machine.perform("open_hearing", **HEARING | {"claimed": claimed})
    else:
        refused(machine, "open_hearing", "höchstens 1.000,00", **HEARING | {"claimed": claimed})


def test_with_nothing_paid_the_grant_is_revoked_and_with_money_paid_claimed_back():
    offers = {o.move for o in on(TODAY, Stage.HEARING, Role.LEAD, **UNPAID).offers()}
    assert {"release_revocation", "revoke_in_part"} <= offers
    assert not {"claim_refund", "revoke_unpaid"} & offers
    offers = {o.move for o in on(TODAY, Stage.HEARING, Role.LEAD, **HEARD).offers()}
    assert "claim_refund" in offers
    assert not {"release_revocation", "revoke_unpaid", "revoke_in_part"} & offers


def test_overpaid_proof_is_not_accepted_but_heard():
    machine = on(TODAY, Stage.PROOF_IN_REVIEW, Role.LEAD, **PAID)
    refused(machine, "accept_proof", "Vor einer Rückforderung ist anzuhören")


@pytest.mark.parametrize("stage", [Stage.FINAL, Stage.RUNNING])
def test_a_waiver_after_payment_is_heard_first(stage):
    refused(on(TODAY, stage, Role.SIGNATORY, **PAID), "waive_grant", "schon 4.800,00")
    outcome = on(TODAY, stage, Role.SIGNATORY, **PAID).perform("waive_paid_grant", reason="Auflösung")
    (opened,) = outcome.effects.open
    assert (opened.fields["ground"], opened.fields["amount"]) == ("verzicht", GRANT)
    unpaid = PAID | {"paid": Decimal(0), "called": Decimal(0)}
    assert on(TODAY, stage, Role.SIGNATORY, **unpaid).perform("waive_grant").target == Stage.WAIVED
    assert "waive_paid_grant" not in [o.move for o in on(TODAY, stage, Role.SIGNATORY, **unpaid).offers()]


# Vollstreckung, Ende, Wiederaufnahme


@pytest.mark.parametrize(("posted", "final"), [(date(2026, 2, 5), True), (date(2026, 2, 6), False)])
def test_only_a_final_claim_is_enforced(posted, final):
    claim = replace(POSTED_CLAIM, posted_on=posted, overdue_since=TODAY)
    machine = on(
        date(2026, 3, 10),
        Stage.REFUND_CLAIMED,
        Role.TREASURY,
        **HEARD | {"claim": replace(claim, overdue_since=date(2026, 3, 10))},
    )
    if final:  # 5 February + 4 days = 9 February; the month ends on 9 March
        assert machine.perform("enforce").target == Stage.ENFORCEMENT
    else:
        refused(machine, "enforce", "am 11.03.2026 bestandskräftig")


def test_a_suit_against_interest_does_not_stop_the_enforcement():
    facts = HEARD | {"claim": replace(POSTED_CLAIM, overdue_since=TODAY)}
    interest = (Lawsuit("interest", TODAY),)
    on(TODAY, Stage.REFUND_CLAIMED, Role.TREASURY, **facts | {"lawsuits": interest}).perform("enforce")


@pytest.mark.parametrize("programme", PROGRAMMES.values(), ids=PROGRAMMES)
def test_after_closing_only_four_moves_are_left(programme: type[Programme]):
    left = {m.slug for m in programme.moves() if str(m.source) == Stage.CLOSED}
    assert left == {"archive", "reopen", "follow_court"}
    assert {m.slug for m in programme.moves() if str(m.source) == Stage.ARCHIVED} == {"erase"}


@pytest.mark.parametrize("others", [frozenset(), frozenset({ME})])
def test_nobody_takes_up_a_closed_case_alone(others):
    facts = PAID | {"outcome": "settled", "reopening_agreed_by": others}
    refused(on(TODAY, Stage.CLOSED, Role.LEAD, **facts), "reopen", "Eine zweite Person", **HEARING)
    with pytest.raises(MoveRefused, match="Aufgaben"):
        on(
            TODAY, Stage.CLOSED, Role.CASEWORKER, **facts | {"reopening_agreed_by": frozenset({OTHER})}
        ).perform("reopen", **HEARING)


def test_a_refused_case_is_not_reopened_and_a_granted_one_not_sent_back_by_a_court():
    facts = PAID | {"reopening_agreed_by": frozenset({OTHER})}
    assert [
        o.move for o in on(TODAY, Stage.CLOSED, Role.LEAD, **facts | {"outcome": "refused"}).offers()
    ] == ["follow_court"]
    assert [
        o.move for o in on(TODAY, Stage.CLOSED, Role.LEAD, **facts | {"outcome": "settled"}).offers()
    ] == ["reopen"]
    assert on(TODAY, Stage.CLOSED, Role.LEAD, **facts | {"outcome": "revoked"}).offers() == []


def test_a_correction_moves_no_day():
    before = replace(CASE, stage=Stage.AWARDED, **PAID)
    machine = Wir20Kleinprojekt(before, actor(Role.LEAD), TODAY)
    outcome = machine.perform("correct_obvious_error", wrong="Hoff", right="Hof")
    assert outcome.effects.fields == {}
    assert machine.case == before


# Teilwiderruf

HALF = GRANT / 2
HALF_PAID = PAID | {
    "paid": HALF,
    "called": HALF,
    "committed": HALF,
    "payments": ((date(2026, 3, 15), HALF),),
    "proof": None,
}
OTHER_GROUND = {"ground": "auflage", "known_on": TODAY, "statement": "Der Kurs fand nicht statt."}


def test_what_is_heard_is_told_apart_into_money_that_comes_back_and_money_never_paid():
    """Left empty: what was paid comes back if that is enough; beyond it, the unpaid part is revoked first."""
    nothing_paid = HALF_PAID | {"paid": Decimal(0), "called": Decimal(0), "payments": ()}
    rows = [
        (nothing_paid, GRANT, None, GRANT),
        (nothing_paid, GRANT - CENT, None, GRANT - CENT),
        (HALF_PAID, HALF, None, Decimal(0)),
        (HALF_PAID, HALF + CENT, None, HALF),
        (HALF_PAID, GRANT, None, HALF),
        (HALF_PAID, HALF, HALF, HALF),
        (HALF_PAID, HALF, CENT, CENT),
        (HALF_PAID, GRANT - CENT, HALF - CENT, HALF - CENT),
    ]
    wrong = []
    for facts, claimed, unpaid, said in rows:
        data = OTHER_GROUND | {"claimed": claimed} | ({"unpaid": unpaid} if unpaid else {})
        machine = on(TODAY, Stage.RUNNING, Role.CASEWORKER, **facts)
        (opened,) = machine.perform("open_hearing", **data).effects.open
        if opened.fields["heard_unpaid"] != said:
            wrong.append((claimed, unpaid, opened.fields["heard_unpaid"], said))
    assert wrong == []


def test_no_more_is_heard_than_was_granted_and_no_more_unpaid_than_is_unpaid():
    machine = on(TODAY, Stage.RUNNING, Role.CASEWORKER, **HALF_PAID)
    refused(machine, "open_hearing", "höchstens 4.800,00", **OTHER_GROUND, claimed=GRANT + CENT)
    for claimed, unpaid in ((HALF, HALF + CENT), (GRANT, HALF - CENT), (Decimal(100), Decimal("100.01"))):
        refused(machine, "open_hearing", "Möglich sind hier", **OTHER_GROUND, claimed=claimed, unpaid=unpaid)


def test_less_than_the_hearing_takes_the_unpaid_part_first():
    """What comes back grows only when nothing unpaid is left to revoke (what is heard is not exceeded: § 28 VwVfG)."""
    claim = replace(CLAIM, heard_amount=Decimal(3000), heard_unpaid=Decimal(2000))
    split = [(a, replace(claim, amount=Decimal(a))) for a in (1, 2000, 2001, 3000)]
    assert [(a, one.unpaid, one.back) for a, one in split] == [
        (1, 1, 0),
        (2000, 2000, 0),
        (2001, 2000, 1),
        (3000, 2000, 1000),
    ]


def test_a_cent_less_than_the_grant_leaves_a_cent_and_the_case_goes_on():
    rows = [(GRANT, "revoke_unpaid", Stage.CLOSED), (GRANT - CENT, "revoke_in_part", Stage.RUNNING)]
    for amount, move, stage in rows:
        claim = replace(
            CLAIM, amount=amount, heard_amount=GRANT, heard_unpaid=GRANT, released_on=TODAY, made=True
        )
        facts = UNPAID | {"claim": claim, "committed": GRANT}
        machine = on(TODAY, Stage.HEARING, Role.OFFICE, **facts)
        assert [o.move for o in machine.offers() if o.move.startswith("revoke")] == [move]
        outcome = machine.perform(move, posted_on=TODAY)
        assert outcome.target == stage
        assert outcome.effects.book == [Booking("budget", "committed", amount)]
        if stage == Stage.RUNNING:
            left = {"awarded": CENT, "heard_from": "", "hearing_due": None, "proof_documents_due": None}
            assert outcome.effects.fields == left


def test_of_a_partly_paid_grant_the_rest_is_revoked_and_nothing_comes_back():
    claim = replace(CLAIM, amount=HALF, heard_amount=HALF, heard_unpaid=HALF, released_on=TODAY, made=True)
    facts = HALF_PAID | {"heard_from": Stage.FINAL, "hearing_due": TODAY - DAY, "claim": claim}
    outcome = on(TODAY, Stage.HEARING, Role.OFFICE, **facts).perform("revoke_in_part", posted_on=TODAY)
    assert (outcome.target, outcome.effects.fields["awarded"]) == (Stage.FINAL, HALF)
    reaching = replace(claim, amount=HALF + CENT, heard_amount=GRANT, released_on=None)
    machine = on(TODAY, Stage.HEARING, Role.LEAD, **facts | {"claim": reaching})
    assert "claim_refund" in [o.move for o in machine.offers()]
    refused(machine, "release_revocation", "auch Geld zurückgefordert")


def test_of_what_was_never_paid_no_interest_runs():
    """4,800 EUR granted, half paid a year ago, all revoked: interest on 2,400 EUR alone."""
    paid_on = TODAY - 365 * DAY
    claim = replace(CLAIM, amount=GRANT, heard_amount=GRANT, heard_unpaid=HALF)
    facts = HALF_PAID | {"payments": ((paid_on, HALF),), "heard_from": Stage.RUNNING, "claim": claim}
    outcome = on(TODAY, Stage.HEARING, Role.LEAD, **facts | {"hearing_due": TODAY - DAY}).perform(
        "claim_refund"
    )
    alone = refund.interest_on(HALF, ((paid_on, HALF),), TODAY, PAID["base_rates"])
    assert outcome.effects.open[0].fields["interest"] == alone > 0


def test_a_closed_case_that_was_paid_has_nothing_unpaid_left():
    """Its commitment is free; what comes back is at most what was paid."""
    facts = HALF_PAID | {"committed": Decimal(0), "closed_on": TODAY - DAY, "outcome": "settled"}
    facts |= {"reopening_agreed_by": frozenset({OTHER})}
    data = OTHER_GROUND | {"ground": "ruecknahme_48"}
    machine = on(TODAY, Stage.CLOSED, Role.LEAD, **facts)
    refused(machine, "reopen", "höchstens 2.400,00", **data, claimed=HALF + CENT)
    machine.perform("reopen", **data, claimed=HALF)


# Basiszinssatz


def test_a_base_rate_is_known_to_the_end_of_its_half_year_and_no_day_longer():
    rows = [
        (date(2026, 1, 1), date(2026, 6, 30)),
        (date(2025, 7, 1), date(2025, 12, 31)),
        (date(2024, 2, 29), date(2024, 6, 30)),
    ]
    for newest, until in rows:
        rates = ((newest, Decimal(1)), (date(2016, 7, 1), Decimal(0)))
        case = replace(CASE, base_rates=rates)
        assert case.rates_known_until == until
        assert refund.rates_missing(case, until) == ""
        assert f"ab dem {until + DAY:%d.%m.%Y}" in refund.rates_missing(case, until + DAY)
    assert "Der Basiszinssatz ist noch nicht eingetragen" in refund.rates_missing(CASE, TODAY)


def test_without_the_new_base_rate_only_a_claim_without_interest_is_fixed():
    """31 December is known, 1 January is not; who asks for no interest needs no rate."""
    facts = HEARD | {"base_rates": ((date(2025, 7, 1), Decimal("1.27")),), "hearing_due": date(2025, 12, 1)}
    facts |= {"payments": ((date(2025, 8, 1), GRANT),)}
    claim = replace(CLAIM, answered_on=date(2025, 12, 2))
    new_year = date(2026, 1, 1)
    on(date(2025, 12, 31), Stage.HEARING, Role.LEAD, **facts | {"claim": claim}).perform("claim_refund")
    late = on(new_year, Stage.HEARING, Role.LEAD, **facts | {"claim": claim})
    refused(late, "claim_refund", "Basiszinssatz ab dem 01.01.2026")
    for free in ({"waive_interest": True}, {"ground": "verzicht"}):
        machine = on(new_year, Stage.HEARING, Role.LEAD, **facts | {"claim": replace(claim, **free)})
        machine.perform("claim_refund")
