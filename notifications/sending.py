"""Handing a mail to the mail server, and what its answer means: taken, not now, or never for this receiver.

An answer of 4xx, a server that is away, hangs or closes, a name that is not found, TLS or a sign-in that fails: all of
this is about the server or the moment, and says nothing of the mail. It is tried again for days (RFC 5321, 4.5.4.1).
An answer of 5xx to the receiver or to the mail itself is for good.
"""

import re
from datetime import datetime, timedelta
from hashlib import sha256
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from workflows.sentence import Sentence

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
PATIENCE = timedelta(days=settings.MAIL_PATIENCE)
"""How long a mail is tried again before a person has to look."""
SPREAD = 0.25
"""The share of a pause by which rows that failed together are drawn apart."""
TOO_LARGE = 552
"""The one answer to the sender that is about the mail: it is larger than the server ever takes."""


OF_THE_ADDRESS = re.compile(r"5\.(1\.\d+|2\.1)\b")
"""The answers to a receiver that are about the address (RFC 3463): unknown, moved, closed. Others are about us."""


class NotNow(Exception):
    """The mail server does not take the mail at this moment; the sentence says what it said."""


class Refused(Exception):
    """The mail server never takes this mail for this receiver; the sentence says why."""


class RefusedReceiver(Refused):
    """It is the address that the mail server does not take: no mail arrives there."""


def hand_over(message: EmailMessage) -> None:
    """Give a mail with one receiver to the mail server. Raises :class:`NotNow` or :class:`Refused`.

    What is wrong with the mail itself (a line break in its subject, say) is raised as it comes.
    """
    message.connection = get_connection()
    try:
        try:
            message.send()
        finally:
            message.connection.close()  # Django leaves it open where signing in fails
    except SMTPRecipientsRefused as reason:
        for code, said in reason.recipients.values():
            about = RefusedReceiver if OF_THE_ADDRESS.match(_one_line(said)) else Refused
            raise _meant(code, said, about) from reason
    except SMTPDataError as reason:
        raise _meant(reason.smtp_code, reason.smtp_error) from reason
    except SMTPSenderRefused as reason:
        if reason.smtp_code == TOO_LARGE:
            raise _meant(reason.smtp_code, reason.smtp_error) from reason
        raise NotNow(_away(reason)) from reason
    except (SMTPException, OSError, SoftTimeLimitExceeded) as reason:
        raise NotNow(_away(reason)) from reason


def pause_after(times: int, key: str) -> timedelta:
    """How long a mail waits after it was put off so often: longer each time, and not as long as every other mail."""
    pause = min(FIRST_PAUSE * 2 ** min(times - 1, 20), LONGEST_PAUSE)
    drawn = int(sha256(f"{key} {times}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    return pause * (1 - SPREAD * drawn)


def is_over(since: datetime, now: datetime) -> bool:
    """Whether a mail that has been put off since then has been tried for long enough."""
    return now - since >= PATIENCE


def _meant(code: int, said: bytes | str, refused: type[Refused] = Refused) -> NotNow | Refused:
    if code >= 500:
        return refused(
            Sentence(
                "Der Mailserver lehnt diese E-Mail endgültig ab: {code} {answer}",
                code=str(code),
                answer=_one_line(said),
            )
        )
    return NotNow(
        Sentence(
            "Der Mailserver nimmt diese E-Mail zurzeit nicht an: {code} {answer}",
            code=str(code),
            answer=_one_line(said),
        )
    )


def _one_line(said: bytes | str) -> str:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(words.replace("\x00", "").split())


def _away(reason: Exception) -> Sentence:
    return Sentence(
        "Der Mailserver ist zurzeit nicht erreichbar oder nicht bereit ({kind}): {answer}",
        kind=type(reason).__name__,
        answer=_one_line(str(reason)),
    )
