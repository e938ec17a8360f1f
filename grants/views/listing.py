"""The list of cases: search, filter, sort, pages, always with the same few queries."""

from collections.abc import Container, Sequence

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from grants.access import applications_visible_to
from grants.held import Held, held_by
from grants.models import Application, Round
from grants.searching import search
from grants.turn import in_programmes
from grants.views.acting import SignedIn
from grants.views.finding import today
from grants.views.listing_pages import MOST_COUNTED_BESIDE, order_of, page_of, search_words
from workflows.programmes import PROGRAMMES
from workflows.roles import APPLICANTS, WAITED_FOR, Role
from workflows.stages import ENDED, STATIONS, Stage

ASKED = ("q", "stage", "programme", "round", "waits_for", "sort")
"""What the address of the list may ask for, beside its page."""
SORTS = {
    "title": "title_order",
    "number": "number",
    "organisation": "organisation_order",
    "stage": "stage_order",
    "due": "due_on",
    "requested": "requested_cents",
    "submitted": "submitted_on",
    "age": "id",
}
"""Key in the address → the column that is sorted by; each has an index."""
NEWEST = "-age"
WAITING = {
    Role.APPLICANT: tuple(sorted(APPLICANTS)),
    **{role: (role,) for role in Role if role in WAITED_FOR},
}
"""What the filter offers → the roles that it finds."""
WAITS = {role: role.label for role in Role} | {
    Role.SIGNATORY: Role.APPLICANT.label,
    Role.CLOCK: "niemand, eine Frist läuft",
}
UNREAD = ("terms_text", "words", "words_office", "words_body")
"""Long columns that no row of the list shows."""


def cases(request: SignedIn) -> HttpResponse:
    """The cases that this person may see."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    asked, held = _asked(request), held_by(request.user, today())
    rows = _filtered(applications_visible_to(held), asked)
    found = search(rows, held, asked["q"]) if asked["q"] else None
    if found is not None:  # among the rows that this person may see, so that is not asked again
        rows = Application.objects.filter(pk__in=found.ids)
    rows = rows.select_related("project", "organisation", "round").defer(*UNREAD)
    order = order_of(request, SORTS, NEWEST)
    if asked["stage"] and ENDED.issubset(_STATION_KEYS[asked["stage"]]):
        order = order.replace("due_on", "id")  # in an ended case nothing is due
    page = page_of(request, rows, order, count=None if found is None else len(found.ids), most=_most(held))
    for row in page:
        label = WAITS[Role(row.waits_for)] if row.waits_for else ""
        row.waits_label = label  # type: ignore[attr-defined]  # for the list alone
    context = {
        "page": page,
        "found": found,
        "asked": asked,
        "sort": asked["sort"],
        "filters": _filters(asked),
        "is_filtered": any(value for name, value in asked.items() if name != "sort"),
        "today": today(),
    }
    return render(request, "grants/cases.html", context)


def _most(held: Held) -> int | None:
    """How many cases are counted: fewer where each has to be looked at, because only its agenda says who sees it."""
    return MOST_COUNTED_BESIDE if held.is_member and not held.is_office else None


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
    if asked["stage"]:
        rows = rows.filter(_in_stages(_STATION_KEYS[asked["stage"]]))
    if asked["programme"]:
        rows = rows.filter(in_programmes([asked["programme"]]))
    if asked["round"]:
        rows = rows.filter(round_id=int(asked["round"]))
    if asked["waits_for"]:
        rows = rows.filter(waits_for__in=WAITING[Role(asked["waits_for"])])
    return rows


def _in_stages(stages: Sequence[Stage]) -> Q:
    """Cases in these stages. Most cases are ended: those are asked for by what is left out, so that the list is read in
    its order and not sorted whole."""
    if ENDED.issubset(stages):
        return ~Q(stage__in=sorted(set(Stage) - set(stages)))
    return Q(stage__in=stages)


def _filters(asked: dict[str, str]) -> list[dict[str, object]]:
    """The four selects of the filter, each with its choices."""
    stations = [(str(number), label) for number, (label, _) in enumerate(STATIONS, 1)]
    rounds = [(str(call.pk), call.full_title) for call in Round.objects.order_by("-opens_on")]
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
