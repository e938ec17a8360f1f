"""Mails about accounts in tests: they wait for a worker, and what has gone out is read here."""

from django.core import mail
from django.core.mail import EmailMessage

from notifications import account_mail


def sent() -> list[EmailMessage]:
    """What has gone out, after a worker has taken what waits. For tests with the fixture ``account_mails``."""
    account_mail.settle()
    return mail.outbox
