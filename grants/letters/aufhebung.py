"""What every Bescheid shares that takes a grant back, wholly or in part."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from grants.letters.basis import Brief, Remedy, office_on, paragraphs, remedy_of, sure
from grants.models import Application, Claim
from workflows.rules.refund import GROUNDS, REPEALS, void_since


@dataclass(frozen=True, kw_only=True)
class Repeal(Brief):
    """Takes a grant back, wholly or in part."""

    decision_on: date  # of the Zuwendungsbescheid
    ground: str  # with its paragraph
    repeal: str  # "widerruf" (§ 49 VwVfG), "ruecknahme" (§ 48), "verzicht" or "bedingung"
    granted: Decimal
    void_since: date | None  # None: from the Bekanntgabe on
    reasons: tuple[str, ...]  # § 39 VwVfG, with the considerations of discretion
    heard_on: date
    answered_on: date | None = None
    remedy: Remedy

    def __post_init__(self):
        """Refuse a letter that says neither that it revokes nor what else it does."""
        if self.repeal not in REPEALED:
            raise ValueError(f"repeal is one of {', '.join(REPEALED)}")

    @property
    def partial(self) -> bool:
        """Whether a part of the grant stays."""
        raise NotImplementedError

    @property
    def taken(self) -> Decimal:
        """What the first sentence of the decision takes."""
        raise NotImplementedError

    @property
    def what(self) -> str:
        """What the Bescheid does, as a noun."""
        word = REPEALED[self.repeal]
        return f"Teil{word[0].lower()}{word[1:]}" if self.partial else word


REPEALED = {
    "widerruf": "Widerruf",
    "ruecknahme": "Rücknahme",
    "verzicht": "Aufhebung",
    "bedingung": "Unwirksamkeit",
}


def claim_of(application: Application) -> Claim:
    """The hearing or claim that a case is in."""
    return Claim.objects.get(application=application, current=True)


def repeal(
    application: Application, claim: Claim, today: date, parts: list[tuple[date, Any]]
) -> dict[str, Any]:
    """What every Bescheid says that takes a grant back; ``parts`` are the payments that come back."""
    decision_on = sure(application.released_on)
    return {
        "decision_on": decision_on,
        "ground": GROUNDS[claim.ground],
        "repeal": REPEALS[claim.ground],
        "granted": sure(application.awarded),
        "void_since": void_since(claim.ground, decision_on, claim.known_on, parts),
        "reasons": tuple(paragraphs(claim.reasoning)),
        "heard_on": claim.heard_on,
        "answered_on": claim.answered_on,
        "remedy": remedy_of(office_on(today, application)),
    }
