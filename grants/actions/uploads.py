"""Files that people upload: typed by content, bounded in size, stored outside the web root."""

from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath
from unicodedata import category, normalize
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from grants.actions.checking import put
from grants.actions.contents import as_kept
from grants.actions.lock import hold
from grants.actions.quotas import insist_on_room
from grants.actions.writing import writing
from grants.faults import FULL_DISK, Fault, fault_of
from grants.models import Application, Attachment, User
from workflows.errors import MoveRefused, NotYet, NotYours
from workflows.sentence import Sentence

MOST_BYTES = 10 * 1024 * 1024
TOO_LARGE = Sentence("Die Datei ist zu groß. Möglich sind bis zu {most} MB.", most=MOST_BYTES // 1024 // 1024)
NO_ROOM = Sentence(
    "Auf dem Server ist zurzeit kein Platz mehr frei, deshalb wurde die Datei nicht gespeichert. "
    "Bitte versuchen Sie es später noch einmal."
)
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}


def upload(
    application: Application,
    *,
    by: User,
    name: str,
    content: bytes,
    kind: str = Attachment.Kind.SONSTIGES,
    now: datetime | None = None,
) -> Attachment:
    """Keep a file with the case; NotYet with a German sentence if it is none that we take.

    The same file under the same name and kind, sent again, is the one that lies there.
    """
    clean, ending = _named(name, content)
    put(Attachment(), {"kind": kind})
    content = as_kept(content, ending)
    digest = sha256(content).hexdigest()
    stored = _store(f"uploads/{digest[:2]}/{uuid4().hex}", content)
    try:
        with writing(application, "upload", by=by, now=now, data={"name": clean, "kind": kind}) as work:
            work.facts["sha256"] = digest
            kept, new = Attachment.objects.get_or_create(
                application=work.record,
                kind=Attachment.Kind(kind),
                name=clean,
                sha256=digest,
                removed_at=None,
                defaults={
                    "content_type": TYPES[ending],
                    "size": len(content),
                    "file": stored,
                    "uploaded_by": by,
                    "uploaded_at": work.now,
                },
            )
            if new:
                hold(by)
                hold(
                    work.record.organisation
                )  # files of its other cases are counted, each with a lock of its own
                insist_on_room(kept)
    except (MoveRefused, ValueError):
        default_storage.delete(stored)  # written before the lock, because no transaction waits for a disk
        raise
    if not new:
        default_storage.delete(stored)
    return kept


def remove_upload(attachment: Attachment, *, by: User, now: datetime | None = None) -> None:
    """Take a file out of the application; what was sent with a version stays provable by its digest."""
    with writing(
        attachment.application, "remove_upload", by=by, now=now, data={"name": attachment.name}
    ) as work:
        members = work.record.organisation.memberships.values("user")
        mine = Attachment.objects.filter(pk=attachment.pk, application=work.record, uploaded_by__in=members)
        if not mine.update(removed_at=work.now):
            raise NotYours("Diese Datei hat die Verwaltung in die Akte gelegt.")


def purge_removed(now: datetime) -> int:
    """Delete the files that were taken out long enough ago; their rows keep the digest. How many went.

    Each file goes before its row says so: after a crash the next visit does it again.
    """
    gone = Attachment.objects.filter(removed_at__lt=now - settings.FILE_GRACE).exclude(file="")
    for attachment in gone:
        default_storage.delete(str(attachment.file.name))
        Attachment.objects.filter(pk=attachment.pk).update(file="")
    return len(gone)


def _store(name: str, content: bytes) -> str:
    """Keep the file; NotYet if there is no room for it."""
    try:
        return default_storage.save(name, ContentFile(content))
    except OSError as error:
        if fault_of(error) is not Fault.FULL:
            raise
        FULL_DISK.say("no room for an upload", error)
        raise NotYet(NO_ROOM) from error


def _named(name: str, content: bytes) -> tuple[str, str]:
    """The name for people and its ending, one of ``TYPES``."""
    clean = normalised(name)
    ending = PurePosixPath(clean).suffix.lower().lstrip(".")
    if ending not in TYPES:
        raise NotYet(
            "Diese Art von Datei nehmen wir nicht an. Möglich sind PDF, DOCX, XLSX, ODT, JPG und PNG."
        )
    if not content:
        raise NotYet("Die Datei ist leer.")
    if len(content) > MOST_BYTES:
        raise NotYet(TOO_LARGE)
    return clean, ending


def normalised(name: str) -> str:
    """A file name for people: last part of the path, NFC, no control characters, at most 150 characters."""
    last = normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    printable = "".join(sign for sign in last if not category(sign).startswith("C")).strip(" .")
    stem, dot, ending = printable.rpartition(".")
    return f"{(stem or 'datei')[: 140 - len(ending)]}{dot}{ending}" if dot else printable[:140] or "datei"
