"""Acknowledges an application, with all that was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

from grants.cases.answers import form_of, in_words
from grants.cases.decisions import bodies_of, council_of, planned_sitting
from grants.cases.snapshot import written_and_sent
from grants.clock import day_of
from grants.letters.basis import Brief, brief
from grants.models import Application
from workflows.outcome import Outcome


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that came with the application. ``digest`` is its SHA-256 in hexadecimal."""

    name: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer of the application, as it was sent."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Eingangsbestaetigung(Brief):
    """Acknowledges an application; decides nothing."""

    received_at: datetime
    requested: Decimal
    attachments: tuple[Attachment, ...] = ()
    sitting_on: date | None = None  # planned sitting of the first body after the round has closed
    body: str  # which decides or recommends
    council: tuple[
        str, ...
    ] = ()  # bodies that decide on what it recommends, in their order; empty: it decides
    heard_first: tuple[str, ...] = ()  # bodies that advise before it, in their order
    call_ends_on: date  # last day for documents of this round
    early_start: bool = False  # a förderunschädlicher vorzeitiger Maßnahmebeginn was asked for
    answers: tuple[Answer, ...]  # the annex: what was sent
    digest: str  # SHA-256 of what was sent, in hexadecimal
    privacy_link: str


def gather(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> Eingangsbestaetigung:
    version = application.versions.order_by("-number")[0]
    files = application.attachments.filter(removed_at__isnull=True)
    bodies = bodies_of(application)
    return Eingangsbestaetigung(
        **brief(application, outcome, day_of(now)),
        received_at=now,
        requested=application.requested,
        attachments=tuple(Attachment(name=f.name, digest=f.sha256) for f in files),
        body=bodies[-1],
        council=council_of(application),
        heard_first=bodies[:-1],
        sitting_on=planned_sitting(application, day_of(now)),
        call_ends_on=application.round.closes_on,
        early_start=application.project.early_start_from is not None,
        answers=tuple(
            Answer(label=label, text=text)
            for label, text in in_words(form_of(application), written_and_sent(application))
        ),
        digest=version.sha256,
        privacy_link=settings.PUBLIC_URL + reverse("grants:privacy"),
    )
