"""When what is killed: drawn from a seed, counted in requests and mails, and in processor time of the web server."""

import time
from random import Random
from threading import Lock

from tests.kills.house import House
from tests.kills.person import Asked

TICKS = 6
"""A request is let work for at most so many hundredths of a second before the blow."""


class Kills:
    """The blows of a run. ``requests`` and ``mails``: who is killed at the n-th of them."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.random, self.turn = house, Random(seed), Lock()
        self.requests: dict[int, str] = {}
        self.mails: dict[int, str] = {}
        self.asked = self.mailed = 0
        house.mail.fate = self.mail

    def plan(
        self, parts: list[str], most: int, *, mails: list[str] | None = None, most_mails: int = 0
    ) -> None:
        """Spread these blows over the first ``most`` requests, others over the first mails."""
        self.requests = dict(zip(self._moments(len(parts), most), self._mixed(parts), strict=True))
        self.mails = dict(
            zip(self._moments(len(mails or []), most_mails), self._mixed(mails or []), strict=True)
        )

    def _moments(self, count: int, most: int) -> list[int]:
        return sorted(self.random.sample(range(1, most + 1), count))

    def _mixed(self, parts: list[str]) -> list[str]:
        return self.random.sample(parts, len(parts))

    def request(self, asked: Asked) -> None:
        """A request is on its way. At its moment somebody is killed while it is worked on."""
        with self.turn:
            self.asked += 1
            struck, ticks = self.requests.pop(self.asked, ""), self.random.randint(0, TICKS)
        if not struck:
            return
        goal = self.house.effort("web") + ticks / 100
        while self.house.effort("web") < goal and not asked.has_answer():
            time.sleep(0.002)
        self.house.strike(struck)

    def mail(self) -> str:
        """A mail is all there. At its moment somebody is killed before the answer, and nobody learns its fate."""
        with self.turn:
            self.mailed += 1
            struck, fate = self.mails.pop(self.mailed, ""), self.random.choice(["taken", "gone"])
        if not struck:
            return ""
        if struck != "smtp":  # it is at work itself
            self.house.strike(struck)
        return fate
