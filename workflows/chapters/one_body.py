"""One body decides: what it carries is endorsed, and the Bescheid is drafted at once (T12, T13)."""

from decimal import Decimal

from workflows.chapters.decision_notice import PLAN_ANPASSEN
from workflows.effects import Effects, Opening
from workflows.machine import Decider, Programme, move
from workflows.roles import Role
from workflows.rules import notice, sitting
from workflows.rules.deadlines import set_by_authority
from workflows.rules.ledger import reserve
from workflows.stages import Stage


class OneBody(Programme):
    """The vote of the programme's body is the decision; no council comes after it."""

    decided_by = Decider.BODY

    @move(
        Stage.IN_SITTING,
        Stage.ENDORSED,
        label="Förderung beschließen",
        by={Role.CHAIR, Role.OFFICE},
        when=[sitting.resolution_carried],
        given=[sitting.within_request, sitting.as_resolved, sitting.within_pot],
        warn=[sitting.within_competence, sitting.money_holds_motion],
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

    @move(
        Stage.ENDORSED,
        Stage.AWARD_DRAFTED,
        label="Bewilligung entwerfen",
        by={Role.CASEWORKER},
        when=[notice.regime_is_confirmed, notice.counted_as_confirmed, notice.nothing_lowered],
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
        when=[notice.regime_is_confirmed, notice.counted_as_confirmed, notice.amount_lowered],
        letters=[PLAN_ANPASSEN],
    )
    def request_adapted_plan(self) -> Effects:
        return Effects(fields={"plan_due": set_by_authority(self.today, self.case.terms.adapted_plan_period)})
