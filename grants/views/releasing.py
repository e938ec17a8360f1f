"""Where several people sign together: each reads what stands there and releases it (§ 26 Abs. 2 BGB)."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from grants.actions.drafts import RELEASED_BY, release_beside
from grants.actions.drafts import release as release_content
from grants.cases.releases import beside_digest, content_digest
from grants.kinds import BESIDE, reader_of
from grants.models import Application, Beside
from grants.views.acting import SignedIn
from grants.views.finding import find_case, today
from grants.views.reading import content_of
from workflows.acts import may
from workflows.case import Actor
from workflows.errors import MoveRefused
from workflows.roles import APPLICANTS
from workflows.stages import TO_RELEASE

CONTENT, ENDING = "content", "ending"
WORDS = {"mittelabruf": "need", "aenderungsantrag": "wish", "verwendungsnachweis": "report"}
"""Kind of a record beside a case → the field in which the recipient says what it is about."""
DONE = "Ihre Freigabe ist festgehalten. Ändert jemand etwas, ist eine neue nötig."


def release(request: SignedIn, public_id: UUID) -> HttpResponse:
    """What waits for the release of further signatories, and who has released it already."""
    day = today()
    application = find_case(request, public_id, day)
    actor = reader_of(application, request.user, day)
    if request.method == "POST":
        return _release(request, application, actor)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    return _show(request, application, actor)


def _release(request: SignedIn, application: Application, actor: Actor) -> HttpResponse:
    what, seen = request.POST.get("what", ""), request.POST.get("seen", "")
    beside = {str(record.public_id): record for record in _waiting_beside(application, actor)}
    if what not in (CONTENT, ENDING, *beside):
        raise Http404
    try:
        if what in beside:
            release_beside(beside[what], by=request.user, seen=seen)
        else:
            release_content(application, by=request.user, ending=what == ENDING, seen=seen)
    except MoveRefused as refusal:
        return _show(request, find_case(request, application.public_id), actor, refusal.reasons)
    messages.success(request, DONE)
    return redirect("grants:release", public_id=application.public_id)


def _show(
    request: SignedIn, application: Application, actor: Actor, reasons: Sequence[str] = ()
) -> HttpResponse:
    rows = [
        _declaration(application, actor, request.user.pk, CONTENT),
        *_of_beside(application, actor, request.user.pk),
    ]
    context = {
        "application": application,
        "needed": application.organisation.signatures_needed,
        "declarations": rows,
        "ending": _declaration(application, actor, request.user.pk, ENDING),
        "reasons": reasons,
        "content": content_of(application, actor),
    }
    return render(request, "grants/release.html", context, status=409 if reasons else 200)


def _declaration(application: Application, actor: Actor, reader: int | None, what: str) -> dict[str, object]:
    digest = content_digest(application, ending=what == ENDING)
    return {
        "what": what,
        "title": "Was jetzt im Antrag und im Nachweis steht"
        if what == CONTENT
        else "Rücknahme oder Verzicht",
        "may": may("release", actor, application.stage),
        **_released(application, digest, reader),
    }


def _of_beside(application: Application, actor: Actor, reader: int | None) -> list[dict[str, object]]:
    return [
        {
            "what": str(record.public_id),
            "title": record.headline,
            "text": getattr(record, WORDS[record.kind]),
            "may": may(RELEASED_BY[record.kind], actor, record.stage),
            **_released(application, beside_digest(record), reader),
        }
        for record in _waiting_beside(application, actor)
    ]


def _waiting_beside(application: Application, actor: Actor) -> list[Beside]:
    """The calls, requests and interim proofs that may still wait for a release."""
    if actor.roles.isdisjoint(APPLICANTS):
        return []
    kinds = [kind for kind in BESIDE if kind.name in RELEASED_BY]
    return [
        record
        for kind in kinds
        for record in kind.rows().filter(application=application, stage__in=TO_RELEASE).order_by("pk")
        if record.is_released_beside
    ]


def _released(application: Application, digest: str, reader: int | None) -> dict[str, object]:
    rows = list(application.releases.filter(digest=digest).select_related("user").order_by("at"))
    return {"digest": digest, "released": rows, "mine": any(row.user_id == reader for row in rows)}
