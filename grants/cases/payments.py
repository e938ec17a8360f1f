"""The facts of a call for funds (Mittelabruf)."""

from grants.cases.completeness import missing_in_call
from grants.cases.facts import case_of
from grants.cases.releases import signed_beside
from grants.models import Mittelabruf
from workflows import mittelabruf


def call_of(call: Mittelabruf) -> mittelabruf.MittelabrufFacts:
    """All that the rules may know about a call for funds."""
    organisation = call.application.organisation
    return mittelabruf.MittelabrufFacts(
        stage=call.stage,
        grant=case_of(call.application),
        amount=call.amount,
        missing=missing_in_call(call),
        filed_by=call.filed_by_id,
        signed_by=signed_beside(call),
        ordered_on=call.ordered_on,
        certified_by=call.certified_by_id,
        recognised=call.recognised,
        ordered_by=call.ordered_by_id,
        iban_changed=(call.iban, call.account_holder) != (organisation.iban, organisation.account_holder),
        drafted_by=call.drafted_by_id,
        decided_on=call.decided_on,
        made=call.made_at is not None,
        posted_on=call.posted_on,
    )
