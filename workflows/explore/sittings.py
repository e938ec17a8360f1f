"""A sitting with one ballot: members come, vote and leave, one of them is excluded, and the ballot opens and closes."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from workflows.acts import may
from workflows.case import Actor, SittingFacts, changed
from workflows.explore.promises import Happened
from workflows.explore.world import Memory, Step, World
from workflows.machine import Machine
from workflows.outcome import Outcome
from workflows.roles import BODY, Role
from workflows.rules.ballot import ballot_is_open, ballot_may_close, may_vote, motion_may_change
from workflows.rules.voting import Ballot, regime_of
from workflows.stages import SittingStage, Stage

FIRST_DAY = date(2026, 3, 16)
HALL = (
    Actor("Vorsitz", BODY, 21),
    Actor("Mitglied", frozenset({Role.MEMBER}), 22),
    Actor("ausgeschlossenes Mitglied", frozenset({Role.MEMBER}), 23),
    Actor("Geschäftsstelle", frozenset({Role.OFFICE}), 1),
)
EXCLUDED = 23
MOTION = "motion"
"""What is remembered of the motion: at which state of the ballot it was amended last."""
ENDS: frozenset[str] = frozenset({SittingStage.CLOSED})


def starts() -> list[World]:
    """A sitting in two weeks with nothing on its agenda yet, and one that is too near to be summoned in time."""
    return [World(SittingFacts(held_on=FIRST_DAY + timedelta(days), seats=3), FIRST_DAY) for days in (14, 3)]


def beside(machine: Machine, world: World) -> Iterator[Step]:
    """Items come, people come, a ballot opens, is voted on and closes; a sitting that came too near is put off."""
    facts: SittingFacts = world.facts
    if facts.stage == SittingStage.PLANNED:
        if not facts.items:
            yield _step(
                "setzt einen Punkt auf die Tagesordnung", HALL[3], world, items=1, items_open=("TOP 1",)
            )
        if (facts.held_on - world.today).days < facts.invitation_days:  # type: ignore[operator]
            yield _step("verlegt die Sitzung", HALL[3], world, held_on=world.today + timedelta(14))
    if may("record_presence", HALL[3], facts.stage) and not facts.present:
        yield _step("erfasst die Anwesenheit", HALL[3], world, present=2)
    yield from _ballot(world)


def _ballot(world: World) -> Iterator[Step]:
    stage, memory = world.stage, world.memory
    opened, closed = memory.casting != "", memory.casting == "closed"
    for actor in HALL:
        waits = Stage.IN_SITTING if world.facts.items_open else Stage.ENDORSED
        if may("amend_item", actor, stage) and motion_may_change(opened, waits):
            amended = memory.with_vote(MOTION, memory.casting, None)
            yield _step("ändert den Antrag", actor, changed(world, memory=amended))
        if may("open_ballot", actor, stage) and not opened and world.facts.items_open:
            yield _step(
                "eröffnet die Abstimmung", actor, changed(world, memory=changed(memory, casting="open"))
            )
        case_stage = Stage.IN_SITTING if world.facts.items_open else Stage.ENDORSED
        shut = may("close_ballot", actor, stage) and ballot_is_open(opened, closed, case_stage)
        if shut and ballot_may_close(_counted(world)):
            done = changed(world, memory=changed(memory, casting="closed"))
            yield _step("schließt die Abstimmung", actor, done, items_open=())
        for present in (True, False):
            open_now = may("cast", actor, stage) and ballot_is_open(opened, closed, case_stage)
            if open_now and may_vote(present, actor.user_id == EXCLUDED):
                yield _step("stimmt ab", actor, changed(world, memory=_voted(memory, actor)))


def _counted(world: World) -> Ballot:
    facts: SittingFacts = world.facts
    cast = sum(name != MOTION for name, _, _ in world.memory.votes)
    return Ballot(regime=regime_of(facts.regime), seats=facts.seats, present=facts.present, abstained=cast)


def _voted(memory: Memory, actor: Actor) -> Memory:
    return memory.with_vote(str(actor.user_id), memory.casting, None)


def _step(label: str, actor: Actor, world: World, **values: Any) -> Step:
    return Step(label, actor.name, changed(world, facts=changed(world.facts, **values)))


def remember(
    memory: Memory, world: World, actor: Actor, outcome: Outcome, answers: Mapping[str, Any]
) -> Memory:
    """The ballot and who voted are written down by the steps beside the moves."""
    return memory


def rightly(it: Happened) -> Iterator[str]:
    """A sitting opens on its day, summoned in time, and closes when every item is dealt with."""
    facts: SittingFacts = it.before.facts
    if it.outcome.target == SittingStage.OPEN and facts.held_on and facts.held_on > it.after.today:
        yield "Eine Sitzung ist vor ihrem Tag eröffnet."
    lead = (facts.held_on - it.after.today).days if facts.held_on else 0
    if it.outcome.target == SittingStage.INVITED and lead < facts.invitation_days:
        yield "Zu einer Sitzung ist zu spät eingeladen."
    if it.outcome.target == SittingStage.CLOSED and (facts.items_open or it.before.memory.casting == "open"):
        yield "Eine Sitzung ist geschlossen, obwohl ein Punkt offen ist."


def votes_rightly(before: World, step: Step) -> Iterator[str]:
    """Nobody votes before the opening or after the close, nobody who is excluded, and on nothing that changes."""
    new = set(step.world.memory.votes) - set(before.memory.votes)
    if any(name == MOTION and casting for name, casting, _ in new):
        yield "Der Antrag ist geändert, nachdem die Abstimmung eröffnet war."
    if any(name != MOTION for name, _, _ in new) and before.memory.casting != "open":
        yield "Es ist abgestimmt, obwohl die Abstimmung nicht (mehr) offen war."
    if any(name == str(EXCLUDED) for name, _, _ in new):
        yield "Ein ausgeschlossenes Mitglied hat abgestimmt."
    closed = before.memory.casting == "open" and step.world.memory.casting == "closed"
    if closed and not any(name != MOTION for name, _, _ in step.world.memory.votes):
        yield "Eine Abstimmung ist geschlossen, bei der niemand abgestimmt hat."
