"""What the records do by the clock: legal days that have come, the daily seal, the rest of an erasure."""

import logging
import time
from datetime import datetime

from celery import shared_task
from kombu.exceptions import OperationalError

from grants.actions import batches
from grants.actions.door import tick
from grants.actions.redaction import forget_rest, rest_left
from grants.actions.seals import seal_day
from grants.clock import database_now, day_of
from grants.models import Application, Transition
from workflows.errors import MoveRefused

logger = logging.getLogger(__name__)

BREATH = 0.01
"""Seconds between two cases: SQLite's write lock is not fair."""
SWEPT = 5
"""Seconds after which a call of the sweep is worth nothing: the next sweep repeats it."""
STALE = 60
"""Seconds after which a call to visit a case is worth nothing: the next stroke repeats it."""


@shared_task
def strike_the_clock() -> None:
    """Have every case visited whose day has come; each is a task of its own, so that none stops the others."""
    for case_id in waking(database_now()):
        try:
            visit.apply_async((case_id,), expires=STALE)
        except OperationalError as reason:
            logger.warning("the broker is away, the next stroke repeats this one: %s", reason)
            return


@shared_task
def visit(case_id: int) -> None:
    """Make the clock moves of one case that are due. What goes wrong here is logged once and stops no other case."""
    make_due_moves(case_id, database_now())
    time.sleep(BREATH)


@shared_task
def seal_the_day() -> None:
    """Seal the heads of all dossiers for the last finished day. Asked every hour: an outage delays it, no more."""
    seal_day(database_now())


@shared_task
def forget_the_rest() -> None:
    """Remove what an erasure whose process ended right after its commit has left: files, the log of its sittings."""
    for case_id in rest_left():
        forget_rest(case_id)
        time.sleep(BREATH)


@shared_task
def work_batch(batch_id: int) -> None:
    """Work off a share of a batch; the sweep comes back for the rest."""
    batches.work(batch_id)


@shared_task
def sweep_batches() -> None:
    """Go on with every batch that has rows left, however its worker ended."""
    for batch_id in batches.under_way():
        wake_batch(batch_id, expires=SWEPT)


def wake_batch(batch_id: int, *, expires: float | None = None) -> None:
    """Have a batch worked off. A broker that is away is a warning: the sweep finds the batch."""
    try:
        work_batch.apply_async(
            (batch_id,), expires=expires, retry_policy={"max_retries": 1, "interval_start": 0}
        )
    except (OperationalError, OSError) as reason:
        logger.warning("the broker is away, the sweep will repeat batch %s: %s", batch_id, reason)


def waking(now: datetime) -> list[int]:
    """The cases in which a legal day has come, the longest waiting first."""
    due = Application.objects.filter(wake_on__lte=day_of(now)).order_by("wake_on", "pk")
    return list(due.values_list("pk", flat=True))


def make_due_moves(case_id: int, now: datetime) -> list[Transition]:
    """Tick until nothing is due: each move in its own transaction, the earliest legal day first, then look again.

    If somebody was faster, the rest is left to the next visit.
    """
    made: list[Transition] = []
    try:
        while entry := tick(Application.objects.get(pk=case_id), now=now):
            made.append(entry)
    except MoveRefused as reason:
        logger.info("case %s: somebody was faster than the clock: %s", case_id, reason)
    return made
