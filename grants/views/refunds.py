"""The pages of a refund (Erstattung)."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse

from grants.actions import begin
from grants.forms.births import BirthForm
from grants.models import Refund
from grants.views.acting import SignedIn
from grants.views.finding import find_record, today
from grants.views.records import birth, case_for, show
from grants.views.signing import of_claim, of_refund
from workflows.roles import Role

REFUND_PAGE = {
    "title": "Annahme anordnen",
    "button": "Annahme verbindlich anordnen",
    "text": "Die Stadtkasse zieht danach ein, was der Bescheid zurückfordert. Buchen muss eine andere Person "
    "(§ 126 NKomVG).",
}


def new_refund(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Order that the refund is collected."""
    record = case_for(request, public_id, {Role.ORDERER})
    form = BirthForm(request.POST or None)
    content = [("Zahlungspflichtig", record.organisation.name), *of_claim(record)]
    page = REFUND_PAGE | {"content": [row for row in content if row[1]]}
    return birth(request, record, form, partial(begin, "erstattung", "order_collection"), page)


def refund(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One refund: what is owed, what came in, what was agreed."""
    found = find_record(request, Refund, public_id)
    rows, payments = lambda record, office: of_refund(record, today()), found.payments.all()
    return show(request, found, rows, None, payments)
