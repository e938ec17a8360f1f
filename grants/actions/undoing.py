"""The one way back: the lead asks for it, a second person confirms it, and only while nothing has left the house.

A move that can be taken back changes stage, fields and bookings, and nothing else; its entry keeps their old values.
Anything that is written into the case after it, or after the request, closes the way.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from grants.actions.door import put_back
from grants.actions.lock import lock_all, read_again
from grants.actions.writing import writing
from grants.clock import database_now, day_of
from grants.kinds import actor_for, names_of
from grants.models import Application, Dossier, Transition, User
from workflows.acts import insist
from workflows.declared import steps_that_mean
from workflows.errors import NotYet, NotYours, Stale
from workflows.meaning import Meaning
from workflows.stages import Stage

LAST = 2
"""Entries that decide: the move, and the request that follows it."""
CHANGED = "Seit Sie die Seite geöffnet haben, ist etwas geschehen. Bitte lesen Sie den Vorgang neu."
NOTHING = "Der letzte Schritt lässt sich nicht zurücknehmen."


def undoable(application: Application, entries: Sequence[Transition]) -> Transition | None:
    """The last entry, if it is a move of the case that can be taken back; ``entries`` are its log, oldest first."""
    if not entries:
        return None
    last = entries[-1]
    # What the body has begun to deal with is not put back before it: the sitting may be over meanwhile.
    own = last.record in names_of(application) and last.source != Stage.IN_SITTING
    return last if own and "before" in json.loads(last.private or "{}") else None


def requested(
    application: Application, entries: Sequence[Transition]
) -> tuple[Transition, Transition] | None:
    """The move that shall be taken back and the request for it, if nothing was written since."""
    if len(entries) < LAST or entries[-1].move not in steps_that_mean(Meaning.ASKS_FOR_UNDO):
        return None
    done = undoable(application, entries[:-1])
    return (done, entries[-1]) if done else None


def last_entries(dossier: Dossier) -> list[Transition]:
    """The entries that decide what can be taken back, oldest first."""
    rows = Transition.objects.filter(dossier=dossier).select_related("user").order_by("-sequence")
    return list(rows[:LAST])[::-1]


def request_undo(
    application: Application, *, by: User, sequence: int, reason: str, now: datetime | None = None
) -> None:
    """The lead asks that the entry ``sequence``, the last one, be taken back. NotYet if it cannot be."""
    with writing(application, "request_undo", by=by, now=now, data={"reason": reason}) as work:
        done = undoable(work.record, last_entries(work.dossier))
        if done is None:
            raise NotYet(NOTHING)
        if done.sequence != sequence:
            raise Stale(CHANGED)
        work.facts["undoes"] = sequence


def confirm_undo(
    application: Application, *, by: User, sequence: int, now: datetime | None = None
) -> Transition:
    """A second person confirms the request ``sequence``: stage, fields and money are what they were before the move.

    NotYours for who asked for it and for who made the move; Stale if anything was written since.
    """
    now = now or database_now()
    with transaction.atomic(durable=True):
        dossier = lock_all(application)
        record = read_again(application, dossier)
        actor = actor_for(by, record, day_of(now))
        role = insist("confirm_undo", actor, record.stage)
        asked = requested(record, last_entries(dossier))
        if asked is None or asked[1].sequence != sequence:
            raise Stale(CHANGED)
        done, request = asked
        if by.pk in (done.user_id, request.user_id):
            raise NotYours(
                "Die Rücknahme bestätigt eine zweite Person: weder wer den Schritt tat noch wer sie beantragt."
            )
        return put_back(record, done, actor, role, now)
