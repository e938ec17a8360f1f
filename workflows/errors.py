"""Why a move was refused. Every reason is a German sentence that a person can read."""

from collections.abc import Iterable, Mapping

from workflows.sentence import Sentence, as_sentence


class MoveRefused(Exception):
    """The move does not happen; nothing has changed.

    ``reasons`` names every obstacle at once; ``fields`` says which of them belong to a field of the move's form.
    """

    def __init__(self, *reasons: str, fields: Mapping[str, Iterable[str]] | None = None):
        super().__init__(*reasons)
        self.reasons = [as_sentence(reason) for reason in reasons]
        self.fields: Mapping[str, list[Sentence]] = {
            name: [as_sentence(sentence) for sentence in found] for name, found in (fields or {}).items()
        }


class NotHere(MoveRefused):
    """The present stage does not offer this move."""


class NotYours(MoveRefused):
    """The actor's roles for this record do not allow this move."""


class NotYet(MoveRefused):
    """One or more rules are not met."""


class Stale(MoveRefused):
    """The page was made before something changed, or its key was used for something else."""
