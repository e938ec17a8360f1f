"""WIR2.0-Kleinprojekte: the Arbeitsausschuss decides, the Fachbereich issues the Bescheid.

Source: WIR2.0-Förderrichtlinie, DS 0993/2022 and its revision of 2025 (facts.md B8, B9, B22).
"""

from pathlib import Path

from workflows.chapters.check import Check
from workflows.chapters.consultation import Consultation
from workflows.chapters.decision_notice import DecisionNotice
from workflows.chapters.implementation import Implementation
from workflows.chapters.one_body import OneBody
from workflows.chapters.periods import Periods
from workflows.chapters.proof import Proof
from workflows.chapters.recovery import Recovery
from workflows.chapters.refund import Refund
from workflows.chapters.sitting import Sitting
from workflows.chapters.submission import Submission


class Wir20Kleinprojekt(
    Consultation,
    Submission,
    Check,
    OneBody,
    Sitting,
    DecisionNotice,
    Implementation,
    Proof,
    Recovery,
    Refund,
    Periods,
):
    """Freely designed small projects that serve the goals of WIR2.0 (Bereich 3)."""

    slug = "wir20-kleinprojekt"
    title = "WIR2.0-Förderprogramm: Kleinprojekte"
    number_prefix = "WIR2-K"
    body = "arbeitsausschuss"
    folder = Path(__file__).parent
