"""The page of the proof of use, as the recipient finds it."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.db.transaction import atomic
from django.urls import reverse

from grants.actions.proofs import save_receipts
from grants.models import Receipt
from tests.grants.desk_story import client_of
from workflows.errors import NotYet
from workflows.stages import Stage

pytestmark = pytest.mark.django_db


def test_proof_opens_before_anything_is_written(case_in):
    story = case_in(Stage.RUNNING)
    page = client_of(story.applicant).get(reverse("grants:proof", args=[story.case.public_id]))
    assert page.status_code == 200
    assert "Verwendungsnachweis" in page.content.decode()


def test_office_reads_a_proof_once_it_is_filed_and_no_body_ever_does(case_in):
    story = case_in(Stage.PROOF_DUE)
    url = reverse("grants:proof", args=[story.case.public_id])
    office, member = client_of(story.staff("sachbearbeitung")), client_of(story.ground.members[1])
    assert [who.get(url).status_code for who in (client_of(story.applicant), office, member)] == [
        200,
        404,
        404,
    ]
    story = case_in(Stage.PROOF_IN_REVIEW)
    url = reverse("grants:proof", args=[story.case.public_id])
    assert [who.get(url).status_code for who in (client_of(story.applicant), office, member)] == [
        200,
        200,
        404,
    ]


def test_case_tells_a_member_what_was_awarded_and_nothing_of_money_and_troubles(case_in):
    story = case_in(Stage.HEARING)
    url = reverse("grants:case", args=[story.case.public_id])
    office, member = story.staff("sachbearbeitung"), story.ground.members[1]
    seen = {who: client_of(who).get(url).content.decode() for who in (office, member)}
    for words in ("Anhörung</", "Bestandskräftig seit"):
        assert (words in seen[office], words in seen[member]) == (True, False), words
    assert "Bewilligt" in seen[member]


RECEIPT_OF = {
    "invoiced_on": "27.11.2026",
    "paid_on": "28.11.2026",
    "payee": "Druckerei Nord",
    "reason": "Plakate",
}


def test_credit_note_is_a_receipt_below_zero(case_in):
    story = case_in(Stage.RUNNING)
    url, client = reverse("grants:proof", args=[story.case.public_id]), client_of(story.applicant)
    Receipt.objects.all().delete()
    page = client.get(url)
    prefix = page.context["receipts"].prefix
    sent = {field.html_name: field.value() or "" for field in page.context["fields"]}
    sent |= {f"{prefix}-{name}_FORMS": n for name, n in (("TOTAL", 2), ("INITIAL", 0))} | {
        "stamp": page.context["stamp"]
    }
    for number, amount in enumerate(("120,00", "−20,00")):
        sent |= {
            f"{prefix}-{number}-{name}": said
            for name, said in (RECEIPT_OF | {"amount": amount, "key": uuid4()}).items()
        }
    answer = client.post(url, sent, follow=True)
    assert [str(receipt.amount) for receipt in Receipt.objects.all()] == ["120.00", "-20.00"]
    assert "100,00" in answer.content.decode()
    assert "−20,00" in answer.content.decode()


def test_receipt_over_nothing_is_none(case_in):
    story = case_in(Stage.RUNNING)
    row = {"invoiced_on": story.day, "paid_on": story.day, "payee": "A", "reason": "B"}
    for amount in (Decimal(0), Decimal("0.001"), Decimal("-1e13"), -1, None):
        with pytest.raises(NotYet):
            save_receipts(story.case, [row | {"amount": amount}], by=story.applicant, now=story.now())
    save_receipts(story.case, [row | {"amount": Decimal("-0.01")}], by=story.applicant, now=story.now())
    with pytest.raises(IntegrityError), atomic():
        Receipt.objects.update(amount_cents=0)


def test_receipts_that_do_not_reach_what_was_paid_are_told_to_both_sides(case_in):
    story = case_in(Stage.PROOF_DUE)
    story.write_proof()
    told = "steht kein Beleg in der Liste"
    proof, check = (
        reverse(f"grants:{name}", args=[story.case.public_id]) for name in ("proof", "check_proof")
    )
    client = client_of(story.applicant)
    assert told not in client.get(proof).content.decode(), "all of it is on receipts"
    receipt = Receipt.objects.latest("amount_cents")
    Receipt.objects.filter(pk=receipt.pk).update(amount_cents=receipt.amount_cents - 10_00)
    assert f"Für 10,00\u00a0€ der bezahlten Ausgaben {told}" in client.get(proof).content.decode()
    story.move("file_proof", story.applicant)
    clerk = client_of(story.staff("sachbearbeitung"))
    assert f"Für 10,00\u00a0€ der bezahlten Ausgaben {told}" in clerk.get(check).content.decode()
    Receipt.objects.all().delete()
    assert told not in clerk.get(check).content.decode(), "without a list there is nothing to compare"
