"""The recipient's pages after the award: a call for funds, and the proof of use."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from grants.actions import begin
from grants.actions.proofs import save_actuals, save_proof, save_receipts
from grants.cases.actors import knows_papers_only
from grants.cases.completeness import missing_in_proof
from grants.clock import database_now
from grants.forms.application import stamp_of
from grants.forms.births import FundsCallForm
from grants.forms.plan import TOO_MANY, Rows, with_more_rows
from grants.forms.proof import RECEIPTS, ActualsForm, ReportForm, readable_receipts, receipt_rows
from grants.models import Application, FundsCall, ProofOfUse
from grants.views.application import AUTOSAVE, INCOMPLETE, SOMEBODY_ELSE
from grants.views.finding import find_case, today
from grants.views.offering import machine_for, offers_for
from grants.wording import clock_time
from workflows.acts import APPLICANTS, may
from workflows.errors import MoveRefused
from workflows.rules.categories import Side
from workflows.rules.payment import left_to_call, payment_obstacles


def new_funds_call(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Call for funds: how much, what for, to which account."""
    day = today()
    record = find_case(request, public_id, day)
    machine = machine_for(record, request.user, day)
    if machine.actor.roles.isdisjoint(APPLICANTS) or record.awarded_cents is None or record.posted_on is None:
        raise Http404
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    form = FundsCallForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _call(request, record, form)
        except MoveRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
    case = machine.case
    context = {
        "application": record,
        "form": form,
        "left": max(left_to_call(case), Decimal(0)),
        "reasons": [] if form.is_bound else payment_obstacles(case, day),
        "organisation": record.organisation,
    }
    return render(request, "grants/new_funds_call.html", context, status=422 if form.errors else 200)


def _call(request: HttpRequest, record: Application, form: FundsCallForm) -> HttpResponse:
    said = form.cleaned_data
    entry = begin(
        "mittelabruf",
        "call_funds",
        by=request.user,
        key=said["key"],
        application=record,
        amount=said["amount"],
        need=said["need"],
    )
    call = FundsCall.objects.select_related("application").get(public_id=entry.record.partition(":")[2])
    messages.success(request, f"Ihr Mittelabruf {call.reference} ist eingegangen.")
    return redirect(call)


# Verwendungsnachweis

FURTHER = ("further_income", "further_income_from")
"""Answers that stand below the tables: income that no line of the plan has."""


@dataclass
class ProofSheet:
    """The proof with its three parts, fresh or as posted."""

    application: Application
    proof: ProofOfUse
    report: ReportForm
    actuals: ActualsForm
    receipts: Rows
    stored: list[Any]
    refused: str = ""

    @property
    def stamp(self) -> str:
        """What the page was made from."""
        return stamp_of(self.stored)

    @property
    def mistakes(self) -> list[dict[str, str]]:
        """Every answer that cannot be read: where it stands and the sentence."""
        found = [
            {"id": str(form[name].auto_id), "label": str(form.fields[name].label), "text": " ".join(errors)}
            for form in (self.report, self.actuals)
            for name, errors in form.errors.items()
            if name in form.fields
        ]
        for number, row in self.receipts.mistakes:
            found += [
                {
                    "id": str(row[name].auto_id),
                    "label": f"{row.fields[name].label}, Beleg {number}",
                    "text": " ".join(errors),
                }
                for name, errors in row.errors.items()
                if name in row.fields
            ]
        return found


def proof(request: HttpRequest, public_id: UUID) -> HttpResponse:
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
    data = request.POST if request.method == "POST" else None
    sheet = _sheet(record, with_more_rows(data, data["add"]) if data and data.get("add") else data)
    if data is not None:
        return _save(request, sheet)
    if not may("save_proof", machine.actor, record.stage):
        return render(request, "grants/proof_read.html", _context(sheet) | {"offers": []})
    return _show(request, sheet)


def _sheet(record: Application, data: Any) -> ProofSheet:
    # By its key: given the record itself, an unsaved proof would count as the record's own from then on.
    written = getattr(record, "proof", None) or ProofOfUse(application_id=record.pk)
    lines = list(record.project.plan_lines.order_by("side", "position"))
    known, receipts = {}, []
    if written.pk:
        known = {line.plan_line_id: line.actual for line in written.lines.all()}
        receipts = list(written.receipts.all())
    report = ReportForm(data, written)
    rows = receipt_rows(receipts)
    return ProofSheet(
        record,
        written,
        report,
        ActualsForm(data, lines, known),
        RECEIPTS(data, prefix="belege", initial=rows),
        [dict(report.initial), {str(pk): amount for pk, amount in known.items()}, rows],
    )


def _save(request: HttpRequest, sheet: ProofSheet) -> HttpResponse:
    if not sheet.receipts.is_whole:
        sheet.refused = TOO_MANY if sheet.receipts.management_form.is_valid() else INCOMPLETE
    elif request.POST.get("stamp") != sheet.stamp:
        sheet.refused = SOMEBODY_ELSE
    else:
        try:
            _write(request, sheet)
        except MoveRefused as refusal:
            sheet.refused = " ".join(refusal.reasons)
    now = _sheet(find_case(request, sheet.application.public_id), None)
    if request.headers.get("X-Requested-With") == AUTOSAVE:
        return _tell(sheet, now.stamp)
    if sheet.refused or sheet.mistakes:
        return _show(request, sheet, now=now, status=409 if sheet.refused else 422)
    if request.POST.get("add") or request.POST.get("compute"):
        return _show(request, sheet, now=now)
    messages.success(request, f"Gespeichert um {clock_time(database_now())}.")
    return redirect("grants:proof", sheet.application.public_id)


def _write(request: HttpRequest, sheet: ProofSheet) -> None:
    record, user = sheet.application, request.user
    for form in (sheet.report, sheet.actuals):
        form.is_valid()
    if changed := sheet.report.changed():
        save_proof(record, changed, by=user)
    if actuals := sheet.actuals.changed():
        save_actuals(record, actuals, by=user)
    rows = readable_receipts(sheet.receipts, sheet.stored[2])
    if rows != [row for row in sheet.stored[2] if row]:
        save_receipts(record, rows, by=user)


def _tell(sheet: ProofSheet, stamp: str) -> HttpResponse:
    if sheet.refused:
        return JsonResponse({"text": f"Nicht gespeichert. {sheet.refused}", "wrong": True})
    text = f"Gespeichert um {clock_time(database_now())}"
    if sheet.mistakes:
        names = ", ".join(f"„{mistake['label']}“" for mistake in sheet.mistakes[:3])
        text += f", außer: {names}. {sheet.mistakes[0]['text']}"
    return JsonResponse({"text": text, "wrong": bool(sheet.mistakes), "stamp": stamp})


def _show(
    request: HttpRequest, sheet: ProofSheet, *, now: ProofSheet | None = None, status: int = 200
) -> HttpResponse:
    """The page; ``now`` is what is stored after the attempt to save."""
    stored = now or sheet
    machine = machine_for(stored.application, request.user, today())
    context = _context(sheet) | {
        "stamp": stored.stamp,
        "mistakes": sheet.mistakes if sheet.report.is_bound else [],
        "missing": _missing(stored),
        "saved_at": stored.proof.saved_at,
        "sums": _sums(stored),
        "offers": offers_for(stored.application, machine),
        "files_url": reverse("grants:attachments", args=[stored.application.public_id]),
    }
    return render(request, "grants/proof.html", context, status=status)


def _context(sheet: ProofSheet) -> dict[str, Any]:
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
            for key, text in sheet.report.fields["declarations"].choices
            if key in sheet.proof.declarations
        ],
        "stored_receipts": [row for row in sheet.stored[2] if row],
    }


def _sums(sheet: ProofSheet) -> dict[str, Any]:
    """Planned and actual sums of both sides, as stored, and the sum of the receipts."""
    actual = sheet.stored[1]
    sums: dict[str, Any] = {
        "receipts": sum((row.get("amount") or Decimal(0) for row in sheet.stored[2]), Decimal(0))
    }
    for side, name in ((Side.EXPENSE, "expenses"), (Side.INCOME, "income")):
        lines = [line for line in sheet.actuals.lines if line.side == side]
        sums[f"{name}_planned"] = sum((line.amount for line in lines), Decimal(0))
        sums[f"{name}_actual"] = sum((actual.get(str(line.pk), Decimal(0)) for line in lines), Decimal(0))
    return sums


def _missing(sheet: ProofSheet) -> tuple[str, ...]:
    return missing_in_proof(sheet.proof, len(sheet.stored[1]), len(sheet.actuals.lines))
