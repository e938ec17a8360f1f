"""Why a move was refused. Every reason is a German sentence that a person can read."""


class MoveRefused(Exception):
    """The move does not happen; nothing has changed. ``reasons`` names every obstacle at once."""

    def __init__(self, *reasons: str):
        super().__init__(*reasons)
        self.reasons: list[str] = list(reasons)


class NotHere(MoveRefused):
    """The present stage does not offer this move."""


class NotYours(MoveRefused):
    """The actor's roles for this record do not allow this move."""


class NotYet(MoveRefused):
    """One or more rules are not met."""
