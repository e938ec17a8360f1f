"""The payment runs of the Stadtkasse: which there are, one with its rows and its file, and what the bank reports."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from grants import post_office
from grants.access import runs_visible_to
from grants.actions import bank_reports
from grants.actions.batches import Progress, progress
from grants.actions.payment_runs import batch_of, fetch
from grants.bank.reports import Unreadable
from grants.forms.paying import ReportForm
from grants.held import Held, held_by
from grants.models import BankReport, BatchRow, PaymentRun
from grants.tasks import wake_batch
from grants.views.acting import SignedIn, sent
from grants.views.attachments import DOWNLOAD_HEADERS
from grants.views.finding import today
from workflows.errors import MoveRefused
from workflows.roles import Role

MOST = 100
"""Rows on one page."""
FEW = 20
"""Runs and reports on one page."""
TYPES = {
    PaymentRun.Form.SEPA: ("xml", "application/xml; charset=utf-8"),
    PaymentRun.Form.CSV: ("csv", "text/csv; charset=utf-8"),
}
"""Form of a run → how its file ends, and its media type."""


def payment_runs(request: SignedIn) -> HttpResponse:
    """All runs of the reader's programmes, the reports of the bank, and the form that takes one in."""
    held = _treasury(request)
    form = ReportForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            report = bank_reports.take_in(form.cleaned_data["file"].read(), by=request.user)
        except Unreadable as fault:
            form.add_error("file", str(fault))
        except MoveRefused as refusal:
            form.refuse(refusal)
        else:
            if batch := bank_reports.batch_of(report):
                wake_batch(batch.pk)
            return redirect("grants:bank_report", report.sha256)
    runs = Paginator(runs_visible_to(held).select_related("made_by"), FEW)
    context = {
        "runs": runs.get_page(request.GET.get("seite")),
        "reports": BankReport.objects.select_related("read_by")[:FEW],
        "form": form,
    }
    return render(request, "grants/payments/runs.html", context, status=422 if form.errors else 200)


@require_safe
def payment_run(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One run: how far it is, what is in it and what became of it, and who fetched its file."""
    run = _run(request, public_id)
    batch = batch_of(run)
    rows = run.rows.select_related("call__application__organisation").order_by("pk")
    refused = batch.rows.filter(state=BatchRow.State.REFUSED).order_by("pk")[:MOST] if batch else []
    context = {
        "run": run,
        "batch": batch,
        "progress": progress(batch) if batch else Progress(0, 0, 0),
        "rows": Paginator(rows, MOST).get_page(request.GET.get("seite")),
        "refused": refused,
        "downloads": run.downloads.select_related("by"),
        "sheet": post_office.sheet_url(run.public_id) if run.content else "",
    }
    return render(request, "grants/payments/run.html", context)


@require_POST
def run_file(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The file for the bank. Who fetches it is noted, so it takes a button."""
    run = _run(request, public_id)
    try:
        content = fetch(run, by=request.user)
    except MoveRefused:
        raise Http404 from None
    ending, media_type = TYPES[PaymentRun.Form(run.form)]
    answer = HttpResponse(content, content_type=media_type, headers=DOWNLOAD_HEADERS)
    answer["Content-Disposition"] = f'attachment; filename="{run.number}.{ending}"'
    return answer


@require_safe
def bank_report(request: SignedIn, digest: str) -> HttpResponse:
    """What became of the lines of a report: whoever reads the same file in again comes here, too."""
    _treasury(request)
    report = get_object_or_404(BankReport.objects.select_related("read_by"), sha256=digest)
    batch = bank_reports.batch_of(report)
    if batch is None:
        raise Http404
    context = {
        "report": report,
        "batch": batch,
        "progress": progress(batch),
        "rows": Paginator(batch.rows.order_by("pk"), MOST).get_page(request.GET.get("seite")),
    }
    return render(request, "grants/payments/report.html", context)


def _treasury(request: SignedIn) -> Held:
    held = held_by(request.user, today())
    if not held.holds(Role.TREASURY):
        raise Http404
    return held


def _run(request: SignedIn, public_id: UUID) -> PaymentRun:
    return get_object_or_404(runs_visible_to(_treasury(request)), public_id=public_id)
