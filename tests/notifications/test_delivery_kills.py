"""Real workers on a real Redis, killed ten times or left without their broker: no letter is lost, none goes twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db.models import Count

from grants.models import Transition
from grants.stories.steps import Story
from notifications import tasks
from notifications.making import read_document
from notifications.models import Document, Mail, Post
from tests.notifications.cases import write_letters
from tests.servers import Redis

ROOT = Path(__file__).resolve().parents[2]
LETTERS, WITH_PDF = 200, 20
KILLS = 10
SWEEP = 2
"""Seconds between two sweeps, which this process makes in place of the beat."""
PATIENCE = 180


@pytest.fixture(scope="module")
def redis_server() -> Iterator[Redis]:
    """A Redis of this module alone: it is stopped and started, and forgets everything each time."""
    server = Redis()
    yield server
    server.remove()


@pytest.fixture(scope="module")
def redis_url(redis_server: Redis) -> str:
    return redis_server.url


class Workers:
    """Celery workers in process groups of their own, so that a kill takes the whole worker at once."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "celery",
            "-A",
            "config",
            "worker",
            "--concurrency",
            "2",
        ]
        with self.log.open("ab") as log:
            self.running.append(
                subprocess.Popen(
                    command, env=self.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
                )
            )

    def kill_oldest(self) -> None:
        victim = self.running.pop(0)
        os.killpg(victim.pid, signal.SIGKILL)
        victim.wait(10)

    def start_what_ended(self) -> None:
        """Start a worker in place of each that ended by itself, as compose does.

        Celery 5.7 does not always outlive the loss of its broker: a worker that holds a message it cannot give
        back ends with an error (celery issue 7185).
        """
        for ended in [worker for worker in self.running if worker.poll() is not None]:
            self.running.remove(ended)
            self.start()

    def end(self) -> None:
        while self.running:
            self.kill_oldest()


@pytest.fixture
def workers(worker_environment: dict[str, str], redis_broker: str, tmp_path: Path) -> Iterator[Workers]:
    """Their leases are short, so that the test need not wait for a minute after each death."""
    started = Workers(
        worker_environment | {"OUTBOX_LEASE": "8", "VAR_DIR": str(tmp_path)}, tmp_path / "worker.log"
    )
    yield started
    started.end()


@pytest.fixture
def letters(submitted: Story) -> Story:
    """A case with 200 moves that each name one letter: most of them mails, some with a PDF."""
    write_letters(submitted, LETTERS, with_pdf=WITH_PDF)
    return submitted


def sweep_until(holds: Callable[[], bool], workers: Workers) -> None:
    """Sweep every two seconds, as the beat would, and keep workers alive, as compose would, until it holds."""
    end, next_sweep = time.monotonic() + PATIENCE, 0.0
    while not holds():
        assert time.monotonic() < end, dict(Post.objects.values_list("state").annotate(Count("pk")))
        if time.monotonic() > next_sweep:
            workers.start_what_ended()
            tasks.sweep()
            next_sweep = time.monotonic() + SWEEP
        time.sleep(0.01)


def all_done() -> bool:
    return not Transition.objects.filter(posted_at=None).exists() and done() == Post.objects.count()


def done() -> int:
    return Post.objects.filter(state="done").count()


def assert_each_letter_went_once() -> None:
    assert Post.objects.filter(kind="mail").count() == Mail.objects.count() == LETTERS
    assert Mail.objects.values("post").distinct().count() == LETTERS
    assert set(Post.objects.values_list("state", flat=True)) == {"done"}
    documents = list(Document.objects.order_by("number"))
    assert len(documents) == WITH_PDF
    assert [int(d.number[-6:]) for d in documents] == list(range(1, WITH_PDF + 1))
    assert all(read_document(d).startswith(b"%PDF-") for d in documents)


@pytest.mark.slow
def test_ten_killed_workers_lose_no_letter_and_send_none_twice(letters: Story, workers: Workers) -> None:
    workers.start()
    workers.start()
    left_behind = 0
    for kill in range(1, KILLS + 1):
        goal = kill * LETTERS // (KILLS + 2)
        sweep_until(
            lambda goal=goal: done() >= goal and Post.objects.filter(state="claimed").exists(), workers
        )
        workers.kill_oldest()
        left_behind += Post.objects.filter(state="claimed").count()
        workers.start()
    sweep_until(all_done, workers)
    assert_each_letter_went_once()
    # The control: workers died with rows in hand, which nobody would have done without lease and sweep.
    assert left_behind
    assert Post.objects.filter(attempts__gt=1).exists()


@pytest.mark.slow
def test_stopped_redis_loses_no_letter_and_sends_none_twice(
    letters: Story, workers: Workers, redis_server: Redis
) -> None:
    workers.start()
    for goal in (LETTERS // 4, LETTERS // 2):
        sweep_until(lambda goal=goal: done() >= goal, workers)
        redis_server.kill()
        tasks.sweep()
        assert not all_done()
        redis_server.start()
    sweep_until(all_done, workers)
    assert_each_letter_went_once()
