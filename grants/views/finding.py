"""The first beat of every page: find the record among those that the person may see, or say that there is none."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone

from grants.access import (
    applications_visible_to,
    attachments_visible_to,
    beside_visible_to,
    funds_calls_visible_to,
    measures_visible_to,
    sittings_visible_to,
)
from grants.held import Held, held_by
from grants.models import Application, Attachment, FundsCall, Measure, Sitting

BESIDE = (
    "organisation",
    "call__guideline",
    "call__pot",
    "call__measure",
    "project",
    "review",
    "proof",
    "dossier",
    "caseworker",
)
"""What a page about a case reads beside it, in the same query."""


def today() -> date:
    """Today in Europe/Berlin, for what is shown; what is done asks the one clock of the door."""
    return timezone.localdate()


def _held(request: HttpRequest, day: date | None = None) -> Held:
    """What the person of this request holds, today or on another day."""
    return held_by(request.user, day or today())


def find_case(request: HttpRequest, public_id: UUID, day: date | None = None) -> Application:
    """The case, if the person may see it; Http404 otherwise."""
    seen = applications_visible_to(_held(request, day))
    return _one(seen.select_related(*BESIDE), public_id)


def find_funds_call(request: HttpRequest, public_id: UUID, day: date | None = None) -> FundsCall:
    """The call for funds with its case, if the person may see it; Http404 otherwise."""
    beside = [f"application__{name}" for name in BESIDE]
    return _one(funds_calls_visible_to(_held(request, day)).select_related(*beside), public_id)


def find_beside(request: HttpRequest, kind: type[Any], public_id: UUID, day: date | None = None) -> Any:
    """A record beside a case (a change, an interim proof, a refund), if the person may see it; Http404 otherwise."""
    beside = [f"application__{name}" for name in BESIDE]
    return _one(beside_visible_to(kind, _held(request, day)).select_related(*beside), public_id)


def find_sitting(request: HttpRequest, public_id: UUID, day: date | None = None) -> Sitting:
    """The sitting, if the person may see it; Http404 otherwise."""
    return _one(
        sittings_visible_to(_held(request, day)).select_related("body", "dossier"),
        public_id,
    )


def find_measure(request: HttpRequest, public_id: UUID, day: date | None = None) -> Measure:
    """The measure, if the person may see it; Http404 otherwise."""
    return _one(measures_visible_to(_held(request, day)).select_related("dossier"), public_id)


def find_attachment(request: HttpRequest, public_id: UUID, file_id: UUID) -> Attachment:
    """The file, if the person may see it and it belongs to this case; Http404 otherwise."""
    seen = attachments_visible_to(_held(request)).filter(application__public_id=public_id)
    return _one(seen.select_related("application__dossier"), file_id)


def _one(seen: Any, public_id: UUID) -> Any:
    record = seen.filter(public_id=public_id).first()
    if record is None:
        raise Http404
    return record
