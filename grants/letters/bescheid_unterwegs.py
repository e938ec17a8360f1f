"""Tells by mail that the Bescheid was posted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from grants.clock import day_of
from grants.letters.basis import Message, frame
from grants.models import Application, ChangeRequest, Mittelabruf
from workflows.outcome import Outcome


@dataclass(frozen=True, kw_only=True)
class BescheidUnterwegs(Message):
    """The Bescheid was posted; the copy in the portal is for information."""

    posted_on: date


def gather(
    record: Application | ChangeRequest | Mittelabruf,
    outcome: Outcome,
    data: Mapping[str, Any],
    now: datetime,
) -> BescheidUnterwegs:
    application = record.case
    return BescheidUnterwegs(**frame(application, day_of(now)), posted_on=data["posted_on"])
