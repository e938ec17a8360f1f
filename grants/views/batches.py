"""The page of a batch: how far it is, and what became of each row. It can be left and found again."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grants.actions.batches import ACTS, progress
from grants.models import Batch, BatchRow
from grants.views.acting import SignedIn

MOST = 100
"""Rows on one page."""


@require_safe
def batch(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The batch, for whoever began it: its rows are those that this person chose."""
    found = Batch.objects.filter(public_id=public_id, by=request.user).first()
    if found is None:
        raise Http404
    rows = Paginator(found.rows.order_by("pk"), MOST).get_page(request.GET.get("seite"))
    refused = found.rows.filter(state=BatchRow.State.REFUSED).order_by("pk")[:MOST]
    context: dict[str, object] = {"batch": found, "title": ACTS[found.act].label, "progress": progress(found)}
    return render(request, "grants/batch.html", context | {"rows": rows, "refused": refused})
