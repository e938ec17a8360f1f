"""The pages of an interim proof (Zwischennachweis)."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse

from grants.actions import begin
from grants.forms.interim_proofs import InterimForm
from grants.models import InterimProof
from grants.views.acting import SignedIn
from grants.views.finding import find_record
from grants.views.records import birth, case_for, show
from grants.views.signing import of_interim
from workflows.roles import APPLICANTS
from workflows.rules.interim import interim_signed_by_all

INTERIM_PAGE = {
    "title": "Zwischennachweis",
    "button": "Zwischennachweis verbindlich einreichen",
    "text": "Geht Ihr Projekt über den Jahreswechsel, berichten Sie bis zum 31. März über das vergangene Jahr.",
}


def new_interim_proof(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Report on a year that the project outlasts."""
    record = case_for(request, public_id, APPLICANTS)
    form = InterimForm(request.POST or None)
    return birth(
        request, record, form, partial(begin, "verwendungsnachweis", "file_interim_proof"), INTERIM_PAGE
    )


def interim_proof(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One interim proof."""
    return show(request, find_record(request, InterimProof, public_id), of_interim, interim_signed_by_all)
