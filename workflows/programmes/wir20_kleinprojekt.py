"""WIR2.0-Kleinprojekte: the Arbeitsausschuss decides, the Fachbereich issues the Bescheid.

Source: WIR2.0-Förderrichtlinie, DS 0993/2022 and its revision of 2025 (facts.md B8, B9, B22).
"""

from decimal import Decimal

from workflows.case import Role
from workflows.chapters.check import Check
from workflows.chapters.consultation import Consultation
from workflows.chapters.decision_notice import PLAN_ANPASSEN, DecisionNotice
from workflows.chapters.implementation import Implementation
from workflows.chapters.proof import Proof
from workflows.chapters.recovery import Recovery
from workflows.chapters.refund import Refund
from workflows.chapters.sitting import Sitting
from workflows.chapters.submission import Submission
from workflows.guidelines import load
from workflows.machine import Effects, Opening, move
from workflows.rules import notice, sitting
from workflows.rules.deadlines import set_by_authority
from workflows.rules.ledger import reserve
from workflows.stages import Stage


class Wir20Kleinprojekt(
    Consultation, Submission, Check, Sitting, DecisionNotice, Implementation, Proof, Recovery, Refund
):
    """Freely designed small projects that serve the goals of WIR2.0 (Bereich 3)."""

    slug = "wir20-kleinprojekt"
    title = "WIR2.0-Förderprogramm: Kleinprojekte"
    number_prefix = "WIR2-K"
    body = "arbeitsausschuss"
    guidelines = load(slug)

    # Entscheidung: Arbeitsausschuss

    @move(
        Stage.IN_SITTING,
        Stage.ENDORSED,
        label="Förderung beschließen",
        by={Role.CHAIR, Role.OFFICE},
        when=[sitting.resolution_carried],
        given=[sitting.within_request, sitting.as_resolved, sitting.within_pot],
        warn=[sitting.within_competence],
    )
    def endorse(self, amount: Decimal) -> Effects:
        return Effects(fields={"endorsed": amount}, book=[reserve(amount)])

    @move(
        Stage.IN_SITTING,
        Stage.DECLINED,
        label="Förderung ablehnen",
        by={Role.CHAIR, Role.OFFICE},
        when=[sitting.resolution_failed],
    )
    def decline(self) -> Effects:
        return Effects()

    # Nach dem Beschluss

    @move(
        Stage.ENDORSED,
        Stage.AWARD_DRAFTED,
        label="Bewilligung entwerfen",
        by={Role.CASEWORKER},
        when=[notice.regime_is_confirmed, notice.nothing_lowered],
        warn=[sitting.within_competence],
    )
    def draft_award(self) -> Effects:
        return Effects(
            open=[
                Opening(
                    "draft", {"kind": "award", "amount": self.case.endorsed, "drafted_by": self.actor.user_id}
                )
            ]
        )

    @move(
        Stage.ENDORSED,
        Stage.PLAN_ADJUSTMENT,
        label="Angepassten Finanzierungsplan anfordern",
        by={Role.CASEWORKER},
        when=[notice.amount_lowered],
        letters=[PLAN_ANPASSEN],
    )
    def request_adapted_plan(self) -> Effects:
        return Effects(fields={"plan_due": set_by_authority(self.today, self.case.terms.adapted_plan_days)})
