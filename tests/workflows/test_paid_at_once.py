"""A fund that pays the whole award in one sum: when, how much, only once, and what its recipients hear of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import pytest

from tests.workflows.controls import caught, without
from tests.workflows.ripe import CASE, CENT, DAY, FINAL, GRANT, ME, PROOF, TODAY, actor
from tests.workflows.ripe_change import INTERIM
from tests.workflows.ripe_mittelabruf import CALL
from workflows.case import DEADLINES, Case
from workflows.errors import NotYet
from workflows.explore import cases, explore
from workflows.machine import Machine
from workflows.mittelabruf import MittelabrufFacts, Pays
from workflows.period import Period, Unit
from workflows.procedures.mittelabruf import MittelabrufMachine
from workflows.procedures.verwendungsnachweis import InterimProofMachine
from workflows.programmes import FUNDS, PROGRAMMES
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role
from workflows.rules.payment import comes_by_itself, used_by
from workflows.stages import MittelabrufStage, Stage


class AtOnce(Wir20Kleinprojekt):
    """Kleinprojekte, paid in one sum; the body and all else stay."""

    pays: ClassVar[Pays] = Pays.AT_ONCE


ONE = replace(CALL, at_once=True, amount=GRANT, recognised=GRANT, filed_by=ME, drafted_by=None)


def payment(stage: str, *roles: Role, today: date = TODAY, grant: Any = None, **facts: Any) -> Machine:
    record: MittelabrufFacts = replace(ONE, stage=stage, grant=replace(ONE.grant, **(grant or {})), **facts)
    return MittelabrufMachine(record, actor(*roles), today)


def test_funds_of_the_house_are_called_for():
    assert {fund.pays for fund in PROGRAMMES.values() if fund.__module__ in FUNDS} == {Pays.ON_CALL}


def test_exactly_the_whole_award_is_opened_and_no_other_amount():
    opened = payment("", Role.CASEWORKER).perform("open_payment")
    assert opened.target == MittelabrufStage.FILED
    assert opened.effects.fields == {"filed_by": ME, "filed_on": TODAY}
    for amount in (GRANT - CENT, GRANT + CENT, Decimal(0)):
        with pytest.raises(NotYet, match=r"die ganze Zuwendung auf einmal: 4\.800,00"):
            payment("", Role.CASEWORKER, amount=amount).perform("open_payment")


def test_after_the_check_of_the_proof_the_whole_is_what_was_recognised():
    checked = {"stage": Stage.PROOF_IN_REVIEW, "proof": replace(PROOF, recognised_grant=Decimal(4000))}
    assert payment("", Role.CASEWORKER, grant=checked, amount=Decimal(4000)).perform("open_payment")
    with pytest.raises(NotYet, match=r"4\.000,00"):
        payment("", Role.CASEWORKER, grant=checked).perform("open_payment")
    nothing = {"stage": Stage.PROOF_IN_REVIEW, "proof": replace(PROOF, recognised_grant=Decimal(0))}
    with pytest.raises(NotYet):
        payment("", Role.CASEWORKER, grant=nothing, amount=Decimal(0)).perform("open_payment")


def test_it_is_opened_on_the_first_day_after_the_grace_and_not_before():
    grant = {"final_on": date(2026, 3, 3), "waived_remedies_on": None}
    with pytest.raises(NotYet, match=r"ab dem 17\.03\.2026 möglich"):
        payment("", Role.CASEWORKER, today=date(2026, 3, 16), grant=grant).perform("open_payment")
    assert payment("", Role.CASEWORKER, today=date(2026, 3, 17), grant=grant).perform("open_payment")


def test_a_second_one_is_refused_and_not_offered():
    for called in (CENT, GRANT):
        again = payment("", Role.CASEWORKER, grant={"called": called})
        assert again.offers() == []
        with pytest.raises(NotYet, match="Eine zweite gibt es nicht"):
            again.perform("open_payment")


def test_recipients_are_offered_no_call_and_the_office_opens_none_where_they_call():
    assert payment("", Role.SIGNATORY).offers() == []
    with pytest.raises(NotYet, match="Sie müssen nichts abrufen"):
        payment("", Role.SIGNATORY).perform("call_funds")
    assert [offer.move for offer in payment("", Role.SIGNATORY, at_once=False).offers()] == ["call_funds"]
    assert payment("", Role.CASEWORKER, at_once=False).offers() == []
    with pytest.raises(NotYet, match="ruft die Organisation das Geld ab"):
        payment("", Role.CASEWORKER, at_once=False).perform("open_payment")


def test_three_people_pay_it_whole_and_none_of_them_has_opened_it():
    def filed() -> Machine:
        return payment(MittelabrufStage.FILED, Role.CERTIFIER, filed_by=99, grant={"signatures_needed": 2})

    assert filed().perform("certify", recognised=GRANT).target == MittelabrufStage.CERTIFIED
    with pytest.raises(NotYet, match=r"in einer Summe ausgezahlt: 4\.800,00"):
        filed().perform("certify", recognised=GRANT - CENT, note="Weniger")
    with pytest.raises(NotYet, match="selbst vorbereitet"):
        payment(MittelabrufStage.FILED, Role.CERTIFIER).perform("certify", recognised=GRANT)


def test_nobody_refuses_what_nobody_has_called_for():
    filed = payment(MittelabrufStage.FILED, Role.CASEWORKER)
    assert filed.offers() == []
    assert payment(MittelabrufStage.FILED, Role.LEAD).offers() == []
    with pytest.raises(NotYet, match="Sie müssen nichts abrufen"):
        filed.perform("draft_call_refusal", reasoning="x")


def test_next_is_the_certifier_even_where_two_sign_for_the_recipient():
    waiting = payment(MittelabrufStage.FILED, grant={"signatures_needed": 2}, filed_by=99)
    assert waiting.next_step() == ("certifier", "certify")


# Was Empfänger*innen hören


@pytest.mark.parametrize(
    ("grant", "says"),
    [
        ({}, "ohne dass Sie etwas tun müssen. Möglich ist das ab dem 15.03.2026"),
        ({"stage": Stage.AWARDED, "final_on": None}, "und einer Wartezeit von zehn Arbeitstagen"),
        ({"called": GRANT}, "Die Auszahlung der Zuwendung ist unterwegs."),
        ({"called": GRANT, "paid": GRANT}, None),
        ({"called": GRANT, "paid": GRANT - 100, "refunded": Decimal(100)}, None),
        ({"stage": Stage.HEARING}, None),
        ({"stage": Stage.CLOSED}, None),
        ({"stage": Stage.PROOF_IN_REVIEW, "proof": replace(PROOF, recognised_grant=Decimal(0))}, None),
    ],
)
def test_recipients_hear_when_the_money_comes_by_itself(grant, says):
    case: Case = replace(ONE.grant, proof=None)
    said = comes_by_itself(replace(case, **grant))
    assert said is None if says is None else says in str(said)


def test_what_was_paid_at_once_is_used_by_the_end_of_the_period():
    case, ends = ONE.grant, date(2026, 11, 30)
    assert used_by(TODAY, case, at_once=True) == ends
    assert used_by(ends, case, at_once=True) == ends
    assert used_by(ends + DAY, case, at_once=True) == ends + DAY
    assert used_by(TODAY, case, at_once=False) == date(2026, 5, 16)


def test_who_need_not_call_is_not_reminded_to_call():
    keys = {fund: {known.key for known in fund.all_reminders()} for fund in (AtOnce, Wir20Kleinprojekt)}
    assert keys[Wir20Kleinprojekt] - keys[AtOnce] == {"mittel_nicht_abgerufen"}
    assert keys[AtOnce] < keys[Wir20Kleinprojekt]


@pytest.mark.parametrize(
    ("fund", "moves"),
    [
        (Wir20Kleinprojekt, ("Ein Mittelabruf ist unterwegs", "kann den Rest abrufen", "nicht abruft")),
        (AtOnce, ("Die Auszahlung der Zuwendung ist unterwegs", "kann vorbereitet werden", "verzichtet")),
    ],
)
def test_sentences_about_money_say_how_the_fund_pays(fund, moves):
    under_way, left, lapses = moves
    running = replace(CASE, stage=Stage.RUNNING, called=GRANT, **FINAL)
    review = replace(running, stage=Stage.PROOF_IN_REVIEW)
    with pytest.raises(NotYet, match=under_way):
        fund(running, actor(Role.SIGNATORY), TODAY).perform("waive_grant")
    with pytest.raises(NotYet, match=under_way):
        fund(review, actor(Role.LEAD), TODAY).perform("accept_proof", rest_not_called=True)
    with pytest.raises(NotYet, match=lapses) as refused:
        fund(replace(review, called=Decimal(0)), actor(Role.LEAD), TODAY).perform("accept_proof")
    assert left in str(refused.value)


# Zwischennachweis, Fristen


def test_a_fund_may_ask_for_no_interim_proof():
    crossing = {"period_begins": date(2026, 1, 1), "period_ends": date(2027, 12, 31)}
    asked: Case = replace(CASE, **crossing)
    assert asked.interim_due == date(2027, 3, 31)
    spared = replace(asked, terms=replace(asked.terms, interim_proofs=False))
    assert spared.interim_due is None
    grant = replace(INTERIM.grant, terms=spared.terms)
    machine = InterimProofMachine(replace(INTERIM, grant=grant), actor(Role.SIGNATORY), TODAY)
    assert machine.offers() == []
    with pytest.raises(NotYet, match="verlangt keinen Zwischennachweis"):
        machine.perform("file_interim_proof")


def test_deadlines_are_marked_where_they_are_facts():
    assert {"documents_due", "plan_due", "proof_due", "proof_documents_due", "hearing_due"} == DEADLINES


# Der Gang


@pytest.mark.slow
def test_the_walk_finds_nothing_in_a_fund_that_pays_at_once():
    report = explore(AtOnce)
    assert [str(fault) for fault in report.faults] == []
    assert report.moves == explore(Wir20Kleinprojekt).moves


def test_the_walk_notices_a_second_payment_and_one_that_is_not_whole(monkeypatch):
    unasked = without(MittelabrufMachine, "open_payment", "", "paid_only_once", "is_whole_award")
    caught(AtOnce, "ein zweites Mal", unasked)
    caught(MittelabrufMachine, "nicht die einzige", unasked, hasty=False)
    less = without(MittelabrufMachine, "open_payment", "", "is_whole_award")
    monkeypatch.setattr(cases, "_unborn", lambda pays, case: replace(ONE, stage="", amount=GRANT / 2))
    caught(AtOnce, "ist nicht ganz gezahlt", less)


def test_the_walk_notices_who_begins_a_payment_on_the_wrong_way():
    called = without(MittelabrufMachine, "call_funds", "", "is_called_for")
    caught(MittelabrufMachine, "nicht auf dem Weg beantragt", called, hasty=False)
    opened = without(MittelabrufMachine, "open_payment", "", "is_paid_at_once")
    caught(MittelabrufMachine, "nicht auf dem Weg beantragt", opened, hasty=False)
    refused = without(MittelabrufMachine, "draft_call_refusal", MittelabrufStage.FILED, "is_called_for")
    caught(MittelabrufMachine, "die niemand abgerufen hat", refused, hasty=False)


def test_the_walk_notices_a_payment_that_is_opened_too_early():
    early = without(MittelabrufMachine, "open_payment", "", "may_pay")
    caught(MittelabrufMachine, "bevor die Wartezeit auf Klageeingänge um ist", early, hasty=False)


@pytest.mark.slow
def test_the_walk_judges_the_grace_by_the_terms_of_the_fund():
    longer = replace(AtOnce.versions[-1], payout_grace=Period(30, Unit.WORKING_DAYS))

    class Patient(AtOnce):
        versions = (longer,)

    assert explore(Patient).faults == []
