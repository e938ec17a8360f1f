"""The first beat of every page: find the record among those that the person may see, or say that there is none."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils import timezone

from grants.access import attachments_visible_to
from grants.held import Held, held_by
from grants.kinds import KINDS
from grants.models import Application, Attachment, Record
from grants.views.acting import SignedIn

BESIDE = KINDS[Application.kind].beside_it
"""What a page about a case reads beside it, in the same query."""


Found = TypeVar("Found", bound=Record)
Shown = TypeVar("Shown", bound=Model)


def today() -> date:
    """Today in Europe/Berlin, for what is shown; what is done asks the one clock of the door."""
    return timezone.localdate()


def _held(request: SignedIn, day: date | None = None) -> Held:
    """What the person of this request holds, today or on another day."""
    return held_by(request.user, day or today())


def find_case(request: SignedIn, public_id: UUID, day: date | None = None) -> Application:
    """The case, if the person may see it; Http404 otherwise."""
    return find_record(request, Application, public_id, day)


def find_record(request: SignedIn, model: type[Found], public_id: UUID, day: date | None = None) -> Found:
    """The record of a kind, with its case if it stands beside one, if the person may see it; Http404 otherwise."""
    kind = KINDS[model.kind]
    read = [f"application__{name}" for name in BESIDE] if kind.is_beside else []
    seen: QuerySet[Found] = kind.visible_to(_held(request, day))
    return _one(seen.select_related(*kind.beside_it, *read), public_id)


def find_attachment(request: SignedIn, public_id: UUID, file_id: UUID) -> Attachment:
    """The file, if the person may see it and it belongs to this case; Http404 otherwise."""
    seen = attachments_visible_to(_held(request)).filter(application__public_id=public_id)
    return _one(seen.select_related("application__dossier"), file_id)


def _one(seen: QuerySet[Shown], public_id: UUID) -> Shown:
    record = seen.filter(public_id=public_id).first()
    if record is None:
        raise Http404
    return record
