"""What must hold while a refund comes in (§ 49a VwVfG; § 126 NKomVG)."""

from datetime import date
from decimal import Decimal
from typing import Any

from workflows.case import ZERO
from workflows.machine import Machine
from workflows.roles import Role
from workflows.rules.refund import interest_on, pay_by, principal_left, rates_missing
from workflows.sentence import NOTHING, Sentence
from workflows.verdict import Verdict


def owed(collection: Any, until: date) -> Decimal:
    """What is still owed at the end of that day in EUR: the refund, and the interest that has run until then.

    Interest stops with the receipt of what it runs on; where the Bescheid claims none there is none.
    """
    grant, claim = collection.grant, collection.grant.claim
    left: Decimal = principal_left(claim.back, collection.receipts)
    received = sum((amount for _, amount in collection.receipts), ZERO)
    interest = ZERO
    if claim.bears_interest:
        interest = interest_on(
            claim.back,
            grant.payments,
            until,
            grant.base_rates,
            grant.terms.day_count,
            receipts=collection.receipts,
        )
    paid_interest: Decimal = max(received - claim.back, ZERO)
    return left + max(interest - paid_interest, ZERO)


def claim_has_left(machine: Machine) -> Verdict:
    """The Bescheid was posted, and nobody has ordered its collection yet."""
    claim = machine.case.grant.claim
    if claim is not None and claim.collected and not machine.case.stage:
        return Verdict(False, "Die Annahme ist schon angeordnet.", internal=True)
    return Verdict(
        claim is not None and claim.posted_on is not None,
        "Die Rückforderung ist noch nicht versandt.",
        internal=True,
    )


def something_left(machine: Machine) -> Verdict:
    """There is still something to pay."""
    return Verdict(owed(machine.case, machine.today) > 0, "Es ist nichts mehr offen.")


def nothing_left(machine: Machine) -> Verdict:
    """Everything is paid, with its interest."""
    left = owed(machine.case, machine.today)
    return Verdict(left == 0, "Offen sind noch {left}.", left=left)


def books_not_what_they_ordered(machine: Machine) -> Verdict:
    """Orderer and treasury are two persons, deputies included (§ 126 NKomVG)."""
    return Verdict(
        machine.case.ordered_by != machine.actor.user_id,
        "Wer die Annahme angeordnet hat, darf nicht buchen (§ 126 NKomVG).",
        internal=True,
    )


def received_since_claim(machine: Machine, refunded_on: date) -> Verdict:
    """Money came in after the claim, after the last receipt, and not in the future."""
    claim = machine.case.grant.claim
    known = [day for day, _ in machine.case.receipts]
    since = max([claim.released_on, *known]) if claim and claim.released_on else None
    return Verdict(
        since is not None and since <= refunded_on <= machine.today,
        "Bitte nennen Sie einen Tag seit dem Bescheid und dem letzten Eingang, spätestens heute.",
    )


def rates_reach(machine: Machine, refunded_on: date | None) -> Verdict:
    """What is owed on a day is known only with the base rate of that day."""
    missing = _rates_missing(machine.case, refunded_on or machine.today)
    return Verdict(not missing, missing)


def rates_reach_today(machine: Machine) -> Verdict:
    """A Mahnung names what is owed today, with its interest."""
    missing = _rates_missing(machine.case, machine.today)
    return Verdict(not missing, missing, internal=True, mend=(Role.ADMIN, "enter_base_rate"))


def _rates_missing(collection: Any, day: date) -> Sentence:
    claim = collection.grant.claim
    runs = claim.bears_interest and principal_left(claim.back, collection.receipts) > 0
    return rates_missing(collection.grant, day) if runs else NOTHING


def no_more_than_owed(machine: Machine, refunded: Decimal, refunded_on: date | None) -> Verdict:
    """What comes in beyond what is owed on that day goes back; it is not booked here."""
    left = owed(machine.case, refunded_on or machine.today)
    return Verdict(0 < refunded <= left, "Offen sind an diesem Tag {left}.", left=left)


def claim_is_out(machine: Machine) -> Verdict:
    """Nobody is reminded of a Bescheid that came back and is notified to nobody."""
    claim = machine.case.grant.claim
    return Verdict(
        claim is not None and claim.posted_on is not None,
        "Der Bescheid ist zurückgekommen und noch nicht neu versandt.",
        internal=True,
    )


def no_suit_against_refund(machine: Machine) -> Verdict:
    """A suit against the revocation suspends it: until it ends, nothing is to be paid (§ 80 Abs. 1 VwGO)."""
    return Verdict(
        not machine.case.grant.claim_suspended,
        "Eine Klage gegen Widerruf oder Rücknahme ist anhängig; sie hat aufschiebende Wirkung (§ 80 Abs. 1 VwGO).",
        internal=True,
    )


def is_overdue(machine: Machine) -> Verdict:
    """The day of the Bescheid, of a deferral, or of the last Mahnung has passed."""
    case = machine.case
    days = [case.grant.claim and pay_by(case.grant.claim), case.deferred_until, case.dunning_due]
    last = max((day for day in days if day), default=None)
    if last is None:
        return Verdict(False, "Es ist nichts fällig.")
    return Verdict(machine.today > last, "Fällig ist die Erstattung am {last}.", last=last)


def deferral_lies_ahead(machine: Machine, deferred_until: date) -> Verdict:
    """A deferral ends in the future."""
    return Verdict(deferred_until > machine.today, "Bitte nennen Sie einen Tag nach heute.")
