"""Who advises and who decides: bodies are heard in order, their votes bind nobody, and the decision waits its days."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import date

import pytest

from tests.tables import each
from tests.workflows.advised import ADVISED, BEIRAT, JUGEND, WAIT, AdvisedFund
from tests.workflows.controls import leading, without
from tests.workflows.ripe import CARRIED, CASE, DAY, FAILED, NOT_QUORATE, TODAY, actor
from workflows.case import Advice, Resolution, changed
from workflows.chapters.heard_first import HeardFirst
from workflows.chapters.one_body import OneBody
from workflows.chapters.sitting import Sitting
from workflows.errors import NotYet
from workflows.explore import explore, ground_of
from workflows.explore.mutants import Mutant
from workflows.explore.walk import Walk
from workflows.period import Period, Unit
from workflows.programmes import FUNDS, PROGRAMMES
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role
from workflows.rules.advice import body_in_turn, waits_until
from workflows.stages import Stage


def before(stage: str, today: date = TODAY, **facts) -> AdvisedFund:
    """The case at one of its bodies, seen by the chair."""
    return AdvisedFund(replace(ADVISED, stage=stage, **facts), actor(Role.CHAIR), today)


def offered(machine: AdvisedFund) -> set[str]:
    return {offer.move for offer in machine.offers() if not offer.aside}


# In their order


@each(
    {
        "nobody": ((), "beirat"),
        "the first": ((BEIRAT,), "jugend"),
        "the second alone": ((JUGEND,), "beirat"),
        "both": ((BEIRAT, JUGEND), "vorstand"),
    }
)
def test_the_first_body_that_was_not_heard_is_in_turn(advice, turn):
    assert body_in_turn(AdvisedFund, advice) == turn


def test_a_fund_with_one_body_has_nobody_else_in_turn():
    of_the_house = [fund for fund in PROGRAMMES.values() if fund.__module__ in FUNDS]
    assert [fund.bodies() for fund in of_the_house] == [(fund.body,) for fund in of_the_house]
    assert body_in_turn(Wir20Kleinprojekt, ()) == "arbeitsausschuss"


@each(
    [
        ("beirat", ()),
        ("jugend", (BEIRAT,)),
        ("vorstand", (BEIRAT, JUGEND)),
    ]
)
def test_each_body_calls_the_case_up_when_it_is_in_turn(body, advice):
    outcome = before(Stage.READY_FOR_SITTING, item_body=body, advice=advice).perform("open_item")
    assert outcome.target == Stage.IN_SITTING


@each(
    [
        ("beirat", (BEIRAT,)),
        ("beirat", (BEIRAT, JUGEND)),
        ("jugend", ()),
        ("jugend", (BEIRAT, JUGEND)),
        ("vorstand", ()),
        ("vorstand", (BEIRAT,)),
        ("kuratorium", ()),
    ]
)
def test_no_body_calls_the_case_up_out_of_turn(body, advice):
    with pytest.raises(NotYet, match="Zuerst ist ein anderes Gremium an der Reihe"):
        before(Stage.READY_FOR_SITTING, item_body=body, advice=advice).perform("open_item")


def test_the_office_takes_an_item_out_of_turn_off_the_agenda():
    machine = before(Stage.READY_FOR_SITTING, item_body="vorstand", advice=())
    assert machine.next_step() == (Role.OFFICE, "unlist_item")


# The days of waiting


def at_the_deciding_body(days_since: int, wait: int = WAIT) -> AdvisedFund:
    last = Advice("jugend", TODAY - days_since * DAY, True)
    terms = replace(ADVISED.terms, advice_wait=Period(wait, Unit.DAYS))
    return before(Stage.READY_FOR_SITTING, advice=(BEIRAT, last), terms=terms)


@each([(0, 7), (6, 7), (7, 7), (0, 1), (1, 1)])
def test_the_deciding_body_waits_through_the_last_day(since, wait):
    with pytest.raises(NotYet, match=r"läuft noch eine Wartezeit\. Ihr letzter Tag ist der"):
        at_the_deciding_body(since, wait).perform("open_item")


@each([(8, 7), (9, 7), (2, 1), (0, 0)])
def test_the_deciding_body_may_vote_on_the_day_after(since, wait):
    assert at_the_deciding_body(since, wait).perform("open_item").target == Stage.IN_SITTING


def test_the_wait_runs_from_the_last_advice_whatever_the_order_of_the_rows():
    assert waits_until((JUGEND, BEIRAT), ADVISED.terms) == JUGEND.voted_on + WAIT * DAY
    assert waits_until((), ADVISED.terms) is None
    assert waits_until((JUGEND,), replace(ADVISED.terms, advice_wait=Period(0, Unit.DAYS))) is None


def test_a_body_that_advises_waits_for_nobody():
    yesterday = replace(BEIRAT, voted_on=TODAY)
    machine = before(Stage.READY_FOR_SITTING, item_body="jugend", advice=(yesterday,))
    assert machine.perform("open_item").target == Stage.IN_SITTING


def test_a_case_pinned_before_the_value_existed_waits_for_nothing():
    assert CASE.terms.advice_wait.count == 0


# Advice binds nobody


@each([("yes", CARRIED), ("no", FAILED), ("tie", Resolution(True, False))])
def test_advice_lets_the_case_go_on_whatever_it_says(name, resolution):
    machine = before(Stage.IN_SITTING, item_body="beirat", advice=(), resolution=resolution)
    assert offered(machine) == {"record_advice"}
    outcome = machine.perform("record_advice")
    assert (outcome.target, outcome.effects.book) == (Stage.READY_FOR_SITTING, ())


def test_while_an_advisory_body_sits_nothing_is_decided():
    for resolution in (None, CARRIED, FAILED):
        machine = before(Stage.IN_SITTING, item_body="jugend", resolution=resolution)
        assert not offered(machine) & {"endorse", "decline"}
        with pytest.raises(NotYet, match="Dieses Gremium berät nur"):
            machine.perform("endorse", amount=CASE.requested)
        with pytest.raises(NotYet, match="Dieses Gremium berät nur"):
            machine.perform("decline")


def test_an_advisory_body_that_lacks_its_quorum_puts_the_item_off():
    machine = before(Stage.IN_SITTING, item_body="jugend", resolution=NOT_QUORATE)
    assert "record_advice" not in offered(machine)
    assert machine.perform("defer", reason="Zu wenige waren da.").target == Stage.DEFERRED


def test_advice_that_was_voted_is_recorded_even_if_the_money_is_lacking():
    machine = before(Stage.IN_SITTING, item_body="jugend", resolution=CARRIED, pot_left=CASE.requested / 2)
    with pytest.raises(NotYet, match="schon beschlossen"):
        machine.perform("defer", reason="Das Geld fehlt.")
    assert machine.perform("record_advice").target == Stage.READY_FOR_SITTING


def test_the_deciding_body_records_no_advice():
    machine = before(Stage.IN_SITTING, resolution=CARRIED)
    assert "record_advice" not in offered(machine)
    assert machine.perform("endorse", amount=CASE.requested).target == Stage.ENDORSED


def test_before_the_ballot_closes_the_chair_is_asked_to_close_it():
    machine = before(Stage.IN_SITTING, item_body="jugend", ballot_open=True, resolution=None)
    assert machine.next_step() == (Role.CHAIR, "close_ballot")


# A class that says it wrongly


def test_a_fund_that_hears_somebody_takes_the_chapter():
    with pytest.raises(TypeError, match="has no move for what they advise"):
        type("Broken", (OneBody, Sitting), {"body": "vorstand", "heard_first": ("beirat",)})


@each({"the deciding body": (("vorstand",),), "twice": (("beirat", "beirat"),)})
def test_a_fund_hears_nobody_twice(heard):
    with pytest.raises(TypeError, match="hears a body twice"):
        type("Broken", (OneBody, HeardFirst), {"body": "vorstand", "heard_first": heard})


# The walk


READY = Stage.READY_FOR_SITTING
AT_THE_BODIES = (READY, Stage.IN_SITTING, Stage.DEFERRED, Stage.ENDORSED, Stage.DECLINED)
NEVER_HERE = "kommt nie vor"
"""What the walk of one part says of the moves of all others."""


def walked(*broken: Mutant) -> list[str]:
    """The faults on the way from the first body to the decision, with their paths."""
    ground = ground_of(AdvisedFund)
    starts = [changed(start, facts=changed(start.facts, stage=READY)) for start in ground.starts]
    part = replace(
        ground,
        starts=starts,
        ends=frozenset({Stage.ENDORSED, Stage.DECLINED}),
        followed=lambda world: world.stage in AT_THE_BODIES,
    )
    with ExitStack() as stack:
        for mutant in broken:
            stack.enter_context(mutant.alive())
        faults = Walk(AdvisedFund, part).run().faults
    return [str(fault) for fault in faults if NEVER_HERE not in fault.sentence]


@pytest.mark.slow
def test_the_walk_finds_no_fault_in_a_fund_that_hears_others_first():
    report = explore(AdvisedFund)
    assert [str(fault) for fault in report.faults] == []
    assert ("in_sitting", "record_advice", "ready_for_sitting") in report.moves


def test_the_way_through_the_bodies_has_no_fault():
    assert walked() == []


OPENED = (AdvisedFund, "open_item", READY)
ADVISED_ON = (AdvisedFund, "record_advice", Stage.IN_SITTING)
FAULTS = [
    ("berät, obwohl es nicht an der Reihe ist", without(*OPENED, "turn_has_come")),
    ("bevor alle anderen Gremien beraten haben", without(*OPENED, "turn_has_come")),
    ("bevor die Wartezeit nach der Beratung um ist", without(*OPENED, "wait_is_over")),
    ("das nur berät, hat entschieden", leading(*ADVISED_ON, Stage.ENDORSED)),
    ("so nicht beschlossen hat", leading(*ADVISED_ON, Stage.ENDORSED)),
    ("über die niemand abgestimmt hat", without(*ADVISED_ON, "body_advises", "body_has_voted")),
    (
        "das nur berät, hat entschieden",
        without(AdvisedFund, "decline", Stage.IN_SITTING, "resolution_failed"),
    ),
]


@pytest.mark.rest
@each(FAULTS)
def test_advice_that_is_passed_over_or_decides_is_found(sentence, mutant):
    told = [fault for fault in walked(mutant) if sentence in fault]
    assert told
    assert "→" in told[0]
