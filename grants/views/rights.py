"""The page on which a second person confirms who leads and who administers."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render

from grants.actions.rights import answer, others_for
from grants.held import held_by
from grants.models import RightAsked
from grants.views.acting import SignedIn, press
from grants.views.finding import today


def rights(request: SignedIn) -> HttpResponse:
    """What waits, and what was decided last; a press confirms or refuses."""
    if not held_by(request.user, today()).confirms_rights:
        raise Http404
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if request.method == "POST":
        return _answered(request)
    rows = RightAsked.objects.select_related("person", "asked_by", "answered_by")
    waiting = list(rows.filter(answered_at=None).order_by("asked_at"))
    context = {
        "waiting": [(row, request.user in others_for(row.asked_by, row.person)) for row in waiting],
        "answered": rows.exclude(answered_at=None).order_by("-answered_at")[:20],
    }
    return render(request, "grants/rights.html", context)


def _answered(request: SignedIn) -> HttpResponse:
    number = request.POST.get("right", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return redirect("grants:rights")
    asked = get_object_or_404(RightAsked, pk=int(number))
    granted = request.POST.get("answer") == "confirm"
    if not granted and request.POST.get("answer") != "refuse":
        messages.error(request, "Bitte bestätigen Sie das Recht oder lehnen Sie es ab.")
        return redirect("grants:rights")
    return press(
        request,
        lambda: answer(asked, by=request.user, granted=granted),
        done="Bestätigt. Das Recht gilt." if granted else "Abgelehnt. Nichts hat sich geändert.",
        to=request.path,
    )
