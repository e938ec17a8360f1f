"""A machine as a picture: the way of one case, and the whole diagram."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.law import Move
from workflows.machine import NEW, Machine, targets_of
from workflows.stages import ENDED, SIDE_WAYS, STATIONS, Stage


@dataclass(frozen=True)
class Station:
    """One station of the way. ``state`` is done, now or todo; ``branch`` names a side way that is taken now."""

    label: str
    state: str
    branch: str = ""


def way(stage: str, visited: Sequence[str] = ()) -> list[Station]:
    """The way of one case: the stations before, at and after ``stage``.

    ``visited`` are the stages that the case has been in; after an early end the stations it never saw stay open.
    """
    here = next(i for i, (_, stages) in enumerate(STATIONS) if stage in stages)
    seen = {i for i, (_, stages) in enumerate(STATIONS) if set(stages) & set(visited)}
    early = stage in ENDED and bool(visited)
    stations = []
    for i, (label, _) in enumerate(STATIONS):
        done = i < here and (not early or i in seen)
        state = "now" if i == here else "done" if done else "todo"
        branch = Stage(stage).label if i == here and stage in SIDE_WAYS else ""
        stations.append(Station(label, state, branch))
    return stations


def drawn(machine: type[Machine]) -> list[Move]:
    """The moves that can happen: shared chapters also name stages that this machine never comes to."""
    moves = machine.moves()
    reached: set[str] = set()
    found = {NEW}
    while found:
        reached |= found
        found = {target for m in moves if str(m.source) in reached for target in targets_of(m)} - reached
    return [m for m in moves if str(m.source) in reached]


def mermaid(machine: type[Machine]) -> str:
    """The machine as a Mermaid state diagram; births come from [*], ends lead there."""
    moves = drawn(machine)
    edges = [(str(m.source), target, m.label) for m in moves for target in targets_of(m)]
    arrows = sorted({f"    {source or '[*]'} --> {target}: {label}" for source, target, label in edges})
    sources = {source for source, target, _ in edges if source != target}
    ends = sorted({f"    {target} --> [*]" for _, target, _ in edges if target not in sources})
    return "\n".join(["stateDiagram-v2", *arrows, *ends])
