"""What the release of a further signatory binds to, and who has given it.

A release holds for a digest of all that was there to read. Whoever changes a word changes the digest, and the releases
no longer count.
"""

from hashlib import sha256

from grants.cases.snapshot import snapshot_of
from grants.models import Application, Beside, ProofOfUse
from grants.models.canonical import canonical
from workflows.stages import TO_RELEASE

PROOF_SAID = (
    *("report", "goals_reached", "participants", "publicity", "fulfilled_on", "declarations"),
    *("further_income_cents", "further_income_from"),
)
RECEIPT_SAID = ("invoiced_on", "paid_on", "payee", "reason", "amount_cents")
SAID = {
    "mittelabruf": ("amount_cents", "need", "iban", "account_holder"),
    "aenderungsantrag": ("subject", "wish", "why", "from_line_id", "to_line_id", "shift_cents", "new_ends"),
    "verwendungsnachweis": ("until", "report", "spent_cents"),
}
"""Kind of a record beside a case → its fields that the recipient wrote."""


def signed_by(application: Application, digest: str) -> frozenset[int]:
    """Who has released this content and may still sign for the organisation."""
    signing = application.organisation.memberships.filter(signatory=True).values("user")
    released = application.releases.filter(digest=digest, user__in=signing)
    return frozenset(released.values_list("user_id", flat=True))


def content_digest(application: Application, *, ending: bool = False) -> str:
    """What a signatory's release binds to: the stage and all that stands in the application, and in the proof.

    ``ending``: the release is for giving the application or the grant up, not for sending what stands there.
    """
    proof = getattr(application, "proof", None)
    said: list[object] = [application.stage, snapshot_of(application)]
    if proof:
        said += proof_said(proof)
    if ending:
        said.append("ending")
    return sha256(canonical(said).encode()).hexdigest()


def proof_said(proof: ProofOfUse) -> list[object]:
    """All that the recipient wrote in the proof of use: the report, the figures, the receipts."""
    return [
        {name: getattr(proof, name) for name in PROOF_SAID},
        list(proof.lines.values_list("plan_line_id", "actual_cents", "note")),
        list(proof.receipts.values_list(*RECEIPT_SAID)),
    ]


def reopening_digest(application: Application) -> str:
    """What the agreement of a second person binds to: this closing of this case."""
    said = ["reopen", application.public_id, application.closed_on, application.outcome]
    return sha256(canonical(said).encode()).hexdigest()


def beside_digest(record: Beside) -> str:
    """What a further signatory's release of a call, a change or an interim proof binds to: all that it says."""
    said = [record.kind, record.public_id, *(getattr(record, name) for name in SAID[record.kind])]
    return sha256(canonical(said).encode()).hexdigest()


def signed_beside(record: Beside) -> frozenset[int]:
    """Who has released what waits for the release of further signatories; nobody asks for it afterwards."""
    if record.stage not in TO_RELEASE or record.application.organisation.signatures_needed == 1:
        return frozenset()
    return signed_by(record.application, beside_digest(record))
