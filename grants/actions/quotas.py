"""How much may be uploaded: files and bytes for a case, an organisation, an account and a day (``QUOTAS``).

They are exact: whoever asks holds the case, the account and the organisation until the file is counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil

from django.conf import settings
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from grants.clock import day_of
from grants.models import Attachment
from workflows.errors import NotYet
from workflows.sentence import Sentence

MEGABYTE = 1024 * 1024
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Scope:
    """What a bound counts, and what is said when it is reached."""

    name: str
    rows: QuerySet[Attachment]
    too_many: str
    too_large: str


def insist_on_room(new: Attachment) -> None:
    """NotYet with what is left where a file that was just written goes beyond a bound; the caller takes it back."""
    reasons = [reason for scope in _scopes(new) if (reason := _refusal(scope, new))]
    if reasons:
        raise NotYet(reasons[0])


def _refusal(scope: Scope, new: Attachment) -> Sentence | None:
    most_files, most_bytes = settings.QUOTAS[scope.name]
    used = scope.rows.exclude(pk=new.pk).aggregate(files=Count("pk"), size=Coalesce(Sum("size"), 0))
    if most_files and used["files"] >= most_files:
        return Sentence(scope.too_many, most=most_files)
    if most_bytes and used["size"] + new.size > most_bytes:
        return Sentence(
            scope.too_large,
            most=most_bytes // MEGABYTE,
            left=max(0, most_bytes - used["size"]) // MEGABYTE,
            size=ceil(new.size / MEGABYTE),
        )
    return None


def _scopes(new: Attachment) -> Iterator[Scope]:
    kept = Attachment.objects.filter(removed_at__isnull=True)
    yield Scope(
        "case",
        kept.filter(application=new.application),
        "Zu einem Vorgang gehören höchstens {most} Dateien, und so viele sind schon da. Entfernen Sie zuerst eine.",
        "Alle Dateien eines Vorgangs haben zusammen höchstens {most} MB. Frei sind noch {left} MB, diese Datei "
        "braucht {size} MB.",
    )
    yield Scope(
        "organisation",
        kept.filter(application__organisation=new.application.organisation),
        "Eine Organisation hat in allen Vorgängen zusammen höchstens {most} Dateien, und so viele sind schon da.",
        "Alle Dateien einer Organisation haben zusammen höchstens {most} MB. Frei sind noch {left} MB, diese Datei "
        "braucht {size} MB.",
    )
    yield Scope(
        "account",
        kept.filter(uploaded_by=new.uploaded_by, uploaded_at__gt=new.uploaded_at - YEAR),
        "Mit einem Konto lassen sich im Jahr höchstens {most} Dateien hochladen, und so viele sind es schon.",
        "Mit einem Konto lassen sich im Jahr höchstens {most} MB hochladen. Frei sind noch {left} MB, diese "
        "Datei braucht {size} MB.",
    )
    yield Scope(
        "day",
        Attachment.objects.filter(uploaded_by=new.uploaded_by, uploaded_at__gte=_morning(new.uploaded_at)),
        "An einem Tag lassen sich höchstens {most} Dateien hochladen, und so viele sind es heute schon. Morgen geht "
        "es weiter.",
        "An einem Tag lassen sich höchstens {most} MB hochladen. Heute sind noch {left} MB frei, diese Datei braucht "
        "{size} MB. Morgen geht es weiter.",
    )


def _morning(now: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(day_of(now), time.min))
