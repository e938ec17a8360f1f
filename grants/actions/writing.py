"""How every writer beside the door writes: under the same lock, by the same law, into the same log."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic

from django.db import transaction
from django.db.models import QuerySet

from grants.actions.door import foresee, foresee_beside
from grants.actions.lock import CHANGED, Read, Written, lock, lock_all, raise_version, read_again
from grants.actions.log import append
from grants.actions.relisting import is_before_a_body
from grants.cases.facts import applications
from grants.cases.listed import LISTED
from grants.clock import database_now, day_of
from grants.kinds import actor_for, facts_of
from grants.models import Application, Dossier, Sitting, User
from grants.models.canonical import canonical
from workflows.acts import ACTS, insist
from workflows.case import Actor
from workflows.effects import Papers
from workflows.errors import NotHere, Stale
from workflows.roles import Role
from workflows.sentence import Sentence
from workflows.stages import BEFORE_A_BODY, ENDED

FORESEEN = ("wake_on", "waits_for", "next_move", *LISTED)
"""The columns of a case that follow from everything else."""


@dataclass
class Writing(Generic[Read]):
    """One act of writing: the record read again under the lock, who writes, when, and what the log shall keep."""

    record: Read
    dossier: Dossier
    actor: Actor
    role: Role
    now: datetime
    facts: dict[str, object] = field(default_factory=dict)
    private: dict[str, object] = field(default_factory=dict)
    secret: bool = False
    """Nothing is logged and no time is kept (a vote)."""
    logged: bool = False
    """An entry even in a draft: a signature, another account."""
    recall: bool = False
    """Letters on paper that have not left the house are taken back; the post office sees to it."""


@contextmanager
def writing(
    record: Read,
    act: str,
    *,
    by: User,
    now: datetime | None = None,
    data: Mapping[str, object] | None = None,
    beside: Sitting | None = None,
    seen: int | None = None,
    key: str | None = None,
) -> Iterator[Writing[Read]]:
    """Lock the record's dossier (and first that of a sitting ``beside`` it), insist on the law of ``act``, let the
    caller write, then log and raise the version.

    From the submission on every act is an entry; a draft's autosave is none. ``seen`` is the dossier's version that the
    caller has read; Stale if it is another one under the lock. ``key`` is kept with the entry, so that the caller can
    find it. Raises NotYours or NotHere, and ValueError for words that no log can keep.
    """
    now = now or database_now()
    canonical(data or {})
    with transaction.atomic(durable=True):
        if beside:
            beside_it = lock(beside.dossier_id)
        dossier = lock_all(record)
        record = read_again(record, dossier)
        actor = actor_for(by, record, day_of(now))
        role = insist(act, actor, record.stage)
        _insist_on_need(act, record)
        if seen is not None and seen != dossier.version:
            raise Stale(CHANGED)
        work = Writing(record, dossier, actor, role, now, private={"data": dict(data or {})})
        yield work
        if _is_logged(record, work):
            append(
                dossier,
                record=record.part_of,
                move=act,
                source=record.stage,
                target=record.stage,
                at=now,
                actor=actor,
                role=role.value,
                facts=work.facts | ({"recall": Papers.ALL.value} if work.recall else {}),
                private=work.private,
                key=key,
                posted_at=None if work.recall else now,
            )
        if not work.secret:
            _look_ahead(record, now)
        raise_version(dossier)
        if beside:
            # Its agenda is another one now: whoever has read it has to read it again.
            raise_version(beside_it)


def _insist_on_need(act: str, record: Written) -> None:
    needed = ACTS[act].needs
    if needed and not getattr(record, needed):
        raise NotHere(Sentence("„{act}“ ist hier noch nicht möglich.", act=Sentence(ACTS[act].label)))


def _is_logged(record: Read, work: Writing[Read]) -> bool:
    application = record.case
    sent = application is None or application.submitted_on is not None
    return not work.secret and (sent or work.logged)


def look_again(cases: QuerySet[Application], now: datetime) -> None:
    """What cases depend on has changed outside their dossiers: write down anew whose turn it is in each of them.

    Each case has a transaction of its own, so that nobody waits for the lock of all of them.
    """
    for case in cases.order_by("dossier_id"):
        with transaction.atomic(durable=True):
            lock(case.dossier_id)
            _look_ahead(case, now)


def look_at_other_cases(application: Application, now: datetime) -> None:
    """The account of an organisation has changed in one case: its calls for funds in the others name the old one."""
    others = Application.objects.filter(organisation=application.organisation_id, posted_on__isnull=False)
    look_again(others.exclude(stage__in=ENDED).exclude(pk=application.pk), now)


def _look_ahead(record: Written, now: datetime) -> None:
    """A fact may have changed that the clock waits for, or that makes it somebody else's turn."""
    application = record.concerns
    if application is None:
        return
    application = applications().get(pk=application.pk)
    before = [getattr(application, name) for name in FORESEEN]
    if application.stage in BEFORE_A_BODY:
        application.words_body = application.words if is_before_a_body(application) else ""
    foresee(application, facts_of(application), day_of(now))
    if before != [getattr(application, name) for name in FORESEEN]:
        application.save(update_fields=FORESEEN)
    foresee_beside(application, day_of(now))
