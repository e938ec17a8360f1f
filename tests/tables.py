"""Table-driven tests: one check, many rows, one test; every row that fails is named.

A row costs a function call and not an item of the run, which every worker would have to collect, send and report.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from inspect import Parameter, Signature, signature
from typing import Any

import pytest

PARTS = ("quick", "rest", "all")
"""What a run does: ``make test``, what ``make test-all`` has beyond it, or everything (the default)."""
OWN = ("part", "record_property")
"""Fixtures that the loop itself asks for."""
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """Named rows. With ``kind`` the quick part is the first row of each kind, and the rest is all others."""

    rows: Mapping[str, Row]
    kind: Callable[..., Any] | None = None

    def share(self, part: str) -> Mapping[str, Row]:
        """The rows of one of PARTS."""
        if part == "all":
            return self.rows
        first = self._first_of_each_kind()
        return {name: row for name, row in self.rows.items() if (name in first) == (part == "quick")}

    def _first_of_each_kind(self) -> set[str]:
        if self.kind is None:
            return set(self.rows)
        kinds: dict[Any, str] = {}
        for name, row in self.rows.items():
            kinds.setdefault(self.kind(*row), name)
        return set(kinds.values())


def named(rows: Mapping[str, Any] | Iterable[Any]) -> dict[str, Row]:
    """Rows by name; a row that is no tuple is a single value, a row without a name is called by its values."""
    pairs = rows.items() if isinstance(rows, Mapping) else ((None, row) for row in rows)
    found: dict[str, Row] = {}
    for name, row in pairs:
        values = row if isinstance(row, tuple) else (row,)
        name = str(name or "-".join(map(_short, values)))
        found[name if name not in found else f"{name} ({len(found)})"] = values
    return found


def _short(value: Any) -> str:
    return getattr(value, "__name__", None) or str(value)[:60]


def each(rows: Mapping[str, Any] | Iterable[Any], *, kind: Callable[..., Any] | None = None) -> Any:
    """Run the test for every row of the part that is run, and name all rows that fail.

    The row's values are the first parameters of the test, fixtures are the others. All rows share the fixtures: a
    check that writes needs a savepoint of its own. ``kind`` gets the row's values and answers what kind of row it is.
    """
    table = Table(named(rows), kind)
    width = max((len(row) for row in table.rows.values()), default=0)

    def decorate(check: Callable[..., None]) -> Callable[..., None]:
        fixtures = list(signature(check).parameters.values())[width:]

        def test(part: str, record_property: Callable[[str, object], None], **given: Any) -> None:
            share = table.share(part)
            record_property("rows", len(share))
            failed = {name: fault for name, row in share.items() if (fault := _fault(check, row, given))}
            if failed:
                told = "\n".join(f"  {name}: {_first_line(fault)}" for name, fault in failed.items())
                raise AssertionError(f"{len(failed)} of {len(share)} rows:\n{told}") from next(
                    iter(failed.values())
                )

        own = [Parameter(name, Parameter.KEYWORD_ONLY) for name in OWN]
        shown = [Parameter(fixture.name, Parameter.KEYWORD_ONLY) for fixture in fixtures]
        test.__signature__ = Signature([*own, *shown])  # type: ignore[attr-defined]  # what pytest reads
        test.__name__, test.__doc__, test.__module__ = check.__name__, check.__doc__, check.__module__
        test.pytestmark = [*getattr(check, "pytestmark", [])]  # type: ignore[attr-defined]
        test.table, test.check = table, check  # type: ignore[attr-defined]  # the hunt for mutants asks row by row
        return test

    return decorate


def _fault(check: Callable[..., None], row: Row, given: Mapping[str, Any]) -> BaseException | None:
    try:
        check(*row, **given)
    except (Exception, pytest.fail.Exception) as fault:  # noqa: BLE001 - every row that fails is named
        return fault
    return None


def _first_line(fault: BaseException) -> str:
    return next(iter(str(fault).splitlines()), type(fault).__name__)[:200]


def sampled(values: Iterable[Any], first: int = 1) -> list[Any]:
    """Parameters of which make test takes the first few, and make test-all the others."""
    return [
        pytest.param(
            *(value if isinstance(value, tuple) else (value,)), marks=[pytest.mark.rest] * (number >= first)
        )
        for number, value in enumerate(values)
    ]
