"""The clock: it visits only whose day has come, makes what is due in legal order, and nobody stops the others."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from demo.stories.ground import lay_ground
from demo.stories.steps import Story, at
from grants import tasks
from grants.models import Application, Transition
from tests.notifications.cases import lead_to_release, make_story, submit_story
from tests.pictures import pictured


@pytest.fixture
def awarded(db: None) -> Story:
    """An award that was posted on 18 March 2026; it gets final by the clock alone."""
    return pictured("awarded by post", award)


def award() -> Story:
    story = submit_story(make_story(lay_ground()))
    lead_to_release(story)
    Application.objects.get().drafts.update(made_at=story.now())
    story.move("dispatch_award", story.staff("geschaeftsstelle"), 15, posted_on=story.day)
    return story


def strike(now: Any, visit: Callable[[int], Any]) -> None:
    for case_id in tasks.waking(now):
        visit(case_id)


def test_case_is_visited_on_its_day_and_not_the_day_before(awarded: Story) -> None:
    wakes = Application.objects.get().wake_on
    assert tasks.waking(at(wakes - timedelta(days=1), 23, 59)) == []
    assert tasks.waking(at(wakes, 0, 0)) == [awarded.case.pk]


def test_sleeping_clock_makes_every_move_in_legal_order_with_its_legal_day(awarded: Story) -> None:
    """A worker that slept for a year catches up: finality, beginning, end of the period, each with its own day."""
    made = tasks.make_due_moves(awarded.case.pk, at(date(2027, 3, 1)))
    assert [entry.move for entry in made] == ["become_final", "begin_project", "end_period"]
    case = Application.objects.get()
    assert case.final_on == date(2026, 4, 23)  # notified on 22 March, one month, the day after
    assert case.stage == "proof_due"
    assert tasks.make_due_moves(awarded.case.pk, at(date(2027, 3, 1))) == []


def test_moves_of_the_clock_are_transactions_of_their_own(awarded: Story, monkeypatch) -> None:
    """If the second move fails, the first one stays and the next visit goes on from there."""
    real, calls = tasks.tick, []

    def tick_once(record: Application, *, now: Any) -> Transition | None:
        calls.append(record.pk)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        return real(record, now=now)

    monkeypatch.setattr(tasks, "tick", tick_once)
    with pytest.raises(RuntimeError):
        tasks.make_due_moves(awarded.case.pk, at(date(2027, 3, 1)))
    assert Application.objects.get().stage == "final"
    assert len(tasks.make_due_moves(awarded.case.pk, at(date(2027, 3, 1)))) == 2


def test_clock_that_comes_too_late_is_no_error(awarded: Story, monkeypatch) -> None:
    """Somebody makes the move between the look and the lock."""
    real = tasks.tick

    def slow(record: Application, *, now: Any) -> Transition | None:
        real(Application.objects.get(), now=now)
        return real(record, now=now)

    monkeypatch.setattr(tasks, "tick", slow)
    final_on = Application.objects.get().wake_on
    assert tasks.make_due_moves(awarded.case.pk, at(final_on)) == []
    assert Transition.objects.filter(move="become_final").count() == 1


def test_every_waking_case_gets_its_own_task(awarded: Story, monkeypatch) -> None:
    Application.objects.update(wake_on=date(2026, 1, 1))
    asked = []
    monkeypatch.setattr(tasks.visit, "apply_async", lambda args, **rest: asked.append(args))
    tasks.strike_the_clock()
    assert asked == [(awarded.case.pk,)]
