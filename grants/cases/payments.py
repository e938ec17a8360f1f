"""The facts of a call for funds (Mittelabruf)."""

from grants.cases.completeness import missing_in_call
from grants.cases.facts import case_of
from grants.cases.releases import signed_beside
from grants.models import Mittelabruf
from workflows.mittelabruf import MittelabrufFacts


def mittelabruf_of(mittelabruf: Mittelabruf) -> MittelabrufFacts:
    """All that the rules may know about a call for funds."""
    organisation = mittelabruf.application.organisation
    return MittelabrufFacts(
        stage=mittelabruf.stage,
        grant=case_of(mittelabruf.application),
        at_once=mittelabruf.at_once,
        amount=mittelabruf.amount,
        missing=missing_in_call(mittelabruf),
        filed_by=mittelabruf.filed_by_id,
        signed_by=signed_beside(mittelabruf),
        ordered_on=mittelabruf.ordered_on,
        certified_by=mittelabruf.certified_by_id,
        recognised=mittelabruf.recognised,
        ordered_by=mittelabruf.ordered_by_id,
        iban_changed=(mittelabruf.iban, mittelabruf.account_holder)
        != (organisation.iban, organisation.account_holder),
        held=mittelabruf.held,
        in_run=mittelabruf.in_run,
        drafted_by=mittelabruf.drafted_by_id,
        decided_on=mittelabruf.decided_on,
        made=mittelabruf.made_at is not None,
        posted_on=mittelabruf.posted_on,
    )
