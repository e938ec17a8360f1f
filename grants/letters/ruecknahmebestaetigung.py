"""Confirms by mail that an application was withdrawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grants.clock import day_of
from grants.letters.basis import frame, sure
from grants.letters.sachstand import Sachstand
from grants.models import Application
from workflows.outcome import Outcome
from workflows.sentence import LongDay, Sentence
from workflows.stages import Stage


def gather(application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Sachstand:
    parts = frame(application, day_of(now))
    return Sachstand(
        **parts | {"case_number": parts["case_number"] or "Entwurf"},
        state=Sentence(Stage(application.stage).label),
        lines=(
            Sentence("Der Antrag wurde am {day} zurückgezogen.", day=LongDay(sure(application.closed_on))),
            Sentence("Über ihn wird nicht mehr entschieden. Sie brauchen nichts weiter zu tun."),
            Sentence(
                "Wenn Sie das Vorhaben später doch fördern lassen möchten, stellen Sie bitte einen neuen Antrag."
            ),
        ),
    )
