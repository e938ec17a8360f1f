"""Which rows a move sets going: one transaction makes all of them and marks the move as posted."""

import json
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from grants.actions.effects import next_number
from grants.cases.restores import last_restore
from grants.clock import database_now, day_of
from grants.kinds import kind_named, kind_of, machine_class, owner_of, same_as
from grants.letters import from_json
from grants.models import (
    Record,
    Transition,
    User,
)
from notifications.models import Document, Post, Unmade
from workflows.effects import Papers
from workflows.law import Law, law_of
from workflows.letters import Letter
from workflows.machine import Machine
from workflows.roles import Role
from workflows.stages import RECOVERY, Stage

NOBODY = (
    "Niemand mit einer E-Mail-Adresse gehört zu diesem Vorgang. Bitte sagen Sie auf anderem Weg Bescheid."
)
REPLACED = "Entfallen: ein neuer Bescheid ersetzt diesen Brief."
RECALLED = "Entfallen: Die Freigabe dieses Briefs ist zurückgenommen."


def make_rows(transition_id: int, *, now: datetime | None = None) -> list[int]:
    """Make every row of a move and its mark ``posted_at`` in one transaction; return the ids of the rows.

    What happened earlier in the dossier comes first, so that nothing is posted that was taken back since (its rows
    are found by the sweep). A second call makes nothing. Numbers of documents are drawn here, without gaps.
    """
    now, made = now or database_now(), list[int]()
    for each in in_order(transition_id):
        made = _rows_of(each, now)
    return made


def in_order(transition_id: int) -> list[int]:
    """The moves of a dossier whose rows must be there before those of a move, and then this one."""
    entry = Transition.objects.get(pk=transition_id)
    waiting = Transition.objects.filter(dossier=entry.dossier_id, posted_at__isnull=True)
    earlier = waiting.filter(sequence__lt=entry.sequence).order_by("sequence")
    return [*earlier.values_list("pk", flat=True), transition_id]


def _rows_of(transition_id: int, now: datetime) -> list[int]:
    with transaction.atomic(durable=True):
        fresh = Transition.objects.filter(pk=transition_id, posted_at__isnull=True)
        if not fresh.update(posted_at=now):
            return []
        Unmade.objects.filter(transition=transition_id).delete()
        entry = Transition.objects.select_related("dossier").get(pk=transition_id)
        known, law = json.loads(entry.private or "{}"), _law(entry)
        if law and law.dispatches:
            _dispatched(entry, now)
        if recalled := json.loads(entry.facts).get("recall"):
            _recall(entry, _papers(recalled, entry), now)
        texts = known.get("letters", {})
        letters = [letter for letter in letters_of(entry) if letter.key in texts]
        return [row.pk for letter in letters for row in _rows(entry, letter, texts[letter.key], now)]


def _law(entry: Transition) -> Law | None:
    """What the move of an entry declares today; None for an act, and for a move that there is no more."""
    moves = machine_of_entry(entry).moves()
    return next((law_of(move) for move in moves if move.slug == entry.move), None)


def _papers(recalled: str | bool, entry: Transition) -> Papers:
    """Which papers an entry takes back; one that was written before it named them says no more than that it does."""
    if recalled is True:
        return Papers.SINCE_HEARING if entry.target == Stage.HEARING else Papers.ALL
    return Papers(recalled)


def letters_of(entry: Transition) -> tuple[Letter, ...]:
    """The letters that the move of an entry names today."""
    moves = machine_of_entry(entry).moves()
    named = {
        letter.key: letter for move in moves if move.slug == entry.move for letter in law_of(move).letters
    }
    return tuple(named.values())


def machine_of_entry(entry: Transition) -> type[Machine]:
    """The machine that moves the record of an entry."""
    machines = tuple(kind_named(entry.record).machines)
    return machines[0] if len(machines) == 1 else machine_class(owner_of(entry.dossier))


def folder_of(entry: Transition) -> str:
    """The folder of an entry's templates: the programme of the case, also for what goes on beside it."""
    return owner_of(entry.dossier).machine


def recipients(role: Role, record: Record, day: date) -> QuerySet[User]:
    """Everybody who holds ``role`` for the record on a day and can be reached by mail."""
    people = User.objects.filter(is_active=True).exclude(email="").order_by("pk")
    return people.filter(pk__in=kind_of(record).holders(role, record, day).values("pk"))


def _rows(entry: Transition, letter: Letter, text: str, now: datetime) -> list[Post]:
    rows, pdf = [], None
    if letter.document:
        pdf = _row(entry, letter, Post.Kind.LETTER, "pdf", now)
        _document(entry, letter, pdf, now)
        rows.append(pdf)
    if letter.paper:
        lines = "\n".join(from_json(letter.key, text).recipient.lines)
        _replace_older_paper(entry, now)
        return [*rows, _row(entry, letter, Post.Kind.PAPER, "paper", now, after=pdf, address=lines)]
    if not letter.mailed:
        return rows
    people = list(recipients(letter.to, owner_of(entry.dossier), day_of(now)))
    if not people:
        return [
            *rows,
            _row(
                entry,
                letter,
                Post.Kind.MAIL,
                "nobody",
                now,
                state=Post.State.DEAD,
                held_since=None,
                error=NOBODY,
            ),
        ]
    return rows + [
        _row(
            entry,
            letter,
            Post.Kind.MAIL,
            address_digest(user.email),
            now,
            after=pdf,
            user=user,
            address=user.email,
        )
        for user in people
    ]


def _row(entry: Transition, letter: Letter, kind: str, to: str, now: datetime, **fields: Any) -> Post:
    return Post.objects.create(
        key=key_of(entry, letter.key, to),
        kind=kind,
        dossier=entry.dossier,
        transition=entry,
        letter=letter.key,
        run_after=now,
        made_at=now,
        **(held_at_birth(entry, kind) | fields),
    )


def key_of(entry: Transition, letter: str, to: str) -> str:
    """What a row is known by outside: no id of a row is in it, because ids may come again after a restore."""
    return f"{entry.hash[:40]}:{letter}:{to}"


def address_digest(address: str) -> str:
    """What stands in a key for an address."""
    return sha256(address.casefold().encode()).hexdigest()[:16]


def held_at_birth(entry: Transition, kind: str) -> dict[str, Any]:
    """State of a row that may have gone out in the gap of the last restore: a person has to say so first.

    So are the rows of a move that was there before the restore, and of one that the clock makes again.
    """
    restore = None if kind == Post.Kind.LETTER else last_restore()
    if restore is None or restore.noted_at is None:
        return {}
    legal = json.loads(entry.facts).get("legal_day")
    again = legal is not None and date.fromisoformat(legal) <= day_of(restore.noted_at)
    if entry.at > restore.noted_at and not again:
        return {}
    return {"state": Post.State.HELD, "held_since": restore}


def _document(entry: Transition, letter: Letter, row: Post, now: datetime) -> Document:
    """The document with its number; what goes by mail is visible at once, a Bescheid with its dispatch, and what lies
    in the file alone is the office's."""
    year = day_of(now).year
    return Document.objects.create(
        number=f"D-{year}-{next_number(f'D-{year}'):06}",
        key=letter.key,
        dossier=entry.dossier,
        transition=entry,
        post=row,
        visible_from=None if letter.paper or not letter.mailed else now,
    )


def _replace_older_paper(entry: Transition, now: datetime) -> None:
    """A new Bescheid of the case: whoever still has the old one to print must not post it any more."""
    same = Post.objects.filter(dossier=entry.dossier, transition__record__in=same_as(entry.record))
    older = same.filter(kind=Post.Kind.PAPER).exclude(state=Post.State.CONFIRMED)
    older.exclude(state=Post.State.DONE).update(
        state=Post.State.DONE, note=REPLACED, finished_at=now, token="", lease_until=None
    )


def _heard_at(entry: Transition) -> int:
    """The sequence of the last hearing: the Bescheid that awarded, and those of earlier hearings, stay as they are."""
    before = Transition.objects.filter(
        dossier=entry.dossier_id, record__in=same_as(entry.record), sequence__lt=entry.sequence
    )
    heard = before.filter(target=Stage.HEARING).exclude(source__in=RECOVERY)
    return heard.order_by("-sequence").values_list("sequence", flat=True)[:1].get()


def _recall(entry: Transition, which: Papers, now: datetime) -> None:
    """The release was taken back: nobody prints or posts the letter any more; its PDF stays, marked as replaced.

    A letter that was posted and came back is replaced, too. Whoever has it at the printer finds the note.
    """
    papers = Post.objects.filter(dossier=entry.dossier_id, transition__record__in=same_as(entry.record))
    papers = papers.filter(kind=Post.Kind.PAPER, transition__sequence__lt=entry.sequence)
    if which is Papers.SINCE_HEARING:
        papers = papers.filter(transition__sequence__gt=_heard_at(entry))
    letters = papers.values("after")
    Document.objects.filter(post__in=letters, replaced_at__isnull=True).update(replaced_at=now)
    open_states = [Post.State.DUE, Post.State.CLAIMED, Post.State.UNCLEAR, Post.State.HELD]
    waiting = papers.filter(state__in=open_states)
    waiting.update(state=Post.State.DONE, note=RECALLED, finished_at=now, token="", lease_until=None)


def _dispatched(entry: Transition, now: datetime) -> None:
    """The Ab-Vermerk: the letter on paper has left the house, and the applicant may read it „zur Information“.

    A renewed dispatch (after a return by the post) is a new row for the same document.
    """
    papers = Post.objects.filter(dossier=entry.dossier, transition__record__in=same_as(entry.record))
    papers = papers.filter(kind=Post.Kind.PAPER, after__document__replaced_at__isnull=True)
    papers = papers.exclude(note=REPLACED)
    paper = papers.order_by("-pk").select_related("after__document").first()
    if paper is None or paper.after is None:
        return
    if paper.after.document.visible_from:
        _again(paper, entry, now)
        return
    Post.objects.filter(pk=paper.pk).update(**confirmed(entry.user_id, now))
    Document.objects.filter(post=paper.after_id).update(visible_from=now)


def confirmed(user_id: int | None, now: datetime) -> dict[str, Any]:
    """The fields of a row on paper that has left the house."""
    finished = {"state": Post.State.CONFIRMED, "finished_at": now, "finished_by": user_id}
    return finished | {"token": "", "lease_until": None, "error": ""}


def _again(paper: Post, entry: Transition, now: datetime) -> None:
    Post.objects.create(
        key=key_of(entry, paper.letter, "paper"),
        kind=Post.Kind.PAPER,
        dossier=entry.dossier,
        transition=entry,
        letter=paper.letter,
        address=paper.address,
        after=paper.after,
        run_after=now,
        made_at=now,
        state=Post.State.CONFIRMED,
        finished_at=now,
        finished_by_id=entry.user_id,
    )
