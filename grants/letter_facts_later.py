"""The facts of the letters after the award: hearing, revocation, refund, Mahnung, change, refused call, correction."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from grants.letter_basis import Account, Brief, Remedy


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


@dataclass(frozen=True, kw_only=True)
class Anhoerung(Brief):
    """Asks the recipient before anything is taken back (§ 28 VwVfG); decides nothing."""

    decision_on: date  # of the Zuwendungsbescheid
    ground: str  # with its paragraph
    statement: tuple[str, ...]  # the facts that the office goes by
    granted: Decimal
    paid: Decimal
    intended: Decimal  # what is to be revoked in all
    unpaid: Decimal = Decimal("0.00")  # the part of it that nobody has paid yet
    repeal: str  # as in Repeal
    due: date  # a named working day
    reopened: bool = False  # the case had been closed


@dataclass(frozen=True, kw_only=True)
class RefundPart:
    """An instalment that comes back, last paid first."""

    paid_on: date
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class InterestLine:
    """A stretch with one rate in one year; ``interest`` is rounded for show, the total on its own."""

    start: date
    end: date
    days: int
    amount: Decimal
    percent: Decimal
    interest: Decimal


@dataclass(frozen=True, kw_only=True)
class Rueckforderungsbescheid(Repeal):
    """Revokes wholly or in part and claims back, in one Bescheid (§§ 48–49a VwVfG)."""

    void_since: date
    paid: Decimal
    amount: Decimal  # to be paid back
    unpaid: Decimal = Decimal("0.00")  # revoked as well, but never paid
    due: date
    known_on: date
    limit: date  # last day of the year of decision
    parts: tuple[RefundPart, ...]
    interest: Decimal = Decimal("0.00")
    bears_interest: bool = False
    sheet: tuple[InterestLine, ...] = ()
    account: Account

    @property
    def total(self) -> Decimal:
        """What is due on the day, interest included."""
        return self.amount + self.interest

    @property
    def partial(self) -> bool:
        """Whether a part of the grant stays."""
        return self.amount + self.unpaid < self.granted

    @property
    def taken(self) -> Decimal:
        """A revocation takes what was paid from its payment on, and the rest in a sentence of its own."""
        return self.amount if self.repeal == "widerruf" else self.amount + self.unpaid


@dataclass(frozen=True, kw_only=True)
class Widerrufsbescheid(Repeal):
    """Revokes what was not paid of a grant, wholly or in part."""

    amount: Decimal
    paid: Decimal

    @property
    def partial(self) -> bool:
        """Whether a part of the grant stays."""
        return self.taken < self.granted

    @property
    def taken(self) -> Decimal:
        """All that is revoked."""
        return self.amount

    @property
    def left(self) -> Decimal:
        """What stays of the grant."""
        return self.granted - self.taken


@dataclass(frozen=True, kw_only=True)
class Mahnung(Brief):
    """Reminds of a refund that is overdue, before it is enforced."""

    claimed_on: date  # of the Rückforderungsbescheid
    owed: Decimal
    was_due: date
    due: date
    account: Account
    bears_interest: bool = False


@dataclass(frozen=True, kw_only=True)
class Berichtigung(Brief):
    """Puts an obvious mistake of a Bescheid right (§ 42 VwVfG)."""

    decision_on: date
    wrong: str
    right: str


@dataclass(frozen=True, kw_only=True)
class Aenderungsbescheid(Brief):
    """Grants or refuses a change of plan, content or period."""

    decision_on: date
    filed_on: date
    granted: bool
    subject: str
    wish: str
    reasons: tuple[str, ...]
    shift: Decimal = Decimal("0.00")
    from_label: str = ""
    to_label: str = ""
    old_ends: date
    new_ends: date | None = None
    proof_due: date | None = None  # of a longer period
    proof_months: int
    interim_proof_due: date | None = None  # the next one of a longer period
    interim_proof_missing: int | None = None  # the year whose proof should be there already
    remedy: Remedy


@dataclass(frozen=True, kw_only=True)
class Abrufablehnung(Brief):
    """Refuses a call for funds; the award itself stays as it is."""

    decision_on: date  # of the Zuwendungsbescheid
    call_number: int
    filed_on: date
    amount: Decimal  # that was called
    need: tuple[str, ...]  # what the recipient wanted it for, in their words
    granted: Decimal
    paid: Decimal
    use_within_months: int
    reasons: tuple[str, ...]  # § 39 VwVfG
    remedy: Remedy
