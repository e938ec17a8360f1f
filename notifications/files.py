"""Files and rows that have lost each other: uploads and letters on the disk, and who names them in the database.

A file without a row is left by a process that died before its commit, or by an erasure: it goes after a day. After a
restore it may be all that is left of what came after the backup: then it stays for a month. A row without its file is a
loss, and a person has to know: a backup may still have it.
"""

import logging
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.files.storage import default_storage

from grants.actions import heartbeats
from grants.actions.uploads import purge_removed
from grants.kinds import name_of
from grants.models import Attachment, Restore
from notifications.models import Document
from workflows.sentence import Sentence

logger = logging.getLogger(__name__)

FOLDERS = ("uploads", "documents")
WHOLE = "whole files"
"""The sign of life that says when every row last had its file."""


@dataclass
class Found:
    """What a visit has seen and done."""

    strays: list[str] = field(default_factory=list)
    """Files that no row names, old enough to go."""
    lost: list[Sentence] = field(default_factory=list)
    """Rows whose file is not there, named for people."""
    purged: int = 0
    """Files that people had taken out, and that went now."""


def tidy(now: datetime, *, remove: bool = True) -> Found:
    """Look at all files and all rows; ``remove`` the files that nobody names and those taken out long ago."""
    found = Found(purged=purge_removed(now) if remove else 0)
    oldest = (now - (settings.FILE_GRACE if _was_restored(now) else settings.STRAY_GRACE)).timestamp()
    ages = {name: age for folder in FOLDERS for name, age in default_storage.walk(folder)}  # type: ignore[attr-defined]  # ours
    named = _named()
    found.strays = sorted(name for name, age in ages.items() if name not in named and age < oldest)
    found.lost = list(_lost(ages.keys()))
    for name in found.strays if remove else ():
        default_storage.delete(name)
    if not found.lost:
        heartbeats.note(WHOLE, now)
    heartbeats.expect([WHOLE], now)
    for line in found.lost:
        logger.error("%s", line)
    if found.strays and remove:
        logger.warning("%s files without a row were removed", len(found.strays))
    return found


def _was_restored(now: datetime) -> bool:
    """Whether the database was put back so shortly ago that people may still look for what it lost."""
    return Restore.objects.exclude(noted_at__lt=now - settings.FILE_GRACE).exists()


def _named() -> set[str]:
    """The names of all files that a row names."""
    return {
        name
        for rows in (Attachment.objects, Document.objects)
        for name in rows.exclude(file="").values_list("file", flat=True).iterator()
    }


def _lost(there: Container[str]) -> Iterator[Sentence]:
    """A sentence for each row whose file is gone. What is not in ``there`` is looked for once more: it may be new."""
    attachments = Attachment.objects.filter(removed_at__isnull=True).exclude(file="")
    for attachment in attachments.select_related("application").iterator():
        if _is_gone(str(attachment.file.name), there):
            yield Sentence(
                "Die Datei der Anlage „{name}“ im Vorgang {case} fehlt.",
                name=attachment.name,
                case=name_of(attachment.application),
            )
    for document in Document.objects.exclude(file="").iterator():
        if _is_gone(str(document.file.name), there):
            yield Sentence("Die Datei des Schreibens {number} fehlt.", number=document.number)


def _is_gone(name: str, there: Container[str]) -> bool:
    return name not in there and not default_storage.exists(name)
