"""The page of the proof of use (Verwendungsnachweis), written as one goes."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse

from grants.actions.proofs import save_actuals, save_proof, save_receipts
from grants.cases.actors import knows_papers_only
from grants.cases.completeness import missing_in_proof
from grants.cases.reckoning import is_in_kind, unproven
from grants.clock import database_now
from grants.forms.merging import Merge
from grants.forms.options import Data, Values
from grants.forms.plan import Rows, empty_rows
from grants.forms.proofs import RECEIPTS, ActualsForm, ReportForm, receipt_rows
from grants.models import Application, ProofOfUse, User
from grants.models.proofs import proof_declarations
from grants.views.acting import SignedIn
from grants.views.finding import find_case, today
from grants.views.offering import machine_for, offers_for
from grants.views.saving import AUTOSAVE, STAYING, Sheet, Write, save, tell
from grants.wording import clock_time
from workflows.acts import may
from workflows.case import ZERO
from workflows.roles import APPLICANTS
from workflows.rules.categories import Side

FURTHER = ("further_income", "further_income_from")
"""Answers that stand below the tables: income that no line of the plan has."""


@dataclass(kw_only=True)
class ProofSheet(Sheet):
    """The proof with its three parts."""

    proof: ProofOfUse
    report: ReportForm
    """The report and the declarations."""
    actuals: ActualsForm
    """The figures, line by line of the plan."""

    @property
    def forms(self) -> tuple[ReportForm, ActualsForm]:
        """What the page asks outside its table."""
        return self.report, self.actuals

    @property
    def amounts(self) -> list[Decimal]:
        """The amounts of the stored receipts (EUR)."""
        return [row["amount"] for row in self.stored["belege"] if isinstance(row["amount"], Decimal)]

    @property
    def receipts(self) -> Rows:
        """The list of receipts."""
        return self.tables["belege"]


def proof(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The proof of use: written as one goes; once it is filed, the office and the money read it, and no body does."""
    day = today()
    record = find_case(request, public_id, day)
    machine = machine_for(record, request.user, day)
    mine = not machine.actor.roles.isdisjoint(APPLICANTS)
    if record.posted_on is None or record.awarded_cents is None:
        raise Http404
    if not mine and (record.proof_filed_on is None or knows_papers_only(machine.actor)):
        raise Http404
    if request.method not in ("GET", "HEAD", "POST") or (request.method == "POST" and not mine):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if request.method == "POST":
        return _save(request, record)
    sheet = _sheet(record, None)
    if not may("save_proof", machine.actor, record.stage):
        return render(request, "grants/proof_read.html", _context(sheet) | {"offers": []})
    return _show(request, sheet)


def _sheet(record: Application, data: Data | None) -> ProofSheet:
    # By its key: given the record itself, an unsaved proof would count as the record's own from then on.
    written = getattr(record, "proof", None) or ProofOfUse(application_id=record.pk)
    lines = list(record.project.plan_lines.order_by("side", "position"))
    known: dict[int, Decimal] = {}
    stored: list[Values] = []
    if written.pk:
        known = {line.plan_line_id: line.actual for line in written.lines.all()}
        stored = receipt_rows(written.receipts.all())
    fresh = None if data is not None else stored or empty_rows(3)
    return ProofSheet(
        data,
        {"belege": RECEIPTS(data, prefix="belege", initial=fresh)},
        {"belege": stored},
        row_word="Beleg",
        application=record,
        proof=written,
        report=ReportForm(data, written),
        actuals=ActualsForm(data, lines, known),
    )


def _save(request: SignedIn, record: Application) -> HttpResponse:
    sheet = save(request, record, _sheet, partial(_writes, request.user))
    if request.headers.get("X-Requested-With") == AUTOSAVE:
        return tell(request, sheet)
    now = _sheet(find_case(request, record.public_id), None)
    if sheet.refused or sheet.mistakes:
        return _show(request, sheet, now=now, status=409 if sheet.refused or sheet.conflicts else 422)
    if any(request.POST.get(name) for name in STAYING):
        return _show(request, sheet, now=now)
    messages.success(request, f"Gespeichert um {clock_time(database_now())}.")
    return redirect("grants:proof", record.public_id)


def _writes(user: User, sheet: ProofSheet, merge: Merge) -> Iterator[Write]:
    record = sheet.application
    if changed := merge.written_in(sheet.report):
        yield partial(save_proof, record, changed, by=user)
    if actuals := merge.written_in(sheet.actuals):
        figures = {int(line): cast(Decimal | None, amount) for line, amount in actuals.items()}
        yield partial(save_actuals, record, figures, by=user)
    if "belege" in merge.rows:
        yield partial(save_receipts, record, merge.rows["belege"], by=user)


def _show(
    request: SignedIn, sheet: ProofSheet, *, now: ProofSheet | None = None, status: int = 200
) -> HttpResponse:
    """The page; ``now`` is what is stored after the attempt to save."""
    stored = now or sheet
    machine = machine_for(stored.application, request.user, today())
    context = _context(sheet) | {
        "stamp": sheet.stamp,
        "mistakes": sheet.mistakes,
        "notes": sheet.notes,
        "missing": _missing(stored),
        "saved_at": stored.proof.saved_at,
        "sums": _sums(stored),
        "offers": offers_for(stored.application, machine),
        "files_url": reverse("grants:attachments", args=[stored.application.public_id]),
    }
    return render(request, "grants/proof.html", context, status=status)


def _context(sheet: ProofSheet) -> dict[str, object]:
    rows = sheet.actuals.rows
    return {
        "application": sheet.application,
        "proof": sheet.proof,
        "form": sheet.report,
        "fields": [field for field in sheet.report if field.name not in ("declarations", *FURTHER)],
        "further": [sheet.report[name] for name in FURTHER],
        "declarations": sheet.report["declarations"],
        "expenses": [row for row in rows if row[0].side == Side.EXPENSE],
        "income": [row for row in rows if row[0].side == Side.INCOME],
        "receipts": sheet.receipts,
        "refused": sheet.refused,
        "sums": _sums(sheet),
        "declared": [
            text
            for key, text in proof_declarations(sheet.application.terms)
            if key in sheet.proof.declarations
        ],
        "stored_receipts": sheet.stored["belege"],
        "unproven": unproven(_paid(sheet), sheet.amounts),
    }


def _sums(sheet: ProofSheet) -> dict[str, object]:
    """Planned and actual sums of both sides, as stored, and the sum of the receipts."""
    actual = sheet.actuals.initial
    sums: dict[str, object] = {"receipts": sum(sheet.amounts, Decimal(0))}
    for side, name in ((Side.EXPENSE, "expenses"), (Side.INCOME, "income")):
        lines = [line for line in sheet.actuals.lines if line.side == side]
        sums[f"{name}_planned"] = sum((line.amount for line in lines), Decimal(0))
        sums[f"{name}_actual"] = sum((actual.get(str(line.pk), Decimal(0)) for line in lines), Decimal(0))
    return sums


def _paid(sheet: ProofSheet) -> Decimal:
    """What was spent in money on eligible lines, as stored (EUR)."""
    actual = sheet.actuals.initial
    lines = [line for line in sheet.actuals.lines if line.side == Side.EXPENSE and line.eligible]
    return sum((actual.get(str(line.pk), ZERO) for line in lines if not is_in_kind(line)), ZERO)


def _missing(sheet: ProofSheet) -> tuple[str, ...]:
    return missing_in_proof(sheet.proof, len(sheet.actuals.initial), len(sheet.actuals.lines))
