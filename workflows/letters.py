"""What a move sets going: a letter, a message or a reminder, by name. How it is written is not decided here."""

from dataclasses import dataclass

from workflows.mittelabruf import Pays
from workflows.roles import Role


@dataclass(frozen=True)
class Letter:
    """A letter that a move names.

    ``document`` makes an archived PDF, numbered and hashed. ``paper`` means the PDF is printed and posted by hand
    (its dispatch is a move of its own); otherwise it goes by mail, to everybody who holds the role ``to``.
    What is not ``mailed`` lies in the file alone, and the office reads it there.
    """

    key: str
    to: Role = Role.APPLICANT
    document: bool = True
    paper: bool = False
    mailed: bool = True


@dataclass(frozen=True)
class Reminder:
    """A reminder that is due ``offsets`` days from the fact ``day``, while the record stands in one of ``stages``.

    ``given`` names a boolean fact that must (still) hold; ``pays`` is the way of paying of the funds that send it, None
    for all. Reminders change no fact, so they are not moves.
    """

    key: str
    stages: frozenset[str]
    day: str
    offsets: tuple[int, ...]
    to: Role = Role.APPLICANT
    given: str = ""
    pays: Pays | None = None
