"""A ripe sitting, and what breaks each of its rules."""

from tests.workflows.ripe import DAY, TODAY, Break, Row
from workflows.case import SittingFacts
from workflows.roles import Role
from workflows.stages import SittingStage

SITTING = SittingFacts(
    held_on=TODAY + 7 * DAY, invited_on=TODAY, seats=5, present=5, items=2, invitation_days=7
)
SITTING_ROWS = [
    Row("plan_sitting", ("",), SittingStage.PLANNED, Role.OFFICE),
    Row(
        "invite",
        (SittingStage.PLANNED,),
        SittingStage.INVITED,
        Role.OFFICE,
        breaks=(
            Break("Die Tagesordnung ist noch leer.", {"items": 0}),
            Break("beträgt sieben Tage; die Sitzung ist schon am 22.03.2026.", {"held_on": TODAY + 6 * DAY}),
        ),
    ),
    Row(
        "open_sitting",
        (SittingStage.INVITED,),
        SittingStage.OPEN,
        Role.CHAIR,
        facts={"held_on": TODAY},
        breaks=(
            Break("Die Sitzung ist am 17.03.2026.", {"held_on": TODAY + DAY}),
            Break("zuerst die Anwesenheit", {"present": 0}),
        ),
    ),
    Row(
        "close_sitting",
        (SittingStage.OPEN,),
        SittingStage.CLOSED,
        Role.CHAIR,
        breaks=(Break("Noch ohne Ergebnis: Erzählcafé.", {"items_open": ("Erzählcafé",)}),),
    ),
]
