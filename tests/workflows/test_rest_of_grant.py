"""The rest of a grant that the proof has earned: it is paid before the case closes, or nobody calls it (T28)."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest

from tests.workflows.ripe import CENT, FINAL, GRANT, PROOF, TODAY, actor
from tests.workflows.ripe_mittelabruf import CALL
from tests.workflows.ripe_recovery import HEARD, LESS
from tests.workflows.standing import on, refused
from workflows.case import Case
from workflows.effects import Booking
from workflows.errors import NotYet
from workflows.procedures.mittelabruf import MittelabrufMachine
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role
from workflows.stages import MittelabrufStage, Stage


def in_review(paid: Decimal, recognised: Decimal | None = GRANT) -> Wir20Kleinprojekt:
    """A checked proof before the eyes of the lead; what was called is paid."""
    proof = replace(PROOF, recognised_grant=recognised)
    money = {"paid": paid, "called": paid, "committed": GRANT - paid, "proof": proof}
    return on(TODAY, Stage.PROOF_IN_REVIEW, Role.LEAD, **FINAL | money)


def call_in_review(
    recognised: Decimal | None, called: Decimal, amount: Decimal, stage: str = ""
) -> MittelabrufMachine:
    """A call for funds while the proof is being checked."""
    grant: Case = replace(
        CALL.grant,
        stage=Stage.PROOF_IN_REVIEW,
        called=called,
        proof=replace(PROOF, recognised_grant=recognised),
    )
    role = Role.CERTIFIER if stage else Role.SIGNATORY
    return MittelabrufMachine(replace(CALL, stage=stage, grant=grant, amount=amount), actor(role), TODAY)


def test_a_case_is_not_closed_while_a_cent_that_was_recognised_is_unpaid():
    assert in_review(GRANT).perform("accept_proof").target == Stage.CLOSED
    refusal = refused(in_review(GRANT - CENT), "accept_proof", "0,01 € sind anerkannt, aber nicht gezahlt")
    assert list(refusal.fields) == ["rest_not_called"]
    refused(in_review(LESS), "accept_proof", "1.000,00 € sind anerkannt", rest_not_called=False)


def test_the_rest_lapses_only_where_the_office_says_that_nobody_calls_it():
    outcome = in_review(LESS).perform("accept_proof", rest_not_called=True)
    assert outcome.effects.fields["outcome"] == "settled"
    assert list(outcome.effects.book) == [Booking("budget", "committed", GRANT - LESS)]


def test_what_was_recognised_may_be_less_than_what_was_awarded():
    assert in_review(LESS, recognised=LESS).perform("accept_proof").target == Stage.CLOSED
    refused(in_review(LESS + CENT, recognised=LESS), "accept_proof", "Vor einer Rückforderung ist anzuhören")


def test_the_page_of_the_move_warns_of_the_rest():
    (offer,) = [o for o in in_review(LESS).offers() if o.move == "accept_proof"]
    assert offer.feasible
    assert "1.000,00 € sind anerkannt" in offer.warnings[0].unmet
    (offer,) = [o for o in in_review(GRANT).offers() if o.move == "accept_proof"]
    assert not offer.warnings


def test_the_rest_is_called_while_the_proof_is_in_review_and_not_a_cent_more_than_was_recognised():
    for recognised, left in ((GRANT, GRANT - LESS), (None, GRANT - LESS), (LESS + 500, Decimal(500))):
        assert call_in_review(recognised, LESS, left).perform("call_funds").target == MittelabrufStage.FILED
        with pytest.raises(NotYet, match="Sie können noch"):
            call_in_review(recognised, LESS, left + CENT).perform("call_funds")
    with pytest.raises(NotYet, match="schon ganz abgerufen"):
        call_in_review(LESS, LESS, CENT).perform("call_funds")


def test_a_call_from_before_the_check_is_certified_only_up_to_what_was_recognised():
    called, amount = GRANT, GRANT - LESS
    filed = partial(call_in_review, LESS + 500, called, amount, MittelabrufStage.FILED)
    note = "Mehr ist nicht anerkannt."
    assert filed().perform("certify", recognised=Decimal(500), note=note).target == MittelabrufStage.CERTIFIED
    with pytest.raises(NotYet, match=r"höchstens 500,00"):
        filed().perform("certify", recognised=Decimal(500) + CENT, note=note)
    with pytest.raises(NotYet, match=r"nichts mehr auszuzahlen"):
        call_in_review(LESS, called, amount, MittelabrufStage.FILED).perform(
            "certify", recognised=CENT, note=note
        )


def in_hearing(paid: Decimal, heard_from: str = Stage.PROOF_IN_REVIEW) -> Wir20Kleinprojekt:
    """A hearing that was answered, after a check that recognised the whole grant."""
    return on(
        TODAY,
        Stage.HEARING,
        Role.LEAD,
        **HEARD | {"paid": paid, "called": paid, "proof": PROOF, "heard_from": heard_from},
    )


def test_a_hearing_is_not_dropped_over_money_that_is_still_to_be_paid():
    assert in_hearing(GRANT).perform("drop_claim", reason="Geklärt").target == Stage.CLOSED
    refused(in_hearing(GRANT - CENT), "drop_claim", "0,01 € sind anerkannt", reason="Geklärt")
    assert in_hearing(GRANT - CENT).perform("resume_proof_check", reason="Geklärt").target


def test_a_case_that_was_closed_before_its_hearing_keeps_what_was_settled_then():
    assert in_hearing(LESS, Stage.CLOSED).perform("drop_claim", reason="Geklärt").target == Stage.CLOSED
