"""Grants money, wholly or in part: the Bescheid with its plan and the ANBest-P."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from grants.annex import filled, marks_of, values_of
from grants.cases.decisions import decision_of
from grants.cases.facts import line_of
from grants.cases.reckoning import counted, of_award
from grants.clock import day_of
from grants.letters.basis import Brief, Remedy, brief, office_on, paragraphs, remedy_of, sure, typed
from grants.models import AnnexText, Application
from grants.models.money import to_euro
from workflows.case import Terms, interim_due
from workflows.mittelabruf import Pays
from workflows.money import round_cents
from workflows.outcome import Outcome
from workflows.period import Period
from workflows.programmes import PROGRAMMES
from workflows.rules.categories import UNPAID
from workflows.rules.proof import proof_day_of
from workflows.sentence import Sentence


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """A line of the Kosten- und Finanzierungsplan. ``side`` is ``expense`` or ``income``."""

    side: str
    number: str  # "1.2"
    label: str
    requested: Decimal
    approved: Decimal
    in_kind: bool  # unpaid work or things, at their value in money


@dataclass(frozen=True, kw_only=True)
class Zuwendungsbescheid(Brief):
    """Grants money, wholly or in part."""

    grantee: str  # whom the grant is for, by legal name
    signatories: tuple[
        str, ...
    ]  # who signs for the grantee; all of them, if they represent jointly (§ 26 Abs. 2 BGB)
    budget_year: int
    requested: Decimal
    awarded: Decimal
    kind: str  # "festbetrag" or "anteil"
    rate: Decimal | None = None  # percent of the eligible expenses, for "anteil"
    eligible: Decimal  # zuwendungsfähige Gesamtausgaben as the office has recognised them
    own: Decimal  # Eigenbeteiligung, money and in-kind
    purpose: str
    target_group: str
    venue: str
    measures: tuple[str, ...]
    goals: tuple[str, ...]
    period_from: date  # Bewilligungszeitraum
    period_to: date
    project_from: date  # Durchführungszeitraum
    project_to: date
    early_start_on: date | None = None  # consent to an early start, from this day
    guideline: str  # title with Drucksache
    body: str  # it decides on the funding (of its recommendation ``reasons`` tells), the office issues the Bescheid
    decided_on: date
    reasons: tuple[Sentence, ...] = ()  # why the project is funded: considerations of discretion
    partial_reasons: tuple[
        str, ...
    ] = ()  # why less than requested (§ 39 VwVfG); needed if awarded < requested
    conditions: tuple[str, ...] = ()  # aufschiebende Bedingungen
    obligations: tuple[str, ...] = ()  # further Auflagen
    plan: tuple[PlanLine, ...]
    line_tolerance: Decimal  # percent by which one line may be exceeded
    at_once: bool = False  # the whole in one sum, without a call
    payout_grace: Period  # after finality
    use_within: Period  # after the payment
    iban_end: str  # last four characters
    proof_due: date
    proof_within: Period  # after the purpose is fulfilled, at latest after the grant period
    interim_proof_due: date | None = None
    receipts_kept: Period  # after the proof of use
    inventory_from: Decimal  # net price from which an object is listed
    annex: tuple[str, ...]  # the ANBest-P, line by line, as they held at the release
    annex_version: str
    remedy: Remedy

    def __post_init__(self):
        """Refuse a letter that contradicts itself."""
        if self.kind not in ("festbetrag", "anteil") or (self.kind == "anteil") != (self.rate is not None):
            raise ValueError("kind is festbetrag or anteil, and a rate belongs to anteil only")
        if self.awarded < self.requested and not self.partial_reasons:
            raise ValueError("a partial award needs its reasons (§ 39 VwVfG)")

    @property
    def partial(self) -> bool:
        """Say whether less was granted than requested."""
        return self.awarded < self.requested

    @property
    def in_kind(self) -> bool:
        """Say whether the plan counts unpaid work or things."""
        return any(line.in_kind for line in self.plan)

    @property
    def planned(self) -> Decimal:
        """The expenses that the approved plan shows as eligible."""
        return sum((line.approved for line in self.plan if line.side == "expense"), Decimal("0.00"))


def gather(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> Zuwendungsbescheid:
    project, draft, terms = application.project, application.drafts.get(current=True), application.terms
    figures, decision = counted(application), sure(decision_of(application))
    annex = AnnexText.on(day_of(now))
    kind = of_award(application, draft.amount)
    partial = draft.amount < application.requested
    letter = Zuwendungsbescheid(
        **brief(application, outcome, day_of(now)),
        annex=(),
        annex_version=annex.version,
        grantee=application.organisation.name,
        signatories=tuple(paragraphs(application.organisation.representatives))
        or (application.organisation.name,),
        budget_year=application.round.pot.budget_year,
        requested=application.requested,
        awarded=draft.amount,
        kind=kind.kind,
        rate=None if kind.rate is None else round_cents(kind.rate),
        eligible=figures.eligible,
        own=figures.own,
        purpose=draft.purpose,
        target_group=project.answers.get("target_group", ""),
        venue=project.answers.get("place", ""),
        measures=tuple(m.title for m in project.milestones.all()),
        goals=tuple(paragraphs(project.answers.get("goals", ""))),
        period_from=sure(draft.period_begins),
        period_to=sure(draft.period_ends),
        project_from=sure(project.begins),
        project_to=sure(project.ends),
        early_start_on=application.early_start_on,
        guideline=application.round.guideline.cited,
        body=decision.body,
        decided_on=decision.decided_on,
        reasons=decision.path if partial else (*decision.path, *typed(draft.reasons)),
        partial_reasons=tuple(paragraphs(draft.reasons)) if partial else (),
        conditions=tuple(paragraphs(draft.condition)),
        obligations=(*_presentation(terms), *paragraphs(draft.duties)),
        plan=approved_plan(application),
        line_tolerance=terms.line_tolerance_percent,
        at_once=PROGRAMMES[application.programme].pays is Pays.AT_ONCE,
        payout_grace=terms.payout_grace,
        use_within=terms.use_within,
        iban_end=application.organisation.iban[-4:],
        proof_due=sure(proof_day_of(draft.period_ends, terms)),
        interim_proof_due=interim_due(draft.period_begins, draft.period_ends, terms),
        proof_within=terms.proof_within,
        receipts_kept=terms.receipts_kept,
        inventory_from=terms.inventory_from,
        remedy=remedy_of(office_on(day_of(now), application)),
    )
    return replace(letter, annex=filled(annex.text, marks_of(letter), values_of(letter)))


def _presentation(terms: Terms) -> tuple[str, ...]:
    """The duty to show the results, where the guideline has it."""
    duty = (
        "Stellen Sie die Ergebnisse am Ende der Laufzeit öffentlich vor und legen Sie eine Dokumentation vor. "
        "Die Ansprechperson der Stadt stimmt den Termin mit Ihnen ab."
    )
    return (duty,) if terms.presentation else ()


def approved_plan(application: Application) -> tuple[PlanLine, ...]:
    """The approved plan beside what was asked for; lines that the adapted plan dropped come last, with nothing."""
    asked = _asked(application)
    lines = [
        PlanLine(
            side=line.side,
            number=f"{'1' if line.side == 'expense' else '2'}.{line.position}",
            label=str(line),
            requested=to_euro(asked.pop((line.side, line.category, line.label), 0)),
            approved=line.amount if line.eligible else to_euro(0),
            in_kind=line_of(line).unpaid,
        )
        for line in application.project.plan_lines.all()
    ]
    dropped = [
        PlanLine(
            side=side,
            number="–",
            label=label,
            requested=to_euro(cents),
            approved=to_euro(0),
            in_kind=category in UNPAID,
        )
        for (side, category, label), cents in asked.items()
    ]
    return (*lines, *dropped)


def _asked(application: Application) -> dict[tuple[str, str, str], int]:
    """Side, category and label of a line → cents, as in the version of the application that was decided on."""
    versions = application.versions.filter(requested_cents=application.requested_cents)
    amounts: dict[tuple[str, str, str], int] = {}
    for line in json.loads(versions.order_by("-number")[0].text)["plan"]:
        key = (line["side"], line["category"], line["label"])
        amounts[key] = amounts.get(key, 0) + line["amount_cents"]
    return amounts
