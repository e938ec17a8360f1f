"""A process that ends before or after any of its steps, and the question what it leaves: the old state or the new."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, Self

from django.db import connection

from tests.grants.records import fingerprint

MOST_STEPS = 300
Outside = tuple[tuple[Any, str], ...]
"""Calls out of the house that count as steps: owner and name of the method."""


class PowerCut(BaseException):
    """The process ends here; nothing of ours catches it."""


class Crash(AbstractContextManager["Crash"]):
    """Inside, the process ends before (or after) its n-th step; ``bool()`` says whether it came to that.

    A step is an SQL statement, a commit, or a call of one of ``outside`` (without ``statements`` only the last). What
    a dead process would not do any more is not done: an open transaction is rolled back, nothing waits for the commit.
    """

    def __init__(
        self, step: int, *, after: bool = False, outside: Outside = (), statements: bool = True
    ) -> None:
        self.left, self.after, self.outside, self.crashed = step, after, outside, False
        self.statements = statements

    def __bool__(self) -> bool:
        return self.crashed

    def __enter__(self) -> Self:
        self.undo = ExitStack()
        if self.statements:
            self.undo.enter_context(connection.execute_wrapper(self._statement))
            self.undo.enter_context(self._counted(connection, "commit"))
        for owner, name in self.outside:
            self.undo.enter_context(self._counted(owner, name))
        return self

    def __exit__(self, kind: object, *rest: object) -> bool:
        self.undo.close()
        connection.run_on_commit = []
        return kind is PowerCut

    def _statement(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        return self._step(lambda: execute(sql, params, many, context))

    @contextmanager
    def _counted(self, owner: Any, name: str) -> Iterator[None]:
        real = getattr(owner, name)
        setattr(owner, name, lambda *given, **named: self._step(lambda: real(*given, **named)))
        yield
        if isinstance(owner, type):
            setattr(owner, name, real)
        else:
            delattr(owner, name)

    def _step(self, take: Callable[[], Any]) -> Any:
        self.left -= 1
        last = self.left == 0  # asked now, because a call out of the house has steps of its own
        if last and not self.after:
            self._end()
        done = take()
        if last:
            self._end()
        return done

    def _end(self) -> None:
        self.crashed = True
        if connection.connection is not None:
            connection.connection.rollback()
        connection.run_on_commit = []
        raise PowerCut


def steps_that_leave_halves(
    act: Callable[[], Any], *, whole: Callable[[], bool] | None = None, outside: Outside = ()
) -> tuple[int, list[str]]:
    """Let ``act`` crash before and after each of its steps, from the same old state, until it has happened.

    Answers the number of steps up to there, and what a step has left between the old and the new state. What is not
    old has to be ``whole``: by default that is what the act, repeated with its key, finds nothing to change in.
    """
    old, whole = fingerprint(), whole or (lambda: _changes_nothing(act))
    for step in range(1, MOST_STEPS):
        for after in (False, True):
            with Crash(step, after=after, outside=outside) as crashed:
                act()
            left = fingerprint()
            if crashed and left == old:
                continue
            if whole():
                return step, []
            return step, [f"{'after' if after else 'before'} step {step}: {_different(old, left)}"]
    raise AssertionError(f"more than {MOST_STEPS} steps")


def _changes_nothing(act: Callable[[], Any]) -> bool:
    before = fingerprint()
    act()
    return fingerprint() == before


def _different(old: dict[str, str], new: dict[str, str]) -> str:
    return ", ".join(table for table in old if old[table] != new[table])
