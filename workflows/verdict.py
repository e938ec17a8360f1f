"""What a rule answers: whether it holds, and if not, what is missing and whose turn it is."""

from enum import Enum
from typing import Any

from workflows.roles import Role
from workflows.sentence import NOTHING, Sentence, as_sentence


class Gap(Enum):
    """The part of an application in which something is missing: whoever writes in it mends it there."""

    ANSWERS = "answers"
    PLAN = "plan"


class Verdict:
    """What a rule answers: it holds, or the German sentence that says what is missing, with its values.

    ``internal`` sentences are for the office only; everybody else reads that the office has still something to do.
    ``mend`` names who has to do what before the move: another move or an act, by its name; ``ELSEWHERE`` where the case
    waits for something that is nobody's to do in it. A ``moot`` verdict says that the move belongs to another
    situation: then it is not even offered. ``gap`` is the part of the application where what is missing is written, or
    the key of the question whose answer is to be mended.
    """

    def __init__(
        self,
        holds: bool,
        sentence: str = "",
        *,
        internal: bool = False,
        mend: "Mend | None" = None,
        moot: bool = False,
        gap: Gap | str | None = None,
        **values: Any,
    ):
        self.holds = bool(holds)
        self.internal = internal
        self.mend = mend
        self.moot = moot
        self.gap = gap
        self._text = sentence
        self._values = values

    @property
    def unmet(self) -> Sentence:
        """What is missing; empty if the rule holds. It is built when somebody asks: most verdicts hold.

        So a value may be None where the rule holds.
        """
        if self.holds:
            return NOTHING
        return Sentence(self._text, **self._values) if self._values else as_sentence(self._text)

    def __bool__(self) -> bool:
        return self.holds

    def __repr__(self) -> str:
        return f"Verdict({self.holds}, {self.unmet!r})"


Mend = tuple[Role | None, str]
"""Who has to do what before: a role, and the name of a move or act."""
ELSEWHERE: Mend = (None, "")
"""Nothing is to be done in this record: another one is at work, or a day has to come."""
