"""What the tests of the law ask of every machine, for this fund: good facts, the rows of its moves, their duties."""

from dataclasses import replace

from tests.funds.nachbarschaft import Nachbarschaftsfonds, NeighbourhoodFacts
from tests.workflows.ripe import CARRIED, CASE, DAY, FAILED, NO_BALLOT, NOT_QUORATE, TODAY, Break, Row
from tests.workflows.ripe_kleinprojekt import ROWS
from tests.workflows.ripe_recovery import RECOVERY_ROWS
from workflows.case import Advice
from workflows.period import Period, Unit
from workflows.roles import Role
from workflows.stages import Stage

WAIT = Period(1, Unit.WEEKS)
FACTS = NeighbourhoodFacts(households=40, taking_part=10, visit_on=TODAY, visited_on=TODAY)
"""Exactly a quarter of the households takes part."""
ADVICE = Advice("nachbarschaftsrat", TODAY - 8 * DAY, False)
RIPE = replace(
    CASE,
    programme=Nachbarschaftsfonds.slug,
    terms=replace(CASE.terms, advice_wait=WAIT),
    item_body="vorstand",
    advice=(ADVICE,),
    own_facts=FACTS,
)
ADVISING = {"item_body": "nachbarschaftsrat", "advice": ()}
ONLY_ADVISES = "Dieses Gremium berät nur."
TOO_FEW = "mindestens jeder vierte Haushalt"
FURTHER_BREAKS = {
    "submit": (
        Break(TOO_FEW, {"own_facts": replace(FACTS, taking_part=9)}),
        Break(TOO_FEW, {"own_facts": replace(FACTS, households=41)}),
    ),
    "begin_check": (Break("schon vorbei", data={"visit_on": TODAY - DAY}, at="visit_on"),),
    "release_for_sitting": (Break("noch niemand vor Ort", {"own_facts": replace(FACTS, visited_on=None)}),),
    "endorse": (Break(ONLY_ADVISES, ADVISING), Break(ONLY_ADVISES, ADVISING | {"resolution": CARRIED})),
    "decline": (Break(ONLY_ADVISES, ADVISING | {"resolution": FAILED}),),
    "defer": (
        Break("schon beschlossen", ADVISING | {"resolution": CARRIED, "pot_left": CASE.requested / 2}),
    ),
}
FURTHER_DATA = {"begin_check": {"visit_on": TODAY}}


def _as_told(known: Break) -> Break:
    """A break of a fund that pays on call, as it is told where the whole award is paid at once."""
    return replace(known, says=AT_ONCE) if "Mittelabruf" in known.says else known


AT_ONCE = "Die Auszahlung der Zuwendung ist unterwegs."
OWN_ROWS = [
    Row(
        "open_item",
        (Stage.READY_FOR_SITTING,),
        Stage.IN_SITTING,
        Role.CHAIR,
        breaks=(
            Break("steht nicht auf der Tagesordnung", {"item_listed": False}),
            Break("Zuerst ist ein anderes Gremium an der Reihe.", {"advice": ()}),
            Break(
                "Ihr letzter Tag ist der 16.03.2026.",
                {"advice": (replace(ADVICE, voted_on=TODAY - 7 * DAY),)},
            ),
        ),
    ),
    Row(
        "record_advice",
        (Stage.IN_SITTING,),
        Stage.READY_FOR_SITTING,
        Role.CHAIR,
        facts=ADVISING | {"resolution": FAILED},
        breaks=(
            NO_BALLOT,
            Break("nicht beschlussfähig", {"resolution": NOT_QUORATE}),
            Break("Dieses Gremium entscheidet selbst.", {"item_body": "vorstand"}),
        ),
    ),
    Row(
        "record_visit",
        (Stage.FORMAL_CHECK, Stage.EXPERT_CHECK),
        "",
        Role.CASEWORKER,
        facts={"own_facts": replace(FACTS, visited_on=None)},
        data={"visited_on": TODAY},
        breaks=(
            Break("schon festgehalten", {"own_facts": FACTS}),
            Break("nicht in der Zukunft", data={"visited_on": TODAY + DAY}, at="visited_on"),
        ),
    ),
]
ROWS_OF_FUND = [
    *(
        replace(
            row,
            data=row.data | FURTHER_DATA.get(row.move, {}),
            breaks=(*map(_as_told, row.breaks), *FURTHER_BREAKS.get(row.move, ())),
        )
        for row in [*ROWS, *RECOVERY_ROWS]
        if row.move != "open_item"
    ),
    *OWN_ROWS,
]
"""Every move of the fund: those of the Kleinprojekte, sharpened, and its own."""
DUTIES = {"record_visit": "caseworker"}
