"""Whether the broker answers, asked so that nobody waits for one that does not."""

import threading
import time
from dataclasses import dataclass, field

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

PATIENCE = 2
"""Seconds that the broker has for its answer."""
GLANCE = 0.02
"""Seconds that whoever asks waits for it; then the answer before counts."""
BOUNDED = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
FIRST = 0.5
"""The same for the first question of a process: there is no answer before, and what it needs is still being loaded."""
FRESH = 5
"""Seconds for which an answer is not asked for anew."""


@dataclass
class Probe:
    """Asks in a thread beside the requests: names that do not resolve and hosts that keep silent hold up nobody."""

    answered: bool = False
    at: float | None = None
    began: float = 0.0
    asking: threading.Thread | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answers(self) -> bool:
        """True if the broker answered when it was last asked; it is asked again if that was a while ago."""
        if self.at is not None and time.monotonic() - self.at < FRESH:
            return self.answered
        with self.lock:
            if self.asking is None or not self.asking.is_alive():
                self.began = time.monotonic()
                self.asking = threading.Thread(target=self._ask, name="broker probe", daemon=True)
                self.asking.start()
        self.asking.join(FIRST if self.at is None else GLANCE)
        if self.asking.is_alive() and time.monotonic() - self.began > PATIENCE:
            self.answered = False  # it hangs: the answer before counts no more
        return self.answered

    def _ask(self) -> None:
        self.answered = _connects()
        self.at = time.monotonic()


probe = Probe()


def answers() -> bool:
    """True if the broker answers; always where it lives in this process."""
    return True if settings.EMBEDDED else probe.answers()


def _connects() -> bool:
    try:
        with current_app.connection_for_write(transport_options=BOUNDED) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)
    except (OperationalError, OSError):
        return False
    return True
