"""Mails about accounts wait here for the mail server, so that no page of an account waits for it or fails with it.

They are no rows of the outbox: they belong to no case, and their links let their reader in. So nobody reads them here,
their words go as soon as they are handed over or given up, and what is left goes two weeks later. A claim is one
conditional UPDATE that sets the next attempt behind the lease; a mail that goes twice bears the same Message-ID.
"""

import logging
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Exists, F, QuerySet

from grants.clock import database_now
from grants.models import Restore
from notifications import sending
from notifications.bounces import mark
from notifications.models import AccountMail
from notifications.sending import NotNow, Refused, RefusedReceiver, hand_over

logger = logging.getLogger(__name__)

LINKS_HOLD = timedelta(days=3)
"""After this the link in a mail lets nobody in any more, and the mail need not go out."""
KEPT = timedelta(days=14)
"""How long it stays known that a mail was sent to an address; until then the receiver's server may send it back."""
LEASE = timedelta(seconds=settings.OUTBOX_LEASE)
PUT_BACK = "Die Daten wurden aus einer Sicherung zurückgespielt; diese Mail kann schon angekommen sein."


def keep(message: EmailMessage, now: datetime) -> int:
    """Keep a mail to one receiver until the mail server takes it; return the id of its row."""
    (to,) = message.to
    row = AccountMail.objects.create(
        name=secrets.token_hex(20),
        to=to,
        subject=str(message.subject),
        body=str(message.body),
        made_at=now,
        run_after=now,
    )
    return row.pk


def ready(now: datetime) -> QuerySet[AccountMail]:
    """The mails that a worker may hand over now; none while a restore is still to be noted."""
    waiting = AccountMail.objects.filter(ended_at__isnull=True, run_after__lte=now)
    return waiting.filter(~Exists(Restore.objects.filter(noted_at__isnull=True)))


def give_up_older(than: datetime, now: datetime) -> int:
    """Send nothing that waited when a backup was made: it may have gone out since, and is asked for again at once.

    Return how many.
    """
    rows = AccountMail.objects.filter(ended_at__isnull=True, made_at__lte=than)
    return rows.update(ended_at=now, body="", error=PUT_BACK)


def work(mail_id: int, *, now: datetime | None = None) -> None:
    """Hand one mail over, if it waits and nobody else has it."""
    now = now or database_now()
    if not ready(now).filter(pk=mail_id).update(run_after=now + LEASE, attempts=F("attempts") + 1):
        return
    mail = AccountMail.objects.get(pk=mail_id)
    try:
        hand_over(_message(mail))
    except NotNow as reason:
        _wait(mail, str(reason), now)
    except (Refused, ValueError) as reason:  # ValueError: Django does not write such a mail
        _end(mail, now, error=str(reason))
        if isinstance(reason, RefusedReceiver):
            mark(mail.to, str(reason), now)
    else:
        _end(mail, now)


def settle(*, now: datetime | None = None) -> None:
    """Hand over in this process what is ready (stories, tests)."""
    for mail_id in ready(now or database_now()).order_by("pk").values_list("pk", flat=True):
        work(mail_id, now=now)


def forget(now: datetime) -> int:
    """Remove what is left of mails that ended long ago; return how many."""
    gone, _ = AccountMail.objects.filter(ended_at__lt=now - KEPT).delete()
    return gone


def _message(mail: AccountMail) -> EmailMessage:
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    return EmailMessage(mail.subject, mail.body, to=[mail.to], headers=headers)


def _wait(mail: AccountMail, why: str, now: datetime) -> None:
    if now - mail.made_at >= LINKS_HOLD:
        _end(mail, now, error=why)
        return
    again = now + sending.pause_after(mail.attempts, mail.name)
    AccountMail.objects.filter(pk=mail.pk, ended_at__isnull=True).update(run_after=again, error=why[:2000])
    logger.warning("account mail %s, put off for the %s. time: %s", mail.pk, mail.attempts, why)


def _end(mail: AccountMail, now: datetime, *, error: str = "") -> None:
    AccountMail.objects.filter(pk=mail.pk, ended_at__isnull=True).update(
        ended_at=now, error=error[:2000], body=""
    )
    if error:
        logger.warning("account mail %s is given up: %s", mail.pk, error)
