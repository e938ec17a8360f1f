"""After a restore: nothing that is open goes out before a person has said that it has not gone out already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from grants.actions import restores
from grants.actions.numbers import drawn, remember
from grants.clock import database_now
from grants.models import Mittelabruf, Restore, User
from notifications import account_mail, posting
from notifications.evidence import compare, floors_of
from notifications.models import Post
from workflows.errors import NotHere, NotYet
from workflows.sentence import Sentence
from workflows.stages import MITTELABRUF_OVER

OPEN = (Post.State.DUE, Post.State.CLAIMED, Post.State.UNCLEAR, Post.State.HELD)
RELEASED = {"state": Post.State.DUE, "attempts": 0, "put_off": 0, "put_off_since": None}
FASTER = "Diese Zeile ist nicht (mehr) angehalten."
KNOWN_OUTSIDE = "Draußen bekannt: Diese E-Mail ist vor der Wiederherstellung angekommen."
NO_REASON = "Bitte schreiben Sie, womit Sie verglichen haben."
BY_ITS_MOVE = (
    "Dass ein Brief auf Papier versandt ist, vermerken Sie im Vorgang: Von diesem Tag an laufen die Fristen."
)


@dataclass(frozen=True)
class Noted:
    """A noted restore, and how much waits for a person."""

    restore: Restore
    posts: int
    payments: int


def note_restore(
    *, by: str, reason: str, gap: int, evidence: Iterable[str] = (), now: datetime | None = None
) -> Noted:
    """Note that the data were put back: numbers raised, open rows held, one entry of the log.

    ``evidence``: see :mod:`notifications.evidence`. What is known outside bears a note, what is unknown here is named
    as lost. Raises Unreadable with nothing changed. Again without another restore between: a second gap, no harm.
    """
    now, known = now or database_now(), list(evidence)
    restore = restores.raise_all(restores.under_way(now), gap, floors_of(known), now)
    for entry in posting.unposted():  # what was not made yet is made now, so that it can be compared and held
        posting.post(entry, now=now)
    with transaction.atomic(durable=True):
        found = compare(known)
        waiting = Post.objects.filter(state__in=OPEN).exclude(kind=Post.Kind.LETTER)
        facts, lost = {"posts": waiting.count()}, [str(each) for each in found.lost]
        restores.note(restore, by=by, reason=reason, lost=lost, facts=facts, now=now)
        posts = _hold(waiting, restore)
        account_mail.give_up_older(restore.backup_at, now)
        held_posts().filter(pk__in=found.gone).update(note=KNOWN_OUTSIDE)
    remember(drawn())
    restores.look_at_held(now)
    return Noted(restore, posts, held_payments().count())


def held_posts() -> QuerySet[Post]:
    """The rows of the outbox that wait for a person to say whether they have gone out already."""
    return Post.objects.filter(state=Post.State.HELD)


def held_payments() -> QuerySet[Mittelabruf]:
    """The calls for funds that wait for a person to say whether they are paid already."""
    return Mittelabruf.objects.filter(held=True).exclude(stage__in=MITTELABRUF_OVER)


def release_post(post: Post, *, by: User, reason: str, now: datetime) -> None:
    """It has not gone out: it goes now, with the identifier that it had before. NotHere if it is not held."""
    _end(post, RELEASED | {"run_after": now}, "Freigegeben", by, reason)


def close_post(post: Post, *, by: User, reason: str, now: datetime) -> None:
    """A mail has gone out before the restore: it does not go again. NotYet for paper, which its move notes."""
    if post.kind == Post.Kind.PAPER:
        raise NotYet(BY_ITS_MOVE)
    _end(
        post,
        {"state": Post.State.DONE, "finished_at": now, "finished_by": by},
        "Ging schon hinaus",
        by,
        reason,
    )


def _hold(rows: QuerySet[Post], restore: Restore) -> int:
    return rows.update(state=Post.State.HELD, held_since=restore, token="", lease_until=None)


def _end(post: Post, fields: dict[str, object], word: str, by: User, reason: str) -> None:
    if not reason.strip():
        raise NotYet(NO_REASON)
    said = Sentence("{word}: {name}: {reason}", word=word, name=by.name, reason=reason)
    if not held_posts().filter(pk=post.pk).update(note=str(said)[:200], **fields):
        raise NotHere(FASTER)
