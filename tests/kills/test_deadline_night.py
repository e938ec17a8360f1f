"""The night of a deadline, with kills of web server, Redis and PostgreSQL (G1); its control is a house with faults."""

import os
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.kills.house import House
from tests.kills.kills import Kills
from tests.kills.night import BEGIN, SUBMIT, Night, faults, write_drafts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PARTS = ["web", "web worker", "redis", "postgres"]
SHARE = (24, 1)
"""Applicants, and how often each part is killed."""
SOAK = pytest.param((2000, 12), marks=pytest.mark.soak, id="soak")


def begin(
    open_house: Callable[..., House], count: int, parts: Sequence[str] = ("web",), **said: str
) -> Night:
    """So many drafts are complete, ten minutes before the deadline; by default only the web server runs."""
    drafts = write_drafts(count, timezone.localdate())
    house = open_house(**said)
    house.turn_to(drafts.closes - timedelta(minutes=10))
    house.start(*parts)
    return Night(house, drafts, seed=11)


@pytest.mark.parametrize("measure", [pytest.param(SHARE, id="share"), SOAK])
def test_what_was_acknowledged_in_the_night_is_there_once_and_on_time(
    open_house: Callable[..., House], measure: tuple[int, int], tmp_path: Path
) -> None:
    people, times = measure
    run = begin(open_house, people)
    kills = Kills(run.house, seed=1)
    kills.plan(PARTS * times, people * 2)
    run.sent, run.late = kills.request, people * 3 // 4
    run.run()
    with run.house.database():
        assert faults(run, tmp_path / "media") == []
    assert sorted(run.house.killed) == sorted(PARTS * times)
    outcomes = Counter(act.outcome for act in run.history.of(SUBMIT))
    again = sum(act.sent > 1 for act in run.history.acts)
    print(f"{dict(outcomes)}, {again} sent again, killed: {dict(Counter(run.house.killed))}")
    assert set(outcomes) == {"ok", "refused"}
    assert outcomes["ok"] >= people * 3 // 4
    assert run.history.of(BEGIN, "ok")


def test_house_with_faults_is_found_out(open_house: Callable[..., House], tmp_path: Path) -> None:
    """It answers before it has done anything, does not know a second click, and its clock is slow."""
    run = begin(open_house, 6, web="tests.kills.wrong")
    kills = Kills(run.house, seed=1)
    kills.plan(["web"], 6)
    run.sent, run.habits = kills.request, ("twice",)
    run.run()
    with run.house.database():
        found = "\n".join(faults(run, tmp_path / "media"))
    assert "acknowledged and not there" in found or "0 files" in found
    assert "begun 2 times" in found
    assert "not at its time" in found


@pytest.mark.load
def test_five_applications_a_second_are_sent_with_their_files(
    open_house: Callable[..., House], tmp_path: Path
) -> None:
    """The whole house on one machine, letters and mails included, and the people who send as well."""
    run = begin(open_house, int(os.environ.get("PEOPLE", "150")), ())
    began, worked = time.monotonic(), run.house.effort("web")
    run.run()
    seconds, worked = time.monotonic() - began, run.house.effort("web") - worked
    sent, answers = run.history.of(SUBMIT, "ok"), run.history.seconds
    rate, p95 = len(sent) / seconds, statistics.quantiles(answers, n=20)[-1]
    print(
        f"{len(sent)} applications in {seconds:.0f} s, {rate:.1f} a second, {worked / len(sent):.2f} processor "
        f"seconds of the web server each; {len(answers)} answers, p95 {p95:.2f} s"
    )
    with run.house.database():
        assert faults(run, tmp_path / "media") == []
    assert len(sent) == len(run.drafts.people)
    assert rate >= 5
    assert p95 < 1
