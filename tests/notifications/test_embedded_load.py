"""The embedded default under work: people are answered while one process makes letters."""

import os
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from demo.stories.steps import Story
from notifications.models import Document, Post
from tests.grants.desk_story import client_of
from tests.notifications.cases import write_letters
from tests.servers import free_port
from tests.waiting import effort_of, wait_until

ROOT = Path(__file__).resolve().parents[2]
LETTERS, PEOPLE = int(os.environ.get("LETTERS", "100")), 4


@pytest.fixture
def serving(worker_environment: dict[str, str], submitted: Story, tmp_path: Path) -> Iterator[Any]:
    """``manage.py serve`` on the database of this test, beginning with all these letters to make."""
    write_letters(submitted, LETTERS, with_pdf=LETTERS)
    own = {"CELERY_BROKER_URL": "memory://localhost", "VAR_DIR": str(tmp_path)}
    surroundings = worker_environment | own | {"PUBLIC_URL": "http://127.0.0.1:8000"}
    port = free_port()
    command = [sys.executable, "-W", "ignore", "manage.py", "serve", "--port", str(port)]
    with (tmp_path / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=log, stderr=log)
    yield process, f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    process.wait()


class Person:
    """Somebody at a browser: looks at pages and writes messages until told to stop; keeps status and seconds."""

    def __init__(self, user: Any, house: str, story: Story) -> None:
        self.house, self.case = house, story.case.get_absolute_url()
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={}
        )  # no page opens without
        self.cookies = f"sessionid={client_of(user).cookies['sessionid'].value}"
        self.answers: list[tuple[int, float]] = []

    def work(self, stop: threading.Event) -> None:
        number = 0
        while not stop.is_set():
            page = self.ask(self.case)
            self.ask("/faelle/")
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            if token:
                number += 1
                said = {"csrfmiddlewaretoken": token[1], "nachricht-text": f"Nachricht {number}"}
                self.ask(f"{self.case}nachrichten/", urllib.parse.urlencode(said).encode())
            stop.wait(1)  # nobody reads faster

    def ask(self, path: str, data: bytes | None = None) -> str:
        request = urllib.request.Request(self.house + path, data, {"Cookie": self.cookies})
        began = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                page, status = answer.read().decode(), answer.status
                self._keep_token(answer)
        except urllib.error.HTTPError as error:
            page, status = error.read().decode(), error.code
        self.answers.append((status, time.monotonic() - began))
        return page

    def _keep_token(self, answer: Any) -> None:
        for cookie in answer.headers.get_all("Set-Cookie", []):
            if cookie.startswith("csrftoken="):
                self.cookies = f"{self.cookies.partition('; csrftoken')[0]}; {cookie.partition(';')[0]}"


def is_up(house: str) -> bool:
    try:
        with urllib.request.urlopen(f"{house}/healthz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def made() -> int:
    return Post.objects.filter(kind="mail", state="done").count()


@pytest.mark.load
def test_people_are_answered_while_letters_are_made(
    serving: Any, submitted: Story, tmp_path: Path, record_property
) -> None:
    process, house = serving
    wait_until(lambda: is_up(house), moving=lambda: effort_of(process.pid))
    staff = [submitted.staff(key) for key in ("sachbearbeitung", "leitung", "geschaeftsstelle")]
    people = [Person(user, house, submitted) for user in [submitted.applicant, *staff]]
    stop = threading.Event()
    threads = [threading.Thread(target=person.work, args=(stop,)) for person in people]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: made() == LETTERS, moving=lambda: effort_of(process.pid), pause=0.1)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    answers = [answer for person in people for answer in person.answers]
    seconds = sorted(seconds for _, seconds in answers)
    p95 = statistics.quantiles(seconds, n=20)[-1]
    record_property("answers", len(answers))
    print(
        f"{len(answers)} answers, median {statistics.median(seconds):.2f} s, p95 {p95:.2f} s, max {seconds[-1]:.2f} s"
    )
    assert Counter(status for status, _ in answers) == {200: len(answers)}
    assert len(answers) > 3 * PEOPLE
    assert submitted.case.messages.count() > PEOPLE
    assert "locked" not in (tmp_path / "serve.log").read_text()
    assert Document.objects.filter(made_at__isnull=False).count() == LETTERS
