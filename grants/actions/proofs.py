"""Writing the proof of use and its check."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from grants.actions.checking import CHECK, identify, insist_on_money, put
from grants.actions.writing import writing
from grants.cases.reckoning import of_proof
from grants.models import Application, PlanLine, ProofLine, ProofOfUse, Receipt, User
from grants.models.money import to_cents
from workflows.answers import MOST_MONEY
from workflows.errors import NotYet

REPORTED = (
    *("fulfilled_on", "report", "goals_reached", "participants", "publicity", "declarations"),
    *("further_income", "further_income_from"),
)
RECEIPT = ("invoiced_on", "paid_on", "payee", "reason", "amount")


def save_proof(
    application: Application,
    fields: Mapping[str, object],
    *,
    by: User,
    seen: int | None = None,
    now: datetime | None = None,
) -> ProofOfUse:
    """Write cleaned fields of the report (names of :class:`ProofOfUse`)."""
    with writing(application, "save_proof", by=by, now=now, data=fields, seen=seen) as work:
        proof = _proof(work.record)
        put(proof, fields, allowed=REPORTED)
        proof.saved_at = work.now
        proof.save()
    return proof


def save_actuals(
    application: Application,
    actuals: Mapping[int, Decimal | None],
    *,
    by: User,
    seen: int | None = None,
    now: datetime | None = None,
) -> ProofOfUse:
    """Write what was really spent and received: id of the plan line → Decimal EUR, None to take the figure out."""
    with writing(
        application, "save_proof", by=by, now=now, data={"actuals": dict(actuals)}, seen=seen
    ) as work:
        proof = _proof(work.record)
        proof.save()
        known = set(PlanLine.objects.filter(project=work.record.project).values_list("pk", flat=True))
        for line, amount in actuals.items():
            if amount is None:
                ProofLine.objects.filter(proof=proof, plan_line_id=line).delete()
                continue
            insist_on_money(str(line), amount)
            if line in known:
                ProofLine.objects.update_or_create(
                    proof=proof, plan_line_id=line, defaults={"actual_cents": to_cents(amount)}
                )
    return proof


def save_receipts(
    application: Application,
    rows: Sequence[Mapping[str, object]],
    *,
    by: User,
    seen: int | None = None,
    now: datetime | None = None,
) -> ProofOfUse:
    """Replace the list of receipts by ``rows`` (invoiced_on, paid_on, payee, reason, amount in EUR; key if known).

    A credit note (Gutschrift) is a receipt below zero: what came back was not spent.
    """
    with writing(application, "save_proof", by=by, now=now, data={"receipts": list(rows)}, seen=seen) as work:
        proof = _proof(work.record)
        proof.save()
        proof.receipts.all().delete()
        for number, row in enumerate(rows, 1):
            receipt = Receipt(proof=proof, position=number)
            known = identify(receipt, {name: said for name, said in row.items() if name != "amount"})
            put(receipt, known, allowed=RECEIPT)
            receipt.amount = _amount_of_receipt(row["amount"])
            receipt.save()
    return proof


def _amount_of_receipt(amount: object) -> Decimal:
    """EUR; below zero for a credit note (Gutschrift), never zero."""
    whole = insist_on_money("amount", amount, least=-MOST_MONEY)
    if not whole:
        raise NotYet(CHECK, fields={"amount": [CHECK]})
    return whole


def check_proof(
    application: Application,
    *,
    by: User,
    recognised: Decimal,
    recognised_cash: Decimal,
    note: str,
    recognised_income: Decimal | None = None,
    now: datetime | None = None,
) -> ProofOfUse:
    """Write the Prüfungsvermerk: the recognised expenses in EUR; the grant that follows from them is computed.

    ``recognised_income`` is income from outside the plan; None: what the recipient states.
    """
    figures = {
        "recognised": recognised,
        "recognised_cash": recognised_cash,
        "recognised_income": recognised_income,
    }
    data = {**figures, "note": note}
    with writing(application, "check_proof", by=by, now=now, data=data) as work:
        record = work.record
        proof = record.proof
        put(proof, {"check_note": note, **figures})
        proof.recognised_grant = of_proof(record, recognised, recognised_cash).grant
        proof.checked_by, proof.checked_at = by, work.now
        proof.save()
        work.facts["recognised_grant"] = proof.recognised_grant
    return proof


def _proof(application: Application) -> ProofOfUse:
    return getattr(application, "proof", None) or ProofOfUse(application=application)
