"""Tells by mail what the check of an interim proof found."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grants.clock import day_of
from grants.letters.basis import frame, typed
from grants.letters.sachstand import Sachstand
from grants.models import InterimProof
from workflows.outcome import Outcome
from workflows.sentence import Sentence


def gather(proof: InterimProof, outcome: Outcome, data: Mapping[str, Any], now: datetime) -> Sachstand:
    return Sachstand(
        **frame(proof.application, day_of(now)),
        state=Sentence(proof.stage_label),
        lines=tuple(typed(proof.note)),
    )
