"""Which test, or else which walk, notices a mutant. The tests are collected once and called as plain functions."""

from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from inspect import getsource, signature
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.running import table_of
from tests.tables import OWN
from workflows.explore import explore
from workflows.explore.mutants import Mutant

HERE = Path(__file__).parent
Check = tuple[str, str, Callable[[], None]]
SLOW = ("test_explore", "test_rules_")
"""Files that mutate machines themselves, or that look at no machine."""


@dataclass
class Collected:
    """A plugin of pytest that keeps the tests that it finds."""

    items: list[Any] = field(default_factory=list)

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Keep tests that need nothing but their parameters."""
        for item in items:
            known = {*params_of(item), *(OWN if table_of(item) else ())}
            if set(signature(item.obj).parameters) <= known and not item.path.name.startswith(SLOW):
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
        self.tests = [check for item in collected.items for check in checks_of(item)]

    def fails_alone(self, number: int) -> str:
        """The name of a test that fails without any mutant: it would kill them all; empty if it passes."""
        name, _, check = self.tests[number]
        return name if _fails(check) else ""

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
        ranked = [(at in node, name in node or name in text, check) for node, text, check in self.tests]
        near = [check for here, _, check in ranked if here]
        near += [check for here, named, check in ranked if named and not here]
        known = set(map(id, near))
        return iter(near), (check for _, _, check in ranked if id(check) not in known)


def checks_of(item: Any) -> Iterator[Check]:
    """A test as functions without parameters, one for each row of its table: name, source and function."""
    if table := table_of(item):
        for name, row in table.rows.items():
            yield f"{item.nodeid}[{name}]", getsource(item.obj.check), partial(item.obj.check, *row)
    else:
        yield item.nodeid, getsource(item.obj), partial(item.obj, **params_of(item))


def params_of(item: Any) -> dict[str, Any]:
    return getattr(getattr(item, "callspec", None), "params", {})


def _fails(check: Callable[[], None]) -> bool:
    return pytest.CallInfo.from_call(check, "call").excinfo is not None
