"""The tasks of the post office. Celery only wakes; what is to be done stands in rows, so each may run twice."""

import logging
from imaplib import IMAP4
from typing import Any

from celery import shared_task
from django.db.models import QuerySet
from kombu.exceptions import OperationalError

from grants.clock import database_now
from grants.models import Application
from notifications import account_mail, files, forgetting, outbox, posting, reminders, watching
from notifications.anchor import mail_seals
from notifications.bounces import forget as forget_marks
from notifications.bounces import visit_mailbox
from notifications.models import Post

logger = logging.getLogger(__name__)

AT_ONCE = 200
"""Letters, and mails, that one sweep hands out; the next sweep comes in seconds."""
STALE = 5
"""Seconds after which a wake-up call of the sweep is worth nothing: the next sweep repeats it."""


def wake(task: Any, *args: int, expires: float | None = None) -> None:
    """Hand a task to the broker. A broker that is away is a warning: the sweep finds the row."""
    try:
        task.apply_async(args, expires=expires, retry_policy={"max_retries": 1, "interval_start": 0})
    except (OperationalError, OSError) as reason:
        logger.warning("the broker is away, the sweep will repeat %s%s: %s", task.name, args, reason)


def wake_for(rows: QuerySet[Post], *, most: int | None = None, expires: float | None = None) -> None:
    """Wake a worker for each of these rows, the oldest first: one for letters, or one for mails."""
    for post_id, kind in rows.order_by("pk").values_list("pk", "kind")[:most]:
        wake(send if kind in outbox.SENT else work, post_id, expires=expires)


@shared_task
def post(transition_id: int) -> None:
    """Make the rows of a move and wake a worker for each; after an erasure forget what was sent."""
    wake_for(Post.objects.filter(pk__in=posting.post(transition_id)))
    erased = Application.objects.filter(dossier__transitions=transition_id, erased_on__isnull=False)
    for case_id in erased.values_list("pk", flat=True):
        forgetting.forget(case_id)


@shared_task
def work(post_id: int) -> None:
    """Work one row, then wake those that waited for it."""
    wake_for(Post.objects.filter(pk__in=outbox.work(post_id)))


@shared_task
def send(post_id: int) -> None:
    """Hand over the mail of one row; these have a queue of their own, a mail server that hangs holds up no letter."""
    outbox.work(post_id)


@shared_task
def mail_of_account(mail_id: int) -> None:
    """Hand over one mail about an account."""
    account_mail.work(mail_id)


@shared_task
def sweep() -> None:
    """Find what nobody was woken for: moves without rows, however old, and rows that are due or were abandoned."""
    now = database_now()
    outbox.bury(now)
    for transition_id in posting.ready(now):
        wake(post, transition_id, expires=STALE)
    ready = outbox.ready(now)
    for rows in (ready.exclude(kind__in=outbox.SENT), ready.filter(kind__in=outbox.SENT)):
        wake_for(rows, most=AT_ONCE, expires=STALE)
    for mail_id in account_mail.ready(now).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
        wake(mail_of_account, mail_id, expires=STALE)


@shared_task
def remind() -> None:
    """Make the rows of the reminders that have fallen due."""
    wake_for(Post.objects.filter(pk__in=reminders.make_due(database_now())))


@shared_task
def forget() -> None:
    """Forget what the post office still holds of erased cases because a process died after the commit."""
    for case_id in forgetting.left():
        forgetting.forget(case_id)
    account_mail.forget(database_now())
    forget_marks()


@shared_task
def tidy_files() -> None:
    """Remove files that nobody needs any more, and name the rows whose file is gone."""
    files.tidy(database_now())


@shared_task
def bounces() -> None:
    """Read what came back to the mailbox of the house. One that is away is a warning: the next visit repeats."""
    try:
        visit_mailbox(database_now())
    except (OSError, IMAP4.error) as reason:
        logger.warning("the mailbox of returned mails cannot be read: %s", reason)


@shared_task
def anchor() -> None:
    """Mail the seals that nobody outside has yet. A mail server that is away is a warning: the next hour repeats."""
    try:
        mail_seals(database_now())
    except OSError as reason:
        logger.warning("the seals could not be mailed, the next hour repeats: %s", reason)


@shared_task
def watch() -> None:
    """Alert whoever runs the house when something stands still."""
    watching.watch(database_now())
