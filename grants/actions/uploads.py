"""Files that people upload: typed by content, bounded in size, stored outside the web root."""

from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath
from unicodedata import category, normalize
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from grants.actions.checking import put
from grants.actions.contents import is_document, without_metadata
from grants.actions.writing import writing
from grants.models import Application, Attachment, User
from workflows.errors import MoveRefused, NotYet, NotYours

MOST_BYTES = 10 * 1024 * 1024
TOO_LARGE = f"Die Datei ist zu groß. Möglich sind bis zu {MOST_BYTES // 1024 // 1024} MB."
TYPES = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    "odt": ("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
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
    """Keep a file with the case; NotYet with a German sentence if it is none that we take."""
    clean, content_type = _checked(name, content)
    put(Attachment(), {"kind": kind})
    content = without_metadata(content)
    digest = sha256(content).hexdigest()
    stored = default_storage.save(f"uploads/{digest[:2]}/{uuid4().hex}", ContentFile(content))
    try:
        with writing(application, "upload", by=by, now=now, data={"name": clean, "kind": kind}) as work:
            work.facts["sha256"] = digest
            return Attachment.objects.create(
                application=work.record,
                kind=Attachment.Kind(kind),
                name=clean,
                content_type=content_type,
                size=len(content),
                sha256=digest,
                file=stored,
                uploaded_by=by,
                uploaded_at=work.now,
            )
    except (MoveRefused, ValueError):
        default_storage.delete(stored)  # written before the lock, because no transaction waits for a disk
        raise


def remove_upload(attachment: Attachment, *, by: User, now: datetime | None = None) -> None:
    """Take a file out of the application; what was sent with a version stays provable by its digest."""
    with writing(
        attachment.application, "remove_upload", by=by, now=now, data={"name": attachment.name}
    ) as work:
        members = work.record.organisation.memberships.values("user")
        mine = Attachment.objects.filter(pk=attachment.pk, application=work.record, uploaded_by__in=members)
        if not mine.update(removed_at=work.now):
            raise NotYours("Diese Datei hat die Verwaltung in die Akte gelegt.")


def _checked(name: str, content: bytes) -> tuple[str, str]:
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
    content_type, starts = TYPES[ending]
    if not content.startswith(starts) or not is_document(content, ending):
        raise NotYet(f"Der Inhalt der Datei passt nicht zu ihrer Endung „.{ending}“.")
    return clean, content_type


def normalised(name: str) -> str:
    """A file name for people: last part of the path, NFC, no control characters, at most 150 characters."""
    last = normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    printable = "".join(sign for sign in last if not category(sign).startswith("C")).strip(" .")
    stem, dot, ending = printable.rpartition(".")
    return f"{(stem or 'datei')[: 140 - len(ending)]}{dot}{ending}" if dot else printable[:140] or "datei"
