"""The walk finds nothing in today's machines, notices where a way ends, how a sitting votes, and what a mutant is."""

from dataclasses import replace
from enum import StrEnum

import pytest

from tests.workflows.controls import caught, never, without
from tests.workflows.walked import walked
from workflows.effects import Effects
from workflows.explore import MACHINES, explore
from workflows.explore.mutants import mutants
from workflows.law import law_of
from workflows.machine import move
from workflows.period import Period, Unit
from workflows.procedures import PROCEDURES
from workflows.procedures.sitzung import SittingMachine
from workflows.programmes import PROGRAMMES
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role
from workflows.stages import SittingStage, Stage
from workflows.verdict import Verdict

K = Wir20Kleinprojekt


@pytest.mark.parametrize(
    "slug", [*PROCEDURES, *(pytest.param(slug, marks=pytest.mark.slow) for slug in PROGRAMMES)]
)
def test_todays_machines_have_no_fault(slug):
    report = walked(slug).report if slug in PROGRAMMES else explore(MACHINES[slug])
    assert [str(fault) for fault in report.faults] == []
    assert report.states > len(report.stages) > 3


@pytest.mark.slow
def test_a_fund_that_counts_in_weeks_has_no_fault():
    *earlier, newest = K.guidelines
    terms = replace(
        newest.terms,
        proof_within=Period(8, Unit.WEEKS),
        use_within=Period(6, Unit.WEEKS),
        payout_grace=Period(2, Unit.WEEKS),
        hearing_period=Period(1, Unit.MONTHS),
        refund_period=Period(30, Unit.WORKING_DAYS),
        retention=Period(120, Unit.MONTHS),
    )
    in_weeks = type("InWeeks", (K,), {})
    in_weeks.guidelines, in_weeks.versions = (
        (*earlier, replace(newest, terms=terms)),
        (*K.versions[:-1], terms),
    )
    report = explore(in_weeks)
    assert [str(fault) for fault in report.faults] == []
    assert report.states > len(report.stages) > 3


# Where the way ends


class Elsewhere(StrEnum):
    """A stage that no machine of the house knows."""

    LOST = "lost"


def test_a_dead_end_is_found():
    class Broken(SittingMachine):
        @move(SittingStage.PLANNED, Elsewhere.LOST, label="Verlieren", by={Role.OFFICE})
        def lose(self) -> Effects:
            return Effects()

    caught(Broken, "Im Stand „lost“ geht nichts mehr weiter", hasty=False)


def test_a_state_that_cannot_reach_an_end_is_found():
    caught(
        SittingMachine,
        "ist kein Ende erreichbar",
        never(SittingMachine, "close_sitting", SittingStage.OPEN),
        hasty=False,
    )


def test_a_move_and_a_stage_that_nobody_comes_to_are_found():
    with never(SittingMachine, "invite", SittingStage.PLANNED).alive():
        told = [fault.sentence for fault in explore(SittingMachine).faults]
    assert "„Einladen“ ist im Stand „Geplant“ nie möglich." in told
    assert "„Sitzung eröffnen“ kommt nie vor." in told


def test_a_move_after_the_end_is_found():
    class Broken(K):
        @move(Stage.DISCONTINUED, Stage.SUBMITTED, label="Weitermachen", by={Role.LEAD})
        def go_on(self) -> Effects:
            return Effects()

    caught(Broken, "Nach dem Ende geschieht noch etwas: „Weitermachen“")


# Sitzung


def test_a_vote_after_the_close_is_found(monkeypatch):
    monkeypatch.setattr("workflows.explore.sittings.ballot_is_open", lambda *facts: Verdict(True))
    caught(SittingMachine, "obwohl die Abstimmung nicht (mehr) offen war")


def test_a_vote_of_an_excluded_member_is_found(monkeypatch):
    monkeypatch.setattr("workflows.explore.sittings.may_vote", lambda present, excluded: Verdict(present))
    caught(SittingMachine, "Ein ausgeschlossenes Mitglied hat abgestimmt")


def test_a_sitting_that_is_summoned_opened_or_closed_wrongly_is_found():
    for name, source, rule, sentence in (
        ("invite", SittingStage.PLANNED, "summoned_in_time", "zu spät eingeladen"),
        ("open_sitting", SittingStage.INVITED, "day_has_come", "vor ihrem Tag eröffnet"),
        ("close_sitting", SittingStage.OPEN, "every_item_is_dealt_with", "obwohl ein Punkt offen ist"),
    ):
        caught(SittingMachine, sentence, without(SittingMachine, name, source, rule))


# Mutanten


def test_a_mutant_is_gone_when_its_block_ends():
    for mutant in mutants([SittingMachine]):
        before = (mutant.move.conditions, mutant.move.target, mutant.move.custom, mutant.move.permission)
        with mutant.alive():
            during = (mutant.move.conditions, mutant.move.target, mutant.move.custom, mutant.move.permission)
            assert during != before
        assert (
            mutant.move.conditions,
            mutant.move.target,
            mutant.move.custom,
            mutant.move.permission,
        ) == before


def test_every_rule_target_role_and_day_has_its_mutant():
    faults = [str(mutant) for mutant in mutants(MACHINES.values())]
    assert len(faults) == len(set(faults))
    moves = {m for machine in MACHINES.values() for m in machine.moves()}
    assert sum("ohne die Regel" in f for f in faults) <= sum(
        len(m.conditions) + len(law_of(m).given) for m in moves
    )
    assert sum("+1 Tag" in f for f in faults) == sum("-1 Tag" in f for f in faults) > 5
