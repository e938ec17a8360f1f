"""The control sheet of a payment run as a PDF: what the bank's program has to show before the file is released."""

from textwrap import wrap
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from grants.access import runs_visible_to
from grants.clock import database_now, day_of
from grants.held import held_by
from grants.letters.basis import office_on, sender_of
from grants.models import PaymentRun, Pot, User
from grants.models.money import to_euro
from grants.views.attachments import DOWNLOAD_HEADERS
from grants.wording import grouped_iban
from notifications.documents import UNPRINTED, if_printed, render
from notifications.letters import sheet


def sheet_url(public_id: UUID) -> str:
    """Where the control sheet of a run is read."""
    return reverse("notifications:run_sheet", args=[public_id])


@require_safe
def run_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The sheet, made anew each time from what is stored; the same bytes for the same run."""
    assert isinstance(request.user, User)
    held = held_by(request.user, day_of(database_now()))
    run = runs_visible_to(held).filter(public_id=public_id, closed_at__isnull=False, count__gt=0).first()
    if run is None:
        raise Http404
    pdf = if_printed(lambda: pdf_of(run))
    if pdf is None:
        messages.error(request, UNPRINTED)
        return redirect(run)
    headers = DOWNLOAD_HEADERS | {
        "Content-Disposition": f'attachment; filename="{run.number}-Kontrollblatt.pdf"'
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def pdf_of(run: PaymentRun) -> bytes:
    """The control sheet of a closed run."""
    day = day_of(run.made_at)
    by_pot = Pot.objects.filter(rounds__applications__mittelabrufe__run_row__run=run).annotate(
        count=Count("pk"), cents=Sum("rounds__applications__mittelabrufe__run_row__amount_cents")
    )
    pots = [{"title": str(pot), "count": pot.count, "amount": to_euro(pot.cents)} for pot in by_pot]
    html = sheet(
        "zahlungslauf",
        {
            "run": run,
            "form": PaymentRun.Form(run.form).label,
            "made_by": run.made_by.name,
            "made_on": day,
            "iban": grouped_iban(run.iban),
            "digest": wrap(run.sha256, 16),
            "pots": sorted(pots, key=lambda pot: str(pot["title"])),
            "sender": sender_of(office_on(day)),
        },
    )
    return render(
        html, number=run.number, title=f"Kontrollblatt zum Zahlungslauf {run.number}", made_at=run.made_at
    )
