"""Working the outbox: claim a row, make what it says, finish it. The only worker loop of the house.

*Claim* is one conditional UPDATE with a lease and a fresh token, *make* renders or sends outside any transaction,
*finish* is one short transaction ``WHERE token = mine``. A worker that dies leaves a lease that runs out; a worker
that was too slow finds its token replaced and changes nothing. A mail may so be sent twice, always with the same
Message-ID; a letter may be rendered twice, to the same bytes. What must not be done twice (paper) is never worked
here: it waits for a person.
"""

import logging
import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from grants.actions.archive import note_bescheid
from grants.clock import database_now, day_of
from grants.faults import Fault, fault_of
from grants.models import Restore
from notifications import posting, sending
from notifications.bounces import mark
from notifications.making import Made, make
from notifications.models import Document, Post
from notifications.posting import TRIES, pause_after
from notifications.sending import NotNow, Refused, RefusedReceiver, is_over
from workflows.rules.deadlines import next_sending_time
from workflows.sentence import LongDay, Sentence

logger = logging.getLogger(__name__)

SENT = (Post.Kind.MAIL, Post.Kind.REMINDER)
WORKED = (Post.Kind.LETTER, *SENT)
LEASE = timedelta(seconds=settings.OUTBOX_LEASE)
"""Longer than a task may run: while it runs nobody else claims its row."""
BREATH = 0.01
"""Seconds between two rows of a loop: SQLite's write lock is not fair."""
ROOM_LATER = timedelta(minutes=5)
NO_ROOM = (
    "Auf dem Server ist zurzeit kein Platz mehr frei. Es geht von selbst weiter, sobald wieder Platz ist."
)
WORKER_DIED = "Die Verarbeitung brach achtmal ohne Meldung ab."


@dataclass(frozen=True)
class Claim:
    """A row that is mine until its lease runs out."""

    post: Post
    token: str


def ready(now: datetime) -> QuerySet[Post]:
    """The rows that a worker may claim now. Reminders only on working days from 7:00 to 20:00.

    None while a restore is still to be noted (``manage.py restored``): what is open may have gone out.

    All conditions on the row itself stand in the outer WHERE, where PostgreSQL looks again after waiting.
    """
    archived = Post.objects.filter(pk=OuterRef("after_id"), state=Post.State.DONE)
    rows = Post.objects.filter(kind__in=WORKED, run_after__lte=now, attempts__lt=TRIES)
    rows = rows.filter(Q(state=Post.State.DUE) | Q(state=Post.State.CLAIMED, lease_until__lt=now))
    rows = rows.filter(Q(after__isnull=True) | Exists(archived))
    rows = rows.filter(~Exists(Restore.objects.filter(noted_at__isnull=True)))
    return rows if next_sending_time(now) == now else rows.exclude(kind=Post.Kind.REMINDER)


def claim(post_id: int, now: datetime) -> Claim | None:
    """Take a ready row; None if it is not ready or somebody else was faster."""
    token = secrets.token_hex(16)
    taken = (
        ready(now)
        .filter(pk=post_id)
        .update(state=Post.State.CLAIMED, token=token, lease_until=now + LEASE, attempts=F("attempts") + 1)
    )
    if not taken:
        return None
    rows = Post.objects.select_related("dossier", "transition", "after__document", "user")
    return Claim(rows.get(pk=post_id), token)


def finish(mine: Claim, made: Made, now: datetime) -> bool:
    """Store the result and mark the row done, if it is still mine; the records learn of an archived Bescheid."""
    with transaction.atomic(durable=True):
        done = _held(mine).update(
            state=Post.State.DONE,
            token="",
            lease_until=None,
            finished_at=now,
            error="",
            note=made.note or mine.post.note,
        )
        if done and made.sha256:
            _archive(mine.post, made, now)
    return bool(done)


def fail(mine: Claim, reason: Exception, now: datetime) -> None:
    """Record what failed and when to try again; after eight tries a person has to look.

    A mail server that is away for now is no such try, nor is a full disk; a refusal for good needs no second one.
    """
    if isinstance(reason, NotNow):
        _put_off(mine, reason, now)
    elif isinstance(reason, Refused):
        _give_up(mine, str(reason))
        if isinstance(reason, RefusedReceiver):
            mark(mine.post.address, str(reason), now)
    elif fault_of(reason) is Fault.FULL:
        _wait_for_room(mine, reason, now)
    else:
        _count(mine, reason, now)


def _count(mine: Claim, reason: Exception, now: datetime) -> None:
    """One of eight tries is spent."""
    last = mine.post.attempts >= TRIES
    pause = pause_after(mine.post.attempts)
    _held(mine).update(
        state=Post.State.DEAD if last else Post.State.DUE,
        token="",
        lease_until=None,
        run_after=now + pause,
        error=f"{type(reason).__name__}: {reason}"[:2000],
    )
    level = logging.ERROR if last else logging.WARNING
    logger.log(
        level, "outbox row %s, attempt %s: %s", mine.post.key, mine.post.attempts, reason, exc_info=last
    )


def _put_off(mine: Claim, reason: NotNow, now: datetime) -> None:
    """Give the try back and wait, longer each time; for days, and then a person has to look."""
    post = mine.post
    since, times = post.put_off_since or now, post.put_off + 1
    if is_over(since, now):
        _give_up(
            mine,
            Sentence(
                "Seit dem {since} immer wieder vergeblich versucht. {reason}",
                since=LongDay(day_of(since)),
                reason=str(reason),
            ),
        )
        return
    _held(mine).update(
        state=Post.State.DUE,
        token="",
        lease_until=None,
        attempts=F("attempts") - 1,
        put_off=times,
        put_off_since=since,
        run_after=now + sending.pause_after(times, post.key),
        error=str(reason)[:2000],
    )
    logger.warning("outbox row %s, put off for the %s. time: %s", post.key, times, reason)


def _wait_for_room(mine: Claim, reason: Exception, now: datetime) -> None:
    """Give the try back: somebody will make room, and then the letter is made."""
    _held(mine).update(
        state=Post.State.DUE,
        token="",
        lease_until=None,
        attempts=F("attempts") - 1,
        run_after=now + ROOM_LATER,
        error=NO_ROOM,
    )
    logger.warning("outbox row %s: no room on the disk: %s", mine.post.key, reason)


def _give_up(mine: Claim, why: str) -> None:
    """Nothing helps but a person: the page of the outbox and the case say why."""
    _held(mine).update(state=Post.State.DEAD, token="", lease_until=None, error=why[:2000])
    logger.warning("outbox row %s is given up: %s", mine.post.key, why)


def work(post_id: int, *, now: datetime | None = None) -> list[int]:
    """Claim, make and finish one row; return the ids of the rows that waited for it."""
    mine = claim(post_id, now or database_now())
    if mine is None:
        return []
    try:
        made = make(mine.post, now or database_now())
    except Exception as reason:  # noqa: BLE001  # the one worker loop: whatever failed is recorded with the row
        fail(mine, reason, now or database_now())
        return []
    if not finish(mine, made, now or database_now()):
        return []
    return list(mine.post.followers.filter(kind__in=WORKED).values_list("pk", flat=True))


def bury(now: datetime) -> int:
    """Give up rows whose workers died at every try, and paper whose printing nobody confirmed; return how many."""
    lost = Post.objects.filter(state=Post.State.CLAIMED, lease_until__lt=now)
    gone = lost.filter(kind__in=WORKED, attempts__gte=TRIES)
    count = gone.update(state=Post.State.DEAD, token="", lease_until=None, error=WORKER_DIED)
    unclear = lost.filter(kind=Post.Kind.PAPER)
    return count + unclear.update(state=Post.State.UNCLEAR, token="", lease_until=None)


def settle(*, now: datetime | None = None) -> int:
    """Work in this process until nothing is ready any more; return the number of rows worked (stories, tests)."""
    worked = 0
    for transition_id in posting.ready(now or database_now()):
        posting.post(transition_id, now=now)
        time.sleep(BREATH)
    while waiting := list(ready(now or database_now()).order_by("pk").values_list("pk", flat=True)):
        for post_id in waiting:
            work(post_id, now=now)
            worked += 1
            time.sleep(BREATH)
    return worked


def _held(mine: Claim) -> QuerySet[Post]:
    return Post.objects.filter(pk=mine.post.pk, state=Post.State.CLAIMED, token=mine.token)


def _archive(post: Post, made: Made, now: datetime) -> None:
    document = Document.objects.get(post=post)
    Document.objects.filter(pk=document.pk).update(
        file=made.file, sha256=made.sha256, size=made.size, title=made.title, made_at=now
    )
    if post.transition and post.followers.filter(kind=Post.Kind.PAPER).exists():
        note_bescheid(post.transition, number=document.number, sha256=made.sha256, now=now)
