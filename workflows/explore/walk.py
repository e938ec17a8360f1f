"""The walk: every world that a machine can come to, by every move, every writer and the passing of time."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workflows.case import CLOCK, Actor, Case, changed
from workflows.errors import MoveRefused, NotYet
from workflows.explore.people import answers, ids_in, walkers
from workflows.explore.promises import Happened, Promise
from workflows.explore.sameness import days_ahead, key_of
from workflows.explore.world import Memory, Step, World
from workflows.explore.writing import after
from workflows.law import Move, law_of
from workflows.machine import Machine, outgoing
from workflows.outcome import Outcome
from workflows.procedures import PROCEDURES
from workflows.stages import Stage


@dataclass(frozen=True)
class Fault:
    """A broken promise with the shortest way that leads to it."""

    sentence: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.sentence, *(f"  {n}. {line}" for n, line in enumerate(self.path, 1))])


@dataclass
class Report:
    """What the walk through one machine found."""

    machine: type[Machine]
    stages: set[str] = field(default_factory=set)
    states: int = 0
    edges: int = 0
    moves: set[tuple[str, str, str]] = field(default_factory=set)
    """(source, move, target) of every move that was really made."""
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Ground:
    """Where a machine is walked: how it begins, what happens beside its moves, and what it is judged by."""

    starts: list[World]
    beside: Callable[[Machine, World], Iterator[Step]]
    remember: Callable[[Memory, World, Actor, Outcome, Mapping[str, Any]], Memory]
    promises: tuple[Promise, ...]
    ends: frozenset[str]
    """Stages that no move has to leave."""
    along: Callable[[World], Iterator[tuple[Step, list[str]]]] | None = None
    """Moves of another machine that goes along, with the promises that they break."""
    followed: Callable[[World], bool] = lambda world: True
    """Whether a world is walked on from, or only judged."""
    watch: Callable[[World, Step], Iterator[str]] | None = None
    """Judges what happens beside the moves."""


@dataclass
class Node:
    """A world with the way it was first come by, and from where else it is come by."""

    world: World
    parent: Any = None
    step: Step | None = None
    before: list[Any] = field(default_factory=list)
    leads: bool = False


class Walk:
    """One walk through one machine, first found first (so every path is a shortest one)."""

    def __init__(self, machine: type[Machine], ground: Ground, *, hasty: bool = False):
        self.machine = machine
        self.ground = ground
        self.hasty = hasty
        self.report = Report(machine)
        self.nodes: dict[Any, Node] = {}
        self.queue: deque[Any] = deque()
        self.told: set[str] = set()
        self.ways: dict[tuple[str, str, str], tuple[Any, Step]] = {}
        """Every move that was made, with where it was made first and the step itself."""

    def run(self) -> Report:
        """Walk until nothing is new (or, if hasty, until the first fault)."""
        for world in self.ground.starts:
            self._meet(world, None, None)
        while self.queue and not self._enough():
            key = self.queue.popleft()
            node = self.nodes[key]
            for step in self._steps(node.world):
                node.leads = True
                self._meet(step.world, key, step)
        if not self._enough():
            self._judge_graph()
            self._judge_declared()
        self.report.states = len(self.nodes)
        self.report.stages = {node.world.stage for node in self.nodes.values()}
        return self.report

    def _enough(self) -> bool:
        return self.hasty and bool(self.report.faults)

    def _meet(self, world: World, parent: Any, step: Step | None) -> None:
        if not self.ground.followed(world):
            return
        key = key_of(self.machine(world.facts, CLOCK, world.today), world)
        node = self.nodes.get(key)
        if node is None:
            node = self.nodes[key] = Node(world, parent, step)
            self.queue.append(key)
        if parent is not None:
            node.before.append(parent)

    # Steps

    def _steps(self, world: World) -> Iterator[Step]:
        machine = self.machine(world.facts, CLOCK, world.today)
        yield from self._moves(world)
        if self.ground.along:
            for step, broken in self.ground.along(world):
                self.report.edges += 1
                self._note((world.call.stage if world.call else "", step.move, ""), world, step)
                for sentence in broken:
                    self._fault(world, sentence, step)
                yield step
        for step in self.ground.beside(machine, world):
            for sentence in self.ground.watch(world, step) if self.ground.watch else ():
                self._fault(world, sentence, step)
            yield step
        yield from _time_passes(machine, world)

    def _moves(self, world: World) -> Iterator[Step]:
        known = ids_in(world)
        for move in outgoing(self.machine, world.stage):
            for actor in walkers(law_of(move).by, known):
                if self.machine(world.facts, actor, world.today).obstacles(move):
                    continue  # no answer would help
                for data in answers(move, world):
                    step = self._try(world, move, actor, data)
                    if step:
                        yield step

    def _try(self, world: World, move: Move, actor: Actor, data: dict[str, Any]) -> Step | None:
        machine = self.machine(world.facts, actor, world.today)
        try:
            outcome = machine.perform(move.slug, **data)
            facts = after(world, outcome.target, outcome.effects)
        except NotYet:
            return None
        except MoveRefused as refused:
            self._fault(world, f"„{move.label}“ wird angeboten und geht nicht: {refused}")
            return None
        memory = self.ground.remember(world.memory, world, actor, outcome, data)
        came = changed(world, facts=facts, memory=memory)
        step = Step(outcome.label, actor.name, came, move.slug, data)
        self.report.edges += 1
        self._note((outcome.source, outcome.move, outcome.target), world, step)
        happened = Happened(self.machine, world, came, actor, outcome, data)
        for promise in self.ground.promises:
            for sentence in promise(happened):
                self._fault(world, sentence, step)
        return step

    def _note(self, edge: tuple[str, str, str], world: World, step: Step) -> None:
        """Remember the first way on which a move was made."""
        if not step.beside:
            self.report.moves.add(edge)
        if edge not in self.ways:
            self.ways[edge] = (key_of(self.machine(world.facts, CLOCK, world.today), world), step)

    # Findings

    def _path(self, world: World) -> list[str]:
        node = self.nodes.get(key_of(self.machine(world.facts, CLOCK, world.today), world))
        lines: list[str] = []
        while node is not None and node.step is not None:
            lines.append(line_of(node.step))
            node = self.nodes[node.parent]
        return lines[::-1]

    def _fault(self, world: World | None, sentence: str, last: Step | None = None) -> None:
        """Each sentence is told once, with the first way that was found."""
        if sentence not in self.told:
            self.told.add(sentence)
            path = self._path(world) if world else []
            self.report.faults.append(Fault(sentence, (*path, *([line_of(last)] if last else []))))

    def _judge_graph(self) -> None:
        """From everywhere an end can be reached."""
        alive = {key for key, node in self.nodes.items() if node.world.stage in self.ground.ends}
        wave = list(alive)
        while wave:
            new = set(self.nodes[wave.pop()].before) - alive
            alive |= new
            wave.extend(new)
        for key, node in self.nodes.items():
            if key not in alive:
                kind = "ist kein Ende erreichbar" if node.leads else "geht nichts mehr weiter"
                self._fault(node.world, f"Im Stand „{label_of(node.world)}“ {kind}.")

    def _judge_declared(self) -> None:
        """Every move is made somewhere, and from every stage that was come to."""
        come_to = {node.world.stage for node in self.nodes.values()}
        here = self.ground.starts[0]
        made = {(source, slug) for source, slug, _ in self.report.moves}
        for move in self.machine.moves():
            if str(move.source) in come_to and (str(move.source), move.slug) not in made:
                self._fault(
                    None, f"„{move.label}“ ist im Stand „{label_of(here, str(move.source))}“ nie möglich."
                )
            if move.slug not in {slug for _, slug in made}:
                self._fault(None, f"„{move.label}“ kommt nie vor.")


def _time_passes(machine: Machine, world: World) -> Iterator[Step]:
    """The next day on which anything may be different."""
    ahead = [day for day in (*(due for due, _ in machine.due()), *days_ahead(world)) if day > world.today]
    if ahead:
        yield Step("Zeit vergeht", "", changed(world, today=min(ahead)))


def line_of(step: Step) -> str:
    """One line of a path: the day, what happened, by whom, and where everything stands then."""
    world = step.world
    who = f" ({step.who})" if step.who else ""
    call = f", Abruf {PROCEDURE_LABELS[world.call.stage]}" if world.call else ""
    return f"{world.today:%d.%m.%Y} {step.label}{who} → {label_of(world)}{call}"


def label_of(world: World, stage: str | None = None) -> str:
    """The German name of the world's stage, or of another one of the same machine."""
    labels = CASE_LABELS if isinstance(world.facts, Case) else PROCEDURE_LABELS
    name = world.stage if stage is None else stage
    return labels.get(name, name) or "noch nicht da"


TARGETS = [move.target for procedure in PROCEDURES.values() for move in procedure.moves()]
CASE_LABELS = {str(stage): stage.label for stage in Stage}
PROCEDURE_LABELS = {str(t): t.label for t in TARGETS if isinstance(t, StrEnum)}  # type: ignore[attr-defined]
