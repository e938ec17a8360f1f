"""The bookings of a pot: budget → reserved (Mittelreservierung) → committed (Festlegung) → paid, and back."""

from decimal import Decimal

from workflows.case import Case
from workflows.effects import Booking


def reserve(amount: Decimal) -> Booking:
    """A body resolved: the amount is no longer free."""
    return Booking("reserved", "budget", amount)


def commit_up_to(amount: Decimal, case: Case) -> list[Booking]:
    """A Bescheid was released: the reservation becomes a commitment, unless an earlier release has made it one."""
    missing = amount - case.committed
    return [Booking("committed", "reserved", missing)] if missing > 0 else []


def pay(amount: Decimal) -> Booking:
    """The treasury has paid."""
    return Booking("paid", "committed", amount)


def refund(amount: Decimal) -> Booking:
    """The recipient has paid back: the amount is free again. Interest is no money of the pot."""
    return Booking("budget", "paid", amount)


def free_all(case: Case) -> list[Booking]:
    """Whatever the case still holds goes back to the budget; what was paid stays paid."""
    held = (("reserved", case.reserved), ("committed", case.committed))
    return [Booking("budget", account, amount) for account, amount in held if amount > 0]
