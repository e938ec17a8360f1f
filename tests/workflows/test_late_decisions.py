"""A wrong instruction opens a year; an application without a decision opens a suit after three months."""

from datetime import date

import pytest

from tests.workflows.ripe import DAY, DRAFT, POSTED, TODAY
from tests.workflows.standing import on, refused
from workflows.roles import Role
from workflows.rules.notice import undecided_since
from workflows.stages import BEFORE_DECISION, Stage

SENT = POSTED | {"posted_on": TODAY}
ENDS = {
    # posted on 16 March 2026, notified on 20 March; 20 March 2027 is a Saturday: until Monday, 22 March.
    Stage.AWARDED: ("become_final", date(2027, 3, 23)),
    # ten working days later; Good Friday and Easter Monday lie between.
    Stage.REFUSED: ("close_refusal", date(2027, 4, 8)),
}


@pytest.mark.parametrize("stage", ENDS)
def test_without_a_right_instruction_a_bescheid_is_final_after_a_year(stage):
    said = on(TODAY, stage, Role.LEAD, **SENT).perform("record_faulty_instruction", reason="Falsches Gericht")
    assert (said.target, said.effects.fields) == (stage, {"instructed": False})
    move, day = ENDS[stage]
    facts = SENT | {"instructed": False}
    refused(on(day - DAY, stage, Role.CLOCK, **facts), move, f"Frühestens am {day:%d.%m.%Y}.")
    outcome = on(day, stage, Role.CLOCK, **facts).perform(move)
    assert outcome.effects.fields["final_on"] == date(2027, 3, 23)
    assert on(TODAY, stage, Role.CLOCK, **facts).due() == [(day, move)]


@pytest.mark.parametrize("kind", ["award", "refusal"])
def test_a_new_bescheid_has_a_new_instruction(kind):
    stage = {"award": Stage.AWARD_DRAFTED, "refusal": Stage.REFUSAL_DRAFTED}[kind]
    machine = on(TODAY, stage, Role.LEAD, instructed=False)
    assert DRAFT.kind == "award"
    assert machine.perform(f"release_{kind}").effects.fields["instructed"] is True


@pytest.mark.parametrize("stage", sorted(BEFORE_DECISION))
def test_a_suit_for_failure_to_act_is_possible_from_the_day_after_three_months(stage):
    case = on(TODAY, stage, Role.LEAD, submitted_on=date(2026, 1, 15)).case
    assert undecided_since(case, date(2026, 4, 15)) is None
    assert undecided_since(case, date(2026, 4, 16)) == date(2026, 4, 16)
    assert undecided_since(case, date(2026, 9, 1)) == date(2026, 4, 16)


@pytest.mark.parametrize("stage", [Stage.AWARDED, Stage.REFUSED, Stage.WITHDRAWN, Stage.CLOSED, Stage.FINAL])
def test_nobody_sues_for_a_decision_that_is_there(stage):
    case = on(TODAY, stage, Role.LEAD, **POSTED, submitted_on=date(2026, 1, 15)).case
    assert undecided_since(case, date(2026, 9, 1)) is None


def test_a_draft_waits_for_no_decision():
    draft = on(TODAY, Stage.DRAFT, Role.LEAD, submitted_on=None).case
    assert undecided_since(draft, date(2026, 9, 1)) is None
