"""Anhörung anderer Gremien: bodies of the fund that advise, one after the other, before the deciding one votes.

A fund takes the chapter in the place of :class:`workflows.chapters.sitting.Sitting` and names the bodies in order::

    class Stiftungsfonds(Consultation, Submission, Check, OneBody, HeardFirst, DecisionNotice, ...):
        body = "vorstand"
        heard_first = ("beirat", "buergerforum")

Every body has its own seats, its own rules of procedure and its own sittings. A case that is ready comes before the
first body that has not advised on it since its check; what that body votes, yes or no, is recorded as advice, and the
case is ready for the next one. The deciding body calls the case up when all have advised and the days of
``Terms.advice_wait`` after the last advice are over. After a return to the check everybody is heard anew.
"""

from workflows.chapters.sitting import Sitting
from workflows.effects import Effects
from workflows.machine import extend, move
from workflows.roles import CONDUCT
from workflows.rules.advice import body_advises, turn_has_come, wait_is_over
from workflows.rules.sitting import body_has_voted
from workflows.stages import Stage


class HeardFirst(Sitting):
    """A case comes before the bodies that advise, and then before the one that decides."""

    extensions = (extend("open_item", when=[turn_has_come, wait_is_over]),)

    @move(
        Stage.IN_SITTING,
        Stage.READY_FOR_SITTING,
        label="Empfehlung festhalten",
        by=CONDUCT,
        when=[body_advises, body_has_voted],
    )
    def record_advice(self) -> Effects:
        """The advice is the closed item of the agenda; the case goes on to the next body whatever it says."""
        return Effects()
