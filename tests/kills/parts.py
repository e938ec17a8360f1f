"""One process of the house with all its children: started, killed as a whole, started again."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.servers import children_of
from tests.waiting import effort_of

ROOT = Path(__file__).resolve().parents[2]


class Part:
    """``python -m command`` in a process group of its own, so that a kill takes its children at once."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.command = [sys.executable, "-W", "ignore", "-m", *command]
        self.environment, self.log = environment, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """As a power cut would."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def has_ended(self) -> bool:
        """Whether it ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def children(self) -> list[int]:
        """The processes that it has started, oldest first."""
        return children_of(self.process.pid) if self.process else []

    def effort(self) -> float:
        """Processor seconds of what runs now."""
        spent = 0.0
        for pid in [self.process.pid, *self.children()] if self.process and not self.has_ended() else []:
            with suppress(OSError):
                spent += effort_of(pid)
        return spent
