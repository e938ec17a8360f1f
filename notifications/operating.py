"""The page „Betrieb“: what stands still, since when, what to do; and what the start page says of it."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from grants.actions.heartbeats import BACKUP, BEAT
from grants.clock import database_now, day_of
from grants.held import held_by
from grants.models import User
from notifications import releasing
from notifications.condition import MOST, Condition, read
from notifications.models import Post
from notifications.standstill import SWEEP, TASKS, WATCH, findings

RUNNING = {
    BEAT: "Taktgeber (beat)",
    SWEEP: "Aufgaben (worker)",
    WATCH: "Aufsicht, Postversand (mailer)",
    **{name: title for name, (_, title) in TASKS.items()},
    BACKUP: "Sicherung",
}
"""Name of a sign of life → what people call it."""


@dataclass(frozen=True)
class Row:
    """How many wait, of what, and since when the first of them."""

    what: str
    state: str
    count: int
    since: datetime | None


@require_safe
def operation(request: HttpRequest) -> HttpResponse:
    """How the house stands; as if it were not there for whoever does not look after it."""
    now = database_now()
    if not held_by(request.user, day_of(now)).sees_operation:
        raise Http404
    found = read(now)
    running = [(title, found.signs.get(name)) for name, title in RUNNING.items()]
    context = {
        "findings": findings(found),
        "found": found,
        "running": [(title, sign.at if sign else None) for title, sign in running],
        "waiting": _waiting(found),
        "most": MOST,
        "free_gigabytes": found.free / 10**9,
    }
    return render(request, "notifications/operation.html", context)


def _waiting(found: Condition) -> list[Row]:
    steps = [
        ("Schritte", "Schreiben noch nicht angelegt", found.unposted),
        ("Schritte", "Schreiben lassen sich nicht anlegen", found.unmade),
        ("E-Mails zu Konten", Post.State.DUE.label, found.accounts),
    ]
    rows = [
        Row(Post.Kind(each.kind).label, Post.State(each.state).label, each.count, each.since)
        for each in found.posts
    ]
    return [Row(what, state, each.count, each.since) for what, state, each in steps if each.count] + rows


def notices(user: User, now: datetime) -> list[tuple[str, str]]:
    """What stands still, as the start page says it: all to whoever looks after the house, to the office what it is
    waiting for (letters, mails, deadlines); to both what is held after a restore."""
    held, waiting = held_by(user, day_of(now)), releasing.notices(user, now)
    if not (held.sees_operation or held.sees_outbox):
        return waiting
    page = reverse("notifications:operation" if held.sees_operation else "notifications:outbox")
    told = [each for each in findings(read(now)) if each.concerns_office or held.sees_operation]
    return [*waiting, *((page, each.sentence) for each in told)]
