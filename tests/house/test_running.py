"""Tests that take turns: each day a share, and after n days every one of them."""

from types import SimpleNamespace

import pytest

from tests import running
from tests.running import BEYOND, ON_SQLITE, out_of_turn


def item(path, **markers):
    marks = {name: SimpleNamespace(args=args) for name, args in markers.items()}
    return SimpleNamespace(path=path, get_closest_marker=marks.get)


def runs(items, turn, monkeypatch, part="rest"):
    monkeypatch.setenv("TURN", str(turn))
    waiting = out_of_turn(items, part)
    return [number for number, one in enumerate(items) if one not in waiting]


@pytest.mark.parametrize(
    ("url", "count"), [("postgres://x", 3), ("sqlite:///x", 3)], ids=["PostgreSQL", "SQLite"]
)
def test_what_takes_turns_runs_once_in_n_days(monkeypatch, url, count):
    monkeypatch.setenv("DATABASE_URL", url)
    items = [item("a", turns=(count,)) for _ in range(7)] + [item("b", turns=(count,)) for _ in range(2)]
    days = [runs(items, turn, monkeypatch) for turn in range(20_000, 20_000 + count)]
    assert sorted(number for day in days for number in day) == list(range(9))
    assert max(map(len, days)) - min(map(len, days)) <= 2


@pytest.mark.parametrize(("url", "count"), [("postgres://x", BEYOND), ("sqlite:///x", ON_SQLITE)])
def test_what_goes_beyond_make_test_is_done_in_shares(monkeypatch, url, count):
    monkeypatch.setenv("DATABASE_URL", url)
    items = [item("a", turns=(1,)), *(item("a") for _ in range(2 * count))]
    days = [runs(items, turn, monkeypatch) for turn in range(count)]
    assert all(day[0] == 0 and len(day) == 3 for day in days)
    assert set().union(*days) == set(range(len(items)))
    assert runs(items, "", monkeypatch) == list(range(len(items)))
    assert runs(items, 1, monkeypatch, "quick") == list(range(len(items)))


@pytest.mark.parametrize(("nextitem", "cost"), [(None, 2.0), (object(), 89.0)], ids=["last", "another"])
def test_what_ends_with_the_run_is_no_cost_of_its_last_test(monkeypatch, nextitem, cost):
    spent = [10.0]
    monkeypatch.setattr(running, "used", lambda: spent[0])
    test = SimpleNamespace(stash=pytest.Stash(), user_properties=[])
    test.stash[running.BEGUN] = 10.0
    spent[0] = 12.0
    teardown = running.pytest_runtest_teardown(test, nextitem)
    next(teardown)
    spent[0] = 99.0  # the browser has ended
    next(running.pytest_runtest_makereport(test, SimpleNamespace(when="teardown")))
    assert test.user_properties == [("cpu", cost)]


@pytest.mark.parametrize(
    ("turn", "share"), [("", 0.5), ("20000", 0.5 / ON_SQLITE)], ids=["whole", "share of a day"]
)
def test_what_a_test_may_cost_is_measured_at_a_whole_run(monkeypatch, turn, share):
    monkeypatch.setenv("DATABASE_URL", "sqlite:///x")
    monkeypatch.setenv("TURN", turn)
    monkeypatch.setattr(running, "SMALL", 0)
    monkeypatch.setattr(running, "SHARE", 0.01)
    report = running.Report(
        SimpleNamespace(getoption=lambda name: "rest"), cpu={"dear": 4.0, "slow": 4.0}, slow={"slow"}
    )
    assert report.greedy() == {"dear": share}
