"""The daily seal over the heads of all dossiers: what lies outside the house proves what lies inside.

A seal is made for the last finished day (Europe/Berlin). Missed days get none of their own: nobody can say afterwards
where the heads stood at their midnight. The next seal covers them, and it follows the last one that was made.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from grants.actions.proving import NOTHING, seal_digest
from grants.clock import day_of
from grants.models import Counter, Dossier, Seal
from workflows.sentence import Sentence


def seal_day(now: datetime) -> Seal:
    """Seal the last day that is over at ``now``; a day that is sealed, or lies before the last seal, is left alone.

    Returns the seal of that day, or the last one there is. What was written between midnight and ``now`` is sealed
    with it. The digest is for keeping outside: see :func:`wording`.
    """
    day = day_of(now) - timedelta(days=1)
    last = Seal.objects.order_by("-day").first()
    return last if last and last.day >= day else _seal(day, now)


def _seal(day: date, now: datetime) -> Seal:
    """Two clocks at once queue here; the second finds the seal of the first."""
    Counter.objects.get_or_create(name="seal")
    with transaction.atomic(durable=True):
        Counter.objects.filter(name="seal").update(
            value=F("value") + 0
        )  # locks the row: seals are made one by one
        last = Seal.objects.order_by("-day").first()
        if last and last.day >= day:
            return last
        heads = Dossier.objects.values_list("pk", "length", "head")
        lines = sorted(f"{pk},{length},{head}" for pk, length, head in heads)
        text, previous = "\n".join(lines), last.digest if last else NOTHING
        return Seal.objects.create(
            day=day,
            dossiers=len(lines),
            lines=text,
            previous=previous,
            digest=seal_digest(day.isoformat(), previous, text),
            made_at=now,
        )


def wording(seal: Seal) -> str:
    """The seal in words: for the mail that leaves the house, for paper, for the minutes of a sitting."""
    return Sentence(
        "Tagessiegel vom {day} über {dossiers} Akten: {digest}\nPrüfen: manage.py verify_log --anchor "
        "{isoformat}={digest2}",
        day=seal.day,
        dossiers=seal.dossiers,
        digest=seal.digest,
        isoformat=seal.day.isoformat(),
        digest2=seal.digest,
    )
