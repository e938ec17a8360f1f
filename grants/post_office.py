"""What the pages ask the post office, which stands above them and registers itself when it is loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from grants.models import Transition


@dataclass(frozen=True)
class Outgoing:
    """A letter or mail as it would leave the house: a letter on paper has a ``pdf`` and no ``text``, a mail has a text
    and, where a document goes with it, a ``pdf``."""

    title: str
    to: tuple[str, ...]
    subject: str
    text: str
    pdf: bytes | None


Reader = Callable[[Transition, datetime], list[Outgoing]]
_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Let the post office answer from now on."""
    _readers[:] = [reader]


def outgoing(entry: Transition, now: datetime) -> list[Outgoing]:
    """What an entry of the log that was not kept would send; see :func:`grants.actions.door.rehearse`."""
    return [letter for reader in _readers for letter in reader(entry, now)]
