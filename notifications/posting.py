"""Making the rows of what has happened, move by move; what cannot be made is told to people and tried again later."""

import logging
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from grants.clock import database_now
from grants.models import Dossier, Transition
from notifications.models import Unmade
from notifications.rows import in_order, make_rows

logger = logging.getLogger(__name__)

TRIES = 8
"""Attempts after which a failure is an error of the house and no longer a bad moment."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)


def post(transition_id: int, *, now: datetime | None = None) -> list[int]:
    """Make the rows of a move and of what happened before it in its dossier; return the ids of the move's rows.

    A move whose rows cannot be made is kept as :class:`Unmade`; it holds up its own dossier and nobody else's.
    """
    now, made = now or database_now(), list[int]()
    for each in in_order(transition_id):
        try:
            made = make_rows(each, now=now)
        except Exception as reason:  # noqa: BLE001  # whatever failed is recorded: nothing may be missing unseen
            _keep(each, reason, now)
            return []
    return made


def catch_up(dossier: Dossier, now: datetime) -> bool:
    """Make the rows of everything that has happened in a dossier, before somebody acts on one; whether that is done."""
    waiting = Transition.objects.filter(dossier=dossier, posted_at__isnull=True)
    if last := waiting.order_by("-sequence").first():
        post(last.pk, now=now)
    return not unmade().filter(transition__dossier=dossier).exists()


def unposted() -> list[int]:
    """The moves whose rows are still to be made, however old, oldest first."""
    waiting = Transition.objects.filter(posted_at__isnull=True).order_by("pk")
    return list(waiting.values_list("pk", flat=True))


def ready(now: datetime) -> list[int]:
    """The moves whose rows may be made now: none of a dossier in which one has failed a moment ago."""
    held = unmade().filter(run_after__gt=now).values("transition__dossier")
    waiting = Transition.objects.filter(posted_at__isnull=True).exclude(dossier__in=held).order_by("pk")
    return list(waiting.values_list("pk", flat=True))


def unmade() -> QuerySet[Unmade]:
    """The moves whose rows could not be made so far."""
    return Unmade.objects.filter(transition__posted_at__isnull=True)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failures."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)


def _keep(transition_id: int, reason: Exception, now: datetime) -> None:
    """Write down what failed. Two workers that fail at once leave one note."""
    told = f"{type(reason).__name__}: {reason}"[:2000]
    first = Unmade(transition_id=transition_id, error=told, attempts=0, failed_at=now, run_after=now)
    Unmade.objects.bulk_create([first], ignore_conflicts=True)
    Unmade.objects.filter(transition=transition_id).update(error=told, attempts=F("attempts") + 1)
    kept = Unmade.objects.filter(transition=transition_id)
    for tries in kept.values_list("attempts", flat=True):
        kept.update(run_after=now + pause_after(tries))
        level = logging.ERROR if tries == TRIES else logging.WARNING
        logger.log(
            level,
            "no rows for entry %s, attempt %s: %s",
            transition_id,
            tries,
            reason,
            exc_info=tries == TRIES,
        )
