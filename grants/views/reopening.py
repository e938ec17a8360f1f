"""The page on which a second person agrees that a closed case is taken up again (Wiederaufnahme)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from grants.actions.drafts import agree_to_reopen
from grants.cases.releases import reopening_digest
from grants.views.acting import SignedIn
from grants.views.finding import find_case, today
from grants.views.offering import machine_for
from workflows.acts import may
from workflows.errors import MoveRefused


def agree(request: SignedIn, public_id: UUID) -> HttpResponse:
    """A second person agrees that a closed case is taken up again."""
    day = today()
    record = find_case(request, public_id, day)
    machine = machine_for(record, request.user, day)
    granted = record.outcome in ("settled", "refunded")
    if not may("agree_reopening", machine.actor, record.stage) or not granted:
        raise Http404
    if request.method == "POST":
        try:
            agree_to_reopen(record, by=request.user, seen=request.POST.get("seen", ""))
        except MoveRefused as refusal:
            messages.warning(request, " ".join(refusal.reasons))
            return redirect(request.path)
        messages.success(
            request, "Ihre Zustimmung ist festgehalten. Wieder aufnehmen kann jetzt die Leitung."
        )
        return redirect(record)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    agreed = request.user.pk in machine.case.reopening_agreed_by
    context = {"application": record, "agreed": agreed, "digest": reopening_digest(record)}
    return render(request, "grants/reopening.html", context)
