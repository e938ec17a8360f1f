"""Where people arrive: home by role, the open rounds, a new case."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from grants import post_office
from grants.access import applications_visible_to, sittings_visible_to
from grants.actions import begin
from grants.actions.drafts import save_organisation, save_plan, save_project
from grants.actions.rights import waiting_for
from grants.cases.answers import form_of
from grants.cases.ballots import dropped_from
from grants.clock import database_now
from grants.forms.births import NewCaseForm
from grants.forms.fit import FIRST_OF_FIT, FitForm
from grants.held import Held, held_by
from grants.models import Application, Guideline, Organisation, Round, User
from grants.views.acting import SignedIn
from grants.views.finding import today
from grants.views.public import stations
from grants.waiting import tasks_of
from workflows.case import Terms
from workflows.errors import MoveRefused
from workflows.programmes import PROGRAMMES
from workflows.rules.eligibility import PlanLine
from workflows.stages import ENDED, SittingStage, Stage

MOST_TASKS = 25
MOST_OWN = 12


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Anonymous: what this is. Signed in: what is mine to do, and my cases; on an empty site, what is missing."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not request.user.is_authenticated:
        return _welcome(request)
    day = today()
    held = held_by(request.user, day)
    if held.sets_up and not Round.objects.exists():
        return redirect("grants:first_day")
    rows = applications_visible_to(held).select_related("project", "organisation", "round")
    sittings = _next_sittings(held)
    own = list(_own(rows, request.user)[: MOST_OWN + 1]) if held.is_applicant else []
    page = _page(request)
    start = (page - 1) * MOST_TASKS
    tasks = tasks_of(request.user, day, start=start, most=MOST_TASKS)
    context = {
        "standing": held,
        "today": day,
        "notices": post_office.notices(request.user, database_now()) if _looks_after(held) else [],
        "rights_waiting": waiting_for(request.user) if held.confirms_rights else 0,
        "tasks": tasks.rows,
        "tasks_in_all": tasks.total,
        "tasks_first": start + 1,
        "tasks_last": start + len(tasks.rows),
        "tasks_before": page - 1,
        "tasks_next": page + 1 if start + len(tasks.rows) < tasks.total else 0,
        "own": own[:MOST_OWN],
        "more_own": len(own) > MOST_OWN,
        "sittings": sittings[:MOST_OWN],
        "more_sittings": len(sittings) > MOST_OWN,
        "rounds": _open_rounds(day) if held.is_applicant or not held.is_office else [],
    }
    return render(request, "grants/home.html", context)


def _looks_after(held: Held) -> bool:
    """Sees to the house or to a part of it, so that a standstill is theirs to know."""
    return held.is_office or held.sees_operation


def _page(request: HttpRequest) -> int:
    """Which part of the list of tasks the address asks for; the first, if it asks for none such."""
    asked = request.GET.get("seite", "")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1


def rounds(request: SignedIn) -> HttpResponse:
    """The rounds that are open or will open."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    day = today()
    rounds = Round.objects.filter(closes_on__gte=day).select_related("guideline").order_by("closes_on")
    context = {"rounds": list(rounds), "today": day, "standing": held_by(request.user, day)}
    return render(request, "grants/rounds.html", context)


def new_case(request: SignedIn) -> HttpResponse:
    """Begin a consultation or a draft, for an organisation of one's own or a new one."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    day = today()
    rounds = Round.objects.filter(opens_on__lte=day, closes_on__gte=day).order_by("closes_on")
    mine = Organisation.objects.filter(memberships__user=request.user).order_by("name")
    form = NewCaseForm(
        request.POST if request.method == "POST" else None,
        rounds=rounds,
        organisations=mine,
        initial={"round": request.GET.get("runde"), "start": request.GET.get("start")},
    )
    fit = FitForm(request.GET) if FIRST_OF_FIT in request.GET else None
    answers = fit if fit is not None and fit.is_valid() else None
    if request.method == "POST" and form.is_valid():
        try:
            return _begin(request, form, answers)
        except MoveRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
    status = 422 if form.errors else 200
    context = {
        "form": form,
        "rounds": list(rounds),
        "carried": request.GET.urlencode() if answers else "",
    }
    return render(request, "grants/new_case.html", context, status=status)


def _begin(request: SignedIn, form: NewCaseForm, answers: FitForm | None) -> HttpResponse:
    said = form.cleaned_data
    entry = begin(
        "application",
        said["start"],
        by=request.user,
        key=said["key"],
        organisation=form.organisation_for(request.user),
        round=said["round"],
        title=said["title"],
    )
    record = Application.objects.get(dossier_id=entry.dossier_id)
    if entry.target != Stage.DRAFT:
        return redirect(record)
    if answers is not None and record.project.saved_at is None:
        _take_over(record, answers, request.user)
    return redirect("grants:application", record.public_id)


def _take_over(record: Application, answers: FitForm, by: User) -> None:
    """Write the answers of „Passt das?“ into a draft in which nothing stands yet."""
    if not record.organisation.kind:
        save_organisation(record, {"kind": answers.cleaned_data["kind"]}, by=by)
    asked = {question.key for question in form_of(record).questions}
    save_project(record, {key: said for key, said in answers.answers().items() if key in asked}, by=by)
    save_plan(record, [_row(line) for line in answers.wish().plan()], by=by)


def _row(line: PlanLine) -> dict[str, object]:
    """A line as the form of the plan would send it."""
    return {
        "side": line.side,
        "category": line.category,
        "label": line.label,
        "amount": line.amount,
        "in_kind": line.in_kind,
        "third_party_status": line.third_party_status or "",
    }


def _welcome(request: HttpRequest) -> HttpResponse:
    day = today()
    programmes = [{"slug": slug, "title": p.title, "terms": _terms(slug)} for slug, p in PROGRAMMES.items()]
    context = {"programmes": programmes, "rounds": _open_rounds(day), "stations": stations()}
    return render(request, "grants/welcome.html", context)


def _terms(slug: str) -> Terms:
    newest = Guideline.objects.filter(programme=slug, valid_from__lte=today()).order_by("-valid_from").first()
    return newest.terms if newest else PROGRAMMES[slug].versions[-1]


def _own(rows: QuerySet[Application], user: User) -> QuerySet[Application]:
    return (
        rows.filter(organisation__memberships__user=user)
        .exclude(stage__in=ENDED - {"closed"})
        .order_by("-id")
    )


def _next_sittings(held: Held) -> list[dict[str, object]]:
    if not (held.is_member or held.sees_sittings):
        return []
    # Also one that is still open although its day is over: somebody has to close it.
    seen = sittings_visible_to(held).exclude(stage=SittingStage.CLOSED)
    coming = seen.filter(Q(held_on__gte=held.day) | Q(stage=SittingStage.OPEN))
    rows = list(coming.select_related("body").order_by("held_on")[: MOST_OWN + 1])
    gone = dropped_from(rows)
    return [{"sitting": sitting, "dropped": gone.get(sitting.pk, [])} for sitting in rows]


def _open_rounds(day: date) -> list[Round]:
    rounds = Round.objects.filter(opens_on__lte=day, closes_on__gte=day)
    return list(rounds.select_related("guideline").order_by("closes_on"))
