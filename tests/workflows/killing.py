"""Which test, or else which walk, notices a mutant. The tests are collected once and called as plain functions."""

from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from inspect import getsource, signature
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from workflows.explore import explore
from workflows.explore.mutants import Mutant

HERE = Path(__file__).parent
SLOW = ("test_explore", "test_rules_")
"""Files that mutate machines themselves, or that look at no machine."""


@dataclass
class Collected:
    """A plugin of pytest that keeps the tests that it finds."""

    items: list[Any] = field(default_factory=list)

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Keep tests that need nothing but their parameters."""
        for item in items:
            params = getattr(getattr(item, "callspec", None), "params", {})
            if set(signature(item.obj).parameters) <= set(params) and not item.path.name.startswith(SLOW):
                self.items.append(item)


class Hunt:
    """All tests of the workflows, asked about one mutant after the other."""

    def __init__(self, mutants: list[Mutant]):
        self.mutants = mutants
        collected = Collected()
        # Their own surroundings (a database, a worker) are not needed here.
        plain = ["--collect-only", "-qq", "--noconftest", "-p", "no:cacheprovider", "-p", "no:django"]
        with redirect_stdout(StringIO()):
            pytest.main([*plain, "-o", "addopts=", "-o", "filterwarnings=", str(HERE)], plugins=[collected])
        assert collected.items, "no tests were found"
        self.tests = [(item.nodeid, getsource(item.obj), item) for item in collected.items]

    def fails_alone(self, number: int) -> str:
        """The name of a test that fails without any mutant: it would kill them all; empty if it passes."""
        name, _, item = self.tests[number]
        return name if _fails(item) else ""

    def killer_of(self, number: int) -> str:
        """Who notices this mutant: „Tests“, „Gang“ (the walk) or nobody."""
        mutant = self.mutants[number]
        with mutant.alive():
            near, far = self._near_first(mutant)
            if any(map(_fails, near)):
                return "Tests"
            if explore(mutant.machine, hasty=True).faults:
                return "Gang"
            return "Tests" if any(map(_fails, far)) else ""

    def _near_first(self, mutant: Mutant) -> tuple[Iterator[Any], Iterator[Any]]:
        name = mutant.move.slug
        at = f"[{name}-{mutant.move.source or 'new'}"
        ranked = [(at in node, name in node or name in text, item) for node, text, item in self.tests]
        near = [item for here, _, item in ranked if here]
        near += [item for here, named, item in ranked if named and not here]
        known = set(map(id, near))
        return iter(near), (item for _, _, item in ranked if id(item) not in known)


def _fails(item: Any) -> bool:
    params = getattr(getattr(item, "callspec", None), "params", {})
    call = pytest.CallInfo.from_call(lambda: item.obj(**params), "call")
    return call.excinfo is not None
