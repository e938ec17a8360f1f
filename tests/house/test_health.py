"""What machines are told: /healthz says that the process answers, /readyz names what is missing, both at once."""

import shutil
import socket
import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from celery import current_app
from django.db import OperationalError, connection

from config import health, heartbeats
from grants.actions import heartbeats as signs
from grants.clock import database_now
from grants.models import Heartbeat
from notifications import broker, tasks
from notifications.standstill import SWEEP, TASKS, WATCH
from tests.house.alive import all_alive
from tests.waiting import wait_until

READY = {"ready": True, "missing": []}


@pytest.fixture
def alive(db):
    all_alive()


def ask(client, error_log):
    """The answer of /readyz; asked every few seconds, it writes no line each time."""
    answer = client.get("/readyz")
    assert error_log.messages == []
    assert answer.json()["ready"] is (answer.status_code == 200)
    return answer.status_code, answer.json()["missing"]


def lost_connection(*_):
    raise OperationalError("server closed the connection unexpectedly")


def test_the_process_answers_without_asking_anybody(client):
    """No fixture lets this test reach a database."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_a_house_in_which_all_works_is_ready(alive, client, error_log):
    assert ask(client, error_log) == (200, [])


def test_a_missing_database_is_named_and_the_process_lives_on(alive, client, error_log):
    with connection.execute_wrapper(lost_connection):
        assert ask(client, error_log) == (503, ["database"])
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(("name", "missing"), [("beat", "beat"), ("sweep", "worker"), ("watch", "mailer")])
def test_who_has_given_no_sign_for_minutes_is_named(alive, client, error_log, name, missing):
    signs.note(name, database_now() - timedelta(minutes=2))
    assert ask(client, error_log) == (200, [])
    signs.note(name, database_now() - timedelta(minutes=4))
    assert ask(client, error_log) == (503, [missing])


def test_who_has_never_given_a_sign_is_named(db, client, error_log):
    assert ask(client, error_log) == (503, ["beat"])


def test_a_full_disk_is_named(alive, client, error_log, monkeypatch, settings):
    settings.DISK_LEAST = 100
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=99))
    assert ask(client, error_log) == (503, ["disk"])


def test_a_migration_that_is_not_applied_is_named(alive, client, error_log, monkeypatch):
    known = health._migrations()
    monkeypatch.setattr(health, "_migrations", lambda: known | {("grants", "9999_tomorrow"): ()})
    assert ask(client, error_log) == (503, ["migrations"])
    # one that stands for others which are applied is none that is missing
    stands_for = (("grants", "0001_initial"), ("grants", "0002_rows_have_keys"))
    monkeypatch.setattr(health, "_migrations", lambda: known | {("grants", "0001_squashed"): stands_for})
    assert ask(client, error_log) == (200, [])


@pytest.fixture
def broker_at(settings, monkeypatch):
    settings.EMBEDDED = False
    before = current_app.conf.broker_url

    def switch(url):
        monkeypatch.setattr(broker, "probe", broker.Probe())
        current_app.conf.broker_url = url

    yield switch
    broker.probe.asking.join()
    current_app.conf.broker_url = before


def test_a_broker_that_is_away_is_named(alive, client, error_log, broker_at):
    broker_at("redis://127.0.0.1:1/0")
    assert ask(client, error_log) == (503, ["broker"])


def test_a_broker_that_keeps_silent_is_named(alive, client, error_log, broker_at):
    """It takes the connection and says nothing, as a host that hangs does; what it answered before counts no more."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        broker_at(f"redis://127.0.0.1:{mute.getsockname()[1]}/0")
        broker.probe.answered, broker.probe.at = True, 0
        wait_until(lambda: not broker.answers(), moving=lambda: broker.probe.at)
        assert ask(client, error_log) == (503, ["broker"])
        broker.probe.asking.join()  # it gives up by itself


def test_a_broker_that_keeps_silent_holds_up_nobody(alive, client, error_log, broker_at, monkeypatch):
    silence = threading.Event()
    broker_at("redis://127.0.0.1:1/0")
    monkeypatch.setattr(broker, "_connects", lambda: silence.wait(30))
    broker.probe.at = 0  # it has been asked before
    assert ask(client, error_log) == (503, ["broker"])
    assert broker.probe.asking.is_alive()  # who waits for its answer comes here after it
    assert broker.GLANCE < 0.05
    silence.set()


@pytest.mark.slow
def test_a_real_broker_answers(alive, client, error_log, broker_at, redis_url):
    broker_at(redis_url)
    wait_until(lambda: broker.answers(), moving=lambda: broker.probe.at)
    assert ask(client, error_log) == (200, [])


# Who gives the signs


@pytest.fixture
def fresh(db, monkeypatch):
    monkeypatch.setattr(heartbeats, "_noted", {})


def test_a_periodic_task_that_is_handed_out_is_a_tick_of_the_beat(fresh):
    tasks.sweep.apply_async(expires=1)
    assert Heartbeat.objects.get(name="beat").at is not None
    others = Heartbeat.objects.exclude(name="beat")
    assert {sign.name for sign in others} == {*heartbeats.periodic().values(), signs.BACKUP}
    assert all(sign.at is None and sign.last == sign.expected_since for sign in others)


def test_what_runs_once_a_minute_is_not_missing_in_the_first_one(fresh, client, error_log):
    assert ask(client, error_log) == (503, ["beat"])
    tasks.sweep.apply_async(expires=1)
    assert ask(client, error_log) == (200, [])
    Heartbeat.objects.filter(name="watch").update(expected_since=database_now() - timedelta(minutes=4))
    assert ask(client, error_log) == (503, ["mailer"])


def test_other_tasks_are_no_tick_of_the_beat(fresh):
    tasks.work.apply_async((0,), expires=1)
    assert not Heartbeat.objects.exists()


def test_a_task_that_ends_well_leaves_its_sign_and_one_that_fails_leaves_none(fresh, monkeypatch, error_log):
    monkeypatch.setattr(tasks.outbox, "bury", lost_connection)
    tasks.sweep.apply()
    assert "server closed the connection" in error_log.messages[0]
    error_log.clear()
    assert not Heartbeat.objects.exists()
    monkeypatch.undo()
    heartbeats._noted.clear()
    tasks.sweep.apply()
    assert [sign.name for sign in Heartbeat.objects.all()] == ["sweep"]


def test_signs_are_written_seldom_and_a_later_one_replaces_an_earlier_one(fresh, monkeypatch):
    tasks.sweep.apply()
    first = Heartbeat.objects.get().at
    tasks.sweep.apply()
    assert Heartbeat.objects.get().at == first
    heartbeats._noted.clear()
    tasks.sweep.apply()
    assert Heartbeat.objects.get().at > first


def test_a_database_that_is_away_costs_a_warning_and_no_task(fresh, caplog):
    with connection.execute_wrapper(lost_connection):
        heartbeats.beat_has_ticked(sender="notifications.tasks.sweep")
    assert "could not be noted" in caplog.text


def test_every_periodic_task_is_watched():
    watched = {SWEEP, WATCH, *TASKS}
    assert set(heartbeats.periodic().values()) <= watched
