"""The page on which signatories change the bank account of a running case, together where they sign together."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from grants.actions import account
from grants.forms.account import AccountForm
from grants.kinds import reader_of
from grants.models import AccountChange, Application
from grants.views.acting import SignedIn, act_on, closed, press, sent
from grants.views.finding import find_case, today

EFFECTIVE = (
    "Die neue Bankverbindung gilt. Die Verwaltung vergleicht sie mit einem Bankbeleg, bevor Geld fließt."
)
WAITS = "Die neue Bankverbindung gilt, sobald alle nötigen Personen sie freigegeben haben."


def change_account(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The present account, the one that waits for a release, and a form for another."""
    case = find_case(request, public_id)
    actor = reader_of(case, request.user, today())
    shut = closed("change_account", actor, case.stage)
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if request.method == "POST" and shut:
        messages.error(request, shut)
        return redirect(case)
    if "release" in request.POST:
        return _release(request, case)
    form = AccountForm(sent(request))
    told: list[str] = []
    if answer := act_on(
        request,
        form,
        lambda said: told.append(_done(account.change_account(case, by=request.user, **said))),
        done="Das haben wir festgehalten.",
        to=request.path,
    ):
        messages.info(request, told[0])
        return answer
    change = account.pending_change(case)
    context = {"case": case, "form": form, "shut": shut, "change": change, **_released(case, change, request)}
    return render(request, "grants/change_account.html", context, status=422 if form.errors else 200)


def _release(request: SignedIn, case: Application) -> HttpResponse:
    typed = request.POST["release"]
    seen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    told: list[str] = []

    def release() -> None:
        told.append(_done(account.release_account(case, by=request.user, seen=seen)))

    answer = press(request, release, done="Das haben wir festgehalten.", to=request.path)
    for sentence in told:
        messages.info(request, sentence)
    return answer


def _done(effective: bool) -> str:
    return EFFECTIVE if effective else WAITS


def _released(case: Application, change: AccountChange | None, request: SignedIn) -> dict[str, object]:
    if change is None:
        return {}
    rows = list(
        case.releases.filter(digest=account.account_digest(change)).select_related("user").order_by("at")
    )
    people = case.organisation.memberships.filter(signatory=True).exclude(
        user__in=[row.user_id for row in rows]
    )
    return {
        "released": rows,
        "mine": any(row.user_id == request.user.pk for row in rows),
        "missing": [membership.user.name for membership in people.select_related("user")],
    }
