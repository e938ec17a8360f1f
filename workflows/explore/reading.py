"""What is read of a case in each stage, so that nothing that nobody looks at makes worlds different."""

from collections.abc import Collection, Mapping
from typing import Any

from workflows.case import (
    Case,
    changed,
)
from workflows.explore.world import (
    AGREED,
    BEFORE_CHECK,
    BODIES,
    GRANT,
    LIVE,
    POT,
    SCARCE,
    SOMEBODY,
    WITH_MONEY,
)
from workflows.stages import (
    BEFORE_A_BODY,
    CHECKS,
    CLAIMED,
    DECISION_NOTICE,
    EDITABLE,
    GOES_ON,
    OVER,
    RECOVERY,
    RESOLVED,
    SENT,
    Stage,
)

NOTHING_LEFT: dict[str, Any] = {
    **dict.fromkeys(("begins", "ends", "submitted_on", "documents_due", "plan_due", "caseworker"), None),
    **dict.fromkeys(
        ("endorsed", "awarded", "period_ends", "period_begins", "released_by", "posted_on"), None
    ),
    **dict.fromkeys(("plan_confirmed", "regime_confirmed", "payments_suspended", "bank_verified"), False),
    "requested": GRANT,
    "condition_open": "",
    "final_on": None,
    "waived_remedies_on": None,
    "lawsuits": (),
    "signatures_needed": 1,
    "ending_signed_by": frozenset(),
    "proof_due": None,
    "proof_documents_due": None,
}
PAYING = tuple(stage for stage in LIVE if stage != Stage.HEARING)
"""Stages in which the account matters; after a hearing it is compared anew."""
KNOWN_IN: tuple[tuple[Collection[str], Mapping[str, Any]], ...] = (
    (BEFORE_CHECK, {"round_opens": None, "round_closes": None}),
    (EDITABLE, {"missing": (), "plan_problems": ()}),
    (CHECKS, {"checklist_open": ("offen",)}),
    ((Stage.EXPERT_CHECK,), {"memo": None, "review_returned": ""}),
    (BODIES, {"motion_amount": None, "item_listed": False}),
    (BEFORE_A_BODY, {"advice": ()}),
    ((*CHECKS, *BODIES), {"resolution": None}),
    ((Stage.IN_SITTING,), {"quorum_lacking": False}),
    (RESOLVED, {"counted_otherwise": False}),
    ((*DECISION_NOTICE, Stage.HEARING), {"draft": None, "posting": "post", "notified_on": None}),
    ((*DECISION_NOTICE, Stage.HEARING), {"instructed": True}),
    (RECOVERY, {"claim": None, "hearing_due": None, "heard_from": ""}),
    ((Stage.CLOSED,), {"reopening_agreed_by": frozenset()}),
    (LIVE, {"payments_suspended": False, "condition_open": "", "lawsuits": (), "period_ends": None}),
    (LIVE, {"proof_due": None, "plan_confirmed": False, "released_by": SOMEBODY}),
    (PAYING, {"bank_verified": False}),
    ((Stage.AWARDED,), {"waiver_form": False}),
    ((Stage.IN_COUNCIL,), {"council_paper": "", "council_on": None, "council_advised_on": None}),
    (WITH_MONEY, {"presented_on": None}),
    ((Stage.PROOF_DUE, Stage.PROOF_INCOMPLETE, Stage.PROOF_IN_REVIEW, Stage.HEARING), {"proof": None}),
)
"""Facts that rules look at in some stages only, and what stands for „nobody looks“ elsewhere."""


def settled(before: Any, facts: Any) -> Any:
    """Facts as they are read in the new stage: releases bind to a stage, and nobody reads what is over."""
    if not isinstance(facts, Case):
        return facts
    stage = facts.stage
    values: dict[str, Any] = {"deferrals": 0}
    if before.stage != stage:
        values |= _on_arrival(facts, stage)
        if before.stage == Stage.HEARING and stage in GOES_ON and facts.committed and not facts.paid:
            values |= AS_ASKED  # what is left of a grant is a grant like any other
    for stages, unread in KNOWN_IN:
        if stage not in stages:
            values |= unread
    if stage != Stage.IN_SITTING and not facts.item_listed:
        values["item_body"] = ""
    if stage in OVER:
        values |= NOTHING_LEFT
    if stage == Stage.HEARING and facts.claim and facts.claim.answered_on:
        values["hearing_due"] = facts.claim.heard_on
    if stage not in SCARCE:
        held = facts.reserved + values.get("committed", facts.committed) + facts.paid
        values["pot_left"] = POT - held
    if facts.lawsuits and stage not in (*CHECKS, *DECISION_NOTICE):
        values["lawsuits"] = tuple(suit for suit in facts.lawsuits if suit.closed_on is None)
    return changed(facts, **values)


def _on_arrival(case: Case, stage: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "signed_by": frozenset(),
        "ending_signed_by": frozenset(),
        "early_start_on": None,
    }
    if case.signatures_needed > 1 and stage not in (Stage.DRAFT, Stage.AWARDED):
        values["ending_signed_by"] = AGREED
    if stage == Stage.PLAN_ADJUSTMENT:
        values["plan_problems"] = ("Der Plan passt noch nicht.",)
    elif stage in EDITABLE:
        values["missing"] = ("Etwas fehlt.",)
    if stage in CHECKS:
        values |= {"requested": GRANT, "lawsuits": (), "regime_confirmed": False}
    if stage == Stage.PROOF_INCOMPLETE:
        values["proof"] = None
    if stage in (*SENT, Stage.FINAL):
        values |= {"released_by": case.released_by and SOMEBODY, "regime_confirmed": False}
    if stage in (Stage.AWARDED, Stage.FINAL) and case.awarded and case.committed and not case.paid:
        values |= AS_ASKED
    if stage in SENT and case.draft:
        values["draft"] = changed(case.draft, drafted_by=None, amount=GRANT)
    if stage == Stage.FINAL:
        values |= {"bank_verified": True, "signatures_needed": 1, "ending_signed_by": frozenset()}
    if stage in CLAIMED:
        values |= _claimed(case, stage)
    if stage == Stage.CLOSED:
        values |= {
            "requested": GRANT,
            "endorsed": None,
            "regime_confirmed": False,
            "proof_documents_due": None,
        }
        values |= {"signatures_needed": 1, "ending_signed_by": frozenset(), "final_on": case.posted_on}
    return values


SUSPENDED: dict[str, Any] = {
    "payments_suspended": False,
    "condition_open": "",
    "hearing_due": None,
    "heard_from": "",
    "proof_due": None,
    "proof_documents_due": None,
    "period_ends": None,
    "bank_verified": False,
}
"""What nobody asks about any more once the claim is final: until then its release may be taken back."""


AS_ASKED = {
    **dict.fromkeys(("requested", "endorsed", "awarded", "committed"), GRANT),
    "plan_confirmed": False,
}
"""Once a Bescheid is sent, only shares of the award matter, so every award is the same."""


def _claimed(case: Case, stage: str) -> dict[str, Any]:
    """A claim is read on as answered; once it is enforced, nobody asks when it came or what was answered."""
    if case.claim is None:
        return SUSPENDED | {"claim": None} if stage == Stage.ENFORCEMENT else {}
    if stage == Stage.ENFORCEMENT:
        return SUSPENDED | {"claim": changed(case.claim, answered_on=None, notified_on=None)}
    claim = case.claim
    answered = changed(claim, answered_on=claim.heard_on, heard_amount=claim.amount, drafted_by=SOMEBODY)
    return {"claim": answered, "hearing_due": answered.heard_on, "bank_verified": False}
