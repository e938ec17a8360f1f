"""How a fund pays, and the facts of one call for funds (Mittelabruf) or one payment at once, beside its case."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from workflows.case import ZERO, FactsBeside


class Pays(StrEnum):
    """How the money of an award comes to its recipient."""

    ON_CALL = "on_call"
    """The recipient calls for what is needed next (Mittelabruf; ANBest-P 1.4), as often as needed."""
    AT_ONCE = "at_once"
    """The office pays the whole award in one sum, once it is final and the grace is over; nobody calls for it."""


@dataclass(frozen=True, kw_only=True)
class MittelabrufFacts(FactsBeside):
    """One call for funds (Mittelabruf) of a case, or the one payment of the whole award, as its rules see it."""

    at_once: bool = False
    """The office has opened it for the whole award; no recipient has called for it."""
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
    held: bool = False
    """It may have been paid in the gap of a restore; nobody has compared it with the account yet."""
    in_run: bool = False
    """It stands in a payment run, and the bank has not sent it back."""
    drafted_by: int | None = None
    """Who wrote the reasons of its refusal."""
    decided_on: date | None = None
    made: bool = False
    posted_on: date | None = None
