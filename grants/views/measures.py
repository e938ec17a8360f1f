"""The pages of the council path: the measures of the catalogue, and the Drucksachen with their cases."""

from datetime import date
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from grants import access
from grants.actions import begin
from grants.actions.papers import Row, cases_of_paper, record_for_paper
from grants.clock import database_now
from grants.forms.measures import MeasureForm, PaperForm
from grants.forms.moves import new_key
from grants.held import Held, held_by
from grants.kinds import machine_of, reader_of
from grants.models import Application, Measure
from grants.models.money import to_euro
from grants.views.acting import SignedIn, act_on, sent
from grants.views.finding import find_record, today
from grants.views.listing import Choice, Filters, Listing
from grants.views.listing_pages import search_words
from grants.views.offering import machine_for, offers_for
from grants.views.tables import Column, Day, Money, Number, Table
from grants.wording import short_day
from workflows.machine import Offer
from workflows.programmes import PROGRAMMES
from workflows.roles import CLERKS, SITTING_DESK, Role
from workflows.sentence import Sentence
from workflows.stages import MeasureStage, Stage

WITH_MEASURES = "wir20-grossprojekt"


def _measure(measure: Measure, table: Table) -> str:
    return format_html('<a class="kern-link" href="{}">{}</a>', measure.get_absolute_url(), measure)


def _selected(measure: Measure, table: Table) -> str:
    return short_day(measure.selected_on) if measure.selected_on else "noch nicht"


class MeasureTable(Table):
    """The columns of the measures."""

    title = Column("Maßnahme", "title", html=_measure, order="title")
    field_of_action = Column("Handlungsfeld", "field_of_action", order="field_of_action", shown=False)
    unit = Column("Kontakt in der Verwaltung", "unit", shown=False)
    stage = Column("Stand", "get_stage_display", order="stage")
    selected = Day("Ausgewählt", "selected_on", html=_selected, order="selected_on")
    cap = Money("Höchstbetrag", "cap", order="cap_cents")
    used = Money("vergeben", "used", order="used_cents", shown=False)
    left = Money("noch frei", "left")

    start = "-selected_on"
    file_name, caption = "massnahmen", "Maßnahmen"
    one, many = "Maßnahme", "Maßnahmen"


class MeasureFilters(Filters):
    """By stage."""

    stage = Choice("Stand", [(stage.value, stage.label) for stage in MeasureStage], field_name="stage")


def measures(request: SignedIn) -> HttpResponseBase:
    """The measures of the catalogue with what is left of their caps."""
    day = today()
    held = held_by(request.user, day)
    if not held.holds(*SITTING_DESK):
        raise Http404
    filters = MeasureFilters(request, access.measures_visible_to(held))
    listed: Listing[Measure] = Listing(request, MeasureTable, filters.qs, filters=filters)
    return listed.answer("grants/council/measures.html", may_add=bool(_birth(request, day)))


def _birth(request: SignedIn, day: date) -> list[Offer]:
    unborn = Measure(programme=WITH_MEASURES, stage="")
    return machine_of(unborn, reader_of(unborn, request.user, day), day).offers()


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


def _number(case: Application, table: Table) -> str:
    link = '<a class="kern-link" href="?nr={}">{}</a>'
    return format_html(link, quote(case.council_paper, safe=""), case.council_paper)


def _advised(case: Application, table: Table) -> str:
    return short_day(case.council_advised_on) if case.council_advised_on else "noch nicht"


class PaperTable(Table):
    """The columns of the Drucksachen; each is read from the first of its cases, which share what it says."""

    number = Column("Drucksache", "council_paper", html=_number, order="council_paper")
    programme = Column("Programm", "get_programme_display", order="programme")
    cases = Number("Vorgänge", "cases")
    sum = Money("Summe", lambda case: to_euro(case.together_cents))
    since = Day("eingebracht", "since", order="council_on")
    advised = Day("beraten", "council_advised_on", html=_advised, order="council_advised_on")

    start = "council_paper"
    file_name, caption = "drucksachen", "Drucksachen in den Ratsgremien"
    one, many = "Drucksache", "Drucksachen"


class PaperFilters(Filters):
    """By programme."""

    programme = Choice(
        "Programm", [(slug, p.title) for slug, p in PROGRAMMES.items()], field_name="programme"
    )


def papers(request: SignedIn) -> HttpResponseBase:
    """The Drucksachen whose cases wait in the council bodies; with ``?nr=`` one of them."""
    held = held_by(request.user, today())
    if not held.holds(*CLERKS, Role.LEAD, Role.AUDITOR):
        raise Http404
    if number := search_words(request, "nr"):
        return _paper(request, number)
    filters = PaperFilters(request, _first_of_each_paper(held))
    listed: Listing[Application] = Listing(request, PaperTable, filters.qs, filters=filters)
    return listed.answer("grants/council/papers.html")


def _first_of_each_paper(held: Held) -> QuerySet[Application]:
    """The first case of each Drucksache that this person sees, with what its cases come to together."""
    seen = access.applications_visible_to(held).filter(stage=Stage.IN_COUNCIL)
    firsts = seen.values("council_paper").order_by().annotate(first=Min("pk")).values("first")
    beside = seen.filter(council_paper=OuterRef("council_paper")).order_by().values("council_paper")
    return Application.objects.filter(pk__in=firsts).annotate(
        cases=Subquery(beside.annotate(value=Count("pk")).values("value")),
        together_cents=Subquery(beside.annotate(value=Coalesce(Sum("endorsed_cents"), 0)).values("value")),
        since=Subquery(beside.annotate(value=Min("council_on")).values("value")),
    )


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
