"""Confirms by mail that an application was withdrawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grants.clock import day_of
from grants.letters.basis import frame, sure
from grants.letters.sachstand import Sachstand
from grants.models import Application
from workflows.outcome import Outcome
from workflows.rules.dates import long_date
from workflows.stages import Stage


def gather(application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Sachstand:
    parts = frame(application, day_of(now))
    return Sachstand(
        **parts | {"case_number": parts["case_number"] or "Entwurf"},
        state=Stage(application.stage).label,
        lines=(
            f"Der Antrag wurde am {long_date(sure(application.closed_on))} zurückgezogen.",
            "Über ihn wird nicht mehr entschieden. Sie brauchen nichts weiter zu tun.",
            "Wenn Sie das Vorhaben später doch fördern lassen möchten, stellen Sie bitte einen neuen Antrag.",
        ),
    )
