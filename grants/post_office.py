"""What the pages ask the post office, which stands above them and registers itself when it is loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from grants.models import Transition, User


@dataclass(frozen=True)
class Outgoing:
    """A letter or mail as it would leave the house: a letter on paper has a ``pdf`` and no ``text``, a mail has a text
    and, where a document goes with it, a ``pdf``."""

    title: str
    to: tuple[str, ...]
    subject: str
    text: str
    pdf: bytes | None
    unprinted: str = ""
    """Why the document that belongs here could not be printed just now."""


@dataclass(frozen=True)
class Archived:
    """A numbered letter that lies in the archive as a PDF, with the address of its page."""

    number: str
    title: str
    url: str
    visible_from: datetime | None
    """From when the applicant may read it; None as long as it has not left the house."""
    replaced_at: datetime | None
    """Since when it is not posted any more because its release was taken back."""


@dataclass(frozen=True)
class Undelivered:
    """A mail of a case that did not reach its receiver."""

    title: str
    text: str
    """What did not arrive, with whom, and why."""
    url: str
    """The page of its row, for whoever looks after the outbox."""


@dataclass(frozen=True)
class PostOffice:
    """The functions that answer."""

    outgoing: Callable[[Transition, datetime], list[Outgoing]]
    archived: Callable[[int], list[Archived]]
    undelivered: Callable[[int], list[Undelivered]]
    returned: Callable[[Any], Any]
    """The mails that came back, as tasks, which stand above this module (:data:`grants.waiting.task.Source`)."""
    preview_url: Callable[[UUID], str]
    """Public id of a case → where its Bescheid is read as it would leave the house."""
    sheet_url: Callable[[UUID], str]
    """Public id of a payment run → where its control sheet is read."""
    notices: Callable[[User, datetime], list[tuple[str, str]]]
    """Addresses and sentences about what stands still, for the start page of whoever sees to it."""
    places: Callable[[bool, bool], list[tuple[str, str]]]
    """Addresses and labels of its pages for the menu; the arguments say whether the reader may see the outbox, and the
    house itself."""


_registered: list[PostOffice] = []


def register(office: PostOffice) -> None:
    """Let this post office answer from now on."""
    _registered[:] = [office]


def outgoing(entry: Transition, now: datetime) -> list[Outgoing]:
    """What an entry of the log that was not kept would send; see :func:`grants.actions.door.rehearse`."""
    return [letter for office in _registered for letter in office.outgoing(entry, now)]


def archived(dossier_id: int) -> list[Archived]:
    """The letters of a dossier whose PDF is there, the latest first; whoever shows them asks who may read them."""
    return [letter for office in _registered for letter in office.archived(dossier_id)]


def undelivered(dossier_id: int) -> list[Undelivered]:
    """The mails of a dossier that did not arrive and that nobody has seen to; whoever shows them asks who may read."""
    return [mail for office in _registered for mail in office.undelivered(dossier_id)]


def sources() -> list[Callable[[Any], Any]]:
    """What the post office puts on the start page of whoever looks after it."""
    return [office.returned for office in _registered]


def preview_url(public_id: UUID) -> str:
    """Where the Bescheid of a case is read as it would leave the house; "" without a post office."""
    return next((office.preview_url(public_id) for office in _registered), "")


def sheet_url(public_id: UUID) -> str:
    """Where the control sheet of a payment run is read; "" without a post office."""
    return next((office.sheet_url(public_id) for office in _registered), "")


def notices(user: User, now: datetime) -> list[tuple[str, str]]:
    """What stands still at the post office and waits for this person: an address and a sentence each."""
    return [notice for office in _registered for notice in office.notices(user, now)]


def places(sees_outbox: bool, sees_operation: bool) -> list[tuple[str, str]]:
    """Addresses and labels of the pages of the post office for the menu of this reader."""
    return [place for office in _registered for place in office.places(sees_outbox, sees_operation)]
