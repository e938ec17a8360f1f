"""What people do with a row of the outbox: take a letter to the printer, put it back, try failed rows again.

Each is one conditional UPDATE: whoever comes second is told so, and nothing changes. That paper has left the house is
no act of the post office but a move of the case (the Ab-Vermerk), because deadlines run from it.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from grants.clock import day_of
from grants.kinds import owner_of
from grants.models import User
from notifications.models import Post, Unreachable
from notifications.posting import catch_up
from notifications.reminders import reminder_of
from notifications.rows import address_digest, letters_of, recipients
from workflows.errors import MoveRefused, NotHere, NotYet
from workflows.letters import Letter, Reminder
from workflows.sentence import Sentence

FAILED = (Post.State.DEAD, Post.State.RETURNED)
"""States of rows that only a person brings on again."""
PRINTING = timedelta(hours=1)
"""How long a letter may be at the printer before it counts as unclear."""
FASTER = "Hier hat sich gerade etwas geändert. Bitte sehen Sie sich die Zeile noch einmal an."
HELD_UP = (
    "Die Schreiben zu einem Schritt dieses Vorgangs können nicht angelegt werden. Vielleicht nimmt er diesen Brief "
    "zurück. Bitte warten Sie mit dem Druck; der Postausgang nennt den Grund."
)
STILL_NOBODY = "Es gibt immer noch niemanden mit einer E-Mail-Adresse. Bitte tragen Sie erst jemanden ein."


def take_to_print(post: Post, *, by: User, now: datetime) -> None:
    """Hold a letter on paper while somebody prints it, so that nobody else does. NotHere if it is not waiting.

    A release that was taken back a moment ago counts already; NotYet while nobody can say whether one was.
    """
    if not catch_up(post.dossier, now):
        raise NotYet(HELD_UP)
    fields = {"state": Post.State.CLAIMED, "token": secrets.token_hex(16), "lease_until": now + PRINTING}
    _change(printable(), post, fields | {"note": Sentence("Zum Drucken geholt: {name}", name=by.name)[:200]})


def put_back(post: Post, *, by: User, now: datetime) -> None:
    """The letter was not posted: it waits again. NotHere if it is neither at the printer nor unclear."""
    held = Post.objects.filter(kind=Post.Kind.PAPER, state__in=[Post.State.CLAIMED, Post.State.UNCLEAR])
    fields = {"state": Post.State.DUE, "token": "", "lease_until": None}
    _change(held, post, fields | {"note": Sentence("Nicht versandt, sagt {name}", name=by.name)[:200]})


def retry(post: Post, *, by: User, now: datetime) -> None:
    """Try a failed row again from the start, to the present address of its receiver. NotHere if it has not failed.

    A mail that nobody could get goes to everybody who can get it now; NotYet if there is still nobody.
    """
    fields = {"state": Post.State.DUE, "attempts": 0, "run_after": now, "put_off": 0, "put_off_since": None}
    fields["note"] = f"Neu versucht: {by.name}"[:200]
    failed = Post.objects.filter(state__in=FAILED)
    with transaction.atomic(durable=True):
        if post.user:
            fields["address"] = post.user.email or post.address
        elif post.kind in (Post.Kind.MAIL, Post.Kind.REMINDER):
            first, *others = people_for(post, now)
            fields |= {"user": first, "address": first.email}
            _copies(post, others, now)
        _change(failed, post, fields)


def retry_all(posts: Iterable[Post], *, by: User, now: datetime) -> tuple[int, list[str]]:
    """Try these failed rows again, each for itself; return how many, and why the others are not (each reason once)."""
    done, refused = 0, dict[str, None]()
    for post in posts:
        try:
            retry(post, by=by, now=now)
        except MoveRefused as refusal:
            refused |= dict.fromkeys(map(str, refusal.reasons))
        else:
            done += 1
    return done, list(refused)


def settle_otherwise(post: Post, *, by: User, now: datetime) -> None:
    """Somebody told the receiver of a failed mail in another way. NotHere if it has not failed."""
    failed = Post.objects.filter(state__in=FAILED, kind__in=[Post.Kind.MAIL, Post.Kind.REMINDER])
    fields = {"state": Post.State.DONE, "finished_at": now, "finished_by": by}
    _change(
        failed, post, fields | {"note": Sentence("Auf anderem Weg mitgeteilt: {name}", name=by.name)[:200]}
    )


def confirm_address(post: Post, *, by: User, now: datetime) -> None:
    """The person says that the address holds: it is no longer marked. NotHere if it is not marked."""
    with transaction.atomic(durable=True):
        gone, _ = Unreachable.objects.filter(address=post.address.lower()).delete()
        if not gone:
            raise NotHere(FASTER)
        Post.objects.filter(pk=post.pk).update(note=Sentence("Adresse bestätigt: {name}", name=by.name)[:200])


def printable() -> QuerySet[Post]:
    """The letters on paper that wait for somebody to print them: their PDF lies in the archive."""
    waiting = Post.objects.filter(kind=Post.Kind.PAPER, state=Post.State.DUE)
    return waiting.filter(after__state=Post.State.DONE)


def people_for(post: Post, now: datetime) -> list[User]:
    """Everybody who can get a mail or a reminder today. NotYet if nobody can."""
    record = owner_of(post.dossier)
    asked: Letter | Reminder | None
    if post.transition:
        asked = next((letter for letter in letters_of(post.transition) if letter.key == post.letter), None)
    else:
        asked = reminder_of(post, record)
    people = list(recipients(asked.to, record, day_of(now))) if asked else []
    if not people:
        raise NotYet(STILL_NOBODY)
    return people


def _copies(post: Post, people: list[User], now: datetime) -> None:
    name = post.key.rpartition(":")[0]
    same = {
        field: getattr(post, field)
        for field in ("kind", "dossier", "transition", "letter", "after", "due_on")
    }
    rows = [
        Post(
            key=f"{name}:{address_digest(user.email)}",
            user=user,
            address=user.email,
            run_after=now,
            made_at=now,
            **same,
        )
        for user in people
    ]
    Post.objects.bulk_create(rows, ignore_conflicts=True)


def _change(rows: QuerySet[Post], post: Post, fields: dict[str, Any]) -> None:
    if not Post.objects.filter(pk=post.pk, pk__in=rows.values("pk"), state=post.state).update(**fields):
        raise NotHere(FASTER)
