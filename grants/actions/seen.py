"""What a page showed to somebody who signs, and what of it is another thing under the lock.

A page carries a stamp: a digest of each part that it shows. Only what is shown counts: a message that was written
meanwhile voids no signature, another amount does.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from grants.models import Record
from grants.models.canonical import canonical
from workflows.machine import Machine

Part = tuple[str, object]
"""What a part is called on the page („“: it has no name of its own), and what it says."""


@dataclass(frozen=True)
class Seen:
    """The stamp of a page, and the function that says what the page shows of a record now."""

    stamp: str
    shown: Callable[[Record, Machine], Sequence[Part]]

    def changed(self, record: Record, machine: Machine) -> list[str] | None:
        """The names of the parts that are others now, without those that have none; None if nothing has changed."""
        parts, before = self.shown(record, machine), set(self.stamp.split("."))
        if {_digest(part) for part in parts} == before:
            return None
        return list(dict.fromkeys(part[0] for part in parts if part[0] and _digest(part) not in before))


def stamp_of(parts: Iterable[Part]) -> str:
    """The digests of all parts; a part without words is one, too: it may get some."""
    return ".".join(sorted({_digest(part) for part in parts}))


def _digest(part: Part) -> str:
    return sha256(canonical(part).encode()).hexdigest()[:16]
