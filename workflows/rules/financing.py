"""How a grant is financed (Festbetrag or Anteil), and what is left of it when the expenses are recognised."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from workflows.case import ZERO, Terms
from workflows.money import to_cents

FIXED = "festbetrag"
SHARE = "anteil"


@dataclass(frozen=True)
class Financing:
    """The Finanzierungsart of a grant: ``kind`` is ``festbetrag`` or ``anteil``."""

    kind: str
    rate: Decimal | None
    """Anteil: the grant in percent of the eligible expenses, not rounded. Otherwise None."""
    memo_required: bool
    """The own contribution is lower than the guideline asks: the Prüfvermerk must say why (Punkt 17.2)."""


def financing(grant: Decimal, eligible: Decimal, own: Decimal, terms: Terms) -> Financing:
    """The Finanzierungsart of a ``grant`` with these eligible expenses and this own contribution, in EUR.

    ``grant`` is the requested amount before the decision and the awarded one after it: a lower award can turn
    an Anteil into a Festbetrag (machine.md, rule 6). The limits are in ``terms``.
    """
    reached = own_share_reached(eligible, own, terms)
    fixed = grant <= terms.fixed_up_to or (reached and grant <= terms.fixed_with_share_up_to)
    rate = None if fixed or not eligible else grant * 100 / eligible
    return Financing(FIXED if fixed else SHARE, rate, memo_required=not reached)


def own_share_reached(eligible: Decimal, own: Decimal, terms: Terms) -> bool:
    """True if ``own`` is at least the guideline's percentage of ``eligible``; exactly that is enough."""
    # Multiplied, not divided: 1 of 3 has no exact quotient, and exactly 20 % must pass.
    return own * 100 >= eligible * terms.own_share_percent


def recognised_grant(
    granted: Decimal,
    eligible: Decimal,
    recognised: Decimal,
    kind: str,
    *,
    cash: Decimal | None = None,
    new_funds: Decimal = ZERO,
) -> Decimal:
    """The grant in EUR that remains after the Verwendungsnachweis; never more than ``granted``.

    ``eligible`` are the expenses of the approved plan, ``recognised`` those recognised now, ``cash`` the
    recognised ones without in-kind contributions (None: all of them), ``new_funds`` income that the plan did
    not have. An Anteil falls in proportion, for less expenses and for new funds alike (ANBest-P 2). A
    Festbetrag falls only where the expenses that no new funds cover are lower. Neither pays a profit: no more
    than the cash spent less the new funds. Rounded half-up. ValueError for an unknown ``kind``, negative
    amounts, and an Anteil of nothing.
    """
    spent = recognised if cash is None else min(cash, recognised)
    if kind not in (FIXED, SHARE):
        raise ValueError(f"Diese Finanzierungsart gibt es nicht: {kind}.")
    if min(granted, eligible, recognised, spent, new_funds) < 0:
        raise ValueError("Beträge dürfen hier nicht negativ sein.")
    limits = [Fraction(granted), Fraction(spent - new_funds)]
    if kind == SHARE:
        limits.append(_share(granted, eligible) * Fraction(recognised - new_funds))
    return to_cents(max(min(limits), Fraction()))


def _share(granted: Decimal, eligible: Decimal) -> Fraction:
    if not eligible:
        raise ValueError("Ohne zuwendungsfähige Ausgaben gibt es keinen Anteil.")
    return Fraction(granted) / Fraction(eligible)
