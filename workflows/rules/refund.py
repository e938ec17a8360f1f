"""How much of a grant comes back, with which interest, and until when it may be claimed; amounts are Decimal EUR."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from workflows.case import ZERO, Case
from workflows.claim import Claim
from workflows.money import to_cents
from workflows.period import Period
from workflows.rules.deadlines import (
    RemedyPeriod,
    add_months,
    next_working_day,
    notified_by_post,
    remedy_period,
    set_by_authority,
)
from workflows.rules.interest import BaseRates, interest_parts
from workflows.sentence import NOTHING, Sentence

Payments = Sequence[tuple[date, Decimal]]
"""Days with amounts in EUR, in any order."""

GROUNDS = {
    "zweckverfehlung": "Mittel nicht für den Zweck verwendet (§ 49 Abs. 3 Satz 1 Nr. 1 VwVfG)",
    "auflage": "Auflage nicht oder nicht fristgerecht erfüllt (§ 49 Abs. 3 Satz 1 Nr. 2 VwVfG)",
    "nicht_alsbald": "Mittel nicht alsbald verwendet (§ 49 Abs. 3 Satz 1 Nr. 1 VwVfG)",
    "ruecknahme_48": "Bewilligung von Anfang an rechtswidrig (§ 48 VwVfG)",
    "bedingung": "Auflösende Bedingung eingetreten (§ 49a Abs. 1 VwVfG)",
    "verzicht": "Verzicht auf die Zuwendung",
}
"""Why a grant is revoked or claimed back (machine.md, rule 13)."""
REPEALS = dict.fromkeys(("zweckverfehlung", "auflage", "nicht_alsbald"), "widerruf") | {
    "ruecknahme_48": "ruecknahme",
    "verzicht": "verzicht",
    "bedingung": "bedingung",
}
"""Ground → what the Bescheid does: it revokes what was lawful (§ 49 VwVfG) or takes back what was not (§ 48)."""
YEAR_LIMITED = frozenset({"zweckverfehlung", "auflage", "nicht_alsbald", "ruecknahme_48"})
"""Grounds that need a decision within one year of knowledge (§ 48 Abs. 4, § 49 Abs. 3 Satz 2 VwVfG)."""
SMALL_SUMS = frozenset({"zweckverfehlung", "auflage", "nicht_alsbald"})
"""Grounds for which the bagatelle of the Terms holds; false statements or a waiver have none."""
WITHOUT_INTEREST = frozenset({"verzicht"})
"""Nothing becomes void for the past (§ 49a Abs. 3 VwVfG)."""


def void_since(ground: str, decided_on: date, known_on: date, parts: Payments = ()) -> date | None:
    """From when on a grant is void; None: from the Bekanntgabe of the Bescheid that says so (§ 43 Abs. 1 VwVfG).

    What was unlawful is taken back from its beginning; a waiver counts from its day; what was paid is revoked from the
    first payment on that comes back (``parts``), so that interest runs from there (§ 49a Abs. 3 VwVfG).
    """
    if ground == "ruecknahme_48":
        return decided_on
    if ground == "verzicht":
        return known_on
    return min((day for day, _ in parts), default=None)


def year_limit(known_on: date) -> date:
    """The last day of the year of decision. Not rolled over a weekend: in doubt the office is in time, not late."""
    return add_months(known_on, 12)


def payment_day(released_on: date, period: Period) -> date:
    """The day to pay by that a Bescheid of this day names: after so many days, and a month after the Bekanntgabe."""
    month = next_working_day(add_months(notified_by_post(released_on), 1))
    return max(set_by_authority(released_on, period), month)


def leaves_a_month(due: date, posted_on: date) -> bool:
    """True if a Bescheid posted on this day leaves one month from its Bekanntgabe to the day that it names."""
    return due >= add_months(notified_by_post(posted_on), 1)


def remedy_of_claim(claim: Claim) -> RemedyPeriod | None:
    """The remedy period of the posted Bescheid, from a proven receipt where there is one; None before dispatch."""
    if claim.posted_on is None:
        return None
    way = "service" if claim.notified_on else "post"
    return remedy_period(claim.posted_on, way=way, notified=claim.notified_on)


def pay_by(claim: Claim) -> date | None:
    """The last day to pay: as the Bescheid names it, at least a month from its Bekanntgabe; None before dispatch."""
    remedy = remedy_of_claim(claim)
    return max(claim.due, remedy.ends) if remedy and claim.due else None


def limitation_day(known_on: date, final_on: date | None = None) -> date:
    """The last day on which the claim is not barred (§§ 195, 199 BGB; fixed by a final Bescheid: § 53 VwVfG).

    The end of the third year after the year of knowledge; thirty years once the claim is finally fixed.
    """
    return date(known_on.year + 3, 12, 31) if final_on is None else add_months(final_on, 360)


def attribute(amount: Decimal, payments: Payments) -> list[tuple[date, Decimal]]:
    """Which instalments ``amount`` comes back from, last paid first (machine.md, rule 14).

    ValueError if more is to come back than was paid.
    """
    parts, left = [], amount
    for day, paid in sorted(payments, reverse=True):
        part = min(left, paid)
        if part > 0:
            parts.append((day, part))
            left -= part
    if left > 0:
        raise ValueError("Es kann nicht mehr zurückgefordert werden, als gezahlt wurde.")
    return parts


def refund_parts(
    amount: Decimal, payments: Payments, receipts: Payments = ()
) -> list[tuple[date, date, Decimal]]:
    """The stretches of a debt that is paid back bit by bit: (from, to, amount); ``to`` is date.max while it is open.

    Each receipt counts on the refund before the interest, and there on the instalment that was paid out last.
    """
    debts = attribute(amount, payments)
    stretches = []
    for received_on, received in sorted(receipts):
        left = received
        for number, (since, owed) in enumerate(debts):
            part = min(left, owed)
            if part > 0:
                stretches.append((since, max(received_on, since), part))
                debts[number] = (since, owed - part)
                left -= part
    return stretches + [(since, date.max, owed) for since, owed in debts if owed > 0]


def interest_on(
    amount: Decimal,
    payments: Payments,
    until: date,
    base_rates: BaseRates,
    day_count: str = "act/act",
    *,
    receipts: Payments = (),
) -> Decimal:
    """The interest in EUR up to and with ``until``, per instalment from its day on; rounded once, on the total.

    ``receipts`` end the interest on what they pay back with their day. ValueError as in ``interest_parts``.
    """
    exact = Fraction()
    for since, to, part in refund_parts(amount, payments, receipts):
        if since <= until:
            exact += sum(
                (p.exact for p in interest_parts(part, since, min(to, until), base_rates, day_count)),
                Fraction(),
            )
    return to_cents(exact)


def rates_missing(case: Case, day: date) -> Sentence:
    """Why interest up to a day cannot be reckoned, as a sentence; nothing if every base rate is known (§ 247 BGB)."""
    until = case.rates_known_until
    if until is not None and day <= until:
        return NOTHING
    if until is None:
        return Sentence(
            "Der Basiszinssatz ist noch nicht eingetragen (§ 247 BGB, § 49a Abs. 3 VwVfG). Bitte lassen Sie ihn "
            "von der Fachadministration unter „Basiszinssätze“ eintragen."
        )
    return Sentence(
        "Der Basiszinssatz ab dem {since} ist noch nicht eingetragen (§ 247 BGB, § 49a Abs. 3 VwVfG). Bitte lassen "
        "Sie ihn von der Fachadministration unter „Basiszinssätze“ eintragen.",
        since=until + timedelta(days=1),
    )


def principal_left(amount: Decimal, receipts: Payments) -> Decimal:
    """What is still to be paid back, without interest, in EUR."""
    return max(amount - sum((received for _, received in receipts), ZERO), ZERO)
