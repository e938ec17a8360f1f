"""Fristen: a period that the office has set is extended, also after its last day (T5; § 31 Abs. 7 VwVfG)."""

from datetime import date

from workflows.effects import Effects
from workflows.law import Given
from workflows.letters import Letter
from workflows.machine import Programme, move
from workflows.roles import DECIDERS
from workflows.rules import periods as rules
from workflows.rules.deadlines import next_working_day
from workflows.rules.recovery import not_answered, nothing_decided
from workflows.stages import Stage

FRIST_VERLAENGERT = Letter("frist_verlaengert", document=False)
LONGER: list[Given] = [rules.longer_than_now, rules.not_over_yet]


class Periods(Programme):
    """While the office waits for the applicant it may give more time, as long as the clock has not gone on."""

    @move(
        {Stage.DOCUMENTS_REQUESTED, Stage.PLAN_ADJUSTMENT, Stage.PROOF_INCOMPLETE},
        label="Frist verlängern",
        by=DECIDERS,
        given=LONGER,
        letters=[FRIST_VERLAENGERT],
        repeatable=True,
        aside=True,
    )
    @move(
        Stage.HEARING,
        label="Frist verlängern",
        by=DECIDERS,
        when=[not_answered, nothing_decided],
        given=LONGER,
        letters=[FRIST_VERLAENGERT],
        repeatable=True,
        aside=True,
    )
    def extend_period(self, until: date, reason: str) -> Effects:
        return Effects(fields={rules.PERIODS[Stage(self.case.stage)]: next_working_day(until)})
