"""Noting a restore: one entry of the chained log, numbers raised by one named gap, payments held."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from grants.actions import chains
from grants.actions.numbers import raise_numbers, remembered, years_between
from grants.actions.writing import look_again, writing
from grants.clock import day_of
from grants.models import Application, Body, Mittelabruf, Restore, Transition, User
from workflows.errors import NotHere, NotYet
from workflows.stages import MITTELABRUF_OVER

SITTINGS = 10
"""Numbers of sittings that are skipped in each body."""
NOT_HELD = "Diese Zahlung ist nicht (mehr) angehalten."
CHAIN = "restores"
"""The name of the dossier that keeps one chain for all restores."""


def begin(backup_at: datetime) -> Restore:
    """Say that the data were put back to ``backup_at``: until :func:`note` nothing leaves the house."""
    return Restore.objects.create(backup_at=backup_at)


def under_way(now: datetime) -> Restore:
    """The restore that is still to be noted: what ``manage.py restore`` began, else one up to the last known entry."""
    begun = Restore.objects.filter(noted_at__isnull=True).order_by("-pk").first()
    if begun:
        return begun
    last = Transition.objects.order_by("-at").values_list("at", flat=True).first()
    return Restore(backup_at=min(last or now, now))


def raise_all(restore: Restore, gap: int, floors: Mapping[str, int], now: datetime) -> Restore:
    """Raise ids and counters by ``gap`` above what is drawn here, remembered outside, or in ``floors``; once a restore.

    In a transaction of its own, before anything is drawn again.
    """
    with transaction.atomic(durable=True):
        if not restore.gap:
            known = remembered()
            highest = {name: max(known.get(name, 0), floors.get(name, 0)) for name in {*known, *floors}}
            raise_numbers(gap, highest, years_between(day_of(restore.backup_at), day_of(now)))
            _skip_sittings()
            restore.gap = gap
            restore.save()
    return restore


def note(
    restore: Restore,
    *,
    by: str,
    reason: str,
    lost: Sequence[str],
    facts: Mapping[str, object],
    now: datetime,
) -> Restore:
    """Hold open payments, and log the restore in the chain of the house; its numbers are raised already.

    Runs inside the caller's transaction. ``lost``: what outside evidence knows and this database does not; ``facts``:
    what the caller has held.
    """
    chain = chains.lock_chain(CHAIN)
    restore.noted_at, restore.noted_by, restore.reason = now, by, reason
    restore.salt, restore.lost = secrets.token_hex(3).upper(), "\n".join(lost)
    restore.save()
    facts = {"backup_at": restore.backup_at, "gap": restore.gap, "lost": len(lost), **facts}
    chains.note(
        chain,
        "restored",
        by=by,
        facts={"payments": _hold_payments(), **facts},
        private={"reason": reason, "lost": list(lost)},
        record=f"{restore.kind}:{restore.public_id}",
        at=now,
    )
    return restore


def look_at_held(now: datetime) -> None:
    """Write down anew whose turn it is in the cases of held payments; each case in a transaction of its own."""
    look_again(Application.objects.filter(mittelabrufe__held=True).distinct(), now)


def release_payment(
    call: Mittelabruf, *, by: User, reason: str, key: str | None = None, now: datetime | None = None
) -> None:
    """Somebody has compared a held payment with the account: it is not made yet and goes its way again.

    The same ``key`` of the same person again changes nothing. NotHere if it is not held. A payment
    that was made is not released: the treasury notes it as made.
    """
    if not reason.strip():
        raise NotYet("Bitte schreiben Sie, womit Sie verglichen haben.")
    if key and Transition.objects.filter(dossier=call.dossier_id, user=by, key=key).exists():
        return
    with writing(call, "release_payment", by=by, now=now, data={"reason": reason}, key=key) as work:
        if not work.record.held:
            raise NotHere(NOT_HELD)
        work.record.held = False
        work.record.save(update_fields=["held"])


def _skip_sittings() -> None:
    """Sittings are few: of each body only some numbers are skipped, above the last one that is known."""
    for body in Body.objects.annotate(last=Max("sittings__number")):
        Body.objects.filter(pk=body.pk).update(numbered_to=max(body.numbered_to, body.last or 0) + SITTINGS)


def _hold_payments() -> int:
    return Mittelabruf.objects.exclude(stage__in=MITTELABRUF_OVER).update(held=True)
