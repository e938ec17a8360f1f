"""What is wrong when a database or a disk does not take something, and how often the log says so.

The site comes back by itself from each of these. Everything else is a mistake of ours and has no place here.
"""

import errno
import logging
import sqlite3
import threading
import time
from enum import Enum
from typing import Any

from django.db import Error, InterfaceError, OperationalError

logger = logging.getLogger(__name__)


class Fault(Enum):
    """What keeps a request from being answered."""

    BUSY = "busy"
    """The database asks for patience."""
    AWAY = "away"
    """The database cannot be reached or read."""
    FULL = "full"
    """There is no room, or nobody may write: reading goes on."""


BUSY_WORDS = ("database is locked", "database table is locked", "database is busy")
STATES = {
    # serialization failure, deadlock, lock not available, query cancelled, too many connections
    **dict.fromkeys(("40001", "40P01", "55P03", "57014", "53300"), Fault.BUSY),
    # shut down by an administrator or by a crash, starting up, the database or the session ended
    **dict.fromkeys(("57P01", "57P02", "57P03", "57P04", "57P05"), Fault.AWAY),
    **dict.fromkeys(("53100", "25006"), Fault.FULL),  # disk full, a server that only reads
}
"""Of PostgreSQL; class 08 is AWAY too."""
CODES = {
    **dict.fromkeys((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED), Fault.BUSY),
    **dict.fromkeys(
        (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_IOERR),
        Fault.AWAY,
    ),
    **dict.fromkeys((sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY), Fault.FULL),
}
"""Of SQLite: the lowest byte of the code."""
WRITES = (
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
)
"""Mistakes of reading and writing that are none of reading."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


def fault_of(error: BaseException | None) -> Fault | None:
    """What lies at the bottom of an error, also of one that only followed; None for a mistake of ours."""
    while error is not None:
        if found := _fault(error):
            return found
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return None


def _fault(error: BaseException) -> Fault | None:
    if isinstance(error, OSError):
        return Fault.FULL if error.errno in NO_ROOM else None
    if not isinstance(error, Error):
        return None
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(getattr(cause, "sqlite_errorcode", 0))
    if cause is not None and hasattr(cause, "sqlstate"):
        return _of_postgres(error, cause.sqlstate)
    return Fault.BUSY if any(words in str(error) for words in BUSY_WORDS) else None


def _of_sqlite(code: int) -> Fault | None:
    return Fault.FULL if code in WRITES else CODES.get(code & 0xFF)


def _of_postgres(error: Error, state: str | None) -> Fault | None:
    """Without a state it was not the server that spoke: nobody did."""
    if state is None:
        return Fault.AWAY if isinstance(error, OperationalError | InterfaceError) else None
    return STATES.get(state, Fault.AWAY if state.startswith("08") else None)


class Outage:
    """The database of this process while it is away: the log has one line when it goes and one when it is back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._began: float | None = None
        self._left_out = 0

    @property
    def is_on(self) -> bool:
        """Whether the last that was heard is that the database is away."""
        return self._began is not None

    def begin(self, error: BaseException) -> None:
        """Say it, if nobody has."""
        with self._lock:
            if self._began is not None:
                self._left_out += 1
                return
            self._began = time.monotonic()
        logger.error("the database is away, and this is said once: %s", str(error).strip() or repr(error))

    def leave_out(self) -> None:
        """Count a line that only repeats it."""
        with self._lock:
            self._left_out += 1

    def end(self, **_: Any) -> None:
        """A connection was made (signal ``connection_created``)."""
        with self._lock:
            began, left_out = self._began, self._left_out
            self._began, self._left_out = None, 0
        if began is not None:
            seconds = round(time.monotonic() - began)
            logger.warning("the database is back after %s seconds, %s lines were left out", seconds, left_out)


OUTAGE = Outage()


class FullDisk:
    """The disk of this process while it takes nothing: the log has a line at once and then at most one a minute."""

    PAUSE = 60.0
    """Seconds. Nothing tells when there is room again, so it is said again as long as somebody runs into it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Begin anew: the next refusal is said."""
        self._said, self._left_out = -self.PAUSE, 0

    @property
    def is_on(self) -> bool:
        """Whether it was said within the last minute."""
        return time.monotonic() - self._said < self.PAUSE

    def say(self, what: str, error: BaseException) -> None:
        """Say what was refused, or count it, if a refusal was said a moment ago."""
        with self._lock:
            if self.is_on:
                self._left_out += 1
                return
            left_out = self._left_out
            self._said, self._left_out = time.monotonic(), 0
        logger.error("%s: %s (said once a minute, %s lines were left out)", what, error, left_out)

    def leave_out(self) -> None:
        """Count a line that only repeats it."""
        with self._lock:
            self._left_out += 1


FULL_DISK = FullDisk()


class OnceForAll(logging.Filter):
    """Lets no line through that only says again that the database is away or the disk full (``LOGGING``)."""

    def filter(self, record: logging.LogRecord) -> bool:
        """False for what :data:`OUTAGE` or :data:`FULL_DISK` has said."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and fault_of(error) is Fault.AWAY:
            OUTAGE.begin(error)
            return False
        known = OUTAGE if OUTAGE.is_on else FULL_DISK
        if known.is_on and record.name == "django.request" and getattr(record, "status_code", 0) == 503:
            known.leave_out()
            return False
        return True
