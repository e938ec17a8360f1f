"""Houses of a test, which end with it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture
def open_house(worker_environment: dict[str, str], tmp_path: Path) -> Iterator[Callable]:
    """Makes a house on a copy of what the database of the test holds by then."""
    from tests.kills.house import House  # only here: this file is read before Django is set up

    houses: list[House] = []

    def make(**modules: str) -> House:
        houses.append(House(tmp_path, worker_environment, **modules))
        return houses[-1]

    yield make
    for house in houses:
        house.end()
