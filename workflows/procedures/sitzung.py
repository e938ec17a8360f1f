"""Sitzung: a sitting of a body is planned, summoned, opened and closed (§§ 59, 65 NKomVG as defaults)."""

from workflows.case import SittingFacts
from workflows.effects import Effects
from workflows.letters import Letter, Reminder
from workflows.machine import NEW, Machine, move
from workflows.roles import Role
from workflows.rules import summons as rules
from workflows.stages import SittingStage

EINLADUNG = Letter("einladung", to=Role.MEMBER, document=False)


class SittingMachine(Machine):
    """One sitting of one body."""

    slug = "sitzung"
    title = "Sitzung"
    case: SittingFacts
    reminders = (
        Reminder(
            "sitzung_in_sieben_tagen", frozenset({SittingStage.INVITED}), "held_on", (-7,), to=Role.MEMBER
        ),
    )

    @move(NEW, SittingStage.PLANNED, label="Sitzung planen", by={Role.OFFICE})
    def plan_sitting(self) -> Effects:
        return Effects()

    @move(
        SittingStage.PLANNED,
        SittingStage.INVITED,
        label="Einladen",
        by={Role.OFFICE},
        when=[rules.agenda_is_filled, rules.summoned_in_time],
        letters=[EINLADUNG],
    )
    def invite(self) -> Effects:
        return Effects(fields={"invited_on": self.today})

    @move(
        SittingStage.INVITED,
        SittingStage.OPEN,
        label="Sitzung eröffnen",
        by={Role.CHAIR, Role.OFFICE},
        when=[rules.day_has_come, rules.somebody_is_present],
        warn=[rules.quorum_is_there],
    )
    def open_sitting(self) -> Effects:
        return Effects(fields={"opened_with": self.case.present})

    @move(
        SittingStage.OPEN,
        SittingStage.CLOSED,
        label="Sitzung schließen",
        by={Role.CHAIR, Role.OFFICE},
        when=[rules.every_item_is_dealt_with],
    )
    def close_sitting(self) -> Effects:
        return Effects()
