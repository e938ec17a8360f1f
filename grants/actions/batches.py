"""Many things at once: one act on many rows, worked off by the workers of the outbox, each row by itself.

An act that commits by itself (the door does) is made before its row is finished: a worker that dies in between makes
it again, so it has to know its work, by the row's key ``<batch>:<row>``. Every other act shares its row's transaction.
What one row refuses holds up no other; a batch that was left goes on at the next sweep.
"""

import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Q

from grants.clock import database_now
from grants.models import Batch, BatchRow, User
from grants.models.canonical import canonical
from workflows.errors import MoveRefused, NotYet, Stale

LEASE = timedelta(seconds=90)
"""Longer than one row may take: while it runs nobody else claims its row."""
TRIES = 8
BREATH = 0.01
"""Seconds between two rows: SQLite's write lock is not fair."""
WORKER_DIED = "Die Verarbeitung dieser Zeile brach achtmal ab. Bitte melden Sie es der Betriebsstelle."
SENT_OTHERWISE = "Diese Seite wurde schon abgeschickt, aber mit anderen Angaben. Bitte laden Sie sie neu."
NOTHING_CHOSEN = "Bitte wählen Sie mindestens eine Zeile."
NONE_LEFT = "Diese Zeile bearbeitet schon jemand anders."


@dataclass(frozen=True)
class Work:
    """What an act is asked to do with one row."""

    subject: str
    by: User
    data: Mapping[str, str]
    key: str
    """The row's own idempotency key; it fits the door's."""
    now: datetime


@dataclass(frozen=True)
class Act:
    """One kind of batch: what people call it, and what is done with each row. It refuses by MoveRefused."""

    label: str
    do: Callable[[Work], None]
    commits: Callable[[str], bool] = lambda subject: True
    """Whether what is done to this subject commits by itself (and knows its work when it is made again)."""
    ended: Callable[[Batch, datetime], None] = lambda batch, now: None
    """What follows once every row is done or refused. It may be called again, and by two workers at once."""


@dataclass(frozen=True)
class Progress:
    """How far a batch is."""

    total: int
    done: int
    refused: int

    @property
    def waiting(self) -> int:
        """Rows that nobody has come to yet."""
        return self.total - self.done - self.refused


ACTS: dict[str, Act] = {}
"""Name of a kind of batch → its act. Rooms above register theirs when they are loaded."""


def start(
    act: str,
    rows: Iterable[tuple[str, str]],
    *,
    by: User,
    key: str,
    data: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Batch:
    """Write down a batch: subject and label of each row, ``data`` for all. The same key again is the same batch.

    Raises NotYet for no rows, Stale if the key stands for something else, KeyError for an act that nobody knows.
    """
    assert ACTS[act]
    now, chosen, said = now or database_now(), dict(rows), dict(data or {})
    canonical(said)  # ValueError for what no database can hold
    if not chosen:
        raise NotYet(NOTHING_CHOSEN)
    with transaction.atomic(durable=True):
        batch, fresh = Batch.objects.get_or_create(
            by=by, key=key, defaults={"act": act, "data": said, "made_at": now}
        )
        if fresh:
            BatchRow.objects.bulk_create(
                [BatchRow(batch=batch, subject=name, label=label[:300]) for name, label in chosen.items()]
            )
        elif (batch.act, batch.data) != (act, said):
            raise Stale(SENT_OTHERWISE)
    return batch


def work(batch_id: int, *, most: int = 200, now: datetime | None = None) -> None:
    """Work off a batch, at most so many rows. Several workers may do so at once."""
    for _ in range(most):
        row = _claim(batch_id, now or database_now())
        if row is None:
            break
        _carry_out(row, now or database_now())
        time.sleep(BREATH)
    _close(batch_id, now or database_now())


def under_way() -> list[int]:
    """The batches that still have rows to do, the oldest first."""
    return list(Batch.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True))


def progress(batch: Batch) -> Progress:
    """How far a batch is, by its rows."""
    done = Q(state=BatchRow.State.DONE)
    return Progress(
        **batch.rows.aggregate(
            total=Count("pk"),
            done=Count("pk", filter=done),
            refused=Count("pk", filter=Q(state=BatchRow.State.REFUSED)),
        )
    )


def _claim(batch_id: int, now: datetime) -> BatchRow | None:
    waiting = BatchRow.objects.filter(batch=batch_id, state=BatchRow.State.WAITING)
    free = waiting.filter(Q(lease_until=None) | Q(lease_until__lt=now))
    for pk in free.order_by("pk").values_list("pk", flat=True)[:20]:
        token = secrets.token_hex(16)
        mine = free.filter(pk=pk).update(token=token, lease_until=now + LEASE, attempts=F("attempts") + 1)
        if mine:
            return BatchRow.objects.select_related("batch__by").get(pk=pk)
    return None


def _carry_out(row: BatchRow, now: datetime) -> None:
    batch, act = row.batch, ACTS[row.batch.act]
    if row.attempts > TRIES:
        _finish(row, BatchRow.State.REFUSED, WORKER_DIED, now)
        return
    alone = act.commits(row.subject)
    asked = Work(row.subject, batch.by, batch.data, f"{batch.public_id.hex}:{row.pk}", now)
    try:
        with nullcontext() if alone else transaction.atomic(durable=True):
            act.do(asked)
            if not _finish(row, BatchRow.State.DONE, "", now) and not alone:
                raise NotYet(NONE_LEFT)  # another worker has it: what was done here is undone
    except MoveRefused as refusal:
        _finish(row, BatchRow.State.REFUSED, "\n".join(map(str, refusal.reasons)), now)


def _finish(row: BatchRow, state: str, reason: str, now: datetime) -> bool:
    mine = BatchRow.objects.filter(pk=row.pk, token=row.token, state=BatchRow.State.WAITING)
    return bool(mine.update(state=state, reason=reason, token="", lease_until=None, finished_at=now))


def _close(batch_id: int, now: datetime) -> None:
    rest = BatchRow.objects.filter(batch=batch_id, state=BatchRow.State.WAITING)
    under_way = Batch.objects.filter(pk=batch_id, finished_at=None)
    if rest.exists() or (batch := under_way.first()) is None:
        return
    ACTS[batch.act].ended(batch, now)
    under_way.update(finished_at=now)
