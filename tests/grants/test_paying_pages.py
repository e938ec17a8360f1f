"""The pages on which many payments are worked off, and those of the runs: who reads what, and what a form begins."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demo.stories.ground import find_user
from grants.actions import batches
from grants.actions.paying import row_of
from grants.forms.moves import new_key
from grants.models import BankReport, Batch, Mittelabruf, PaymentRun, RunDownload
from grants.views.paying import MOST
from tests.grants.desk_story import World, client_of
from tests.grants.test_payment_runs import BOMB, entry, statement
from workflows.stages import MittelabrufStage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rest]
PAYING, RUNS = "grants:paying", "grants:payment_runs"


@pytest.fixture
def world():
    return World()


@pytest.fixture
def story(world):
    told = world.awarded()
    for euro in (100, 200, 300):
        told.call_funds(Decimal(euro))
    return told


def staff(story, key: str):
    return client_of(story.staff(key))


def work() -> None:
    for batch in batches.under_way():
        batches.work(batch)


def listed() -> str:
    calls = list(Mittelabruf.objects.order_by("pk"))
    cents = sum(call.recognised_cents or call.amount_cents for call in calls)
    return f"{len(calls)}:{cents}:{calls[-1].pk}"


def send(client, step: str, **said):
    data = {"key": new_key(), "listed": listed()} | said
    return client.post(f"{reverse(PAYING)}?schritt={step}", data)


def ordered(story) -> None:
    for who, step in (("feststellung", "certify"), ("anordnung", "order_payment")):
        assert send(staff(story, who), step, every="on").status_code == 302
        work()


def run_of(story) -> PaymentRun:
    ordered(story)
    client = staff(story, "kasse")
    form = client.get(f"{reverse(PAYING)}?schritt=lauf").context["form"]
    day = form["execute_on"].value()
    answer = send(client, "lauf", every="on", form="sepa", execute_on=day)
    assert answer.status_code == 302, answer.context["form"].errors
    work()
    return PaymentRun.objects.get()


def test_list_shows_amount_payee_account_and_what_stands_in_the_way(story):
    organisation = story.case.organisation
    organisation.iban_verified_at = organisation.iban_verified_by = None
    organisation.save()
    page = staff(story, "feststellung").get(reverse(PAYING)).content.decode()
    for said in ("100,00", "600,00", "DE02 1203 0000 0000 2020 51", organisation.account_holder):
        assert said in page, said
    assert page.count("Die Bankverbindung ist noch nicht von einer zweiten Person bestätigt.") == 3


def test_only_who_pays_comes_here_and_each_to_their_own_step(story):
    for who in ("sachbearbeitung", "leitung", "pruefamt"):
        assert staff(story, who).get(reverse(PAYING)).status_code == 404
    assert client_of(story.applicant).get(reverse(PAYING)).status_code == 404
    for who in ("feststellung", "anordnung"):
        client = staff(story, who)
        assert client.get(reverse(RUNS)).status_code == 404
        assert [work.name for work in client.get(f"{reverse(PAYING)}?schritt=lauf").context["works"]] != [
            "lauf"
        ]
    works = staff(story, "kasse").get(reverse(PAYING)).context["works"]
    assert [work.name for work in works] == ["lauf", "confirm_payment"]


def test_ticked_rows_become_a_batch_and_what_is_not_in_the_list_does_not(story):
    client = staff(story, "feststellung")
    first = Mittelabruf.objects.order_by("pk").first()
    answer = send(client, "certify", row=[row_of(first)[0], "999999:x", "kein:Name", "²:x", "1" * 30])
    assert answer.status_code == 302
    assert [row.label for row in Batch.objects.get().rows.all()] == [row_of(first)[1]]
    answer = send(client, "certify", row=["999999:x"])
    assert answer.status_code == 422
    assert "mindestens eine Zeile" in answer.content.decode()


def test_whole_list_is_taken_only_as_it_was_shown(story):
    client, before = staff(story, "feststellung"), listed()
    story.call_funds(Decimal(50))
    answer = send(client, "certify", every="on", listed=before)
    assert answer.status_code == 422
    assert "Die Liste hat sich inzwischen geändert" in answer.content.decode()
    assert not Batch.objects.exists()
    assert send(client, "certify", every="on").status_code == 302
    work()
    assert set(Mittelabruf.objects.values_list("stage", flat=True)) == {MittelabrufStage.CERTIFIED}


def test_long_list_has_pages_and_costs_the_same_to_begin(story):
    """A thousand payments are written down by few statements; what is done with each of them is the workers' work."""
    first = Mittelabruf.objects.order_by("pk").first()
    position = Mittelabruf.objects.count()
    more = []
    for number in range(1, 1001 - position):
        call = Mittelabruf.objects.get(pk=first.pk)
        call.pk, call.position, call.amount_cents = None, position + number, 1
        call.public_id = type(first)._meta.get_field("public_id").default()
        more.append(call)
    Mittelabruf.objects.bulk_create(more)
    client = staff(story, "feststellung")
    page = client.get(f"{reverse(PAYING)}?schritt=certify&seite=2")
    assert len(page.context["rows"]) == MOST
    assert "Seite 2 von 40" in page.content.decode()
    with CaptureQueriesContext(connection) as asked:
        answer = send(client, "certify", every="on")
    assert answer.status_code == 302
    assert len(asked) < 500  # the hindrances of the 25 rows of a page, and the rest by hundreds
    batch = Batch.objects.get()
    batches.work(batch.pk, most=3)
    with CaptureQueriesContext(connection) as asked:
        shown = client.get(batch.get_absolute_url()).content.decode()
    assert "3 von 1000 erledigt" in shown.replace("\xa0", " ")
    assert len(asked) < 30


def test_run_is_read_and_fetched_by_the_treasury_alone_and_each_time_is_noted(story):
    run = run_of(story)
    file = reverse("grants:run_file", args=[run.public_id])
    for who in ("feststellung", "anordnung", "leitung", "sachbearbeitung"):
        assert staff(story, who).get(run.get_absolute_url()).status_code == 404
        assert staff(story, who).post(file).status_code == 404
    assert client_of(find_user("fremd", "Fremd")).post(file).status_code == 404
    client = staff(story, "kasse")
    assert client.get(file).status_code == 405
    answer = client.post(file)
    assert answer.content.decode() == run.content
    assert answer["Content-Disposition"] == f'attachment; filename="{run.number}.xml"'
    assert RunDownload.objects.get().by == story.staff("kasse")
    page = client.get(run.get_absolute_url()).content.decode()
    assert "Abgeholt" in page
    assert run.sha256 in page
    assert "1203" not in page.replace(run.sha256, "")


def test_treasury_of_another_fund_does_not_read_the_run(story):
    run = run_of(story)
    person = story.staff("kasse")
    person.functions.update(programme="wir20-grossprojekt")
    assert client_of(person).get(run.get_absolute_url()).status_code == 404
    assert run.number not in client_of(person).get(reverse(RUNS)).content.decode()


def test_report_is_taken_in_once_and_a_file_that_is_none_is_refused_at_its_field(story):
    run_of(story)
    client, call = staff(story, "kasse"), Mittelabruf.objects.order_by("pk").first()
    content = statement(*(entry(name, "100.00", call.ordered_on) for name in (call.reference, "FREMD")))
    answers = [
        client.post(reverse(RUNS), {"file": SimpleUploadedFile("auszug.xml", content)}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert BankReport.objects.count() == 1
    work()
    page = client.get(answers[0]["Location"]).content.decode()
    assert "1 von 2 Zeilen erledigt, 1 zu klären" in page
    assert "in keinem Zahlungslauf" in page
    for who in ("leitung", "anordnung"):
        assert staff(story, who).get(answers[0]["Location"]).status_code == 404
    refused = client.post(reverse(RUNS), {"file": SimpleUploadedFile("x.xml", BOMB.encode())})
    assert refused.status_code == 422
    assert "Dokumenttyp" in refused.content.decode()
    assert client.post(reverse(RUNS), {}).status_code == 422
    assert client.get(reverse("grants:bank_report", args=["0" * 64])).status_code == 404
