"""The real door goes every way of the abstract machine, and refuses everything else with nothing changed."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction

from demo.stories.acting import at
from demo.stories.ground import seats_of
from grants.actions import perform
from grants.models import Application, Dossier
from tests.grants.people import OFFICE, by_of, held, helper, holder
from tests.grants.records import fingerprint
from tests.grants.walking import Here, Road
from tests.workflows.walked import Walked, walked
from workflows.case import CLOCK
from workflows.errors import MoveRefused, NotHere, NotYours
from workflows.explore import ground_of
from workflows.law import law_of
from workflows.programmes import PROGRAMMES
from workflows.roles import Role
from workflows.stages import Stage

pytestmark = [pytest.mark.slow, pytest.mark.turns(3), pytest.mark.django_db]


@dataclass
class Drive:
    """All ways of one fund as one tree, driven on one database: every fork begins from a savepoint."""

    walk: Walked
    road: Road
    visit: Callable[[Here], None] = lambda here: None
    """Called once for each stage, with the place where it was first come to."""
    covered: set[tuple[str, str, str]] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.forks: dict[Any, set[Any]] = defaultdict(set)
        self.leaves: dict[Any, list[Any]] = defaultdict(list)
        for edge, (key, step) in self.walk.ways.items():
            self.leaves[key].append((edge, step))
            while (parent := self.walk.nodes[key].parent) is not None:
                self.forks[parent].add(key)
                key = parent

    def start(self) -> None:
        """Go every way from the first world on: that of an applicant with one signature, whose people are there."""
        (first,) = [key for key, node in self.walk.nodes.items() if node.parent is None]
        assert self.walk.nodes[first].world == ground_of(self.road.programme).starts[0]
        self._stand(first, Here(None, self.road.story.day))

    def _stand(self, key: Any, here: Here) -> None:
        world = self.walk.nodes[key].world
        if here.case is not None and world.stage not in self.seen:
            self.seen.add(world.stage)
            self.visit(here)
        for edge, step in self.leaves[key]:
            if self._go(here, step) is not None:
                self.covered.add(edge)
        for fork in sorted(self.forks[key], key=str):
            self._go(here, self.walk.nodes[fork].step, fork)

    def _go(self, here: Here, step: Any, fork: Any = None) -> Here | None:
        point = transaction.savepoint()
        try:
            there = self.road.take(here, step)
            if fork is not None:
                self._stand(fork, there)
            return there
        except (AssertionError, MoveRefused) as fault:
            self.failed.append(f"{step.label} ({step.who}): {fault}")
            return None
        finally:
            transaction.savepoint_rollback(point)


@pytest.mark.parametrize("slug", PROGRAMMES)
def test_the_door_goes_every_way_of_the_machine_and_refuses_everything_else(slug, capsys):
    """What is refused is tried where a stage is come to for the first time, and nothing changes."""
    programme = PROGRAMMES[slug]
    road = Road(programme)
    tried: list[tuple[str, str, Role]] = []
    attempts = 0

    def refuse_all(here: Here) -> None:
        nonlocal attempts
        case, now = Application.objects.get(pk=here.case), at(here.day, 20)
        names = sorted({move.slug for move in programme.moves()} - known_pairs(slug, case.stage))
        everyone = {name: refused_ones(road, name, case.stage) for name in names}
        roles = {person: held(person, road.body) for people in everyone.values() for person in people}
        before, head = fingerprint(), Dossier.objects.get(pk=case.dossier_id).head
        for name in names:
            by = by_of(programme, name, case.stage)
            for person in everyone[name]:
                with pytest.raises(NotYours if by else NotHere):
                    perform(case, name, by=person, now=now)
                attempts += 1
                tried.extend((case.stage, name, role) for role in roles[person] - by)
        assert Dossier.objects.get(pk=case.dossier_id).head == head
        assert fingerprint() == before

    drive = Drive(walked(slug), road, refuse_all)
    assert drive.walk.report.faults == []
    drive.start()
    stages = drive.walk.report.stages - {""}
    missed = set(drive.walk.ways) - drive.covered
    pairs = len({(stage, name) for stage, name, _ in tried})
    with capsys.disabled():
        print(
            f"\n{slug}: {len(drive.covered)} von {len(drive.walk.ways)} Kanten durch die Tür gegangen, "
            f"{attempts} Versuche abgewiesen: {pairs} Paare aus Stand und Zug, "
            f"{len(set(tried))} mit Rolle, in {len(drive.seen)} von {len(stages)} Ständen"
        )
    assert drive.seen == stages
    assert drive.failed == []
    assert missed == set()


def known_pairs(slug: str, stage: str) -> set[str]:
    """Moves that another fund shares and that are tried there in the same stage."""
    first = next(iter(PROGRAMMES.values()))
    if slug == first.slug or stage not in {str(move.source) for move in first.moves()} - {Stage.IN_COUNCIL}:
        return set()
    shared = {move.slug: move.func for move in first.moves()}
    return {move.slug for move in PROGRAMMES[slug].moves() if shared.get(move.slug) is move.func}


def refused_ones(road: Road, name: str, stage: str) -> list[Any]:
    """Whom the door must refuse: here all others than who may; elsewhere who makes the move there, and the office."""
    by = by_of(road.programme, name, stage)
    if by:
        return everybody_but(road, by)
    makers = frozenset().union(*(law_of(m).by for m in road.programme.moves() if m.slug == name))
    people = [holder(OFFICE)]
    if makers & {Role.CHAIR, Role.MEMBER}:
        people.append(seats_of(road.body)[0].user)
    if makers & {Role.APPLICANT, Role.SIGNATORY}:
        people.append(road.story.applicant)
    return [*people, CLOCK] if Role.CLOCK in makers else people


def everybody_but(road: Road, by: frozenset[Role]) -> list[Any]:
    """People who together hold every role but these: where all of them are refused, each role alone is.

    Somebody of the office with every other function at once, the chair, a member of the organisation who may sign and
    one who may not, and the clock.
    """
    functions = OFFICE - by
    people: list[Any] = [holder(functions)]
    if not by & {Role.CHAIR, Role.MEMBER}:
        people.append(seats_of(road.body)[0].user)
    if not by & {Role.APPLICANT, Role.SIGNATORY}:
        people.append(road.story.applicant)
    elif Role.APPLICANT not in by:
        people.append(helper(road.story.organisation))
    return people if Role.CLOCK in by else [*people, CLOCK]
