"""The real door makes every move of the procedures by everybody who may, and refuses it to everybody else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction

from grants.kinds import name_of
from grants.models import Transition
from tests.grants.after_moves import found_in, said_in
from tests.grants.people import by_of
from tests.grants.records import fingerprint
from tests.grants.scenes import SCENES, Scene
from workflows.errors import MoveRefused, NotHere, NotYours
from workflows.explore import explore
from workflows.law import law_of
from workflows.machine import NEW, Machine, outgoing, targets_of
from workflows.procedures import PROCEDURES
from workflows.roles import Role

pytestmark = [pytest.mark.slow, pytest.mark.turns(3), pytest.mark.django_db]
Attempt = tuple[str, str, Role]
"""A stage, the name of a move, and as what it is tried."""


@dataclass
class Tour:
    """All moves of one procedure, made on one database: each begins from a savepoint and is taken back."""

    scene: Scene
    visit: Callable[[Any, str], None] = lambda record, stage: None
    """Called once for each stage, with the record that was the first to come there (None: not born yet)."""
    edges: set[tuple[str, str, str]] = field(default_factory=set)
    made: set[Attempt] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def stand(self, record: Any, stage: str) -> None:
        """Look around in a stage, and go on from it by every move, as everybody who may."""
        self.seen.add(stage)
        self.visit(record, stage)
        for move in outgoing(self.scene.machine, stage):
            for role in self.scene.able(law_of(move).by):
                self._go(record, move, role)

    def _go(self, record: Any, move: Any, role: Role) -> None:
        point, day = transaction.savepoint(), self.scene.day
        try:
            there = self.scene.make(record, move, role)
            assert said_in(last_of(there)) == found_in(there)
        except (AssertionError, MoveRefused) as fault:
            self.failed.append(f"{move.source or 'neu'}: „{move.label}“ ({role.label}): {fault!r}")
        else:
            self.edges.add((str(move.source), move.slug, there.stage))
            self.made.add((str(move.source), move.slug, role))
            if there.stage not in self.seen:
                self.stand(there, there.stage)
        finally:
            transaction.savepoint_rollback(point)
            self.scene.day = day


def last_of(record: Any) -> Transition:
    """The newest entry of a record."""
    return Transition.objects.filter(record=name_of(record)).latest("pk")


def edges_of(machine: type[Machine]) -> set[tuple[str, str, str]]:
    """Stage, move and stage after it, as the machine declares them."""
    return {(str(m.source), m.slug, target) for m in machine.moves() for target in targets_of(m)}


def attempts_of(machine: type[Machine]) -> set[Attempt]:
    """Everything that anybody can try anywhere: every move in every stage, as everyone."""
    stages = {stage for source, _, target in edges_of(machine) for stage in (source, target)}
    names = {name for _, name, _ in edges_of(machine)}
    return {(stage, name, role) for stage in stages for name in names for role in Role}


def allowed(scene: Scene) -> set[Attempt]:
    """What the machine lets somebody do."""
    return {
        (str(move.source), move.slug, role)
        for move in scene.machine.moves()
        for role in scene.able(law_of(move).by)
    }


def test_every_procedure_is_driven_through_the_door():
    assert set(SCENES) == set(PROCEDURES)


@pytest.mark.parametrize("slug", PROCEDURES)
def test_the_door_goes_every_way_of_a_procedure(slug, capsys):
    machine, scene = PROCEDURES[slug], SCENES[slug]()
    tour = Tour(scene)
    tour.stand(None, NEW)
    edges = edges_of(machine)
    with capsys.disabled():
        print(
            f"\n{slug}: {len(tour.edges & edges)} von {len(edges)} Kanten durch die Tür gegangen, "
            f"{len(tour.made)} von {len(allowed(scene))} mit Rolle"
        )
    assert tour.failed == []
    assert tour.edges == edges == explore(machine).moves
    assert tour.made == allowed(scene)


@pytest.mark.parametrize("slug", PROCEDURES)
def test_the_door_refuses_everything_else_in_a_procedure_with_nothing_changed(slug, capsys):
    machine, scene = PROCEDURES[slug], SCENES[slug]()
    names = sorted({move.slug for move in machine.moves()})
    refused: set[Attempt] = set()
    attempts = 0

    def refuse_all(record: Any, stage: str) -> None:
        nonlocal attempts
        before = fingerprint()
        for name in names:
            by = by_of(machine, name, stage)
            for person, roles in scene.others(by):
                with pytest.raises(MoveRefused) as why:
                    scene.attempt(record, name, person)
                assert why.type is (NotYours if by else NotHere), f"{name}, {person}: {why.value!r}"
                refused.update((stage, name, role) for role in roles)
                attempts += 1
        assert fingerprint() == before

    tour = Tour(scene, refuse_all)
    tour.stand(None, NEW)
    wanted = attempts_of(machine) - allowed(scene)
    stages, pairs = ({at[:n] for at in refused} for n in (1, 2))
    with capsys.disabled():
        print(
            f"\n{slug}: {attempts} Versuche abgewiesen: {len(pairs)} Paare aus Stand und Zug, "
            f"{len(refused & wanted)} von {len(wanted)} mit Rolle, in {len(stages)} Ständen"
        )
    assert tour.failed == []
    assert refused == wanted
