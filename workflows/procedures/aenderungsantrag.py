"""Änderungsantrag: another plan, period or content of a running grant (T22, T23; X16)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflows.case import ZERO, FactsBeside
from workflows.effects import Effects, Opening
from workflows.letters import Letter
from workflows.machine import NEW, Machine, move
from workflows.meaning import Hand
from workflows.readers import Reader
from workflows.roles import Role
from workflows.rules import change as rules
from workflows.stages import CHANGE_DECIDED, CHANGE_OPEN, ChangeRequestStage

AENDERUNGSBESCHEID = Letter("aenderungsbescheid", paper=True)
BESCHEID_UNTERWEGS = Letter("bescheid_unterwegs", document=False)


@dataclass(frozen=True, kw_only=True)
class ChangeRequestFacts(FactsBeside):
    """One request for a change, as its rules see it. Money in EUR."""

    missing: tuple[str, ...] = ()
    filed_by: int | None = None
    signed_by: frozenset[int] = frozenset()
    """Who has released this request beside the person who filed it (§ 26 Abs. 2 BGB)."""
    shift: Decimal = ZERO
    """What moves from one line of expenses to another; 0 for a change of content."""
    from_line: int | None = None
    to_line: int | None = None
    from_planned: Decimal = ZERO
    to_planned: Decimal = ZERO
    new_ends: date | None = None
    drafted_by: int | None = None
    decided_on: date | None = None
    made: bool = False
    posted_on: date | None = None


class ChangeRequestMachine(Machine):
    """One request of the recipient to change the plan, the content or the period of a grant."""

    slug = "aenderungsantrag"
    title = "Änderungsantrag"
    case: ChangeRequestFacts

    @move(
        NEW,
        ChangeRequestStage.CHANGE_FILED,
        label="Änderung beantragen",
        by={Role.SIGNATORY},
        when=[
            rules.grant_can_change,
            rules.change_is_complete,
            rules.shift_needs_consent,
            rules.shift_is_there,
        ],
    )
    def request_change(self) -> Effects:
        return Effects(fields={"filed_by": self.actor.user_id, "filed_on": self.today})

    @move(
        NEW,
        ChangeRequestStage.EXTENSION_FILED,
        label="Verlängerung beantragen",
        by={Role.SIGNATORY},
        when=[
            rules.grant_can_change,
            rules.period_not_over,
            rules.change_is_complete,
            rules.ends_later,
        ],
    )
    def request_extension(self) -> Effects:
        return Effects(fields={"filed_by": self.actor.user_id, "filed_on": self.today})

    @move(
        ChangeRequestStage.CHANGE_FILED,
        ChangeRequestStage.GRANTED,
        label="Änderung genehmigen",
        by={Role.LEAD},
        when=[
            rules.grant_can_change,
            rules.signed_by_all,
            rules.shift_is_there,
            rules.decision_is_drafted,
            rules.four_eyes_on_change,
        ],
        letters=[AENDERUNGSBESCHEID],
        signs=True,
        second_hand_of={Hand.DRAFTED},
    )
    def grant_change(self) -> Effects:
        case = self.case
        lines = {"from_line": case.from_line, "to_line": case.to_line, "amount": case.shift}
        changed = [Opening("shift", lines), Opening("version", {})] if case.shift else []
        return Effects(fields=self._decided(), open=changed)

    @move(
        ChangeRequestStage.CHANGE_FILED,
        ChangeRequestStage.REFUSED,
        label="Änderung ablehnen",
        by={Role.LEAD},
        when=[rules.decision_is_drafted, rules.four_eyes_on_change],
        letters=[AENDERUNGSBESCHEID],
        signs=True,
        aside=rules.may_go_on,
        second_hand_of={Hand.DRAFTED},
    )
    def refuse_change(self) -> Effects:
        return Effects(fields=self._decided())

    @move(
        ChangeRequestStage.EXTENSION_FILED,
        ChangeRequestStage.GRANTED,
        label="Verlängerung genehmigen",
        by={Role.LEAD},
        when=[
            rules.grant_can_change,
            rules.period_not_over,
            rules.signed_by_all,
            rules.ends_later,
            rules.decision_is_drafted,
            rules.four_eyes_on_change,
        ],
        given=[rules.money_reaches_next_year],
        letters=[AENDERUNGSBESCHEID],
        signs=True,
        second_hand_of={Hand.DRAFTED},
    )
    def grant_extension(self, carried_over: bool = False) -> Effects:
        return Effects(fields=self._decided(), grant={"period_ends": self.case.new_ends})

    @move(
        ChangeRequestStage.EXTENSION_FILED,
        ChangeRequestStage.REFUSED,
        label="Verlängerung ablehnen",
        by={Role.LEAD},
        when=[rules.decision_is_drafted, rules.four_eyes_on_change],
        letters=[AENDERUNGSBESCHEID],
        signs=True,
        aside=rules.may_be_extended,
        second_hand_of={Hand.DRAFTED},
    )
    def refuse_extension(self) -> Effects:
        return Effects(fields=self._decided())

    @move(
        CHANGE_OPEN,
        label="Entscheidung entwerfen",
        by={Role.CASEWORKER},
        repeatable=True,
        readers={"reasoning": Reader.APPLICANT},
    )
    def draft_decision(self, reasoning: str) -> Effects:
        return Effects(fields={"reasoning": reasoning, "drafted_by": self.actor.user_id})

    @move(
        CHANGE_OPEN,
        ChangeRequestStage.TAKEN_BACK,
        label="Änderungsantrag zurücknehmen",
        by={Role.SIGNATORY},
        aside=True,
        readers={"reason": Reader.APPLICANT},
    )
    def take_back_change(self, reason: str = "") -> Effects:
        return Effects()

    @move(
        CHANGE_DECIDED,
        label="Versand des Änderungsbescheids vermerken",
        by={Role.CASEWORKER, Role.OFFICE},
        once=rules.change_not_posted,
        when=[rules.change_letter_is_made],
        given=[rules.posted_after_decision],
        letters=[BESCHEID_UNTERWEGS],
        dispatches=True,
    )
    def dispatch_change(self, posted_on: date) -> Effects:
        return Effects(fields={"posted_on": posted_on})

    def _decided(self) -> dict[str, object]:
        return {"decided_by": self.actor.user_id, "decided_on": self.today}
