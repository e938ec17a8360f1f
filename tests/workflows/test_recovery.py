"""Hearing, claim and refund at their boundaries: the day and the day after, the cent and one more, who may."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.workflows.ripe import CASE, GRANT, ME, OTHER, TODAY, actor
from tests.workflows.ripe_recovery import (
    BACK,
    CHANGE,
    CLAIM,
    COLLECTION,
    HEARD,
    HEARING,
    INTERIM,
    LEFT_OVER,
    PAID,
    POSTED_CLAIM,
    UNPAID,
)
from workflows.case import Case, Lawsuit, Role
from workflows.errors import MoveRefused, NotYet
from workflows.machine import Booking, Programme
from workflows.procedures.aenderungsantrag import Aenderungsantrag, ChangeStage
from workflows.procedures.erstattung import Erstattung, RefundStage
from workflows.procedures.mittelabruf import CallStage, Mittelabruf
from workflows.procedures.verwendungsnachweis import Zwischennachweis
from workflows.programmes import PROGRAMMES
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.rules import refund
from workflows.rules.collection import owed
from workflows.rules.payment import PAYABLE, payment_obstacles
from workflows.stages import Stage

DAY = timedelta(days=1)
CENT = Decimal("0.01")
UNANSWERED = replace(CLAIM, answered_on=None)
RATES = (
    (date(2023, 1, 1), Decimal("1.62")),
    (date(2023, 7, 1), Decimal("3.12")),
    (date(2024, 1, 1), Decimal("3.62")),
)


def on(today: date, stage: str, role: Role, user_id: int = ME, **facts) -> Wir20Kleinprojekt:
    """The case in a stage on a day, seen by somebody in a role."""
    return Wir20Kleinprojekt(replace(CASE, stage=stage, **facts), actor(role, user_id=user_id), today)


def refused(machine, move: str, says: str, **data) -> None:
    """The move is refused with this sentence."""
    with pytest.raises(NotYet) as raised:
        machine.perform(move, **data)
    assert any(says in reason for reason in raised.value.reasons), raised.value.reasons


# Anhörung


@pytest.mark.parametrize("stage", [Stage.AWARDED, *PAYABLE])
def test_a_hearing_remembers_where_it_came_from_and_names_a_working_day(stage):
    outcome = on(TODAY, stage, Role.CASEWORKER, **PAID).perform("open_hearing", **HEARING)
    assert outcome.effects.fields["heard_from"] == stage
    # 16 March + 4 days + 21 days = Friday, 10 April.
    assert outcome.effects.fields["hearing_due"] == date(2026, 4, 10)
    (opened,) = outcome.effects.open
    assert opened.kind == "hearing"
    assert (opened.fields["heard_on"], opened.fields["limit"]) == (TODAY, date(2027, 3, 16))


def test_the_period_of_a_hearing_ends_on_a_working_day():
    # Thursday, 12 March + 4 days + 21 days = Easter Monday, 6 April: the day after.
    outcome = on(date(2026, 3, 12), Stage.RUNNING, Role.LEAD, **PAID).perform(
        "open_hearing", **HEARING | {"known_on": date(2026, 3, 12)}
    )
    assert outcome.effects.fields["hearing_due"] == date(2026, 4, 7)


@pytest.mark.parametrize(("due", "open_still"), [(TODAY, True), (TODAY - DAY, False)])
@pytest.mark.parametrize("move", ["claim_refund", "drop_claim"])
def test_nothing_is_decided_before_the_day_after_the_hearing(due, open_still, move):
    data = {"reason": "Erklärt"} if move == "drop_claim" else {}
    machine = on(TODAY, Stage.HEARING, Role.LEAD, **HEARD | {"hearing_due": due, "claim": UNANSWERED})
    if open_still:
        refused(machine, move, "läuft noch bis zum 16.03.2026", **data)
    else:
        assert machine.perform(move, **data).target != Stage.HEARING


def test_an_answer_ends_the_hearing_early():
    facts = HEARD | {"hearing_due": TODAY + 20 * DAY, "claim": UNANSWERED}
    refused(on(TODAY, Stage.HEARING, Role.LEAD, **facts), "claim_refund", "Die Anhörung läuft noch")
    said = on(TODAY, Stage.HEARING, Role.CASEWORKER, **facts).perform(
        "record_hearing_answer", received_on=TODAY
    )
    answered = replace(UNANSWERED, **{k: v for k, v in said.effects.open[0].fields.items() if k != "answer"})
    machine = on(TODAY, Stage.HEARING, Role.LEAD, **facts | {"claim": answered})
    assert machine.perform("claim_refund").target == Stage.REFUND_CLAIMED


def test_nothing_is_paid_while_a_hearing_is_open_nor_after_the_claim():
    free = replace(CASE, stage=Stage.RUNNING, **PAID | {"called": GRANT})
    assert payment_obstacles(free, TODAY) == []
    heard = payment_obstacles(replace(free, stage=Stage.HEARING), TODAY)
    assert heard == ["Solange eine Anhörung läuft, wird nichts ausgezahlt."]
    for stage in (Stage.REFUND_CLAIMED, Stage.ENFORCEMENT, Stage.CLOSED):
        assert payment_obstacles(replace(free, stage=stage), TODAY)


@pytest.mark.parametrize("stage", [CallStage.FILED, CallStage.CERTIFIED, CallStage.ORDERED])
def test_a_call_that_is_under_way_stops_with_the_hearing_and_can_be_returned(stage):
    from tests.workflows.ripe import CALL

    call = replace(CALL, stage=stage, certified_by=11, ordered_by=12, ordered_on=TODAY)
    call = replace(call, grant=replace(call.grant, stage=Stage.HEARING))
    steps = {
        CallStage.FILED: "certify",
        CallStage.CERTIFIED: "order_payment",
        CallStage.ORDERED: "confirm_payment",
    }
    roles = {
        CallStage.FILED: Role.CERTIFIER,
        CallStage.CERTIFIED: Role.ORDERER,
        CallStage.ORDERED: Role.TREASURY,
    }
    data = {"certify": {"recognised": Decimal(1)}, "confirm_payment": {"paid_on": TODAY}}
    machine = Mittelabruf(call, actor(roles[stage], user_id=13), TODAY)
    refused(machine, steps[stage], "Anhörung", **data.get(steps[stage], {}))
    assert machine.perform("return_call", reason="Anhörung").target == CallStage.RETURNED


@pytest.mark.parametrize(
    ("heard_from", "move"),
    [
        (Stage.AWARDED, "resume_award"),
        (Stage.FINAL, "resume_final"),
        (Stage.RUNNING, "resume_project"),
        (Stage.PROOF_DUE, "resume_proof_due"),
        (Stage.PROOF_IN_REVIEW, "resume_proof_check"),
        (Stage.PROOF_INCOMPLETE, "resume_proof_check"),
    ],
)
def test_only_the_way_back_to_where_it_was_heard_from_is_offered(heard_from, move):
    machine = on(TODAY, Stage.HEARING, Role.LEAD, **HEARD | {"heard_from": heard_from})
    offered = [offer.move for offer in machine.offers() if offer.move.startswith("resume")]
    assert offered == [move]
    outcome = machine.perform(move, reason="Geklärt")
    wanted = Stage.PROOF_IN_REVIEW if heard_from == Stage.PROOF_INCOMPLETE else heard_from
    assert outcome.target == wanted
    assert outcome.effects.fields["heard_from"] == ""


def test_a_running_project_is_not_closed_by_dropping_the_claim():
    machine = on(TODAY, Stage.HEARING, Role.LEAD, **HEARD | {"heard_from": Stage.RUNNING})
    assert "drop_claim" not in [offer.move for offer in machine.offers()]
    refused(machine, "drop_claim", "noch nicht abgerechnet", reason="Geklärt")


# Widerruf und Rückforderung


@pytest.mark.parametrize(("limit", "late"), [(TODAY, False), (TODAY - DAY, True)])
@pytest.mark.parametrize("ground", sorted(refund.GROUNDS))
def test_the_year_of_decision_counts_whole_and_only_for_revocations(ground, limit, late):
    claim = replace(CLAIM, ground=ground, limit=limit)
    machine = on(TODAY, Stage.HEARING, Role.LEAD, **HEARD | {"claim": claim})
    if late and ground in ("zweckverfehlung", "auflage", "nicht_alsbald", "ruecknahme_48"):
        refused(machine, "claim_refund", "Jahresfrist endete am 15.03.2026")
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


def test_a_claim_frees_what_was_not_paid_and_names_its_day_and_interest():
    payments = ((date(2025, 3, 16), Decimal(1000)), (date(2025, 9, 16), Decimal(3000)))
    facts = HEARD | {
        "committed": Decimal(800),
        "payments": payments,
        "paid": Decimal(4000),
        "called": Decimal(4000),
    }
    claim = replace(CLAIM, amount=Decimal(3500))
    outcome = on(TODAY, Stage.HEARING, Role.LEAD, **facts | {"claim": claim}).perform("claim_refund")
    assert outcome.effects.book == [Booking("budget", "committed", Decimal(800))]
    said = outcome.effects.open[0].fields
    assert said["due"] == date(2026, 4, 20)  # 16 March + 4 + 30 = Sunday, 19 April
    # 3,000 EUR x 182 days at 6.27 %: 93.7923; 500 EUR x 107 days at 7.27 % and 259 at 6.27 %: 32.9016
    assert said["interest"] == Decimal("126.69")
    assert said["bears_interest"] is True


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
    assert {"release_revocation", "revoke_unpaid"} <= offers
    assert "claim_refund" not in offers
    offers = {o.move for o in on(TODAY, Stage.HEARING, Role.LEAD, **HEARD).offers()}
    assert "claim_refund" in offers
    assert not {"release_revocation", "revoke_unpaid"} & offers


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


# Erstattung


def collection(
    stage: str = RefundStage.OPEN, role: Role = Role.TREASURY, today: date = TODAY, **facts
) -> Erstattung:
    """The collection of 1,000 EUR, seen by somebody."""
    return Erstattung(replace(COLLECTION, stage=stage, **facts), actor(role), today)


def test_a_refund_comes_back_to_the_budget_and_its_interest_does_not():
    claim = replace(POSTED_CLAIM, bears_interest=True)
    grant = replace(COLLECTION.grant, claim=claim, payments=((date(2025, 3, 15), GRANT),))
    due = owed(replace(COLLECTION, grant=grant), TODAY)
    assert due > Decimal(1000)
    outcome = collection(grant=grant).perform("record_receipt_of_refund", refunded_on=TODAY, refunded=due)
    assert outcome.effects.book == [Booking("budget", "paid", Decimal(1000))]
    assert outcome.effects.grant == {"refunded": Decimal(1000)}
    rest = replace(COLLECTION, grant=grant, receipts=((TODAY, due),))
    assert owed(rest, TODAY + 400 * DAY) == 0


def test_what_is_paid_back_in_parts_bears_interest_only_where_it_is_open():
    claim = replace(POSTED_CLAIM, bears_interest=True)
    grant = replace(COLLECTION.grant, claim=claim, payments=((date(2025, 3, 15), GRANT),))
    half = ((TODAY, Decimal(600)),)
    later = TODAY + 100 * DAY
    whole_debt = owed(replace(COLLECTION, grant=grant), later)
    with_half = owed(replace(COLLECTION, grant=grant, receipts=half), later)
    # 600 EUR x 100 days x 6.27 % / 365 less: 10.31
    assert whole_debt - with_half - 600 == Decimal("10.31")


def test_the_treasury_closes_only_when_the_last_cent_is_there():
    refused(collection(receipts=((TODAY, Decimal("999.99")),)), "close_collection", "Offen sind noch 0,01")
    assert collection(receipts=BACK).perform("close_collection").target == RefundStage.PAID


@pytest.mark.parametrize(("due", "late"), [(TODAY, False), (TODAY - DAY, True)])
def test_the_day_of_payment_counts_whole(due, late):
    grant = replace(COLLECTION.grant, claim=replace(POSTED_CLAIM, due=due))
    if late:
        assert collection(grant=grant).perform("remind_of_refund").effects.fields["reminded_on"] == TODAY
    else:
        refused(collection(grant=grant), "remind_of_refund", "Fällig ist die Erstattung am 16.03.2026")


# Änderung und Zwischennachweis


def change(stage: str, role: Role, today: date = TODAY, grant=None, **facts) -> Aenderungsantrag:
    """The request, seen by somebody; ``grant`` changes the facts of its case."""
    record = replace(CHANGE, stage=stage, grant=replace(CHANGE.grant, **(grant or {})), **facts)
    return Aenderungsantrag(record, actor(role), today)


@pytest.mark.parametrize(("amount", "asks"), [(Decimal("200.00"), False), (Decimal("200.01"), True)])
def test_exactly_a_fifth_more_needs_no_consent(amount, asks):
    machine = change("", Role.SIGNATORY, shift=amount)
    if asks:
        machine.perform("request_change")
    else:
        refused(machine, "request_change", "Bis 20 % mehr")


@pytest.mark.parametrize("move", ["request_extension", "grant_extension"])
def test_more_time_is_asked_for_and_given_until_the_last_day(move):
    stage, role = (
        ("", Role.SIGNATORY) if move == "request_extension" else (ChangeStage.EXTENSION_FILED, Role.LEAD)
    )
    last = date(2026, 11, 30)
    change(stage, role, last).perform(move)
    refused(change(stage, role, last + DAY), move, "endete am 30.11.2026")


def test_an_extension_moves_the_end_and_with_it_the_waking_of_the_clock():
    outcome = change(ChangeStage.EXTENSION_FILED, Role.LEAD).perform("grant_extension")
    assert outcome.effects.grant == {"period_ends": date(2026, 12, 31)}
    before = on(TODAY, Stage.RUNNING, Role.CLOCK, **PAID).due()
    after = on(TODAY, Stage.RUNNING, Role.CLOCK, **PAID | dict(outcome.effects.grant)).due()
    assert (before, after) == ([(date(2026, 12, 1), "end_period")], [(date(2027, 1, 1), "end_period")])


def test_beyond_the_budget_year_the_money_must_be_carried_over():
    machine = change(ChangeStage.EXTENSION_FILED, Role.LEAD, new_ends=date(2027, 1, 1))
    refused(machine, "grant_extension", "Haushaltsrest", carried_over=False)
    machine.perform("grant_extension", carried_over=True)


@pytest.mark.parametrize(
    ("begins", "ends", "until", "due"),
    [
        (date(2026, 3, 1), date(2026, 12, 31), None, None),
        (date(2026, 3, 1), date(2027, 1, 1), None, date(2027, 3, 31)),
        (date(2026, 3, 1), date(2027, 6, 30), date(2026, 12, 31), None),
        (date(2026, 3, 1), date(2028, 6, 30), date(2026, 12, 31), date(2028, 3, 31)),
    ],
)
def test_an_interim_proof_is_due_after_each_turn_of_the_year(begins, ends, until, due):
    case: Case = replace(CASE, period_begins=begins, period_ends=ends, interim_until=until)
    assert case.interim_due == due


def test_an_interim_proof_begins_where_the_last_one_ended():
    covered = replace(INTERIM, grant=replace(INTERIM.grant, interim_until=date(2025, 12, 31)))
    machine = Zwischennachweis(covered, actor(Role.SIGNATORY), TODAY)
    refused(machine, "file_interim_proof", "nach dem letzten Zwischennachweis")


def test_an_interim_proof_covers_its_time_until_it_is_given_back():
    filed = Zwischennachweis(INTERIM, actor(Role.SIGNATORY), TODAY).perform("file_interim_proof")
    assert filed.effects.grant == {"interim_until": date(2025, 12, 31)}
    covered = replace(INTERIM.grant, interim_until=date(2025, 12, 31))
    last = replace(INTERIM, stage="interim_filed", grant=covered)
    back = Zwischennachweis(last, actor(Role.CASEWORKER), TODAY).perform(
        "return_interim_proof", reason="Fehlt"
    )
    assert back.effects.grant == {"interim_until": None}
    newer = replace(last, grant=replace(covered, interim_until=date(2026, 2, 28)))
    kept = Zwischennachweis(newer, actor(Role.CASEWORKER), TODAY).perform(
        "return_interim_proof", reason="Fehlt"
    )
    assert kept.effects.grant == {}
