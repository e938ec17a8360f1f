"""``manage.py prove``: walk every machine through everything it can come to; with ``--mutants`` also wrong machines."""

import multiprocessing
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows.explore import MACHINES, Report, explore
from workflows.explore.mutants import Mutant, mutants

HEAD = f"{'Maschine':<24}{'Stände':>8}{'Züge':>7}{'Zustände':>10}{'Kanten':>9}{'Fehler':>8}{'Sekunden':>10}"

LONGEST_FIRST = sorted(MACHINES, key=lambda slug: len(MACHINES[slug].moves()), reverse=True)
"""Machines, so that no process waits for the longest walk at the end."""


class Command(BaseCommand):
    """Fails with a readable path for every fault, and with a name for every mutant that nobody notices."""

    help = "Beweist, dass die Maschinen halten, was sie versprechen (docs/proof.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--mutants`` takes minutes; ``--jobs`` are processes."""
        parser.add_argument("--mutants", action="store_true", help="auch an falschen Maschinen prüfen")
        parser.add_argument("--jobs", type=int, default=2, help="Prozesse (2)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was found; CommandError if anything was."""
        with multiprocessing.get_context("fork").Pool(options["jobs"]) as pool:
            self.stdout.write(HEAD)
            found = [self._tell(*result) for result in pool.imap(_walk, LONGEST_FIRST)]
        if sum(found):
            raise CommandError(f"{sum(found)} Fehler in den Maschinen.")
        if options["mutants"]:
            self._hunt(options["jobs"])

    def _tell(self, report: Report, seconds: float) -> int:
        faults = len(report.faults)
        slug = report.machine.slug
        self.stdout.write(
            f"{slug:<24}{len(report.stages):>8}{len(report.moves):>7}{report.states:>10}{report.edges:>9}"
            f"{faults:>8}{seconds:>10.1f}"
        )
        for fault in report.faults:
            self.stdout.write(str(fault))
        return faults

    def _hunt(self, jobs: int) -> None:
        from tests.workflows.killing import (
            Hunt,
        )  # only where the tests are: production proves without mutants

        started, hunted = time.monotonic(), list(mutants(MACHINES.values()))
        HUNT.append(Hunt(hunted))
        with multiprocessing.get_context("fork").Pool(jobs) as pool:
            broken = [
                name for name in pool.map(_fails_alone, range(len(HUNT[-1].tests)), chunksize=64) if name
            ]
            if broken:
                raise CommandError(f"Diese Tests scheitern schon an den richtigen Maschinen: {broken}")
            killers = pool.map(_killer, range(len(hunted)), chunksize=8)
        alive = [mutant for mutant, killer in zip(hunted, killers, strict=True) if not killer]
        self._tell_hunt(hunted, killers, alive, time.monotonic() - started)

    def _tell_hunt(
        self, hunted: list[Mutant], killers: list[str], alive: list[Mutant], seconds: float
    ) -> None:
        for mutant in alive:
            self.stdout.write(f"Überlebt: {mutant}")
        counts = {name: killers.count(name) for name in ("Tests", "Gang")}
        said = ", ".join(f"{count} durch {name}" for name, count in counts.items())
        self.stdout.write(
            f"{len(hunted)} Mutanten, gefunden: {said}; überlebt: {len(alive)} ({seconds:.0f} Sekunden)"
        )
        if alive:
            raise CommandError(f"{len(alive)} Mutanten bemerkt niemand.")


HUNT: list[Any] = []
"""What the processes of the hunt inherit: functions of machines cannot be sent to them."""


def _killer(number: int) -> str:
    return HUNT[-1].killer_of(number)


def _fails_alone(number: int) -> str:
    return HUNT[-1].fails_alone(number)


def _walk(slug: str) -> tuple[Report, float]:
    started = time.monotonic()
    return explore(MACHINES[slug]), time.monotonic() - started
