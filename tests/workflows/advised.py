"""A fund of the tests with two bodies that are heard before a third one decides, and the rows of its own moves."""

from dataclasses import replace

from tests.workflows.ripe import CARRIED, CASE, DAY, FAILED, NO_BALLOT, NOT_QUORATE, TODAY, Break, Row
from tests.workflows.ripe_kleinprojekt import ROWS
from tests.workflows.ripe_recovery import RECOVERY_ROWS
from workflows.case import Advice
from workflows.chapters.check import Check
from workflows.chapters.consultation import Consultation
from workflows.chapters.decision_notice import DecisionNotice
from workflows.chapters.heard_first import HeardFirst
from workflows.chapters.implementation import Implementation
from workflows.chapters.one_body import OneBody
from workflows.chapters.periods import Periods
from workflows.chapters.proof import Proof
from workflows.chapters.recovery import Recovery
from workflows.chapters.refund import Refund
from workflows.chapters.submission import Submission
from workflows.period import Period, Unit
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role
from workflows.stages import Stage

WAIT = 7
"""Days that the deciding body of the tests waits after the last advice."""


class AdvisedFund(
    Consultation,
    Submission,
    Check,
    OneBody,
    HeardFirst,
    DecisionNotice,
    Implementation,
    Proof,
    Recovery,
    Refund,
    Periods,
):
    """As the Kleinprojekte, but a council of neighbours and a committee of young people are heard first."""

    slug = "advised"
    title = "Fonds der Nachbarschaften"
    number_prefix = "FDN"
    body = "vorstand"
    heard_first = ("beirat", "jugend")
    folder = Wir20Kleinprojekt.folder


AdvisedFund.versions = tuple(
    replace(terms, advice_wait=Period(WAIT, Unit.DAYS)) for terms in AdvisedFund.versions
)

BEIRAT = Advice("beirat", TODAY - 30 * DAY, True)
JUGEND = Advice("jugend", TODAY - (WAIT + 1) * DAY, False)
ADVISED = replace(
    CASE,
    programme=AdvisedFund.slug,
    terms=replace(CASE.terms, advice_wait=Period(WAIT, Unit.DAYS)),
    item_body="vorstand",
    advice=(BEIRAT, JUGEND),
)
"""Everybody has advised, and the wait was over yesterday."""
OUT_OF_TURN = "Zuerst ist ein anderes Gremium an der Reihe."
ONLY_ADVISES = "Dieses Gremium berät nur."
ADVISING = {"item_body": "jugend", "advice": (BEIRAT,)}
OWN_ROWS = [
    Row(
        "open_item",
        (Stage.READY_FOR_SITTING,),
        Stage.IN_SITTING,
        Role.CHAIR,
        breaks=(
            Break("steht nicht auf der Tagesordnung", {"item_listed": False}),
            Break(OUT_OF_TURN, {"advice": ()}),
            Break(OUT_OF_TURN, {"advice": (BEIRAT,)}),
            Break(OUT_OF_TURN, {"item_body": "beirat"}),
            Break(OUT_OF_TURN, {"item_body": "jugend", "advice": ()}),
            Break(
                "Ihr letzter Tag ist der 16.03.2026.",
                {"advice": (BEIRAT, replace(JUGEND, voted_on=TODAY - WAIT * DAY))},
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
]
FURTHER_BREAKS = {
    "endorse": (Break(ONLY_ADVISES, ADVISING), Break(ONLY_ADVISES, ADVISING | {"resolution": CARRIED})),
    "decline": (Break(ONLY_ADVISES, ADVISING | {"resolution": FAILED}),),
    "defer": (
        Break("schon beschlossen", ADVISING | {"resolution": CARRIED, "pot_left": CASE.requested / 2}),
    ),
}
ADVISED_ROWS = [
    *(
        replace(row, breaks=(*row.breaks, *FURTHER_BREAKS.get(row.move, ())))
        for row in [*ROWS, *RECOVERY_ROWS]
        if row.move != "open_item"
    ),
    *OWN_ROWS,
]
"""Every move of the fund: those of the Kleinprojekte, sharpened, and its own."""
