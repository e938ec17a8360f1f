"""The real door goes every way of the abstract machine, and refuses everything else with nothing changed."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.db import transaction

from grants.actions import perform
from grants.cases import actor_for
from grants.models import Application, Dossier, Membership
from grants.stories.acting import at
from grants.stories.ground import find_user, seats_of
from tests.grants.walking import Here, Road, dump
from workflows.case import CLOCK, Role
from workflows.errors import MoveRefused, NotHere, NotYours
from workflows.explore import ground_of
from workflows.explore.walk import Walk
from workflows.machine import Programme
from workflows.programmes import PROGRAMMES

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@dataclass
class Drive:
    """All ways of one fund as one tree, driven on one database: every fork begins from a savepoint."""

    walk: Walk
    road: Road
    visit: Any = None
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
        """Go every way from the first world on."""
        first = next(key for key, node in self.walk.nodes.items() if node.parent is None)
        self._stand(first, Here(None, self.road.story.day))

    def _stand(self, key: Any, here: Here) -> None:
        world = self.walk.nodes[key].world
        if self.visit and here.case is not None and world.stage not in self.seen:
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


def walked(programme: type[Programme]) -> Walk:
    """The abstract walk of an applicant with one signature."""
    ground = ground_of(programme)
    walk = Walk(programme, replace(ground, starts=ground.starts[:1]))
    assert walk.run().faults == []
    return walk


@pytest.mark.parametrize("slug", PROGRAMMES)
def test_the_door_goes_every_way_of_the_machine(slug, capsys):
    drive = Drive(walked(PROGRAMMES[slug]), Road(PROGRAMMES[slug]))
    drive.start()
    missed = set(drive.walk.ways) - drive.covered
    with capsys.disabled():
        print(f"\n{slug}: {len(drive.covered)} von {len(drive.walk.ways)} Kanten durch die Tür gegangen")
    assert drive.failed == []
    assert missed == set()


@pytest.mark.parametrize("slug", PROGRAMMES)
def test_the_door_refuses_everything_else_with_nothing_changed(slug, capsys):
    programme = PROGRAMMES[slug]
    road = Road(programme)
    people = everybody(road)
    tried = []

    def refuse_all(here: Here) -> None:
        case, now = Application.objects.get(pk=here.case), at(here.day, 20)
        before, head = dump(), Dossier.objects.get(pk=case.dossier_id).head
        names = sorted({move.slug for move in programme.moves()})
        for person in people:
            roles = actor_for(person, case, here.day).roles
            for name in names:
                here_too = [m for m in programme.moves() if (m.slug, str(m.source)) == (name, case.stage)]
                if here_too and not roles.isdisjoint(here_too[0].custom["by"]):
                    continue
                with pytest.raises(NotYours if here_too else NotHere):
                    perform(case, name, by=person, now=now)
                tried.append((case.stage, name))
        assert Dossier.objects.get(pk=case.dossier_id).head == head
        assert dump() == before

    drive = Drive(walked(programme), road, refuse_all)
    drive.start()
    stages = {node.world.stage for node in drive.walk.nodes.values()} - {""}
    with capsys.disabled():
        print(f"\n{slug}: {len(tried)} Versuche in {len(drive.seen)} von {len(stages)} Ständen abgewiesen")
    assert drive.seen == stages
    assert drive.failed == []


def everybody(road: Road) -> list[Any]:
    """One person for each role, a member of the organisation who may not sign, and the clock."""
    staff = list(road.ground.staff.values())
    seats = [seat.user for seat in seats_of(road.body)[:2]]
    helper = find_user("helfer", "Helfer*in")
    Membership.objects.create(organisation=road.story.organisation, user=helper)
    stranger = find_user("fremd", "Niemand")
    people = [*staff, *seats, road.story.applicant, helper, stranger, CLOCK]
    assert len({getattr(person, "pk", None) for person in people}) == len(people) >= len(Role) - 1
    return people
