"""The one process of the embedded default: it answers soon, stays alone, and ends when told."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from contextlib import nullcontext
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from grants.management.commands import serve
from tests.house.test_frame import OWN_KEY, PRODUCTION
from tests.servers import free_port
from tests.waiting import effort_of, wait_until

ROOT = Path(__file__).resolve().parents[2]


def command(port: int) -> list[str]:
    return [sys.executable, "-W", "ignore", "manage.py", "serve", "--port", str(port)]


def surroundings(folder: Path, **variables: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "VAR_DIR": str(folder), **variables}


def missing(port: int) -> list[str] | None:
    """What the house says it lacks; None if nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return json.load(answer)["missing"]
    except HTTPError as answer:
        return json.load(answer)["missing"]
    except (URLError, TimeoutError):  # nobody there, or too busy to answer yet
        return None


@pytest.mark.slow
def test_serve_answers_stays_alone_and_ends_cleanly(tmp_path):
    port = free_port()
    with (tmp_path / "log").open("w+") as log:
        house = subprocess.Popen(command(port), cwd=ROOT, env=surroundings(tmp_path), stdout=log, stderr=log)
        try:
            wait_until(
                lambda: house.poll() is not None or missing(port) == [], moving=lambda: effort_of(house.pid)
            )
            assert house.poll() is None, (tmp_path / "log").read_text()
            second = subprocess.run(
                command(free_port()),
                cwd=ROOT,
                env=surroundings(tmp_path),
                capture_output=True,
                text=True,
                check=False,
            )
        finally:
            house.send_signal(signal.SIGTERM)
        assert house.wait() == 0
    assert (second.returncode, "Mittelweg läuft schon" in second.stderr) == (1, True)
    assert missing(port) is None


def test_serve_refuses_a_broker_of_its_own(tmp_path):
    outside = surroundings(tmp_path, **PRODUCTION, SECRET_KEY=OWN_KEY)
    refused = subprocess.run(command(1), cwd=ROOT, env=outside, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "serve läuft nur mit CELERY_BROKER_URL=memory://" in refused.stderr


def test_links_in_mails_lead_to_the_port_that_is_served(settings, monkeypatch, tmp_path):
    seen = []
    monkeypatch.setattr(serve, "call_command", lambda *given, **said: None)
    monkeypatch.setattr(serve, "worker_and_beat", nullcontext)
    monkeypatch.setattr(serve, "seed_if_empty", lambda: None)
    monkeypatch.setattr(serve.Command, "serve", lambda *given: seen.append(settings.PUBLIC_URL))
    settings.VAR_DIR = tmp_path
    for named in (settings.OWN_URL, "https://foerderung.example"):
        settings.PUBLIC_URL = named
        serve.Command().handle(host="127.0.0.1", port=8106)
    assert seen == ["http://127.0.0.1:8106", "https://foerderung.example"]
