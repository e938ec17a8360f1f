"""What follows from the figures of a check: computed by the rules, for the page, the record and the letter alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from grants.cases.facts import plan_totals
from grants.models import Application, PlanLine, ProofOfUse
from grants.wording import NBSP
from workflows.case import ZERO
from workflows.money import format_percent
from workflows.programmes import PROGRAMMES
from workflows.rules.categories import ExpenseCategory, IncomeCategory, Side
from workflows.rules.eligibility import own_contribution
from workflows.rules.examination import low_share, low_share_explained
from workflows.rules.financing import Financing, financing, recognised_grant
from workflows.wording import place_of

OWN_OR_GRANTED = (IncomeCategory.OWN_CASH, IncomeCategory.OWN_IN_KIND, IncomeCategory.REQUESTED)
KINDS = {"festbetrag": "Festbetrag", "anteil": "Anteil"}


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """How a grant is financed. ``share`` is the own contribution in percent of the eligible expenses, in words."""

    kind: str
    rate: str = ""
    share: str = ""
    low: str = ""
    """„Eigenbeteiligung 12 % (unter 20 %)“ where a reason is needed, else empty."""
    place: str = ""
    """Where the guideline of the fund asks for the reason, where its words say it."""


@dataclass(frozen=True, kw_only=True)
class ProofReckoning:
    """What remains of the grant after the proof, in EUR."""

    kind: str
    eligible: Decimal
    """The eligible expenses that the Bescheid went by."""
    new_funds: Decimal
    """Income of others beyond the plan, and such as the plan did not have; it reduces the grant (ANBest-P 2)."""
    grant: Decimal
    too_much: Decimal
    """Paid beyond the recognised grant."""
    left: Decimal
    """Awarded and recognised, but not paid yet."""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What a grant is reckoned by, in EUR."""

    eligible: Decimal
    """Zuwendungsfähige Gesamtausgaben."""
    own: Decimal
    """Eigenbeteiligung."""


def examined(application: Application) -> Counted:
    """What the office has recognised in the Prüfvermerk (T9); the sums of the plan where it says nothing yet."""
    review = getattr(application, "review", None)
    eligible, own = (review.eligible, review.own) if review else (None, None)
    return Counted(
        eligible=application.project.eligible if eligible is None else eligible,
        own=own_of(application) if own is None else own,
    )


def counted(application: Application) -> Counted:
    """The figures of the Bescheid and of all that follows from it.

    The Prüfvermerk; after a lower award the plan that was adapted to it (machine.md, rule 6).
    """
    if application.plan_confirmed:
        return Counted(eligible=application.project.eligible, own=own_of(application))
    return examined(application)


def of_award(application: Application, grant: Decimal) -> Financing:
    """The Finanzierungsart of an award of ``grant`` EUR, by the figures that count."""
    figures = counted(application)
    return financing(grant, figures.eligible, figures.own, application.terms)


def granted_kind(application: Application) -> str:
    """The kind of financing that the Bescheid has: festbetrag or anteil. A revocation in part leaves it as it is."""
    return of_award(application, application.endorsed or application.awarded).kind


def of_plan(application: Application, grant: Decimal, eligible: Decimal, own: Decimal) -> Reckoning:
    """The Finanzierungsart of ``grant`` with these eligible expenses and this own contribution (EUR)."""
    terms = application.terms
    found = financing(grant, eligible, own, terms)
    return Reckoning(
        kind=KINDS[found.kind],
        rate=_whole(format_percent(found.rate)) if found.rate is not None else "",
        share=_whole(format_percent(own * 100 / eligible)) if eligible > 0 else "",
        low=_whole(low_share(grant, eligible, own, terms)),
        place=place_of(low_share_explained, PROGRAMMES[application.programme]),
    )


def _whole(words: str) -> str:
    """Numbers stay on one line with their percent sign."""
    return words.replace(" %", f"{NBSP}%")


def of_proof(
    application: Application, recognised: Decimal, cash: Decimal, further: Decimal | None = None
) -> ProofReckoning:
    """The grant that follows from the recognised expenses, ``cash`` of them paid in money (EUR).

    ``further`` is income from outside the plan; None: as it was recognised, else as the recipient states it.
    """
    eligible, awarded = counted(application).eligible, application.awarded
    new, kind = new_funds(application, further), granted_kind(application)
    grant = recognised_grant(awarded, eligible, recognised, kind, cash=cash, new_funds=new)
    return ProofReckoning(
        kind=KINDS[kind],
        eligible=eligible,
        new_funds=new,
        grant=grant,
        too_much=max(application.paid - grant, ZERO),
        left=max(grant - application.paid, ZERO),
    )


def own_of(application: Application) -> Decimal:
    """The Eigenbeteiligung in EUR; with third-party money only where the guideline says so (Q4)."""
    terms = application.terms
    if not terms.third_party_is_own:
        return application.project.own
    return own_contribution(plan_totals(application), terms)


def new_funds(application: Application, further: Decimal | None = None) -> Decimal:
    """By how much the income of others came to more than planned, in EUR; own money and the grant do not count.

    ``further`` as in :func:`of_proof`. One more and one less are set off against each other; what the proof does not
    say came as planned.
    """
    lines = compare(application, Side.INCOME)
    others = [line for line in lines if line.category not in OWN_OR_GRANTED and line.actual is not None]
    more = sum(((line.actual or ZERO) - line.planned for line in others), ZERO)
    return max(more + (further_income(application.proof) if further is None else further), ZERO)


def further_income(proof: ProofOfUse) -> Decimal:
    """Income from outside the plan in EUR: what the check has recognised, else what the recipient states."""
    found = proof.further_income if proof.recognised_income is None else proof.recognised_income
    return ZERO if found is None else found


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One line of the plan beside what became of it, in EUR; ``change`` in percent, in words."""

    label: str
    category: str
    planned: Decimal
    actual: Decimal | None
    change: str
    eligible: bool
    in_kind: bool


def compare(application: Application, side: str) -> list[Compared]:
    """Plan and proof line by line, for one side of the plan."""
    actual = {line.plan_line_id: line.actual for line in application.proof.lines.all()}
    return [
        Compared(
            label=str(line),
            category=line.category,
            planned=line.amount,
            actual=actual.get(line.pk),
            change=_change(line.amount, actual.get(line.pk)),
            eligible=line.eligible,
            in_kind=is_in_kind(line),
        )
        for line in application.project.plan_lines.all()
        if line.side == side
    ]


def is_in_kind(line: PlanLine) -> bool:
    """Whether a line of the plan is about work or things instead of money."""
    return bool(line.in_kind or line.category == ExpenseCategory.IN_KIND)


def spent(rows: list[Compared]) -> tuple[Decimal, Decimal]:
    """What was spent on eligible lines: all of it, and the part paid in money (EUR)."""
    counted = [row for row in rows if row.eligible and row.actual is not None]
    return (
        sum((row.actual or ZERO for row in counted), ZERO),
        sum((row.actual or ZERO for row in counted if not row.in_kind), ZERO),
    )


def unproven(paid: Decimal, receipts: Sequence[Decimal]) -> Decimal:
    """What was paid in money and stands on no receipt (EUR); nothing where no list of receipts was written."""
    return max(paid - sum(receipts, ZERO), ZERO) if receipts else ZERO


def _change(planned: Decimal, actual: Decimal | None) -> str:
    if actual is None or not planned or actual == planned:
        return ""
    percent = (actual - planned) * 100 / planned
    return f"{'+' if percent > 0 else '−'}{format_percent(abs(percent), 1)}"
