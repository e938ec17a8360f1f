"""The daily seals leave the house here: whoever holds them outside notices when the log inside is rewritten."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage

from grants.actions.seals import wording
from grants.models import Seal


def mail_seals(now: datetime) -> int:
    """Mail all seals that are still only inside, in one mail, to ``settings.SEAL_TO``; return how many.

    Without an address they wait. If this ends after the mail and before the mark, the next mail repeats them, with the
    same Message-ID unless a further seal has come. Raises ``OSError`` if no mail server takes it.
    """
    seals = list(Seal.objects.filter(anchored_at=None).order_by("day"))
    if not settings.SEAL_TO or not seals:
        return 0
    last = seals[-1]
    EmailMessage(
        f"Tagessiegel bis {last.day:%d.%m.%Y}",
        "\n\n".join(wording(seal) for seal in seals) + "\n",
        to=[settings.SEAL_TO],
        headers={"Message-ID": _message_id(last), "Auto-Submitted": "auto-generated"},
    ).send()
    return Seal.objects.filter(pk__in=[seal.pk for seal in seals], anchored_at=None).update(anchored_at=now)


def _message_id(seal: Seal) -> str:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">")
    return f"<seal.{seal.day.isoformat()}.{seal.digest[:40]}@{domain}>"
