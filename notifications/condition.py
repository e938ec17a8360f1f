"""How the house stands: what waits and how long already, what last ran, how much room is left on the disk.

Machines read it (``/metrics``), people too (the page „Betrieb“). It costs the same however many cases there are: every
question is answered by an index, and nobody counts beyond :data:`MOST`.
"""

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Aggregate, Count, Min, Q, QuerySet

from grants.clock import day_of
from grants.models import Application, Heartbeat, Seal, Transition
from notifications.models import AccountMail, Post
from notifications.posting import unmade

MOST = 1_000
"""More than these are not counted: it is all the same then."""
OVER = (Post.State.DONE, Post.State.CONFIRMED)


@dataclass(frozen=True)
class Waiting:
    """Rows of the outbox of one kind and state."""

    kind: str
    state: str
    count: int
    since: datetime
    """When the oldest was made."""


@dataclass(frozen=True)
class Waits:
    """How many wait, and since when the first of them; None if none does."""

    count: int = 0
    since: datetime | None = None


@dataclass(frozen=True)
class Days:
    """How many days are over, and which was the first; None if none is."""

    count: int = 0
    first: date | None = None


@dataclass(frozen=True)
class Condition:
    """What was found at one moment."""

    now: datetime
    posts: tuple[Waiting, ...]
    unposted: Waits
    """Entries of the log whose rows are not made yet."""
    unmade: Waits
    """Those among them that cannot be made."""
    accounts: Waits
    """Mails about accounts that nobody has taken yet."""
    overdue: Days
    """Cases whose legal day is over without the clock's move."""
    signs: dict[str, Heartbeat]
    sealed: date | None
    """The last day that bears a seal."""
    inside: date | None
    """The first day whose seal nobody outside has."""
    free: int
    """Bytes that are left on the disk of the files."""


def read(now: datetime) -> Condition:
    """Look at everything once."""
    overdue = Application.objects.filter(wake_on__lt=day_of(now)).order_by("wake_on")
    seals = Seal.objects.order_by("day").values_list("day", flat=True)
    return Condition(
        now=now,
        posts=tuple(each for state in Post.State if state not in OVER for each in _posts(state)),
        unposted=_waits(Transition.objects.filter(posted_at__isnull=True).order_by("pk"), "at"),
        unmade=_waits(unmade().order_by("pk"), "failed_at"),
        accounts=_waits(AccountMail.objects.filter(ended_at__isnull=True).order_by("run_after"), "made_at"),
        overdue=Days(**overdue[:MOST].aggregate(count=Count("pk"), first=Min("wake_on"))),
        signs={sign.name: sign for sign in Heartbeat.objects.all()},
        sealed=seals.last(),
        inside=seals.filter(anchored_at=None).first(),
        free=free_bytes(),
    )


def free_bytes() -> int:
    """What is left on the disk that uploads and letters lie on."""
    return shutil.disk_usage(settings.VAR_DIR).free


def _posts(state: str) -> list[Waiting]:
    """One state at a time: then the index by state and number is read from its beginning, and no further."""
    asked: dict[str, Aggregate] = {f"{kind}_count": Count("pk", filter=Q(kind=kind)) for kind in Post.Kind}
    asked |= {f"{kind}_since": Min("made_at", filter=Q(kind=kind)) for kind in Post.Kind}
    found = Post.objects.filter(state=state).order_by("pk")[:MOST].aggregate(**asked)
    return [
        Waiting(kind, state, count, found[f"{kind}_since"])
        for kind in Post.Kind
        if (count := found[f"{kind}_count"])
    ]


def _waits(rows: QuerySet[Any], since: str) -> Waits:
    return Waits(**rows[:MOST].aggregate(count=Count("pk"), since=Min(since)))
