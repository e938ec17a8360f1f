"""The Kleinprojekt where it stands: in a stage, on a day, before somebody's eyes; and what a refusal of it says."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.workflows.ripe import CASE, ME, actor
from workflows.case import CLOCK
from workflows.errors import NotYet
from workflows.machine import Machine
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role


def on(today: date, stage: str, role: Role, user_id: int = ME, **facts: Any) -> Wir20Kleinprojekt:
    """The case in a stage on a day, seen by somebody in a role."""
    who = CLOCK if role is Role.CLOCK else actor(role, user_id=user_id)
    return Wir20Kleinprojekt(replace(CASE, stage=stage, **facts), who, today)


def refused(machine: Machine, move: str, says: str = "", **data: Any) -> NotYet:
    """The refusal of a move; one of its sentences says this."""
    with pytest.raises(NotYet) as raised:
        machine.perform(move, **data)
    assert any(says in reason for reason in raised.value.reasons), raised.value.reasons
    return raised.value
