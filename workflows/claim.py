"""What a recipient is heard about and what the city claims back: frozen facts, as the rules see them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One hearing (§ 28 VwVfG) and the Bescheid that came of it. Money in EUR, people as user ids."""

    ground: str
    amount: Decimal
    """What is revoked in all."""
    heard_amount: Decimal
    """What the recipient was heard on; the Bescheid never goes beyond it."""
    heard_unpaid: Decimal = Decimal(0)
    """The part of what was heard that is not paid yet: a Bescheid over less begins with it."""
    heard_on: date
    known_on: date
    """Since when the office has known every fact that the decision needs."""
    limit: date
    """The last day of the year in which to revoke (§ 48 Abs. 4, § 49 Abs. 3 Satz 2 VwVfG)."""
    answered_on: date | None = None
    drafted_by: int | None = None
    released_on: date | None = None
    made: bool = False
    """The released Bescheid lies in the archive as a numbered PDF."""
    posted_on: date | None = None
    notified_on: date | None = None
    """The proven day of receipt, or of the formal service, if it is not the presumed one."""
    due: date | None = None
    """By when the money has to be back, as the Bescheid names it."""
    interest: Decimal = Decimal(0)
    """Up to the release."""
    waive_interest: bool = False
    bears_interest: bool = False
    """Interest goes on until the money is back."""
    overdue_since: date | None = None
    """The first day without payment after the Mahnung's own period; None without a Mahnung."""
    collected: bool = False
    """Its collection is ordered."""
    settled: bool = False
    """The refund is paid, or a separate decision has given it up."""

    @property
    def unpaid(self) -> Decimal:
        """What is revoked of the money that nobody has paid yet, in EUR."""
        return min(self.amount, self.heard_unpaid)

    @property
    def back(self) -> Decimal:
        """What is claimed back of the money that was paid, in EUR."""
        return self.amount - self.unpaid
