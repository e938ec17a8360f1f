"""Real workers on a real Redis, killed ten times or left without their broker: no letter is lost, none goes twice."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demo.stories.steps import Story
from grants.models import Transition
from notifications import tasks
from notifications.making import read_document, written
from notifications.models import Document, Mail, Post
from notifications.proofreading import faults
from tests.kills.parts import Part
from tests.notifications.cases import write_letters
from tests.notifications.progress import how_far
from tests.servers import Redis
from tests.waiting import wait_until

LETTERS, WITH_PDF, KILLS = 200, 20, 10
SOAK = pytest.param((4000, 400, 200), marks=pytest.mark.soak, id="soak")
HARD = pytest.mark.parametrize("measure", [pytest.param((LETTERS, WITH_PDF, KILLS), id="share"), SOAK])
Measure = tuple[int, int, int]
"""Letters, how many of them with a PDF, and how often something is killed."""
SWEEP = 5
"""Seconds between two sweeps, which this process makes in place of the beat, as often as the beat."""


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
        self.running: list[Part] = []

    def start(self) -> None:
        worker = Part(["celery", "-A", "config", "worker", "--concurrency", "2"], self.environment, self.log)
        worker.start()
        self.running.append(worker)

    def kill_oldest(self) -> None:
        self.running.pop(0).kill()

    def start_what_ended(self) -> None:
        """Start a worker in place of each that ended by itself, as compose does.

        Celery 5.7 does not always outlive the loss of its broker: a worker that holds a message it cannot give
        back ends with an error (celery issue 7185).
        """
        for ended in [worker for worker in self.running if worker.has_ended()]:
            ended.start()

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
def letters(submitted: Story, measure: Measure) -> Measure:
    """A case with many moves that each name one letter: most of them mails, some with a PDF."""
    write_letters(submitted, measure[0], with_pdf=measure[1])
    return measure


def sweep_until(holds: Callable[[], bool], workers: Workers) -> None:
    """Sweep as the beat would, and keep workers alive, as compose would, until it holds."""
    swept = 0.0

    def sweep() -> None:
        nonlocal swept
        if time.monotonic() > swept + SWEEP:
            workers.start_what_ended()
            tasks.sweep()
            swept = time.monotonic()

    wait_until(holds, moving=how_far, meanwhile=sweep, pause=0.1)


def all_done() -> bool:
    return not Transition.objects.filter(posted_at=None).exists() and done() == Post.objects.count()


def done() -> int:
    return Post.objects.filter(state="done").count()


def assert_each_letter_went_once(letters: int, with_pdf: int) -> None:
    assert Post.objects.filter(kind="mail").count() == Mail.objects.count() == letters
    assert Mail.objects.values("post").distinct().count() == letters
    assert set(Post.objects.values_list("state", flat=True)) == {"done"}
    documents = list(Document.objects.order_by("number"))
    assert len(documents) == with_pdf
    assert [int(d.number[-6:]) for d in documents] == list(range(1, with_pdf + 1))
    assert [fault for document in documents for fault in faults_of(document)] == []


def faults_of(document: Document) -> list[str]:
    """What an archived letter lacks."""
    composed = written(document.post)
    assert composed.html
    return faults(composed.html, read_document(document), title=composed.title)


@HARD
@pytest.mark.slow
def test_killed_workers_lose_no_letter_and_send_none_twice(letters: Measure, workers: Workers) -> None:
    count, with_pdf, kills = letters
    workers.start()
    workers.start()
    left_behind = 0
    for kill in range(1, kills + 1):
        goal = kill * count // (kills + 2)
        sweep_until(
            lambda goal=goal: done() >= goal and Post.objects.filter(state="claimed").exists(), workers
        )
        workers.kill_oldest()
        left_behind += Post.objects.filter(state="claimed").count()
        workers.start()
    sweep_until(all_done, workers)
    assert_each_letter_went_once(count, with_pdf)
    # The control: workers died with rows in hand, which nobody would have done without lease and sweep.
    assert left_behind
    assert Post.objects.filter(attempts__gt=1).exists()


@HARD
@pytest.mark.slow
def test_stopped_redis_loses_no_letter_and_sends_none_twice(
    letters: Measure, workers: Workers, redis_server: Redis
) -> None:
    count, with_pdf, stops = letters
    workers.start()
    for goal in (count * stop // (stops + 2) for stop in range(1, stops + 1, 4)):
        sweep_until(lambda goal=goal: done() >= goal, workers)
        redis_server.kill()
        tasks.sweep()
        assert not all_done()
        redis_server.start()
    sweep_until(all_done, workers)
    assert_each_letter_went_once(count, with_pdf)
