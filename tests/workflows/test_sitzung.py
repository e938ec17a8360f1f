"""A sitting: summoned in time, opened on its day with somebody there, closed when every item is dealt with."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.workflows.ripe import TODAY, actor
from tests.workflows.ripe_sitting import SITTING
from workflows.errors import NotYet
from workflows.procedures.sitzung import SittingMachine
from workflows.roles import Role
from workflows.stages import SittingStage

DAY = timedelta(days=1)


def sitting(stage: str, role: Role = Role.OFFICE, **facts) -> SittingMachine:
    return SittingMachine(replace(SITTING, stage=stage, **facts), actor(role), TODAY)


@pytest.mark.parametrize(("days", "said"), [(7, "sieben Tage"), (14, "14 Tage")])
def test_a_summons_on_the_last_day_is_in_time_and_a_day_later_is_not(days, said):
    facts = {"invitation_days": days}
    outcome = sitting(SittingStage.PLANNED, held_on=TODAY + days * DAY, **facts).perform("invite")
    assert outcome.effects.fields == {"invited_on": TODAY}
    assert [letter.key for letter in outcome.letters] == ["einladung"]
    with pytest.raises(NotYet, match=f"beträgt {said}; die Sitzung ist schon am "):
        sitting(SittingStage.PLANNED, held_on=TODAY + (days - 1) * DAY, **facts).perform("invite")


def test_a_sitting_opens_on_its_day_or_later_and_remembers_who_was_there():
    for held_on in (TODAY, TODAY - DAY):
        outcome = sitting(SittingStage.INVITED, held_on=held_on, present=3).perform("open_sitting")
        assert outcome.effects.fields == {"opened_with": 3}
    with pytest.raises(NotYet):
        sitting(SittingStage.INVITED, held_on=TODAY + DAY).perform("open_sitting")


def test_one_person_present_opens_and_nobody_does_not():
    assert sitting(SittingStage.INVITED, held_on=TODAY, present=1).perform("open_sitting")
    with pytest.raises(NotYet, match="Anwesenheit"):
        sitting(SittingStage.INVITED, held_on=TODAY, present=0).perform("open_sitting")


def test_a_sitting_closes_when_the_last_item_is_dealt_with():
    with pytest.raises(NotYet, match="Noch ohne Ergebnis: Eins, Zwei"):
        sitting(SittingStage.OPEN, items_open=("Eins", "Zwei")).perform("close_sitting")
    assert sitting(SittingStage.OPEN).perform("close_sitting").target == SittingStage.CLOSED


def test_the_chair_opens_and_closes_but_neither_plans_nor_invites():
    assert {o.move for o in sitting("", Role.CHAIR).offers()} == set()
    assert {o.move for o in sitting(SittingStage.PLANNED, Role.CHAIR).offers()} == set()
    assert {o.move for o in sitting(SittingStage.INVITED, Role.CHAIR).offers()} == {"open_sitting"}
    assert {o.move for o in sitting(SittingStage.OPEN, Role.CHAIR).offers()} == {"close_sitting"}
