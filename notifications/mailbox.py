"""The mail server of a trial: every mail is kept in the database, once per Message-ID."""

from collections.abc import Sequence
from email.utils import make_msgid
from hashlib import sha256
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from grants.clock import database_now
from notifications.models import Mail


class EmailBackend(BaseEmailBackend):
    """Keeps mails as rows; the same Message-ID again changes nothing, as with a good mail server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the mails and return their number."""
        for message in email_messages:
            name = message.extra_headers.get("Message-ID") or make_msgid()
            Mail.objects.get_or_create(message_id=name, defaults=_fields(message))
        return len(email_messages)


def _fields(message: EmailMessage) -> dict[str, Any]:
    return {
        "post_id": getattr(message, "post_id", None),
        "sender": message.from_email,
        "to": ", ".join(message.recipients()),
        "subject": " ".join(str(message.subject).split()),
        "body": message.body,
        "attachments": [_described(*attachment) for attachment in message.attachments],
        "sent_at": database_now(),
    }


def _described(name: str, content: bytes | str, mimetype: str) -> dict[str, Any]:
    raw = content.encode() if isinstance(content, str) else content
    return {"name": name, "type": mimetype, "size": len(raw), "sha256": sha256(raw).hexdigest()}
