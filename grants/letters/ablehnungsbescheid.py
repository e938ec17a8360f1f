"""Refuses an application."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from grants.cases.competition import competing
from grants.cases.decisions import decision_of, heard_first
from grants.clock import day_of
from grants.letters.basis import Brief, Remedy, brief, office_on, remedy_of, sure, typed
from grants.models import Application
from workflows.outcome import Outcome
from workflows.sentence import LongDay, Sentence


@dataclass(frozen=True, kw_only=True)
class Ablehnungsbescheid(Brief):
    """Refuses an application."""

    requested: Decimal
    situation: tuple[Sentence, ...]  # Sachverhalt, by paragraphs
    reasons: tuple[
        Sentence, ...
    ]  # § 39 VwVfG: formal or content reasons, with the considerations of discretion
    formal: bool = False  # refused by the office for formal reasons; no body has seen it
    body: str = ""
    recommends: bool = False  # the body has voted against it; the council bodies would have decided
    decided_on: date | None = None
    applications: int | None = None  # how many competed in the round; never whose
    guideline: str
    remedy: Remedy


def gather(
    application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime
) -> Ablehnungsbescheid:
    draft, decision = application.drafts.get(current=True), decision_of(application)
    refused = decision if decision and not decision.yes else None
    heard = refused.path if refused else heard_first(application)
    return Ablehnungsbescheid(
        **brief(application, outcome, day_of(now)),
        requested=application.requested,
        situation=(
            Sentence(
                "Sie haben am {day} eine Förderung für das Vorhaben „{title}“ beantragt.",
                day=LongDay(sure(application.submitted_on)),
                title=application.project.title,
            ),
        ),
        reasons=(*heard, *typed(draft.reasons)),
        formal=decision is None and not heard,
        body=refused.body if refused else "",
        recommends=refused.recommends if refused else False,
        decided_on=refused.decided_on if refused else None,
        applications=competing(application) if refused else None,
        guideline=application.round.guideline.cited,
        remedy=remedy_of(office_on(day_of(now), application)),
    )
