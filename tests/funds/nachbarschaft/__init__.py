"""A fictitious fund with an idea of its own in every respect: it keeps the promise that a fund is one folder.

A council of neighbours is heard, waits a week and leaves the decision to the board. The money comes in one sum, without
an own share, and the proof of use is due within weeks. Applicants answer two questions that a rule judges, and somebody
of the office visits the place before the sitting.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.funds.nachbarschaft import rules
from workflows.case import OwnFacts
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
from workflows.effects import Effects
from workflows.machine import Machine, extend, move
from workflows.mittelabruf import Pays
from workflows.roles import Role
from workflows.stages import Stage


@dataclass(frozen=True, kw_only=True)
class NeighbourhoodFacts(OwnFacts):
    """What this fund alone knows."""

    households: int | None = None
    """How many households live there; the applicant says it."""
    taking_part: int | None = None
    """How many of them have said that they take part."""
    visit_on: date | None = None
    """The day that was agreed for the visit."""
    visited_on: date | None = None
    """The day on which somebody of the office was there."""


def agree_on_visit(machine: Machine, visit_on: date) -> Effects:
    """Who takes the case over agrees on a day for the visit."""
    return Effects(own_facts={"visit_on": visit_on})


class Nachbarschaftsfonds(
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
    """Small sums for what neighbours do together."""

    slug = "nachbarschaft"
    title = "Nachbarschaftsfonds (erfunden)"
    number_prefix = "NBF"
    body = "vorstand"
    heard_first = ("nachbarschaftsrat",)
    pays = Pays.AT_ONCE
    folder = Path(__file__).parent
    own_facts = NeighbourhoodFacts
    extensions = (
        extend("submit", when=[rules.neighbours_take_part]),
        extend("begin_check", given=[rules.visit_lies_ahead], fields=agree_on_visit),
        extend("release_for_sitting", when=[rules.somebody_was_there]),
    )

    # Besuch vor Ort

    @move(
        {Stage.FORMAL_CHECK, Stage.EXPERT_CHECK},
        label="Besuch festhalten",
        by={Role.CASEWORKER},
        once=rules.not_visited,
        given=[rules.visited_by_now],
    )
    def record_visit(self, visited_on: date) -> Effects:
        return Effects(own_facts={"visited_on": visited_on})
