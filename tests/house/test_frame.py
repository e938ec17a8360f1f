"""The frame itself: settings, lock files, Makefile, servers of the tests, browser."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection
from django.template import Context, Engine

from config import environment, guard
from notifications.documents import DEADLINE
from tests.waiting import effort_of, wait_until

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
TARGETS = ["run", "dev", "test", "check", "fmt", "demo", "walkthrough", "docs", "bench"]


def start_django(root: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Loads the settings in a process of their own, with nothing from our environment but the path."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=root,
        env={"PATH": os.environ["PATH"], "VAR_DIR": os.environ["VAR_DIR"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def tracked_files() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


# Secrets

PRODUCTION = {"CELERY_BROKER_URL": "redis://127.0.0.1:1/0", "PUBLIC_URL": "https://foerderung.example"}
OWN_KEY = "q3Tz-9vKx_Lm2RbW7cYpE4sHdJ8uNf6aGgQ1oXiZ5tVlB0kM-Wd3rA7yP"


@pytest.mark.parametrize("key", ["", "change-me", "x" * 39])
def test_settings_refuse_production_without_a_secret_of_its_own(key):
    started = start_django(**PRODUCTION, SECRET_KEY=key)
    assert started.returncode != 0
    assert "SECRET_KEY fehlt" in started.stderr


@pytest.mark.rest
def test_settings_accept_production_with_a_secret_of_its_own():
    started = start_django(**PRODUCTION, SECRET_KEY=OWN_KEY)
    assert started.returncode == 0, started.stderr


def test_a_trial_keeps_the_secret_that_it_drew(tmp_path):
    first = environment.secret_key(tmp_path, trial=True)
    assert environment.secret_key(tmp_path, trial=True) == first
    assert len(first) >= guard.SHORTEST_SECRET
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_secret_may_come_from_a_file(tmp_path, monkeypatch):
    (tmp_path / "key").write_text("aus der Datei\n")
    monkeypatch.setenv("EMAIL_HOST_PASSWORD_FILE", str(tmp_path / "key"))
    assert environment.text("EMAIL_HOST_PASSWORD") == "aus der Datei"


# What the image of production holds


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A folder with the packages that the Dockerfile copies, and no other."""
    rooms = re.findall(r"^COPY (\w+) \1$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    for room in rooms:
        (tmp_path / room).symlink_to(ROOT / room)
    shutil.copy(ROOT / "manage.py", tmp_path)
    return tmp_path


def test_production_starts_without_the_stage(image):
    assert not (image / "demo").exists()
    started = start_django(image, **PRODUCTION, SECRET_KEY=OWN_KEY)
    assert started.returncode == 0, started.stderr


@pytest.mark.rest
def test_demonstration_is_refused_with_a_sentence_where_the_stage_is_missing(image):
    started = start_django(image, DEMO="1")
    assert started.returncode != 0
    assert "Eine Vorführung gibt es hier nicht" in started.stderr


# What is installed

PINNED = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==", re.MULTILINE | re.IGNORECASE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_file_carries_a_hash_per_package_and_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    packages = PINNED.split(text)[1:]
    assert len(PINNED.findall(text)) >= 1
    assert all("--hash=sha256:" in package for package in packages if package)
    assert "://" not in text
    assert "index-url" not in text


def test_the_four_lock_files_are_there():
    assert [lock.name for lock in LOCKS] == ["base.lock", "dev.lock", "installer.lock", "node.lock"]


def test_development_tests_what_production_runs():
    versions = {
        lock.name: dict(re.findall(r"^([a-z0-9._-]+)==([^ ;]+)", lock.read_text(), re.MULTILINE))
        for lock in LOCKS
    }
    assert versions["base.lock"].items() <= versions["dev.lock"].items()


def test_the_npm_lock_carries_integrity_and_no_address():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    foreign = {name: package for name, package in packages.items() if name}
    assert all(package["integrity"] for package in foreign.values())
    assert not [name for name, package in foreign.items() if "resolved" in package]


# Written in pieces, so that this file does not find itself.
HOSTS = ["pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "registry." + "yarnpkg"]
MACHINE = re.compile(r"(?<![\w.\-/~{}$])/(work|farm|root|home)/")


def test_no_committed_file_names_a_package_registry_or_a_path_of_a_machine():
    found = []
    for file in tracked_files():
        text = file.read_text(encoding="utf-8", errors="ignore")
        found += [f"{file.relative_to(ROOT)}: {host}" for host in HOSTS if host in text]
        found += [f"{file.relative_to(ROOT)}: {hit.group()}" for hit in MACHINE.finditer(text)]
    assert found == []


@pytest.mark.parametrize("target", TARGETS)
def test_the_makefile_knows(target):
    done = subprocess.run(
        ["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


# What the tests stand on


@pytest.mark.django_db
def test_the_database_is_the_chosen_one():
    chosen = os.environ["DATABASE_URL"].split(":")[0]
    assert connection.vendor == {"postgres": "postgresql", "sqlite": "sqlite"}[chosen]


@pytest.mark.django_db
def test_sqlite_is_a_durable_file():
    if connection.vendor != "sqlite":
        pytest.skip("says something about SQLite only")
    assert Path(connection.settings_dict["NAME"]).is_file()
    with connection.cursor() as cursor:
        pragmas = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2}


@pytest.mark.django_db
def test_every_answer_carries_the_content_policy(client):
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_task_cannot_be_handed_out_twice_while_it_runs():
    assert settings.CELERY_TASK_TIME_LIMIT < 90
    assert settings.EMAIL_TIMEOUT < DEADLINE < settings.CELERY_TASK_TIME_LIMIT


def test_nothing_is_raised_in_the_middle_of_a_task():
    """A limit that raises, or a lost broker that cancels, would land anywhere in a letter."""
    assert current_app.conf.task_soft_time_limit is None
    assert [task.name for task in current_app.tasks.values() if task.soft_time_limit] == []
    assert not current_app.conf.worker_cancel_long_running_tasks_on_connection_loss


def test_a_limit_that_is_raised_in_a_template_is_swallowed_by_django():
    """The control: the sentence is missing, and nobody learns of it."""

    class Amount:
        def __gt__(self, other):
            raise SoftTimeLimitExceeded

    text = Engine().from_string("Bewilligt.{% if amount > 0 %} Unter einer Bedingung.{% endif %}")
    assert text.render(Context({"amount": Amount()})) == "Bewilligt."


@pytest.mark.slow
def test_a_real_worker_answers_over_the_private_redis(worker):
    answers: list[dict[str, object]] = []

    def is_over() -> bool:
        answers.extend(current_app.control.ping(timeout=1))
        return bool(answers) or worker.poll() is not None

    wait_until(is_over, moving=lambda: effort_of(worker.pid))
    assert worker.poll() is None, "the worker ended"
    assert list(answers[0].values()) == [{"ok": "pong"}]


@pytest.mark.browser
def test_the_browser_opens_a_page_of_the_live_server(page):
    answer = page.goto("/healthz")
    assert answer.status == 200
    assert "ok" in page.content()


@pytest.mark.browser
def test_axe_finds_a_picture_without_text(page, axe):
    page.set_content("<html lang='de'><title>x</title><main><h1>x</h1><img src='data:,'></main></html>")
    assert [line.split()[0] for line in axe(page)] == ["image-alt"]
