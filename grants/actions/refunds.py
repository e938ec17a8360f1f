"""What the moves after the award open beside the case, and the agreement of a second person to take it up again."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Model

from grants.models import Application, Claim, PlanLine, Refund, RefundPayment
from workflows.effects import Fields
from workflows.stages import RefundStage

PEOPLE = {"drafted_by", "released_by", "booked_by"}


def open_hearing(application: Application, fields: Fields, now: datetime) -> None:
    """A new hearing is the current one."""
    Claim.objects.filter(application=application, current=True).update(current=False)
    claim = Claim(application=application)
    _set(claim, fields)


def change_claim(application: Application, fields: Fields, now: datetime) -> None:
    """Write fields of the current hearing or claim."""
    _set(Claim.objects.get(application=application, current=True), fields)


def _set(record: Model, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        if not hasattr(type(record), name):
            raise AttributeError(f"{type(record).__name__} has no field {name}")
        setattr(record, f"{name}_id" if name in PEOPLE else name, value)
    record.save()


def book_receipt(application: Application, fields: Fields, now: datetime) -> None:
    """Money that came back on the claim that is being collected."""
    payment = RefundPayment(refund=Refund.objects.get(application=application, stage=RefundStage.OPEN))
    _set(payment, fields)


def shift_lines(application: Application, fields: Fields, now: datetime) -> None:
    """Move an amount from one line of the approved plan to another."""
    lines = PlanLine.objects.filter(project=application.project)
    giving, taking = lines.get(pk=fields["from_line"]), lines.get(pk=fields["to_line"])
    giving.amount, taking.amount = giving.amount - fields["amount"], taking.amount + fields["amount"]
    for line in (giving, taking):
        line.save()
