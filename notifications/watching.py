"""The alert when something stands still, and the ping that stops when the house cannot alert any more.

An alert goes out once a day for each thing that stands still; what is found is noted before the mail goes, so that two
processes at once send one. A mail that nobody takes leaves no note: the next look repeats it. The ping goes to an
address outside as long as nothing stands still; who stops hearing it knows, also of a house that is dead as a whole.
"""

import logging
import urllib.request
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from grants.clock import day_of
from grants.models import Alert
from grants.wording import moment
from notifications.condition import read
from notifications.standstill import Finding, findings
from workflows.sentence import Sentence

logger = logging.getLogger(__name__)

CLOSING = """Mehr auf der Seite „Betrieb“: {page}
Gefunden: {found}. Bleibt es dabei, kommt diese Nachricht morgen wieder, für dasselbe nicht eher.
"""
PATIENCE = 10
"""Seconds that the address outside has for its answer."""


def watch(now: datetime) -> tuple[Finding, ...]:
    """Look at the house; alert what was not alerted today, or ping; return what stands still."""
    found = findings(read(now))
    for finding in found:
        logger.warning("stands still: %s: %s", finding.key, finding.sentence)
    if found:
        alert(found, now)
    else:
        ping()
    return found


def alert(found: Iterable[Finding], now: datetime) -> int:
    """Mail to ``ALERT_TO`` what nobody was told today, in one mail; return how much that was."""
    if not settings.ALERT_TO:
        return 0
    day = day_of(now)
    with transaction.atomic():
        fresh = [each for each in found if Alert.objects.get_or_create(what=each.key, day=day)[1]]
    if not fresh:
        return 0
    try:
        _mail(fresh, now)
    except OSError as reason:
        logger.warning("the alert could not be mailed, the next look repeats it: %s", reason)
        Alert.objects.filter(day=day, what__in=[each.key for each in fresh]).delete()
        return 0
    return len(fresh)


def _mail(found: list[Finding], now: datetime) -> None:
    """It holds counts and times, and nothing of any case."""
    page = settings.PUBLIC_URL + reverse("notifications:operation")
    several = Sentence("Mittelweg: {count} Dinge stehen still", count=len(found))
    EmailMessage(
        Sentence("Mittelweg: {said}", said=found[0].sentence) if len(found) == 1 else several,
        "\n\n".join([*map(_told, found), Sentence(CLOSING, page=page, found=moment(now))]),
        to=settings.ALERT_TO,
        headers={"Auto-Submitted": "auto-generated"},
    ).send()


def _told(finding: Finding) -> str:
    since = Sentence("Seit: {since}", since=finding.since_when) if finding.since else ""
    return "\n".join(filter(None, (finding.sentence, since, finding.advice)))


def ping() -> None:
    """Tell the address outside that all is well. One that does not answer is a warning: it alerts by itself."""
    if not settings.ALIVE_URL:
        return
    try:
        with urllib.request.urlopen(settings.ALIVE_URL, timeout=PATIENCE):  # noqa: S310  # http(s), see the settings
            pass
    except (OSError, ValueError) as reason:
        logger.warning("the ping outside was not taken: %s", reason)
