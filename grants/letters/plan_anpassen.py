"""Tells by mail that the body granted less, and asks for a plan that fits."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grants.letters.sachstand import Sachstand, standing
from grants.models import Application
from workflows.outcome import Outcome
from workflows.sentence import Sentence


def gather(application: Application, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Sachstand:
    return standing(
        application,
        now,
        Sentence(
            "Das Gremium hat {endorsed} beschlossen, weniger als beantragt.", endorsed=application.endorsed
        ),
        Sentence("Bitte passen Sie den Kosten- und Finanzierungsplan an und bestätigen Sie ihn im Portal."),
        next_on=application.plan_due,
    )
