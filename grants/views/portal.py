"""Where people arrive: home by role, the open rounds, a new case."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from grants.access import applications_visible_to, funds_calls_visible_to, sittings_visible_to
from grants.actions import begin
from grants.cases.due import due_expression
from grants.forms.births import NewCaseForm
from grants.models import Application, Call, FundsCall, Guideline, Organisation
from grants.roles import Standing, standing_of
from grants.views.finding import today
from grants.views.public import stations
from grants.views.waiting import waiting_for
from workflows.acts import DESK
from workflows.case import Role
from workflows.chart import way
from workflows.errors import MoveRefused
from workflows.procedures.sitzung import SittingStage
from workflows.programmes import PROGRAMMES
from workflows.stages import ENDED, Stage

MOST_TASKS = 12


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Anonymous: what this is. Signed in: what is mine to do, and my cases."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not request.user.is_authenticated:
        return _welcome(request)
    day = today()
    standing = standing_of(request.user, day)
    rows = applications_visible_to(request.user, day).select_related("project", "organisation", "call")
    rows = rows.annotate(due=due_expression())
    context = {
        "standing": standing,
        "today": day,
        "tasks": _with_ways(_tasks(rows, standing)[:MOST_TASKS]) if standing.roles else [],
        "own": _with_ways(_own(rows, request.user)[:MOST_TASKS]) if standing.is_applicant else [],
        "consultations": list(_consultations(rows, standing)[:MOST_TASKS])
        if Role.ADVISOR in standing.roles
        else [],
        "funds_calls": _waiting_calls(request, day, standing),
        "sittings": _next_sittings(request, day, standing),
        "rounds": _open_rounds(day) if standing.is_applicant or not standing.is_office else [],
    }
    return render(request, "grants/home.html", context)


def calls(request: HttpRequest) -> HttpResponse:
    """The rounds that are open or will open."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    day = today()
    rounds = Call.objects.filter(closes_on__gte=day).select_related("guideline").order_by("closes_on")
    context = {"rounds": list(rounds), "today": day, "standing": standing_of(request.user, day)}
    return render(request, "grants/calls.html", context)


def new_case(request: HttpRequest) -> HttpResponse:
    """Begin a consultation or a draft, for an organisation of one's own or a new one."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    day = today()
    rounds = Call.objects.filter(opens_on__lte=day, closes_on__gte=day).order_by("closes_on")
    mine = Organisation.objects.filter(memberships__user=request.user).order_by("name")
    form = NewCaseForm(
        request.POST if request.method == "POST" else None,
        rounds=rounds,
        organisations=mine,
        initial={"round": request.GET.get("runde"), "start": request.GET.get("start")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _begin(request, form)
        except MoveRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
    status = 422 if form.errors else 200
    return render(request, "grants/new_case.html", {"form": form, "rounds": list(rounds)}, status=status)


def _begin(request: HttpRequest, form: NewCaseForm) -> HttpResponse:
    said = form.cleaned_data
    entry = begin(
        "application",
        said["start"],
        by=request.user,
        key=said["key"],
        organisation=form.organisation_for(request.user),
        call=said["round"],
        title=said["title"],
    )
    record = Application.objects.get(dossier_id=entry.dossier_id)
    return (
        redirect("grants:application", record.public_id) if entry.move == "start_draft" else redirect(record)
    )


def _welcome(request: HttpRequest) -> HttpResponse:
    day = today()
    programmes = [{"slug": slug, "title": p.title, "terms": _terms(slug)} for slug, p in PROGRAMMES.items()]
    context = {"programmes": programmes, "rounds": _open_rounds(day), "stations": stations()}
    return render(request, "grants/welcome.html", context)


def _terms(slug: str) -> Any:
    newest = Guideline.objects.filter(programme=slug, valid_from__lte=today()).order_by("-valid_from").first()
    return newest.terms if newest else PROGRAMMES[slug].versions[-1]


def _tasks(rows: QuerySet[Application], standing: Standing) -> QuerySet[Application]:
    """Cases that wait for a role of this person, the most urgent first."""
    shared = {m.label for m in _steps() if not m.custom["by"].isdisjoint(standing.roles)}
    mine = Q(waits_for__in=[role.value for role in standing.roles])
    waiting = rows.filter(mine | Q(waits_for__in=DESK, next_label__in=shared))
    return waiting.exclude(organisation_id__in=standing.organisations).order_by("due", "id")


def _steps() -> list[Any]:
    """The moves of all programmes that are next steps; several functions may share one, as the dispatch."""
    return [m for programme in PROGRAMMES.values() for m in programme.moves() if not m.custom["aside"]]


def _consultations(rows: QuerySet[Application], standing: Standing) -> QuerySet[Application]:
    """The cases in consultation, the newest first; the applicant has the next step, the advisor the talk."""
    talking = rows.filter(stage=Stage.CONSULTATION)
    return talking.exclude(organisation_id__in=standing.organisations).order_by("-id")


def _own(rows: QuerySet[Application], user: Any) -> QuerySet[Application]:
    return (
        rows.filter(organisation__memberships__user=user)
        .exclude(stage__in=ENDED - {"closed"})
        .order_by("-id")
    )


def _with_ways(rows: Any) -> list[Application]:
    found = list(rows)
    for row in found:
        row.stations = way(row.stage)
    return found


def _waiting_calls(request: HttpRequest, day: Any, standing: Standing) -> list[FundsCall]:
    mine = waiting_for(standing.roles)
    if mine is None:
        return []
    waiting = funds_calls_visible_to(request.user, day).filter(mine)
    return list(
        waiting.select_related("application__project", "application__organisation").order_by("filed_on")[
            :MOST_TASKS
        ]
    )


def _next_sittings(request: HttpRequest, day: Any, standing: Standing) -> list[Any]:
    if not (standing.is_member or standing.sees_sittings):
        return []
    coming = sittings_visible_to(request.user, day).exclude(stage=SittingStage.CLOSED)
    return list(coming.select_related("body").order_by("held_on")[:MOST_TASKS])


def _open_rounds(day: Any) -> list[Call]:
    rounds = Call.objects.filter(opens_on__lte=day, closes_on__gte=day)
    return list(rounds.select_related("guideline").order_by("closes_on"))
