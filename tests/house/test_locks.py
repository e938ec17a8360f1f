"""A lock file names everything that what it names needs; else a fresh set-up stops, whatever this machine has."""

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REQUIREMENTS = Path(__file__).parents[2] / "requirements"


def locked(name: str) -> set[str]:
    """The packages of a lock file."""
    text = (REQUIREMENTS / name).read_text(encoding="utf-8")
    return {
        canonicalize_name(found)
        for found in re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==", text, re.MULTILINE)
    }


def lacking(packages: set[str]) -> Iterator[str]:
    for package in sorted(packages):
        try:
            needed = requires(package) or []
        except PackageNotFoundError:
            continue  # for another platform
        for need in map(Requirement, needed):
            wanted = need.marker is None or need.marker.evaluate({"extra": ""})
            if wanted and canonicalize_name(need.name) not in packages:
                yield f"{package} needs {need}"


@pytest.mark.parametrize("lock", ["base.lock", "dev.lock"])
def test_a_lock_names_all_that_its_packages_need(lock):
    packages = locked(lock)
    assert len(packages) > 20
    assert list(lacking(packages)) == []


def test_a_missing_line_is_found():
    assert "django-viewflow needs django-filter>=2.3.0" in list(
        lacking(locked("base.lock") - {"django-filter"})
    )
