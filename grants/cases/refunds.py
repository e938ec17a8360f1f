"""The facts of a refund that is being collected."""

from grants.cases.facts import case_of
from grants.models import Refund
from workflows.case import Case
from workflows.procedures.erstattung import RefundFacts


def refund_of(refund: Refund) -> RefundFacts:
    """All that the rules may know about a refund."""
    return collection_of(refund, case_of(refund.application))


def collection_of(refund: Refund, grant: Case) -> RefundFacts:
    """The same beside facts of the case that are known already."""
    receipts = refund.payments.order_by("received_on", "id") if refund.pk else ()
    return RefundFacts(
        stage=refund.stage,
        grant=grant,
        ordered_by=refund.ordered_by_id,
        receipts=tuple((payment.received_on, payment.amount) for payment in receipts),
        deferred_until=refund.deferred_until,
        reminded_on=refund.reminded_on,
        dunning_due=refund.dunning_due,
    )
