"""Many things at once: each row by itself, once, and resumable wherever a worker ended."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction

from grants.actions import batches
from grants.actions.batches import ACTS, Act, Work, progress, start, work
from grants.clock import database_now
from grants.models import Batch, Counter
from grants.tasks import sweep_batches
from tests.crashing import Crash
from tests.factories import World
from workflows.errors import NotYet, Stale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.smoke]
KEY = "0123456789abcdef"


def count(asked: Work) -> None:
    """Draw one number for the subject; the third refuses."""
    if asked.subject == "3":
        raise NotYet("Heute nicht.")
    Counter.objects.get_or_create(name=f"probe {asked.subject}")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE grants_counter SET value = value + 1 WHERE name = %s", [f"probe {asked.subject}"]
        )


@pytest.fixture
def begun(world: World, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """A batch of five rows whose act shares the transaction of its row."""
    monkeypatch.setitem(ACTS, "probe", Act("Probe", count, lambda subject: False))
    return start(
        "probe", [(str(n), f"Zeile {n}") for n in range(1, 6)], by=world.ground.staff["leitung"], key=KEY
    )


def drawn() -> dict[str, int]:
    return dict(Counter.objects.filter(name__startswith="probe").values_list("name", "value"))


ALL = {f"probe {n}": 1 for n in (1, 2, 4, 5)}


def test_each_row_is_done_once_and_a_refusal_holds_up_no_other(begun: Batch) -> None:
    work(begun.pk)
    work(begun.pk)
    assert drawn() == ALL
    begun.refresh_from_db()
    told = progress(begun)
    assert (told.total, told.done, told.refused, told.waiting) == (5, 4, 1, 0)
    assert begun.finished_at
    assert begun.rows.get(subject="3").reason == "Heute nicht."


def test_same_form_again_is_the_same_batch(begun: Batch) -> None:
    again = start("probe", [("1", "Zeile 1")], by=begun.by, key=KEY)
    assert (again.pk, again.rows.count()) == (begun.pk, 5)
    with pytest.raises(Stale):
        start("probe", [("1", "Zeile 1")], by=begun.by, key=KEY, data={"reason": "anders"})
    with pytest.raises(NotYet, match="mindestens eine"):
        start("probe", [], by=begun.by, key="fedcba9876543210")


def test_worker_that_ends_anywhere_leaves_no_row_half_and_none_twice(begun: Batch) -> None:
    """Before and after each of its steps; the next worker does the rest."""
    crashes = 0
    for step in range(1, 60):
        for after in (False, True):
            Counter.objects.filter(name__startswith="probe").delete()
            rows = [("1", "Zeile 1"), ("2", "Zeile 2")]
            batch = start("probe", rows, by=begun.by, key=f"{step:08x}{after:08x}")
            with Crash(step, after=after) as crashed:
                work(batch.pk)
            crashes += bool(crashed)
            batch.rows.update(lease_until=None)  # the lease of the dead has run out
            work(batch.pk)
            assert drawn() == {"probe 1": 1, "probe 2": 1}, (step, after)
            assert progress(batch).waiting == 0
        if not crashed:
            break
    assert crashes > 20


def test_workers_at_once_do_each_row_once(begun: Batch) -> None:
    def hand() -> None:
        work(begun.pk)
        connection.close()

    hands = [Thread(target=hand) for _ in range(4)]
    for each in hands:
        each.start()
    for each in hands:
        each.join()
    assert drawn() == ALL


def test_leased_row_is_left_alone_until_its_lease_has_run_out(begun: Batch) -> None:
    now = database_now()
    begun.rows.filter(subject="1").update(token="x", lease_until=now + timedelta(seconds=90))
    work(begun.pk, now=now)
    assert "probe 1" not in drawn()
    assert Batch.objects.get().finished_at is None
    work(begun.pk, now=now + timedelta(seconds=91))
    assert drawn() == ALL


def test_row_that_kills_its_worker_every_time_is_refused(begun: Batch) -> None:
    begun.rows.filter(subject="1").update(attempts=batches.TRIES)
    work(begun.pk)
    assert "achtmal" in begun.rows.get(subject="1").reason
    assert "probe 1" not in drawn()


def test_sweep_finds_what_nobody_was_woken_for(begun: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[int] = []
    monkeypatch.setattr("grants.tasks.wake_batch", lambda pk, **more: woken.append(pk))
    sweep_batches()
    work(begun.pk)
    sweep_batches()
    assert woken == [begun.pk]


def test_database_refuses_what_no_row_may_be(begun: Batch) -> None:
    for wrong in ({"state": "done"}, {"state": "refused", "finished_at": database_now()}, {"reason": "weil"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            begun.rows.filter(subject="1").update(**wrong)
