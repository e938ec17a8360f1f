"""Pages for everybody: a programme in words, and what the law asks for."""

from typing import TypedDict

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from grants.annex import blocks, described
from grants.models import AnnexText, Body, Guideline, Round
from grants.views.finding import today
from grants.views.wording import letter_sentence, stage_name
from workflows.case import Terms
from workflows.chart import drawn, mermaid
from workflows.law import Move, law_of
from workflows.machine import Programme, targets_of
from workflows.programmes import PROGRAMMES
from workflows.roles import Role
from workflows.stages import STATIONS, Stage
from workflows.wording import (
    basis_of,
    body_names,
    deadline_of,
    deciders_of,
    meaning_of,
    rules_of,
    sentence_of,
    summary_of,
)

MOST_PAST = 20
"""So many rounds of the past are listed with a programme."""


@login_not_required
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """A programme as its machine has it: rounds, values, stations, and every move in words."""
    if slug not in PROGRAMMES:
        raise Http404
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    found, day = PROGRAMMES[slug], today()
    guideline = Guideline.objects.filter(programme=slug, valid_from__lte=day).order_by("-valid_from").first()
    terms = guideline.terms if guideline else found.versions[-1]
    context = {
        "title": found.title,
        "summary": summary_of(found),
        "terms": terms,
        "source": guideline.source if guideline else "",
        "rounds": list(Round.objects.filter(programme=slug, closes_on__gte=day).order_by("closes_on")),
        "past": list(
            Round.objects.filter(programme=slug, closes_on__lt=day).order_by("-closes_on")[:MOST_PAST]
        ),
        "stations": stations(),
        "chapters": _chapters(found, terms),
        "stages": _stages(found, terms),
        "deciders": deciders_of(found, _names(found), terms),
        "diagram": mermaid(found),
        "today": day,
    }
    return render(request, "grants/programme.html", context)


def stations() -> list[dict[str, str]]:
    """The stations of the way, of nobody in particular."""
    return [{"label": label, "state": "plain"} for label, _ in STATIONS]


def _names(found: type[Programme]) -> dict[str, str]:
    """What the bodies of a fund are called: as they stand in the records, until then as its folder says."""
    known = Body.objects.filter(key__in=found.bodies()).values_list("key", "name")
    return {**body_names(found), **dict(known)}


def _stages(found: type[Programme], terms: Terms) -> list[tuple[str, str]]:
    """The stages that a case of this programme can be in, with what they mean, in the order of the way."""
    used = {stage for move in drawn(found) for stage in (str(move.source), *targets_of(move))}
    return [(stage.label, meaning_of(found, stage, [terms])) for stage in Stage if stage.value in used]


class Step(TypedDict):
    """A move of a programme in words."""

    label: str
    sources: list[str]
    target: str
    who: str
    by_itself: bool
    basis: str
    rules: list[str]
    hints: list[str]
    letters: list[str]
    deadline: str


def _chapters(found: type[Programme], terms: Terms) -> list[dict[str, object]]:
    """The moves of a programme by the station that they start from, in the order of the way."""
    moves = drawn(found)
    rows: list[dict[str, object]] = []
    for label, stages in (("Beginn", ("",)), *STATIONS):
        steps: dict[tuple[str, tuple[str, ...]], Step] = {}
        for stage in stages:
            for move in (move for move in moves if str(move.source) == str(stage)):
                step = steps.setdefault(_way(move), _step(move, found, terms))
                step["sources"].append(stage_name("application", str(stage)))
        if steps:
            rows.append({"title": label, "steps": list(steps.values())})
    return rows


def _way(move: Move) -> tuple[str, tuple[str, ...]]:
    """A move that leads to the same place from several stages is told once."""
    return move.slug, tuple(target for target in targets_of(move) if target != str(move.source))


def _step(move: Move, found: type[Programme], terms: Terms) -> Step:
    law = law_of(move)
    who = sorted(law.by, key=list(Role).index)
    return {
        "label": move.label,
        "sources": [],
        "target": " oder ".join(stage_name("application", target) for target in _way(move)[1]),
        "who": ", ".join(role.label for role in who),
        "by_itself": law.on is not None,
        "basis": basis_of(move, found, [terms]),
        "rules": [sentence_of(rule, found) for rule in rules_of(move)],
        "hints": [sentence_of(rule, found) for rule in law.warn],
        "letters": [letter_sentence(letter) for letter in law.letters],
        "deadline": deadline_of(move, [terms]),
    }


@login_not_required
def imprint(request: HttpRequest) -> HttpResponse:
    """Impressum (§ 5 DDG)."""
    return _page(request, "impressum")


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """Erklärung zur Barrierefreiheit (§ 9b NBGG)."""
    return _page(request, "barrierefreiheit")


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """Datenschutz-Information (Art. 13 DSGVO)."""
    cookies = {"session_cookie": settings.SESSION_COOKIE_NAME, "csrf_cookie": settings.CSRF_COOKIE_NAME}
    cookies["device_cookie"] = settings.DEVICE_COOKIE_NAME
    return _page(request, "datenschutz", **cookies)


@login_not_required
def conditions(request: HttpRequest) -> HttpResponse:
    """The ANBest-P that hold today: an applicant declares to know them before there is a Bescheid."""
    text = AnnexText.on(today())
    return _page(request, "nebenbestimmungen", version=text.version, blocks=blocks(described(text.text)))


def _page(request: HttpRequest, name: str, **said: object) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return render(request, f"grants/pages/{name}.html", said)
