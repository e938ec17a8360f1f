"""The facts of the letters after the award: hearing, revocation, refund, Mahnung, change, refused call, correction."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from grants.letter_basis import Account, Brief, Remedy


@dataclass(frozen=True, kw_only=True)
class Anhoerung(Brief):
    """Asks the recipient before anything is taken back (§ 28 VwVfG); decides nothing."""

    decision_on: date  # of the Zuwendungsbescheid
    ground: str  # with its paragraph
    statement: tuple[str, ...]  # the facts that the office goes by
    granted: Decimal
    paid: Decimal
    intended: Decimal  # what is to be revoked, or to come back
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
class Rueckforderungsbescheid(Brief):
    """Revokes wholly or in part and claims back, in one Bescheid (§§ 48–49a VwVfG)."""

    decision_on: date
    ground: str
    granted: Decimal
    paid: Decimal
    amount: Decimal  # to be paid back
    due: date
    reasons: tuple[str, ...]  # § 39 VwVfG, with the considerations of discretion
    heard_on: date
    answered_on: date | None = None
    known_on: date
    limit: date  # last day of the year of decision
    parts: tuple[RefundPart, ...]
    interest: Decimal = Decimal("0.00")
    bears_interest: bool = False
    sheet: tuple[InterestLine, ...] = ()
    account: Account
    remedy: Remedy

    @property
    def total(self) -> Decimal:
        """What is due on the day, interest included."""
        return self.amount + self.interest

    @property
    def partial(self) -> bool:
        """Whether a part of the grant stays."""
        return self.amount < self.paid


@dataclass(frozen=True, kw_only=True)
class Widerrufsbescheid(Brief):
    """Revokes a grant of which nothing was paid."""

    decision_on: date
    ground: str
    granted: Decimal
    reasons: tuple[str, ...]
    heard_on: date
    answered_on: date | None = None
    remedy: Remedy


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
    old_ends: date | None = None
    new_ends: date | None = None
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
