"""The pages of a request for a change (Änderungsantrag)."""

from uuid import UUID

from django.http import HttpResponse

from grants.actions import begin
from grants.forms.changes import ChangeForm
from grants.models import ChangeRequest
from grants.views.acting import SignedIn
from grants.views.finding import find_record
from grants.views.records import birth, case_for, show
from grants.views.signing import of_change
from workflows.case import Terms
from workflows.roles import APPLICANTS
from workflows.rules.change import signed_by_all
from workflows.sentence import Percent, Sentence


def new_change(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Ask for a change of plan, content or period."""
    record = case_for(request, public_id, APPLICANTS)
    form = ChangeForm(request.POST or None, application=record)
    page = _change_page(record.terms)
    return birth(request, record, form, lambda **said: begin("aenderungsantrag", form.move, **said), page)


def _change_page(terms: Terms) -> dict[str, object]:
    text = Sentence(
        "Beantragen Sie Änderungen, bevor Sie danach handeln. Bis zu {most} mehr je Einzelansatz sind ohne Antrag "
        "möglich; dann reicht eine Nachricht.",
        most=Percent(terms.line_tolerance_percent),
    )
    return {"title": "Änderung beantragen", "button": "Änderung verbindlich beantragen", "text": text}


def change(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One request for a change: what, why, how it was decided."""
    return show(request, find_record(request, ChangeRequest, public_id), of_change, signed_by_all)
