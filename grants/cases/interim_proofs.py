"""The facts of an interim proof."""

from grants.cases.facts import case_of
from grants.cases.releases import signed_beside
from grants.models import InterimProof
from workflows.procedures.verwendungsnachweis import InterimProofFacts
from workflows.sentence import Sentence


def interim_of(proof: InterimProof) -> InterimProofFacts:
    """All that the rules may know about an interim proof."""
    return InterimProofFacts(
        stage=proof.stage,
        grant=case_of(proof.application),
        missing=() if proof.report else (Sentence("„Was ist bisher geschehen?“ fehlt."),),
        since=proof.since,
        until=proof.until,
        filed_by=proof.filed_by_id,
        signed_by=signed_beside(proof),
    )
