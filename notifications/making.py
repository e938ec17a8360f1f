"""Making what a row says: a PDF for the archive, or a mail. Nothing here runs inside a transaction."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage

from grants.clock import day_of
from grants.letters import from_json, key_for
from grants.models import Transition
from notifications.documents import render
from notifications.letters import Composed, compose
from notifications.models import Document, Post
from notifications.reminders import still_due
from notifications.rows import folder_of
from notifications.sending import hand_over


@dataclass(frozen=True, kw_only=True)
class Made:
    """What came of a row: a file in the archive, or a note, or simply that it went out."""

    file: str = ""
    sha256: str = ""
    size: int = 0
    title: str = ""
    note: str = ""


class Unusable(ValueError):
    """A letter cannot be made from what is stored; the sentence says why."""


def make(post: Post, now: datetime) -> Made:
    """Render or send what a claimed row says. Raises whatever goes wrong; the outbox records it."""
    return MAKERS[Post.Kind(post.kind)](post, now)


def read_document(document: Document) -> bytes:
    """The archived bytes; Unusable if they are not the ones that were archived."""
    with document.file.open() as file:
        content = file.read()
    if sha256(content).hexdigest() != document.sha256:
        raise Unusable(f"Die Datei zu {document.number} ist nicht mehr die, die archiviert wurde.")
    return content


def written(post: Post) -> Composed:
    """The letter of a move in words, from the facts that the move kept."""
    entry = entry_of(post)
    texts = json.loads(entry.private or "{}").get("letters", {})
    if post.letter not in texts:
        raise Unusable("Die Angaben für diesen Brief sind nicht (mehr) gespeichert.")
    document = Document.objects.filter(transition=entry, key=post.letter).first()
    return compose(
        post.letter,
        folder_of(entry),
        from_json(post.letter, texts.get(key_for(post.letter, post.user_id or 0), texts[post.letter])),
        number=document.number if document else "",
        made_on=day_of(entry.at),
    )


def entry_of(post: Post) -> Transition:
    """The entry of the log that a row was made for; Unusable for a reminder, which has none."""
    if post.transition is None:
        raise Unusable("Zu dieser Zeile gehört kein Eintrag im Protokoll.")
    return post.transition


def _letter(post: Post, now: datetime) -> Made:
    composed, number = written(post), post.document.number
    if composed.html is None:
        raise Unusable("Dieser Brief hat keine Vorlage für ein PDF.")
    content = render(composed.html, number=number, title=composed.title, made_at=entry_of(post).at)
    digest = sha256(content).hexdigest()
    stored = _store(f"documents/{digest[:2]}/{digest}.pdf", content)
    return Made(file=stored, sha256=digest, size=len(content), title=composed.subject)


def _store(name: str, content: bytes) -> str:
    """Keep the bytes under their digest; a half-written file of a worker that died is replaced."""
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            if file.read() == content:
                default_storage.keep_longer(name)  # type: ignore[attr-defined]  # ours
                return name
        default_storage.delete(name)
    return default_storage.save(name, ContentFile(content))


def _mail(post: Post, now: datetime) -> Made:
    files = []
    if post.after:
        document = post.after.document
        files.append((f"{document.number}.pdf", read_document(document), "application/pdf"))
    _send(post, written(post), files)
    return Made()


def _reminder(post: Post, now: datetime) -> Made:
    composed = still_due(post, now)
    if composed is None:
        return Made(note="Entfallen: der Grund besteht nicht mehr.")
    _send(post, composed, [])
    return Made()


def _send(post: Post, composed: Composed, files: list[tuple[str, bytes, str]]) -> None:
    headers = {"Message-ID": post.message_id, "Auto-Submitted": "auto-generated"}
    message = EmailMessage(
        composed.subject, composed.body_text, to=[post.address], attachments=files, headers=headers
    )
    Post.objects.filter(pk=post.pk).update(sent_as=post.message_id)  # before: a report may come at once
    message.post_id = post.pk  # type: ignore[attr-defined]  # for the mailbox, not for the world
    hand_over(message)


MAKERS: dict[Post.Kind, Callable[[Post, datetime], Made]] = {
    Post.Kind.LETTER: _letter,
    Post.Kind.MAIL: _mail,
    Post.Kind.REMINDER: _reminder,
}
"""Kind of row → who makes it. Paper is not made here, people do."""
