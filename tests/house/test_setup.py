"""Set-up where something is missing: one sentence of what does not work and how to get it."""

import subprocess
from importlib import import_module
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"


def test_without_npm_and_what_replaces_it_set_up_says_what_to_type(monkeypatch):
    monkeypatch.syspath_prepend(str(TOOLS))
    setup = import_module("setup")

    def unreachable(name: str) -> None:
        raise subprocess.CalledProcessError(1, ["pip", "install", name])

    monkeypatch.setattr(setup, "as_locked", lambda folder: False)
    monkeypatch.setattr(setup.shutil, "which", lambda name: None)
    monkeypatch.setattr(setup, "install", unreachable)
    with pytest.raises(SystemExit, match="apt-get install npm"):
        setup.main("node")
