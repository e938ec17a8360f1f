"""Which part of the tests a run does, and what it tells at its end: what it left out, what took longest and how long.

``--part quick`` is ``make test``; ``--part rest`` is all that ``make test-all`` has beyond it, so that nothing runs
twice; without it everything that is named runs whole.
"""

import os
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.tables import PARTS

DATABASES = {"db", "transactional_db", "live_server", "django_db_setup"}
SHARE = 0.06
"""Of the processor time of a run, what a test may take at most that is not marked ``slow``."""
SMALL = 300
"""Seconds of processor time below which a run is too short for shares to say anything."""
SLOWEST = 12
BEGUN = pytest.StashKey[float]()
ENDED = pytest.StashKey[float]()
LEFT = pytest.StashKey[list[int]]()
WAITING = pytest.StashKey[int]()
BEYOND, ON_SQLITE = 2, 2
"""Where TURN is a day's number, a run does one test in so many beside those of make test, and another one each day."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--part", choices=PARTS, default="all", help="what make test or make test-all runs")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT], config.stash[WAITING] = [0, 0], 0
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Report(config), "what the run tells at its end")


def share_of(item: pytest.Item) -> str | None:
    """The part of its rows that a test runs in this run; None if it does not run at all.

    On SQLite what uses no database, needs a browser or is slow has nothing new to say after PostgreSQL.
    """
    part = item.config.getoption("--part")
    if part == "all":
        return "all"
    slow = is_marked(item, "slow")
    early = not slow and not is_marked(item, "rest")
    if os.environ["DATABASE_URL"].startswith("sqlite"):
        early = is_marked(item, "smoke")
        if slow or is_marked(item, "browser") or not uses_database(item):
            return None
    if part == "quick":
        return "quick" if early else None
    if not early:
        return "all"
    table = table_of(item)
    return "rest" if table and table.share("rest") else None


def days_of(part: str) -> int:
    """In how many days all tests of a part have had their turn."""
    if part != "rest" or not os.environ.get("TURN"):
        return 1
    return ON_SQLITE if os.environ["DATABASE_URL"].startswith("sqlite") else BEYOND


def out_of_turn(items: list[pytest.Item], part: str) -> list[pytest.Item]:
    """Those of the tests that take turns which run on another day: all but each n-th one of a module."""
    if not (turn := os.environ.get("TURN")):
        return []
    usual = days_of(part)
    met: dict[tuple[object, int], int] = defaultdict(int)
    waiting = []
    for item in items:
        marker = item.get_closest_marker("turns")
        count = marker.args[0] if marker else usual
        place = met[item.path, count]
        met[item.path, count] += 1
        if (place + int(turn)) % count:
            waiting.append(item)
    return waiting


def is_marked(item: pytest.Item, name: str) -> bool:
    return item.get_closest_marker(name) is not None


def uses_database(item: pytest.Item) -> bool:
    return is_marked(item, "django_db") or not DATABASES.isdisjoint(getattr(item, "fixturenames", ()))


def table_of(item: pytest.Item) -> Any:
    return getattr(getattr(item, "obj", None), "table", None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not of this part, and whose turn it is not."""
    shares = {item: share_of(item) for item in items}
    if config.getoption("--part") != "all":
        waiting = out_of_turn([item for item in items if shares[item]], config.getoption("--part"))
        config.stash[WAITING] = len(waiting)
        shares |= dict.fromkeys(waiting)
    left = [item for item, share in shares.items() if share is None]
    if config.getoption("--part") == "quick":
        rows = [table.share("rest") for item in items if shares[item] and (table := table_of(item))]
        config.stash[LEFT] = [len(left), sum(map(len, rows))]
    if left:
        config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if shares[item]]


@pytest.fixture
def part(request: pytest.FixtureRequest) -> str:
    """The part of its rows that this test runs."""
    return share_of(request.node) or "all"


# What a test costs: processor time of the worker and of the processes that it started, without the database's.


def used() -> float:
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Any:
    item.stash[BEGUN] = used()
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Any:
    """After the last test the browser and the servers of the run end, and what they took is no cost of that test."""
    if nextitem is None:
        item.stash[ENDED] = used()
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    if call.when == "teardown":
        ended = item.stash.get(ENDED, None) or used()
        item.user_properties.append(("cpu", round(ended - item.stash[BEGUN], 3)))
    return (yield)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left"] = session.config.stash[LEFT]
        session.config.workeroutput["waiting"] = session.config.stash[WAITING]


@dataclass(eq=False)
class Report:
    """Gathers what each test took, on whichever worker it ran."""

    config: pytest.Config
    began: float = field(default_factory=time.monotonic)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    cpu: dict[str, float] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration
        for name, value in report.user_properties:
            if name in ("cpu", "rows"):
                getattr(self, name)[report.nodeid] = value
        if "slow" in report.keywords:
            self.slow.add(report.nodeid)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Every worker of xdist has left out the same."""
        said = getattr(node, "workeroutput", {})
        self.config.stash[LEFT], self.config.stash[WAITING] = said.get("left", [0, 0]), said.get("waiting", 0)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.greedy() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def greedy(self) -> dict[str, float]:
        """Test not marked slow → the share of a whole run's processor time that it took, where that is too much.

        A run that does one test in n is taken for an n-th of a whole one: else the same test is too dear or not with
        what else has its turn on that day.
        """
        part = self.config.getoption("--part")
        whole = sum(self.cpu.values()) * days_of(part)
        if part == "all" or whole < SMALL:
            return {}
        found = {name: cpu / whole for name, cpu in self.cpu.items() if name not in self.slow}
        return {name: share for name, share in found.items() if share > SHARE}

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        write, sort = terminalreporter.write_line, lambda found: sorted(found.items(), key=lambda x: -x[1])
        terminalreporter.section(f"the {SLOWEST} slowest (seconds)")
        for name, seconds in sort(self.seconds)[:SLOWEST]:
            write(f"{seconds:8.1f}  {name}")
        terminalreporter.section("seconds and processor seconds by folder")
        folders: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for name, seconds in self.seconds.items():
            folder = folders[str(Path(name.partition("::")[0]).parent)]
            folder[0] += seconds
            folder[1] += self.cpu.get(name, 0.0)
        for path, (seconds, cpu) in sorted(folders.items()):
            write(f"{seconds:8.1f} {cpu:8.1f}  {path}")
        checks = len(self.seconds) + sum(self.rows.values()) - len(self.rows)
        write(f"{checks} checks in {len(self.seconds)} tests, {time.monotonic() - self.began:.0f} seconds")
        tests, rows = self.config.stash[LEFT]
        if tests or rows:
            write(f"left to make test-all: {tests} tests, and {rows} rows of tables")
        if waiting := self.config.stash[WAITING]:
            write(f"whose turn is another day: {waiting} tests (TURN={os.environ['TURN']})")
        for name, share in self.greedy().items():
            write(
                f"TOO DEAR: {share:.1%} of a whole run's processor time, and not marked slow: {name}",
                red=True,
            )
