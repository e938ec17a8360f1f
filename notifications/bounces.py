"""Mails that came back: a report of the receiver's mail server (RFC 3464) is read, and its row says that it came back.

A report counts only if it names the Message-ID of a mail of ours, which nobody guesses. Reports of a delay say nothing.
"""

import imaplib
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, message_from_string
from email.message import Message
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction

from grants.models import User
from grants.models.dossier import ERASED
from notifications.models import AccountMail, Post, Unreachable
from workflows.sentence import Sentence

logger = logging.getLogger(__name__)

LARGEST = 5_000_000
"""Bytes of a report that are read; its parts that matter stand in front."""
AT_ONCE = 200
"""Mails of the mailbox that one visit reads."""
READ = "$MittelwegGelesen"
"""The keyword of a mail in the mailbox that is no report about a mail of ours: people find it unread."""
TIMEOUT = 20


@dataclass(frozen=True)
class Bounce:
    """What a report says: which mail was not delivered, and why."""

    message_id: str
    said: str


def read(raw: bytes) -> Bounce | None:
    """The report that a mail is; None if it is none, or none of a final failure."""
    report = message_from_bytes(raw[:LARGEST])
    said = next((said for part in report.walk() if (said := _failure(part)) is not None), None)
    name = next((name for part in report.walk() if (name := _original(part))), "")
    return Bounce(name, said) if said is not None and name else None


def take(raw: bytes, now: datetime) -> bool:
    """Mark the mail that came back, and the address it went to; whether this was a report about a mail of ours."""
    bounce = read(raw)
    if bounce is None:
        return False
    why = str(Sentence("Die E-Mail kam zurück: {said}", said=bounce.said))[:2000]
    sent = Post.objects.filter(sent_as=bounce.message_id).exclude(address=ERASED)
    with transaction.atomic():
        post = sent.first()
        name = bounce.message_id.strip("<>").partition("@")[0]
        account = AccountMail.objects.filter(name=name).first()
        if post is None and account is None:
            return False
        sent.filter(state__in=[Post.State.DONE, Post.State.DUE]).update(
            state=Post.State.RETURNED, error=why, finished_at=None
        )
        mark(post.address if post else account.to if account else "", bounce.said, now)
    logger.warning("a mail came back: %s", bounce.message_id)
    return True


def mark(address: str, said: str, now: datetime) -> None:
    """Mails to this address come back, until the person has another one or somebody confirms it."""
    Unreachable.objects.update_or_create(
        address=address.lower(), defaults={"reason": said[:2000], "since": now}
    )


def forget() -> None:
    """Remove the marks of addresses that nobody has any more."""
    Unreachable.objects.exclude(address__in=User.objects.values("email")).delete()


def visit_mailbox(now: datetime) -> int:
    """Read the new mails of the mailbox to which reports go; return how many were about mails of ours."""
    if not settings.BOUNCES_URL:
        return 0
    count = 0
    with _mailbox(settings.BOUNCES_URL) as box:
        _, found = box.uid("SEARCH", "UNSEEN", "UNKEYWORD", READ)
        for uid in found[0].split()[:AT_ONCE] if found and found[0] else ():
            _, parts = box.uid("FETCH", uid, "(BODY.PEEK[])")
            raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
            ours = take(raw, now)
            box.uid("STORE", uid, "+FLAGS", r"(\Seen)" if ours else f"({READ})")
            count += ours
    return count


@contextmanager
def _mailbox(url: str) -> Iterator[imaplib.IMAP4]:
    where = urlsplit(url)
    host = where.hostname or "localhost"
    box: imaplib.IMAP4
    if where.scheme == "imaps":
        trusted = ssl.create_default_context()
        box = imaplib.IMAP4_SSL(host, where.port or 993, ssl_context=trusted, timeout=TIMEOUT)
    else:
        box = imaplib.IMAP4(host, where.port or 143, timeout=TIMEOUT)
    with box:
        box.login(unquote(where.username or ""), unquote(where.password or ""))
        box.select(unquote(where.path.strip("/")) or "INBOX")
        yield box


def _failure(part: Message) -> str | None:
    """What the receiver's server said, if this part reports that it gave up."""
    if part.get_content_type() != "message/delivery-status":
        return None
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
            said = str(block.get("Diagnostic-Code") or block.get("Status") or "ohne Angabe eines Grundes")
            return " ".join(said.removeprefix("smtp;").replace("\x00", "").split())
    return None


def _original(part: Message) -> str:
    """The Message-ID of the mail that the report is about, if this part is that mail or its head."""
    kind, payload = part.get_content_type(), part.get_payload()
    if kind == "message/rfc822" and isinstance(payload, list) and isinstance(payload[0], Message):
        return _name_of(payload[0])
    if kind in ("text/rfc822-headers", "message/rfc822-headers"):
        text = part.get_payload(decode=True)
        return _name_of(message_from_string(text.decode(errors="replace"))) if isinstance(text, bytes) else ""
    return ""


def _name_of(mail: Message) -> str:
    return "".join(str(mail.get("Message-ID", "")).replace("\x00", "").split())
