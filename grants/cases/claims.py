"""The facts of a hearing and of what is claimed back (§§ 28, 48–49a VwVfG), and of a case that is taken up again."""

from datetime import date, timedelta
from typing import Any

from grants.cases.releases import reopening_digest
from grants.models import Application, BaseRate, Claim, Mittelabruf, Refund
from grants.models.money import to_euro
from workflows import claim as law
from workflows.rules.interest import BASE_RATES
from workflows.stages import REFUND_OVER, MittelabrufStage, RefundStage

NO_CLAIM: dict[str, Any] = {"claim": None, "payments": (), "base_rates": ()}
"""What counts where nobody is heard and nothing is claimed back, whatever was claimed before."""


def claim_facts(application: Application) -> dict[str, Any]:
    """The current hearing or claim with what its interest is computed from."""
    claim = Claim.objects.filter(application=application, current=True).first()
    if claim is None:
        return dict(NO_CLAIM)
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
    paid = Mittelabruf.objects.filter(application=application, stage=MittelabrufStage.PAID).order_by(
        "paid_on", "id"
    )
    return tuple((day, to_euro(cents or 0)) for day, cents in paid.values_list("paid_on", "paid_cents"))


def base_rates() -> tuple[tuple[Any, Any], ...]:
    """The shipped base rates with those that the office has entered; for the same day the office's own counts."""
    own = BaseRate.objects.values_list("valid_from", "percent")
    return tuple(sorted((dict(BASE_RATES) | dict(own)).items()))


def agreed_to_reopen(application: Application) -> frozenset[int]:
    """Who has agreed that this closed case is taken up again."""
    agreed = application.releases.filter(digest=reopening_digest(application))
    return frozenset(agreed.values_list("user_id", flat=True))
