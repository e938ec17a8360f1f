"""The Kleinprojekt and its people: what a vote makes possible, who may not decide alone, whose turn it is."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.workflows.ripe import (
    CARRIED,
    CASE,
    CENT,
    DRAFT,
    FAILED,
    FINAL,
    GRANT,
    ME,
    MEMO,
    NOT_QUORATE,
    OTHER,
    POSTED,
    RELEASED,
    TODAY,
    actor,
)
from tests.workflows.standing import on, refused
from workflows.case import CLOCK, Case, Memo
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role
from workflows.stages import Stage

# Votes


def test_a_resolution_decides_which_moves_are_feasible():
    def feasible(resolution):
        machine = on(TODAY, Stage.IN_SITTING, Role.CHAIR, resolution=resolution)
        return {offer.move for offer in machine.offers() if offer.feasible}

    assert feasible(CARRIED) == {"endorse"}
    assert feasible(FAILED) == {"decline"}
    assert feasible(NOT_QUORATE) == {"defer"}
    assert feasible(None) == {"defer"}


def test_a_carried_item_without_money_is_put_off_and_with_a_cent_enough_it_is_not():
    for left, moves in [(GRANT, {"endorse"}), (GRANT - CENT, {"endorse", "defer"})]:
        machine = on(TODAY, Stage.IN_SITTING, Role.CHAIR, resolution=CARRIED, pot_left=left)
        assert {offer.move for offer in machine.offers() if offer.feasible} == moves
    said = refused(machine, "endorse", amount=GRANT).fields["amount"]
    assert "Sonst wird der Punkt vertagt, weil Geld fehlt." in said[0]
    assert machine.perform("defer", reason="Im Topf fehlt Geld.").target == Stage.DEFERRED
    failed = on(TODAY, Stage.IN_SITTING, Role.CHAIR, resolution=FAILED, pot_left=Decimal(0))
    assert refused(failed, "defer", reason="x")


# Four eyes


@pytest.mark.parametrize(
    ("move", "stage", "facts"),
    [
        ("release_for_sitting", Stage.EXPERT_CHECK, {"memo": replace(MEMO, written_by=ME)}),
        ("release_award", Stage.AWARD_DRAFTED, {"draft": replace(DRAFT, drafted_by=ME)}),
        ("release_refusal", Stage.REFUSAL_DRAFTED, {"draft": replace(DRAFT, kind="refusal", drafted_by=ME)}),
        (
            "accept_proof",
            Stage.PROOF_IN_REVIEW,
            {"proof": replace(CASE.proof, checked_by=ME), "paid": GRANT, "called": GRANT},
        ),
    ],
)
def test_who_wrote_it_does_not_release_it_even_as_a_deputy_with_both_roles(move, stage, facts):
    case = replace(CASE, stage=stage, **facts)
    both = Wir20Kleinprojekt(case, actor(Role.LEAD, Role.CASEWORKER), TODAY)
    assert "(Vier-Augen-Prinzip)" in refused(both, move).reasons[0]
    other = Wir20Kleinprojekt(case, actor(Role.LEAD, Role.CASEWORKER, user_id=OTHER), TODAY)
    assert other.perform(move)


def test_joint_representation_needs_the_second_signatory():
    facts = {"signatures_needed": 2}
    assert (
        refused(on(TODAY, Stage.DRAFT, Role.SIGNATORY, **facts), "submit")
        .reasons[0]
        .startswith("Es fehlt noch die")
    )
    alone = on(TODAY, Stage.DRAFT, Role.SIGNATORY, signed_by=frozenset({ME}), **facts)
    assert refused(alone, "submit")
    assert on(TODAY, Stage.DRAFT, Role.SIGNATORY, signed_by=frozenset({OTHER}), **facts).perform("submit")


def test_an_award_before_the_first_day_of_the_project_is_not_overlooked_by_an_empty_memo():
    machine = on(TODAY, Stage.EXPERT_CHECK, Role.LEAD, memo=None)
    assert refused(machine, "release_for_sitting").reasons == ["Es fehlt noch: der Prüfvermerk."]
    assert Memo().missing == ()


# Next step


def test_the_next_step_is_what_has_still_to_be_done():
    def next_of(stage: Stage, **facts) -> tuple[str, str]:
        case: Case = replace(CASE, stage=stage, **facts)
        return Wir20Kleinprojekt(case, CLOCK, TODAY).next_step()

    assert next_of(Stage.DRAFT) == ("signatory", "submit")
    assert next_of(Stage.AWARD_DRAFTED) == ("lead", "release_award")
    assert next_of(Stage.AWARD_DRAFTED, **RELEASED) == ("caseworker", "dispatch_award")
    assert next_of(Stage.REFUSAL_DRAFTED, **RELEASED) == ("caseworker", "dispatch_refusal")
    assert next_of(Stage.AWARDED, **POSTED | {"waiver_form": True}) == (
        "caseworker",
        "accept_waiver_of_remedies",
    )
    assert next_of(Stage.AWARDED, **POSTED | {"waiver_form": False}) == ("clock", "become_final")
    assert next_of(Stage.ENDORSED) == ("caseworker", "draft_award")
    assert next_of(Stage.ENDORSED, regime_confirmed=False) == ("lead", "confirm_regime")
    lowered = {"endorsed": GRANT - 1}
    assert next_of(Stage.ENDORSED, **lowered) == ("caseworker", "request_adapted_plan")
    assert next_of(Stage.FORMAL_CHECK, checklist_open=("Satzung",)) == ("caseworker", "save_review")
    assert next_of(Stage.FORMAL_CHECK) == ("caseworker", "confirm_completeness")
    assert next_of(Stage.EXPERT_CHECK, memo=None) == ("caseworker", "save_review")
    assert next_of(Stage.EXPERT_CHECK) == ("lead", "release_for_sitting")
    half = replace(DRAFT, missing=("die Begründung",))
    assert next_of(Stage.AWARD_DRAFTED, draft=half) == ("caseworker", "save_draft")
    proposed = replace(CASE.memo, proposal=CASE.requested + 1) if CASE.memo else None
    assert next_of(Stage.EXPERT_CHECK, memo=proposed) == ("caseworker", "save_review")
    listed = {"item_listed": False, "resolution": None}
    assert next_of(Stage.READY_FOR_SITTING, **listed) == ("office", "list_item")
    assert next_of(Stage.READY_FOR_SITTING, **listed, item_announced=True) == ("", "")
    assert next_of(Stage.IN_SITTING, resolution=None) == ("chair", "open_ballot")
    assert next_of(Stage.IN_SITTING, resolution=None, ballot_open=True) == ("chair", "close_ballot")
    assert next_of(Stage.IN_SITTING, resolution=FAILED) == ("office", "decline")
    assert next_of(Stage.PROOF_IN_REVIEW, **FINAL | {"proof": None}) == ("caseworker", "check_proof")
    assert next_of(Stage.FINAL, **FINAL) == ("clock", "begin_project")
    assert next_of(Stage.ARCHIVED) == ("dpo", "erase")
    assert next_of(Stage.ARCHIVED, erased_on=TODAY) == ("", "")
