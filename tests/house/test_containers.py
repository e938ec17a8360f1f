"""What Dockerfile and compose.yaml promise: exact images, nobody root, bounds, networks apart, secrets in files."""

import os
import re
import subprocess
import time
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from config import alive
from config.alive import Found

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
EXACT = re.compile(r":v?\d+\.\d+(\.\d+)?(-[\w-]+)?(@sha256:[0-9a-f]{64})?$")
"""A version down to its last part, as its project counts (PostgreSQL has two), perhaps with a digest."""
OURS = "mittelweg"
APP = {name for name, service in SERVICES.items() if service["image"].startswith(f"{OURS}:")}
STORES = {"postgres": "records", "redis": "wake"}
TRIAL = {"mail", "proxy"}
each = pytest.mark.parametrize("name", SERVICES)


def images() -> Iterator[str]:
    """Every image that is named, but for ours and for stages of the same file."""
    stages = set(re.findall(r"^FROM \S+ AS (\w+)$", DOCKERFILE, re.MULTILINE))
    yield from (name for name in re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) if name not in stages)
    yield from (service["image"] for name, service in SERVICES.items() if name not in APP)


def test_every_image_is_named_by_its_exact_version():
    assert [image for image in images() if not EXACT.search(image)] == []
    assert "# syntax" not in DOCKERFILE, "the first line would load a program that nobody has pinned"
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert {SERVICES[name]["image"] for name in APP} == {f"{OURS}:{version}"}


@pytest.mark.parametrize("loose", ["redis", "redis:7", "redis:latest", "python:3-slim"])
def test_a_loose_version_is_seen(loose):
    assert not EXACT.search(loose)


@each
def test_service_is_not_root_and_cannot_become_it(name):
    service = SERVICES[name]
    user = "mittelweg" if name in APP else service["user"]
    assert user not in ("root", "0", 0)
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("cap_add", []) in ([], ["NET_BIND_SERVICE"])
    assert "privileged" not in service
    assert not [volume for volume in service.get("volumes", []) if "docker.sock" in volume]


def test_image_runs_as_somebody_without_rights():
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (\S+)$", last, re.MULTILINE) == ["mittelweg"]
    assert last.index("\nUSER ") > last.rindex("\nRUN ")


@each
def test_service_writes_to_its_volume_and_to_memory_alone(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert "/tmp" in service["tmpfs"]


@each
def test_service_is_bounded(name):
    service = SERVICES[name]
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert 0 < service["pids_limit"] <= 400
    log = service["logging"]
    assert log["driver"] == "json-file"
    assert set(log["options"]) == {"max-size", "max-file"}


def test_stores_have_no_way_out_and_what_faces_the_world_has_none_to_them():
    inner = {name for name, network in COMPOSE["networks"].items() if network and network.get("internal")}
    assert inner == set(STORES.values())
    for name, network in STORES.items():
        assert SERVICES[name]["networks"] == [network]
        assert "ports" not in SERVICES[name]
    assert {name for name in APP if "mail" in SERVICES[name]["networks"]} == {"mailer"}
    for name in TRIAL:
        assert not inner & set(SERVICES[name]["networks"])
    assert {name for name, service in SERVICES.items() if "networks" not in service} == set()


def test_ports_are_open_to_this_machine_alone():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_what_is_only_for_a_trial_starts_only_then():
    assert {name for name, service in SERVICES.items() if service.get("profiles") == ["trial"]} == TRIAL
    assert not [service for name, service in SERVICES.items() if TRIAL & set(service.get("depends_on", {}))]


def test_every_secret_comes_from_a_file_that_has_no_default():
    assert COMPOSE["secrets"]
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}
    for service in SERVICES.values():
        for name, said in service.get("environment", {}).items():
            if re.search(r"SECRET|PASSWORD|DATABASE_URL|BROKER_URL|BOUNCES_URL", name):
                assert name.endswith("_FILE")
                assert said.removeprefix("/run/secrets/") in service["secrets"]
    ignored = subprocess.run(["git", "check-ignore", "-q", "secrets/secret_key"], cwd=ROOT, check=False)
    assert ignored.returncode == 0


def test_each_service_has_the_secrets_that_it_needs_and_no_other():
    needed = {name: set(service.get("secrets", [])) for name, service in SERVICES.items()}
    assert needed["postgres"] == {"postgres_password"}
    assert needed["redis"] == {"redis_password"}
    assert needed["mail"] == needed["proxy"] == set()
    for name in APP:
        read = {
            said.rpartition("/")[2] for said in SERVICES[name]["environment"].values() if "/run/" in str(said)
        }
        assert needed[name] == read
    assert {name for name in APP if {"email_password", "bounces_url"} & needed[name]} == {"mailer"}


def test_redis_asks_for_a_password():
    script = SERVICES["redis"]["command"][-1]
    assert "requirepass %s" in script
    assert "/run/secrets/redis_password" in script
    assert "--requirepass" not in script, "the list of processes would show it"


def test_mail_goes_by_tls_unless_somebody_says_otherwise():
    for name in APP:
        said = SERVICES[name]["environment"]
        assert said["EMAIL_USE_TLS"] == "${EMAIL_USE_TLS:-1}"
        assert said["EMAIL_PORT"] == "${EMAIL_PORT:-587}"
        assert said["EMAIL_HOST"].startswith("${EMAIL_HOST:?")
        assert said["PUBLIC_URL"].startswith("${PUBLIC_URL:?")


def test_what_answers_to_nobody_is_ended_and_started_again():
    for name in APP - {"prepare"}:
        service = SERVICES[name]
        assert service["restart"] == "unless-stopped"
        assert service["init"] is True
        check = service.get("healthcheck", {}).get("test", ["CMD", "python", "-m", "config.alive", "web"])
        assert check[:4] == ["CMD", "python", "-m", "config.alive"]
        assert check[4] in alive.CHECKS
    assert '"config.alive", "web"' in DOCKERFILE


def test_image_takes_what_is_named_and_nothing_else():
    rules = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert rules[0] == "*"
    taken = [rule[1:] for rule in rules if rule.startswith("!")]
    for left_out in (".git", ".env", "secrets", "tests", "demo", "tools", "var"):
        assert not [rule for rule in taken if fnmatch(left_out, rule)]
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    names = {name.rstrip("/") for words in copied for name in words.split()}
    assert names <= set(taken), "what is copied is what is let in"


# The health check itself


def test_silence_is_counted_and_ends_a_process(tmp_path):
    ended = []
    counted = tmp_path / "silent"
    codes = [alive.judge(Found.SILENT, counted, lambda *who: ended.append(who)) for _ in range(6)]
    assert codes == [1] * 6
    assert ended == [(1, 15)] * 3 + [(-1, 9)]


@pytest.mark.parametrize(("found", "code"), [(Found.WELL, 0), (Found.ILL, 1)])
def test_an_answer_ends_the_count_and_nobody_is_ended_for_being_ill(tmp_path, found, code):
    ended = []
    counted = tmp_path / "silent"
    for _ in range(2):
        alive.judge(Found.SILENT, counted, lambda *who: ended.append(who))
    for _ in range(7):
        assert alive.judge(found, counted, lambda *who: ended.append(who)) == code
    alive.judge(Found.SILENT, counted, lambda *who: ended.append(who))
    assert ended == []


def test_a_beat_that_does_not_tick_is_silent(tmp_path, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    assert alive.beat() is Found.SILENT
    schedule = tmp_path / "beat.schedule.db"
    schedule.write_text("x")
    assert alive.beat() is Found.WELL
    then = time.time() - alive.LONGEST_PAUSE - 1
    os.utime(schedule, (then, then))
    assert alive.beat() is Found.SILENT


def test_a_web_server_that_is_not_there_is_silent(monkeypatch):
    monkeypatch.setattr(alive, "OWN", "http://127.0.0.1:1/healthz")
    assert alive.web() is Found.SILENT
