"""Types are said where people's answers pass: few values are Any there, and mypy checks everything."""

import re
import tomllib
from collections import Counter
from fnmatch import fnmatchcase

from tests.house.test_code import ROOT, modules_of

TYPED = ("grants/views", "grants/forms", "grants/actions")
"""Folders in which every ``Any`` is counted."""
MOST_ANY = 12
"""How often the word may stand there, imports counted. Whoever needs fewer lowers the number."""
MOST_IGNORES = 10
"""How many lines mypy may be told to pass over there."""
SILENT = {"disable_error_code", "ignore_errors"}
"""Settings that take a check away."""
SWITCHES = {
    "check_untyped_defs",
    "disallow_incomplete_defs",
    "disallow_untyped_defs",
    "strict_optional",
    "warn_return_any",
}
"""Checks that are on and stay on."""
INLINE = re.compile(r"^\s*#\s*mypy:", re.MULTILINE)


def lines_with(pattern: str) -> list[str]:
    """Every place in the typed folders where the pattern stands, as file and line."""
    found = re.compile(pattern)
    return [
        f"{path}:{number}: {line.strip()}"
        for folder in TYPED
        for path, text in modules_of(folder)
        for number, line in enumerate(text.splitlines(), 1)
        for _ in found.finditer(line)
    ]


def weakened(settings: dict, names: list[str]) -> list[str]:
    """The settings of mypy that check one of these modules less than the others."""
    parts = [settings, *(part for part in settings["overrides"] if _is_about(part["module"], names))]
    return sorted(
        key
        for part in parts
        for key, value in part.items()
        if (key in SILENT and value) or (key in SWITCHES and not value)
    )


def _is_about(modules: str | list[str], names: list[str]) -> bool:
    listed = [modules] if isinstance(modules, str) else modules
    return any(fnmatchcase(name, pattern) or f"{name}.*" == pattern for pattern in listed for name in names)


def test_any_stands_in_few_places():
    found = lines_with(r"\bAny\b")
    per_file = Counter(line.partition(":")[0] for line in found)
    assert len(found) <= MOST_ANY, f"{len(found)} times Any, {MOST_ANY} are allowed: {dict(per_file)}"


def test_few_lines_are_kept_from_mypy_and_each_says_why():
    found = lines_with(r"#\s*type:\s*ignore")
    assert len(found) <= MOST_IGNORES, found
    assert not [line for line in found if not re.search(r"type: ignore\[[\w, -]+\]\s+# \w", line)]


def test_no_setting_takes_a_check_of_mypy_away():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    typed = [path for folder in TYPED for path, _ in modules_of(folder)]
    also = ["grants/context.py", "notifications/views.py"]
    names = [path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in [*typed, *also]]
    assert not weakened(settings, names)
    assert not [path for folder in TYPED for path, text in modules_of(folder) if INLINE.search(text)]


def test_a_setting_that_takes_a_check_away_is_seen():
    one = ["grants.views.desk", "grants.views"]
    assert weakened({"overrides": [{"module": "grants.views.*", "disable_error_code": ["misc"]}]}, one)
    assert weakened({"overrides": [{"module": ["grants.*"], "ignore_errors": True}]}, one)
    assert weakened({"check_untyped_defs": False, "overrides": []}, one)
    assert not weakened({"overrides": [{"module": "demo.*", "ignore_errors": True}]}, one)
