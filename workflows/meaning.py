"""What a step means to those who read it: moves and acts declare it, so that nobody reads it off their names."""

from enum import Enum, auto


class Meaning(Enum):
    """What a step is, where pages or the log have to know it."""

    ASKS_FOR_UNDO = auto()
    """The lead asks that the last step is taken back."""
    DRAFTS_A_DECISION = auto()
    """The Bescheid is written that another person releases."""
    ERASES = auto()
    """The file forgets whom it was about; what the entry itself says stays."""
    FOLLOWS_A_COURT = auto()
    """A court has sent back what had been decided once."""
    IN_A_SITTING = auto()
    """A step of a case that the page of its sitting shows."""
    PAYS = auto()
    """A step on the way of money: it waits for an account that was confirmed, and for the first day of payment."""
    PAYS_THE_WHOLE = auto()
    """The office begins the one payment of the whole award."""
    PREPARES = auto()
    """It prepares what is perhaps never decided so: only the office is told of it."""
    TAKES_BACK_A_RELEASE = auto()
    """What was released before is not the Bescheid of the case any more."""
    TAKES_BACK = auto()
    """The last step is taken back, as if it had not been made."""
    TOLD_APART = auto()
    """The page of the case shows it in a place of its own, not among what has happened."""
    TOLD_TO_ALL = auto()
    """An act of the office of which the applicants are told."""


class Hand(Enum):
    """Who has done what a step builds on. The step is for another person (four eyes)."""

    FILED = auto()
    """Who filed the record."""
    CERTIFIED = auto()
    """Who certified a call for funds."""
    ORDERED = auto()
    """Who ordered a payment."""
    DRAFTED = auto()
    """Who drafted the decision on a record beside the case."""
    REVIEWED = auto()
    """Who wrote the Prüfvermerk."""
    DRAFTED_BESCHEID = auto()
    """Who drafted the Bescheid."""
    DRAFTED_CLAIM = auto()
    """Who drafted the revocation or the claim."""
    CHECKED_PROOF = auto()
    """Who checked the proof of use."""
