"""Interim proofs: filed by the organisation, given back by the office."""

from datetime import timedelta

import pytest

from grants.models import Application, InterimProof
from tests.grants.ground import browser, page_of, press, send, text_of

pytestmark = [pytest.mark.rest, pytest.mark.django_db]


def test_an_interim_proof_is_filed_and_given_back(running):
    until = running.case.period_begins + timedelta(days=3)
    client = browser(running.applicant)
    filed = send(
        client,
        page_of(running, "zwischennachweis"),
        until=f"{until:%d.%m.%Y}",
        report="Drei Treffen.",
        spent="120",
    )
    assert "Zwischennachweis eingegangen" in text_of(filed)
    assert Application.objects.get(pk=running.case.pk).interim_until == until
    proof = InterimProof.objects.get()
    back = press(
        browser(running.staff("sachbearbeitung")), proof, "return_interim_proof", reason="Bitte mit Belegen."
    )
    assert "Bitte mit Belegen." in text_of(back)
    assert Application.objects.get(pk=running.case.pk).interim_until is None
