"""The page on which the office releases what is held after a restore, many rows at once."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from demo.stories.steps import Story
from grants.actions.batches import work
from grants.clock import database_now
from grants.forms.moves import new_key
from grants.models import Batch, Exclusion, Seat
from notifications import outbox, rows
from notifications.models import Mail, Post
from notifications.restoring import note_restore
from tests.grants.desk_story import client_of

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/postausgang/angehalten/"


@pytest.fixture
def held(submitted: Story, mailbox: None, settings: Any, tmp_path: Path) -> Story:
    """A case whose receipt was still to be sent when the data were put back."""
    settings.VAR_DIR = tmp_path
    note_restore(by="Betrieb", reason="Platte defekt", gap=1000, evidence=["D-2026-004031"])
    rows.make_rows(submitted.case.dossier.transitions.get(move="submit").pk)
    return submitted


def said(**more: Any) -> dict[str, Any]:
    return {"act": "release_held", "reason": "Protokoll des Mailservers", "key": new_key(), **more}


def test_office_releases_in_bulk_and_reads_row_by_row_what_came_of_it(held: Story) -> None:
    browser, mail = client_of(held.staff("geschaeftsstelle")), Post.objects.get(kind="mail")
    for door in ("/", "/postausgang/"):
        assert PAGE in browser.get(door).content.decode()
    assert PAGE not in client_of(held.staff("kasse")).get("/").content.decode()
    page = browser.get(PAGE).content.decode()
    assert mail.message_id.strip("<>") in page
    assert "D-2026-004031" in page
    answer = browser.post(PAGE, said(row=[f"post:{mail.pk}"]))
    batch = Batch.objects.get()
    assert mail.address not in batch.rows.get().label  # an erasure reaches no batch
    assert answer.url == batch.get_absolute_url()
    assert "0 von 1 erledigt" in browser.get(answer.url).content.decode()
    assert batch.get_absolute_url() in browser.get("/postausgang/").content.decode()
    work(batch.pk)
    assert "1 von 1 erledigt" in browser.get(answer.url).content.decode()
    outbox.settle()
    assert Mail.objects.get().message_id == mail.message_id
    assert "Protokoll des Mailservers" in Post.objects.get(kind="mail").note


def test_same_form_twice_is_one_batch_and_one_mail(held: Story) -> None:
    browser, form = client_of(held.staff("leitung")), said(every="on")
    for _ in range(2):
        browser.post(PAGE, form)
    work(Batch.objects.get().pk)
    browser.post(PAGE, said(every="on"))  # nothing is held any more
    assert Batch.objects.count() == 1
    outbox.settle()
    assert Mail.objects.count() == 1


def test_closing_sends_nothing(held: Story) -> None:
    client_of(held.staff("leitung")).post(PAGE, said(every="on", act="close_held"))
    work(Batch.objects.get().pk)
    outbox.settle()
    assert not Mail.objects.exists()
    assert Post.objects.get(kind="mail").state == "done"


def test_form_without_rows_or_reason_begins_nothing(held: Story) -> None:
    browser = client_of(held.staff("leitung"))
    assert "mindestens eine Zeile" in browser.post(PAGE, said()).content.decode()
    assert browser.post(PAGE, said(every="on", reason="")).status_code == 200
    assert not Batch.objects.exists()


def test_page_and_batch_are_for_nobody_else(held: Story) -> None:
    lead = held.staff("leitung")
    client_of(lead).post(PAGE, said(every="on"))
    address = reverse("grants:batch", args=[Batch.objects.get().public_id])
    for other in (held.applicant, held.staff("kasse"), held.staff("sachbearbeitung")):
        assert client_of(other).get(PAGE).status_code == 404
        assert client_of(other).post(PAGE, said(every="on")).status_code == 404
    assert client_of(held.staff("geschaeftsstelle")).get(address).status_code == 404
    assert client_of(lead).get(address).status_code == 200


def test_who_is_excluded_from_a_case_releases_nothing_of_it(held: Story) -> None:
    office = held.staff("geschaeftsstelle")
    seat = held.ground.seats[0]
    Seat.objects.filter(pk=seat.pk).update(user=office)
    Exclusion.objects.create(application=held.case, seat=seat, ground="Vorstand", declared_at=database_now())
    browser = client_of(office)
    assert "Nichts ist angehalten" in browser.get(PAGE).content.decode()
    browser.post(PAGE, said(every="on"))
    assert not Batch.objects.exists()
