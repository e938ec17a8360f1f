"""The facts of one call for funds (Mittelabruf), beside those of its case."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflows.case import ZERO, FactsBeside


@dataclass(frozen=True, kw_only=True)
class MittelabrufFacts(FactsBeside):
    """One call for funds (Mittelabruf) of a case, as its rules see it."""

    amount: Decimal = ZERO
    missing: tuple[str, ...] = ()
    filed_by: int | None = None
    signed_by: frozenset[int] = frozenset()
    """Who has released this call beside the person who filed it (§ 26 Abs. 2 BGB)."""
    ordered_on: date | None = None
    certified_by: int | None = None
    recognised: Decimal | None = None
    ordered_by: int | None = None
    iban_changed: bool = False
    """The account is not the one that was verified."""
    drafted_by: int | None = None
    """Who wrote the reasons of its refusal."""
    decided_on: date | None = None
    made: bool = False
    posted_on: date | None = None
