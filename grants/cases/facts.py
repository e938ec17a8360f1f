"""The facts of one application; each query runs only where a rule needs it."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from grants.cases import completeness
from grants.cases.advice import advice_on
from grants.cases.ballots import poll_from
from grants.cases.beside import ON_THE_AGENDA, POLL, PROVED, TO_BE_FORESEEN, WRITTEN, keeping, rows
from grants.cases.claims import NO_CLAIM, agreed_to_reopen, claim_facts
from grants.cases.own_facts import own_facts_of
from grants.cases.releases import content_digest, signed_by
from grants.cases.snapshot import said_in, snapshot_of
from grants.models import (
    Application,
    Attachment,
    Draft,
    Item,
    Transition,
)
from grants.models.canonical import canonical
from grants.models.money import to_euro
from workflows import case as law
from workflows.case import Case, Lawsuit, Memo, Proof, Resolution
from workflows.programmes import PROGRAMMES
from workflows.rules.eligibility import PlanLine, PlanTotals, totals
from workflows.stages import (
    AT_A_BODY,
    CHECKS,
    DRAFTING,
    EDITABLE,
    GRANTED,
    MITTELABRUF_FREED,
    PROOF_KNOWN,
    RECOVERY,
    SITTING_TO_COME,
    SUITS_KNOWN,
    SittingStage,
    Stage,
)

AS_THEY_ARE = (
    "number",
    "programme",
    "stage",
    "early_start_on",
    "submitted_on",
    "documents_due",
    "review_returned",
    "endorsed",
    "reserved",
    "committed",
    "paid",
    "refunded",
    "interim_until",
    "heard_from",
    "hearing_due",
    "plan_due",
    "plan_confirmed",
    "awarded",
    "period_begins",
    "period_ends",
    "released_on",
    "posted_on",
    "posting",
    "returned_on",
    "notified_on",
    "instructed",
    "final_on",
    "contested_on",
    "waived_remedies_on",
    "payments_suspended",
    "condition_open",
    "proof_due",
    "deferrals",
    "reserve_rank",
    "council_paper",
    "council_on",
    "council_advised_on",
    "presented_on",
    "proof_documents_due",
    "outcome",
    "closed_on",
    "erased_on",
)
"""Facts that the record holds under the same name."""


def applications() -> QuerySet[Application]:
    """Applications with all that :func:`case_of` reads beside them in the same query."""
    return Application.objects.select_related(
        "organisation",
        "round__guideline",
        "round__pot",
        "round__measure",
        "project",
        "review",
        "proof",
        "dossier",
        "caseworker",
        "released_by",
    )


def case_of(application: Application) -> Case:
    """All that the rules may know about an application, read now."""
    stage, call = application.stage, application.round
    facts: dict[str, Any] = {name: getattr(application, name) for name in AS_THEY_ARE}
    facts |= {
        "asked": application.requested if application.submitted_on else None,
        "terms": application.terms,
        "round_opens": call.opens_on,
        "round_closes": call.closes_on,
        "earliest_start": call.earliest_start,
        "latest_end": call.latest_end,
        "pot_left": call.pot.left,
        "measure_left": call.measure.left if call.measure else None,
        "budget_year": call.pot.budget_year if application.awarded_cents else None,
        "caseworker": application.caseworker_id,
        "released_by": application.released_by_id,
        "signatures_needed": application.organisation.signatures_needed,
        "bank_verified": application.organisation.iban_verified_at is not None,
        "own_facts": own_facts_of(application),
    }
    if stage:
        with keeping(application):
            rows(application, *asked_beside(application))
            facts |= _project(application) | _beside(application)
    return law.loaded(facts)


def asked_beside(application: Application) -> tuple[str, ...]:
    """What the facts of a case need of what lies beside it in its stage, to be read in one statement."""
    stage, asked = application.stage, []
    if stage in EDITABLE:
        asked += ["milestones", "plan_lines"]
    if stage == Stage.DOCUMENTS_REQUESTED:
        asked += [*WRITTEN, "versions"]
    if stage in AT_A_BODY or stage in DRAFTING:
        asked += ON_THE_AGENDA
    if stage == Stage.IN_SITTING:
        asked += POLL
    if stage in DRAFTING:
        asked.append("drafts")
    if stage in SUITS_KNOWN:
        asked.append("lawsuits")
    if stage == Stage.AWARDED:
        asked.append("attachments")
    if stage in PROOF_KNOWN and getattr(application, "proof", None):
        asked += PROVED
    if stage in GRANTED or application.posted_on:
        asked += TO_BE_FORESEEN
    return tuple(asked)


def _project(application: Application) -> dict[str, Any]:
    project = application.project
    facts: dict[str, Any] = {
        name: getattr(project, name)
        for name in ("expenses", "income", "eligible", "cash", "own", "requested")
    }
    facts |= {"begins": project.begins, "ends": project.ends, "early_start_asked": project.early_start_from}
    if application.stage in EDITABLE:
        lines = plan_lines(application)
        facts["missing"] = tuple(completeness.missing_in_application(application))
        facts["plan_problems"] = tuple(
            completeness.problems_of_plan(project, lines, totals(lines), application.terms)
        )
    together = application.organisation.signatures_needed > 1
    facts["signed_by"] = signed_by(application, content_digest(application)) if together else frozenset()
    facts["ending_signed_by"] = (
        signed_by(application, content_digest(application, ending=True)) if together else frozenset()
    )
    return facts


def plan_lines(application: Application) -> list[PlanLine]:
    """The plan's lines as the rules know them."""
    return [line_of(line) for line in rows(application, "plan_lines")["plan_lines"]]


def line_of(line: Any) -> PlanLine:
    """One stored line of the plan as the rules know it."""
    return PlanLine(
        side=line.side,
        category=line.category,
        label=line.label,
        amount=line.amount,
        eligible=line.eligible,
        in_kind=line.in_kind,
        third_party_status=line.third_party_status or None,
    )


def plan_totals(application: Application) -> PlanTotals:
    """The sums of the plan, read now."""
    return totals(plan_lines(application))


def _beside(application: Application) -> dict[str, Any]:
    stage = application.stage
    facts: dict[str, Any] = {}
    if stage in CHECKS:
        facts |= _review(application)
    if stage in ASKED_FOR:
        facts["unchanged"] = ASKED_FOR[stage](application)
    if stage in AT_A_BODY:
        facts |= _item(application)
        facts["advice"] = _once(application, "advice", lambda: advice_on(application))
        if PROGRAMMES[application.programme].keeps_reserve_list:
            facts["reserve_taken"] = _reserve_of_others(application)
    if stage in DRAFTING:
        facts |= _draft(application) | _item(application)
    if stage in SUITS_KNOWN:
        facts["lawsuits"] = _lawsuits(application)
    if stage == Stage.AWARDED:
        facts["waiver_form"] = _waiver_came(application)
    if stage in GRANTED or application.posted_on:
        facts["called"] = _called(application)
    if stage in PROOF_KNOWN:
        facts |= _proof(application)
    facts |= claim_facts(application) if stage in RECOVERY else NO_CLAIM
    if stage == Stage.CLOSED:
        facts["reopening_agreed_by"] = agreed_to_reopen(application)
    return facts


def _as_sent(application: Application) -> bool:
    """Nothing of the application and its files differs from the version that was sent last."""
    sent = rows(application, "versions", *WRITTEN)["versions"]
    return bool(sent) and canonical(said_in(sent[0].text)) == canonical(snapshot_of(application))


def _proof_as_filed(application: Application) -> bool:
    """Nobody has saved the proof or put a file into the case since the office asked about it."""
    asked = Transition.objects.filter(dossier=application.dossier_id, target=Stage.PROOF_INCOMPLETE)
    asked = asked.exclude(source=Stage.PROOF_INCOMPLETE).order_by("-sequence")
    since = asked.values_list("at", flat=True).first()
    if since is None:
        return True  # the request itself is being written
    saved = application.proof.saved_at
    new_files = application.attachments.filter(uploaded_at__gt=since, removed_at__isnull=True)
    return (saved is None or saved <= since) and not new_files.exists()


ASKED_FOR: dict[str, Callable[[Application], bool]] = {
    Stage.DOCUMENTS_REQUESTED: _as_sent,
    Stage.PROOF_INCOMPLETE: _proof_as_filed,
}
"""Stages in which the applicant was asked for something → whether nothing has come yet."""


def _review(application: Application) -> dict[str, Any]:
    review = getattr(application, "review", None)
    facts: dict[str, Any] = {"checklist_open": completeness.open_in_checklist(review), "memo": None}
    if review and review.written_by_id:
        facts["memo"] = Memo(
            missing=completeness.missing_in_memo(review),
            written_by=review.written_by_id,
            eligible=review.eligible or law.ZERO,
            own=review.own or law.ZERO,
            low_share_reason=bool(review.low_share_reason),
            proposal=review.proposal or law.ZERO,
        )
    return facts


NO_ITEM = {
    **dict.fromkeys(
        (
            "quorum_lacking",
            "item_listed",
            "item_announced",
            "ballot_open",
            "regime_confirmed",
            "counted_otherwise",
        ),
        False,
    ),
    "item_body": "",
    "motion_amount": None,
    "resolution": None,
}
"""The facts of a case that is on no agenda."""


def _item(application: Application) -> dict[str, Any]:
    found = rows(application, *ON_THE_AGENDA)
    if not found["items"]:
        return dict(NO_ITEM)
    item, sitting, body = found["items"][0], found["sittings"][0], found["bodies"][0]
    item.application, item.sitting, sitting.body = application, sitting, body
    called = application.stage == Stage.IN_SITTING and item.carried is None
    return {
        "quorum_lacking": called and not poll_from(item, rows(application, *POLL)).quorate,
        "item_listed": sitting.stage == SittingStage.OPEN and item.carried is None,
        "item_announced": sitting.stage in SITTING_TO_COME,
        "item_body": body.key,
        "ballot_open": item.opened_at is not None and item.closed_at is None,
        "motion_amount": item.amount,
        "resolution": resolution_of(item),
        "regime_confirmed": body.regime_confirmed_on is not None,
        "counted_otherwise": item.carried is not None and item.regime != body.regime,
    }


def _once(application: Application, name: str, read: Callable[[], Any]) -> Any:
    """What ``read`` finds; it is kept like the rows beside the case."""
    if application.kept is None:
        return read()
    if name not in application.kept:
        application.kept[name] = read()
    return application.kept[name]


def _reserve_of_others(application: Application) -> frozenset[int]:
    """The places of the reserve list that other cases of the round hold."""
    others = application.round.applications.filter(reserve_rank__isnull=False).exclude(pk=application.pk)
    return frozenset(rank for rank in others.values_list("reserve_rank", flat=True) if rank is not None)


def resolution_of(item: Item) -> Resolution | None:
    """The result of an item; None until its ballot is closed."""
    if item.carried is None:
        return None
    return Resolution(bool(item.quorate), item.carried, tuple(item.reasons), item.approval_needed)


def _draft(application: Application) -> dict[str, Any]:
    drafts: list[Draft] = rows(application, "drafts")["drafts"]
    if not drafts:
        return {"draft": None}
    draft = drafts[0]
    partial = bool(application.endorsed_cents and application.endorsed_cents < application.requested_cents)
    return {
        "draft": law.Draft(
            kind=draft.kind,
            missing=completeness.missing_in_draft(draft, application.project, partial=partial),
            drafted_by=draft.drafted_by_id,
            amount=draft.amount,
            period_begins=draft.period_begins,
            period_ends=draft.period_ends,
            rests_on_vote=draft.rests_on_vote,
            condition=draft.condition,
            made=draft.made_at is not None,
        )
    }


def _waiver_came(application: Application) -> bool:
    """A waiver of remedies counts only after the dispatch of the Bescheid that it names (machine.md, rule 11)."""
    since = application.posted_on
    files = rows(application, "attachments")["attachments"]
    came = [file.uploaded_at for file in files if file.kind == Attachment.Kind.VERZICHT]
    return since is not None and any(timezone.localtime(at).date() >= since for at in came)


def _lawsuits(application: Application) -> tuple[Lawsuit, ...]:
    suits = rows(application, "lawsuits")["lawsuits"]
    return tuple(Lawsuit(suit.scope, suit.filed_on, suit.closed_on) for suit in suits)


def _called(application: Application) -> Any:
    """Open calls count with their amount, certified ones with what was recognised, returned and refused ones not."""
    calls = rows(application, "mittelabrufe")["mittelabrufe"]
    return to_euro(
        sum(c.recognised_cents or c.amount_cents for c in calls if c.stage not in MITTELABRUF_FREED)
    )


def _proof(application: Application) -> dict[str, Any]:
    proof = getattr(application, "proof", None)
    if proof is None:
        return {"proof": None}
    counted = rows(application, *PROVED)
    [[needed]], [[filled]] = counted["plan_line_count"], counted["proof_line_count"]
    return {
        "proof": Proof(
            missing=completeness.missing_in_proof(proof, filled, needed),
            fulfilled_on=proof.fulfilled_on,
            check_missing=completeness.missing_in_check(proof),
            checked_by=proof.checked_by_id,
            recognised_grant=proof.recognised_grant,
        )
    }
