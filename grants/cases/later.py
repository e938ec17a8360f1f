"""The facts of what happens after the award: hearing and claim, change, interim proof, refund."""

from datetime import date, timedelta
from typing import Any

from grants.cases.releases import reopening_digest
from grants.models import (
    Application,
    BaseRate,
    ChangeRequest,
    Claim,
    FundsCall,
    InterimProof,
    PlanLine,
    Refund,
)
from grants.models.money import to_euro
from workflows import claim as law
from workflows.case import Case
from workflows.procedures.aenderungsantrag import Change
from workflows.procedures.erstattung import Collection
from workflows.procedures.verwendungsnachweis import Interim
from workflows.rules.categories import Side
from workflows.rules.interest import BASE_RATES
from workflows.stages import CHANGE_OPEN, REFUND_OVER, CallStage, InterimStage, RefundStage, Stage

WAITING = {*CHANGE_OPEN, InterimStage.FILED}
"""Stages of a request that may still wait for the release of a further signatory."""


def facts_after_award(application: Application) -> dict[str, Any]:
    """What a stage after the award needs beside the case."""
    if application.stage == Stage.CLOSED:
        return {"reopening_agreed_by": agreed_to_reopen(application)}
    return claim_facts(application)


def beside_of(record: Any, grant: Case, signed_by: frozenset[int]) -> Change | Interim | Collection:
    """All that the rules may know about a record beside a case."""
    match record:
        case ChangeRequest():
            return change_of(record, grant, signed_by)
        case InterimProof():
            return interim_of(record, grant, signed_by)
        case Refund():
            return collection_of(record, grant)
    raise TypeError(f"No machine moves {type(record).__name__}")


def claim_facts(application: Application) -> dict[str, Any]:
    """The current hearing or claim with what its interest is computed from."""
    claim = Claim.objects.filter(application=application, current=True).first()
    if claim is None:
        return {}
    return {"claim": _claim(claim), "payments": payments_of(application), "base_rates": base_rates()}


def _claim(claim: Claim) -> law.Claim:
    refund = Refund.objects.filter(claim=claim).first()
    since = _dunned_until(claim, refund)
    return law.Claim(
        **{name: getattr(claim, name) for name in CLAIM_AS_IT_IS},
        drafted_by=claim.drafted_by_id,
        made=claim.made_at is not None,
        overdue_since=since and since + timedelta(days=1),
        collected=refund is not None,
        settled=refund is not None and refund.stage in REFUND_OVER,
    )


def _dunned_until(claim: Claim, refund: Refund | None) -> date | None:
    """The last day of the Mahnung; one that was sent before the Bescheid was released anew counts for nothing."""
    if refund is None or refund.stage != RefundStage.OPEN or refund.reminded_on is None or claim.due is None:
        return None
    return refund.dunning_due if refund.reminded_on > claim.due else None


CLAIM_AS_IT_IS = (
    *(
        "ground",
        "amount",
        "heard_amount",
        "heard_unpaid",
        "heard_on",
        "known_on",
        "limit",
        "answered_on",
        "released_on",
        "posted_on",
        "notified_on",
        "due",
    ),
    *("interest", "waive_interest", "bears_interest"),
)
"""Facts that the row of a claim holds under the same name."""


def payments_of(application: Application) -> tuple[tuple[Any, Any], ...]:
    """What was paid out, each with its day, oldest first."""
    paid = FundsCall.objects.filter(application=application, stage=CallStage.PAID).order_by("paid_on", "id")
    return tuple((day, to_euro(cents or 0)) for day, cents in paid.values_list("paid_on", "paid_cents"))


def base_rates() -> tuple[tuple[Any, Any], ...]:
    """The shipped base rates with those that the office has entered; for the same day the office's own counts."""
    own = BaseRate.objects.values_list("valid_from", "percent")
    return tuple(sorted((dict(BASE_RATES) | dict(own)).items()))


def agreed_to_reopen(application: Application) -> frozenset[int]:
    """Who has agreed that this closed case is taken up again."""
    agreed = application.releases.filter(digest=reopening_digest(application))
    return frozenset(agreed.values_list("user_id", flat=True))


def change_of(change: ChangeRequest, grant: Case, signed_by: frozenset[int]) -> Change:
    """All that the rules may know about a request for a change."""
    return Change(
        stage=change.stage,
        grant=grant,
        missing=missing_in_change(change),
        filed_by=change.filed_by_id,
        signed_by=signed_by,
        shift=change.shift,
        from_line=change.from_line_id,
        to_line=change.to_line_id,
        from_planned=change.from_line.amount if change.from_line else to_euro(0),
        to_planned=change.to_line.amount if change.to_line else to_euro(0),
        new_ends=change.new_ends,
        drafted_by=change.drafted_by_id,
        decided_on=change.decided_on,
        made=change.made_at is not None,
        posted_on=change.posted_on,
    )


def missing_in_change(change: ChangeRequest) -> tuple[str, ...]:
    """What a request must say: what shall hold, why, and for a shift from where to where."""
    shift = change.subject == ChangeRequest.Subject.PLAN
    lines = {line for line in (change.from_line, change.to_line) if line and _shiftable(line, change)}
    wanted = (
        (change.wish, "„Was genau soll gelten?“ fehlt."),
        (change.why, "„Warum ist die Änderung nötig?“ fehlt."),
        (
            not shift or (len(lines) == 2 and change.shift_cents),
            "Bitte nennen Sie zwei Einzelansätze und den Betrag.",
        ),
    )
    return tuple(sentence for there, sentence in wanted if not there)


def _shiftable(line: PlanLine, change: ChangeRequest) -> bool:
    """Cash that counts: then a shift changes no sum of the plan, and so neither the grant nor its kind."""
    ours = line.project_id == change.application.project.pk
    return ours and line.side == Side.EXPENSE and line.eligible and not line.in_kind


def interim_of(proof: InterimProof, grant: Case, signed_by: frozenset[int]) -> Interim:
    """All that the rules may know about an interim proof."""
    return Interim(
        stage=proof.stage,
        grant=grant,
        missing=() if proof.report else ("„Was ist bisher geschehen?“ fehlt.",),
        since=proof.since,
        until=proof.until,
        filed_by=proof.filed_by_id,
        signed_by=signed_by,
    )


def collection_of(refund: Refund, grant: Case) -> Collection:
    """All that the rules may know about a refund."""
    receipts = refund.payments.order_by("received_on", "id") if refund.pk else ()
    return Collection(
        stage=refund.stage,
        grant=grant,
        ordered_by=refund.ordered_by_id,
        receipts=tuple((payment.received_on, payment.amount) for payment in receipts),
        deferred_until=refund.deferred_until,
        reminded_on=refund.reminded_on,
        dunning_due=refund.dunning_due,
    )
