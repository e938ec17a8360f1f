"""WIR2.0-Großprojekte: the Kuratorium recommends, the council bodies decide, the Fachbereich issues the Bescheid.

Source: WIR2.0-Förderrichtlinie, DS 0993/2022 and its revision of 2025 (facts.md B9, B11, B19, B22). A project carries
out a measure of the catalogue that the Kuratorium has selected (procedure ``massnahme``); the awards of one measure
share its cap, which is held like a pot.
"""

from pathlib import Path

from workflows.chapters.check import Check
from workflows.chapters.competition import Competition
from workflows.chapters.consultation import Consultation
from workflows.chapters.council import Council
from workflows.chapters.decision_notice import DecisionNotice
from workflows.chapters.implementation import Implementation
from workflows.chapters.periods import Periods
from workflows.chapters.proof import Proof
from workflows.chapters.recovery import Recovery
from workflows.chapters.refund import Refund
from workflows.chapters.sitting import Sitting
from workflows.chapters.submission import Submission


class Wir20Grossprojekt(
    Consultation,
    Submission,
    Check,
    Sitting,
    Competition,
    Council,
    DecisionNotice,
    Implementation,
    Proof,
    Recovery,
    Refund,
    Periods,
):
    """Projects that carry out an announced measure of the catalogue (Bereich 2)."""

    slug = "wir20-grossprojekt"
    title = "WIR2.0-Förderprogramm: Großprojekte"
    number_prefix = "WIR2-G"
    body = "kuratorium"
    folder = Path(__file__).parent
