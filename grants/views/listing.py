"""The list of cases: search, filter, sort, pages, always with the same few queries."""

from collections.abc import Container, Sequence

from django.core.paginator import Paginator
from django.db.models import Case as Switch
from django.db.models import F, IntegerField, QuerySet, Value, When
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from grants.access import applications_visible_to
from grants.cases.due import due_expression
from grants.held import held_by
from grants.models import Application, Call
from grants.views.acting import SignedIn
from grants.views.finding import today
from grants.views.listing_pages import found_in, search_words
from workflows.programmes import PROGRAMMES
from workflows.roles import APPLICANTS, WAITED_FOR, Role
from workflows.stages import STATIONS, Stage

PER_PAGE = 25
ASKED = ("q", "stage", "programme", "round", "waits_for", "sort")
"""What the address of the list may ask for, beside its page."""
SORTS = {
    "title": "project__title",
    "number": "number",
    "organisation": "organisation__name",
    "stage": "place",
    "due": "due",
    "requested": "requested_cents",
    "submitted": "submitted_on",
}
"""Key in the address → what is sorted by."""
WAITING = {
    Role.APPLICANT: tuple(sorted(APPLICANTS)),
    **{role: (role,) for role in Role if role in WAITED_FOR},
}
"""What the filter offers → the roles that it finds."""
WAITS = {role: role.label for role in Role} | {
    Role.SIGNATORY: Role.APPLICANT.label,
    Role.CLOCK: "niemand, eine Frist läuft",
}


def cases(request: SignedIn) -> HttpResponse:
    """The cases that this person may see."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    asked = _asked(request)
    rows = _sorted(_filtered(applications_visible_to(held_by(request.user, today())), asked), asked["sort"])
    rows = rows.select_related("project", "organisation", "call")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        label = WAITS[Role(row.waits_for)] if row.waits_for else ""
        row.waits_label = label  # type: ignore[attr-defined]  # for the list alone
    context = {
        "page": page,
        "cases": page.object_list,
        "asked": asked,
        "sort": asked["sort"],
        "filters": _filters(asked),
        "is_filtered": any(value for name, value in asked.items() if name != "sort"),
        "today": today(),
    }
    return render(request, "grants/cases.html", context)


def _asked(request: SignedIn) -> dict[str, str]:
    """What the address asks for; values that no list offers count as none."""
    given = {name: request.GET.get(name, "") for name in ASKED} | {"q": search_words(request)}
    known: dict[str, Container[str]] = {"stage": _STATION_KEYS, "programme": PROGRAMMES, "waits_for": WAITING}
    for name, choices in known.items():
        given[name] = given[name] if given[name] in choices else ""
    if not (given["round"].isascii() and given["round"].isdigit() and len(given["round"]) < 10):
        given["round"] = ""
    given["sort"] = given["sort"] if given["sort"].removeprefix("-") in SORTS else ""
    return given


_STATION_KEYS = {str(number): stages for number, (_, stages) in enumerate(STATIONS, 1)} | {
    stage.value: (stage,) for stage in Stage
}


def _filtered(rows: QuerySet[Application], asked: dict[str, str]) -> QuerySet[Application]:
    if words := asked["q"]:
        rows = rows.filter(found_in(words, "number", "project__title", "organisation__name"))
    if asked["stage"]:
        rows = rows.filter(stage__in=_STATION_KEYS[asked["stage"]])
    if asked["programme"]:
        rows = rows.filter(programme=asked["programme"])
    if asked["round"]:
        rows = rows.filter(call_id=int(asked["round"]))
    if asked["waits_for"]:
        rows = rows.filter(waits_for__in=WAITING[Role(asked["waits_for"])])
    return rows


def _sorted(rows: QuerySet[Application], sort: str) -> QuerySet[Application]:
    """In the order asked for, empty values last; without a wish the newest first."""
    order = [When(stage=stage, then=Value(n)) for n, stage in enumerate(Stage)]
    rows = rows.annotate(due=due_expression(), place=Switch(*order, output_field=IntegerField()))
    if not sort:
        return rows.order_by("-id")
    column = F(SORTS[sort.removeprefix("-")])
    first = column.desc(nulls_last=True) if sort.startswith("-") else column.asc(nulls_last=True)
    return rows.order_by(first, "-id")


def _filters(asked: dict[str, str]) -> list[dict[str, object]]:
    """The four selects of the filter, each with its choices."""
    stations = [(str(number), label) for number, (label, _) in enumerate(STATIONS, 1)]
    rounds = [(str(call.pk), call.full_title) for call in Call.objects.order_by("-opens_on")]
    return [
        _select("stage", "Station", stations, asked),
        _select("programme", "Programm", [(slug, p.title) for slug, p in PROGRAMMES.items()], asked),
        _select("round", "Runde", rounds, asked),
        _select("waits_for", "Wer ist dran", [(role.value, WAITS[role]) for role in WAITING], asked),
    ]


def _select(
    name: str, label: str, choices: Sequence[tuple[str, str]], asked: dict[str, str]
) -> dict[str, object]:
    return {"name": name, "label": label, "choices": [("", "alle"), *choices], "value": asked[name]}
