"""„Passt das?“: an answer before anybody signs in, by the rules under which an application is sent."""

from collections.abc import Iterator
from datetime import date
from typing import TypedDict

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from grants.forms.fit import FitForm
from grants.models import Guideline, Round
from grants.views.finding import today
from workflows.fit import Answer, Call, Fit, fit
from workflows.programmes import PROGRAMMES

LABELS = {
    Answer.FITS: ("Passt", "success"),
    Answer.FITS_IF: ("Passt, wenn …", "warning"),
    Answer.NOT: ("Passt gerade nicht", "danger"),
}
"""Answer → what people read, and KERN's look for it."""
ORDER = list(Answer)


@login_not_required
def check_fit(request: HttpRequest) -> HttpResponse:
    """A few questions; with answers in the address, what every fund says to them. Nothing is stored."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    form = FitForm(request.GET or None)
    answered = form.is_bound and form.is_valid()
    rows = sorted(_rows(form, today()), key=lambda row: ORDER.index(row["fit"].answer)) if answered else []
    context = {
        "form": form,
        "rows": rows,
        "requested": form.wish().requested if answered else None,
        "carried": request.GET.urlencode() if answered else "",
    }
    return render(request, "grants/fit.html", context)


class FitRow(TypedDict):
    """What one fund says in one of its rounds."""

    slug: str
    title: str
    round: Round | None
    fit: Fit
    label: str
    look: str
    opens_later: bool
    may_begin: bool


def _rows(form: FitForm, day: date) -> Iterator[FitRow]:
    """One row a round that is open or will open; a fund that has none gets one without."""
    wish = form.wish()
    coming = Round.objects.filter(closes_on__gte=day).select_related("guideline", "measure")
    rounds = list(coming.order_by("closes_on", "pk"))
    for slug, programme in PROGRAMMES.items():
        own = [call for call in rounds if call.programme == slug]
        for call in own:
            terms = call.guideline.terms
            yield _row(slug, call, fit(programme, wish, terms, _call(call), day), day)
        if not own:
            guideline = Guideline.objects.filter(programme=slug, valid_from__lte=day)
            newest = guideline.order_by("-valid_from").first()
            terms = newest.terms if newest else programme.versions[-1]
            yield _row(slug, None, fit(programme, wish, terms, None, day), day)


def _call(found: Round) -> Call:
    return Call(
        opens=found.opens_on,
        closes=found.closes_on,
        earliest_start=found.earliest_start,
        latest_end=found.latest_end,
        measure=found.measure.title if found.measure else "",
    )


def _row(slug: str, call: Round | None, found: Fit, day: date) -> FitRow:
    label, look = LABELS[found.answer]
    begun = call is not None and call.opens_on <= day
    return {
        "slug": slug,
        "title": PROGRAMMES[slug].title,
        "round": call,
        "fit": found,
        "label": label,
        "look": look,
        "opens_later": call is not None and not begun,
        "may_begin": begun and found.answer != Answer.NOT,
    }
