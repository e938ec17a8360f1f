"""The pages of the council path: the measures of the catalogue, and the Drucksachen with their cases."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from grants import access
from grants.actions import begin
from grants.actions.papers import Row, cases_of_paper, record_for_paper
from grants.clock import database_now
from grants.forms.measures import MeasureForm, PaperForm
from grants.forms.moves import new_key
from grants.held import held_by
from grants.kinds import actor_for, machine_of
from grants.models import Application, Measure
from grants.models.money import to_euro
from grants.views.acting import SignedIn, act_on, sent
from grants.views.finding import find_record, today
from grants.views.listing_pages import page_of, search_words
from grants.views.offering import machine_for, offers_for
from workflows.machine import Offer
from workflows.programmes import PROGRAMMES
from workflows.roles import CLERKS, SITTING_DESK, Role
from workflows.sentence import Sentence
from workflows.stages import Stage

WITH_MEASURES = "wir20-grossprojekt"


def measures(request: SignedIn) -> HttpResponse:
    """The measures of the catalogue with what is left of their caps."""
    day = today()
    held = held_by(request.user, day)
    if not held.holds(*SITTING_DESK):
        raise Http404
    page = page_of(request, access.measures_visible_to(held), "-selected_on")
    context = {"page": page, "may_add": bool(_birth(request, day))}
    return render(request, "grants/council/measures.html", context)


def _birth(request: SignedIn, day: date) -> list[Offer]:
    unborn = Measure(programme=WITH_MEASURES, stage="")
    return machine_of(unborn, actor_for(request.user, unborn, day), day).offers()


def new_measure(request: SignedIn) -> HttpResponse:
    """Take a measure into the catalogue."""
    if not _birth(request, today()):
        raise Http404
    form = MeasureForm(sent(request), initial={"key": new_key()})
    if answer := act_on(
        request,
        form,
        lambda said: begin(
            "massnahme", "catalogue_measure", by=request.user, programme=WITH_MEASURES, **said
        ),
        done="Die Maßnahme steht im Katalog.",
        to=reverse("grants:measures"),
    ):
        return answer
    return render(
        request, "grants/council/new_measure.html", {"form": form}, status=422 if form.errors else 200
    )


def measure(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One measure: its cap, its calls, the applications for it, and what may be done now."""
    day = today()
    found = find_record(request, Measure, public_id, day)
    seen = access.applications_visible_to(held_by(request.user, day)).filter(round__measure=found)
    context = {
        "measure": found,
        "offers": offers_for(found, machine_for(found, request.user, day)),
        "calls": list(found.rounds.annotate(sent=Count("applications__submitted_on")).order_by("opens_on")),
        "cases": list(seen.select_related("project", "organisation").order_by("-id")),
    }
    return render(request, "grants/council/measure.html", context)


def papers(request: SignedIn) -> HttpResponse:
    """The Drucksachen whose cases wait in the council bodies; with ``?nr=`` one of them."""
    held = held_by(request.user, today())
    if not held.holds(*CLERKS, Role.LEAD, Role.AUDITOR):
        raise Http404
    if number := search_words(request, "nr"):
        return _paper(request, number)
    seen = access.applications_visible_to(held).filter(stage=Stage.IN_COUNCIL)
    rows: dict[str, list[Application]] = {}
    for case in seen.order_by("council_paper", "pk"):
        rows.setdefault(case.council_paper, []).append(case)
    found = [
        {
            "number": paper,
            "cases": len(cases),
            "sum": to_euro(sum(case.endorsed_cents or 0 for case in cases)),
            "since": min(case.council_on for case in cases if case.council_on),
            "advised_on": cases[0].council_advised_on,
            "title": PROGRAMMES[cases[0].programme].title,
        }
        for paper, cases in rows.items()
    ]
    return render(request, "grants/council/papers.html", {"rows": found})


def _paper(request: SignedIn, number: str) -> HttpResponse:
    cases = list(cases_of_paper(request.user, number, database_now()))
    if not cases:
        raise Http404
    may = held_by(request.user, today()).holds(*CLERKS)
    if request.method == "POST" and not may:
        raise Http404
    form = PaperForm(sent(request), initial={"key": new_key()})
    refused: list[Row] = []
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        done = record_for_paper(number, said["result"], form.answers, by=request.user, key=said["key"])
        refused = [row for row in done if row.reasons]
        if kept := len(done) - len(refused):
            messages.success(
                request, Sentence("In {kept} von {done} Vorgängen festgehalten.", kept=kept, done=len(done))
            )
        if not refused:
            return redirect("grants:papers")
    context = {
        "number": number,
        "cases": cases,
        "form": form if may else None,
        "refused": refused,
        "total": to_euro(sum(case.endorsed_cents or 0 for case in cases)),
    }
    return render(
        request, "grants/council/paper.html", context, status=409 if refused else 422 if form.errors else 200
    )
