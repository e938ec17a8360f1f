"""The walk through each fund, made once in a run: one test judges what it found, another goes its ways for real."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.pictures import once_in_a_run
from workflows.explore import Report, ground_of
from workflows.explore.walk import Node, Walk
from workflows.explore.world import Step
from workflows.programmes import PROGRAMMES


@dataclass(frozen=True)
class Walked:
    """What a walk found, and the ways on which each move was made first, without all other worlds."""

    report: Report
    ways: dict[tuple[str, str, str], tuple[Any, Step]]
    nodes: dict[Any, Node]
    """The worlds on these ways; the first of them has no parent."""


def walked(slug: str) -> Walked:
    """The walk through a fund, from all its beginnings."""
    return once_in_a_run(f"walk-{slug}", lambda: _walk(slug))


def _walk(slug: str) -> Walked:
    programme = PROGRAMMES[slug]
    walk = Walk(programme, ground_of(programme))
    report = walk.run()
    on_ways = {key for end, _ in walk.ways.values() for key in _back_from(end, walk)}
    nodes = {
        key: Node(node.world, node.parent, node.step) for key, node in walk.nodes.items() if key in on_ways
    }
    return Walked(report, walk.ways, nodes)


def _back_from(key: Any, walk: Walk) -> Iterator[Any]:
    while key is not None:
        yield key
        key = walk.nodes[key].parent
