"""What must hold while a granted project runs."""

from datetime import date

from workflows.machine import Machine, Programme
from workflows.rules.payment import UNDER_WAY
from workflows.verdict import Verdict


def nothing_paid(machine: Machine) -> Verdict:
    """A waiver of the grant ends the case only while nothing was paid; otherwise the recipient is heard first."""
    paid = machine.case.paid
    return Verdict(
        not paid,
        "Es wurden schon {paid} ausgezahlt. Bitte wenden Sie sich an die Sachbearbeitung.",
        paid=paid,
    )


def nothing_on_its_way(machine: Programme) -> Verdict:
    """No call for funds, and no payment at once, is under way."""
    case = machine.case
    return Verdict(case.called == case.paid + case.refunded, UNDER_WAY[machine.pays])


def not_suspended(machine: Machine) -> Verdict:
    """Payments flow."""
    return Verdict(not machine.case.payments_suspended, "Die Auszahlungen sind schon ausgesetzt.")


def suspended(machine: Machine) -> Verdict:
    """Payments are suspended."""
    return Verdict(machine.case.payments_suspended, "Die Auszahlungen sind nicht ausgesetzt.")


def condition_is_open(machine: Machine) -> Verdict:
    """The Bescheid has a condition that is not met yet (X11)."""
    return Verdict(bool(machine.case.condition_open), "Es ist keine Bedingung offen.")


def no_early_start(machine: Machine) -> Verdict:
    """Consent to an early start is given once."""
    return Verdict(machine.case.early_start_on is None, "Dem vorzeitigen Beginn wurde schon zugestimmt.")


def early_start_lies_ahead(machine: Machine, early_start_on: date) -> Verdict:
    """Consent is given before the start, never afterwards (VV 1.3 zu § 44 LHO)."""
    return Verdict(
        early_start_on >= machine.today, "Einem Beginn in der Vergangenheit kann niemand zustimmen."
    )


def early_start_as_asked(machine: Machine, early_start_on: date) -> Verdict:
    """Who consents, consents to what was asked for; to a later day only if the one asked for is over."""
    asked = machine.case.early_start_asked
    latest = asked and max(asked, machine.today)
    return Verdict(
        latest is None or early_start_on <= latest,
        "Beantragt ist der Beginn ab dem {asked}. Bitte stimmen Sie spätestens ab dem {latest} zu.",
        asked=asked,
        latest=latest,
    )
