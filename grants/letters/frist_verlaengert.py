"""Tells by mail that a period was extended."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grants.letters.basis import sure
from grants.letters.sachstand import Sachstand, standing
from grants.models import Application
from workflows.outcome import Outcome
from workflows.rules.periods import PERIODS
from workflows.sentence import Sentence
from workflows.stages import Stage

MORE_TIME_FOR = {
    Stage.DOCUMENTS_REQUESTED: "die nachgeforderten Unterlagen und Angaben",
    Stage.PLAN_ADJUSTMENT: "den angepassten Kosten- und Finanzierungsplan",
    Stage.PROOF_INCOMPLETE: "die fehlenden Unterlagen zum Verwendungsnachweis",
    Stage.HEARING: "Ihre Antwort auf die Anhörung",
}
"""What the applicant has more time for, in each stage with a period that the office has set."""


def gather(application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Sachstand:
    stage = Stage(application.stage)
    return standing(
        application,
        now,
        Sentence("Sie haben mehr Zeit für {what} (§ 31 Abs. 7 VwVfG).", what=Sentence(MORE_TIME_FOR[stage])),
        next_on=sure(getattr(application, PERIODS[stage])),
    )
