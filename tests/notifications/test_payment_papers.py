"""The papers of the money that nobody is sent: the Kassenanordnung in the file, and the control sheet of a run."""

import os
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from django.urls import reverse

from demo.stories.ground import find_user
from grants.actions.batches import work
from grants.actions.paying import row_of
from grants.actions.payment_runs import begin_run
from grants.models import Batch, Mittelabruf, Transition
from notifications.access import documents_visible_to
from notifications.documents import UNPRINTED, render
from notifications.making import written
from notifications.models import Document, Post
from notifications.rows import make_rows
from notifications.run_sheets import pdf_of
from tests.factories import World, drive
from tests.grants.ground import browser
from tests.grants.test_said_before import no_press
from workflows.calendar import next_target_day
from workflows.stages import Stage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rest]
KEY = "0123456789abcdef"


@pytest.fixture
def story(world: World):
    told = drive(world, Stage.RUNNING)
    call = told.call_funds(Decimal("1234.56"))
    told.certify(call)
    told.order(call)
    make_rows(Transition.objects.get(move="order_payment").pk)
    return told


def text_of(pdf: bytes) -> str:
    if folder := os.environ.get("SCREENSHOTS"):
        (Path(folder) / f"{len(pdf)}.pdf").write_bytes(pdf)
    reader = pypdf.PdfReader(BytesIO(pdf))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_order_leaves_a_kassenanordnung_in_the_file_and_nobody_gets_a_mail(story):
    row = Post.objects.get(letter="kassenanordnung")
    assert row.kind == Post.Kind.LETTER
    document = Document.objects.get(post=row)
    assert document.visible_from is None
    Document.objects.filter(pk=document.pk).update(made_at=story.now(), file="x.pdf", sha256="0" * 64, size=1)
    seen = [documents_visible_to(who, story.now()) for who in (story.staff("kasse"), story.applicant)]
    assert [rows.filter(pk=document.pk).count() for rows in seen] == [1, 0]
    letter = written(row)
    call = Mittelabruf.objects.get()
    text = text_of(render(letter.html, number=document.number, title=letter.title, made_at=story.now()))
    for said in ("1.234,56", call.reference, "DE02 1203 0000 0000 2020 51", "Sachkonto", "Haushaltsjahr"):
        assert said in text, said
    for person in ("feststellung", "anordnung"):
        assert story.staff(person).name in text


def test_control_sheet_says_count_sum_and_digest_of_the_file(story, monkeypatch, error_log):
    run = begin_run(
        [row_of(call) for call in Mittelabruf.objects.all()],
        by=story.staff("kasse"),
        form="sepa",
        execute_on=next_target_day(story.day),
        key=KEY,
        now=story.now(),
    )
    address = reverse("notifications:run_sheet", args=[run.public_id])
    assert browser(story.staff("kasse")).get(address).status_code == 404
    work(Batch.objects.get(key=KEY).pk, now=story.now())
    run.refresh_from_db()
    assert run.count == 1
    pdf = pdf_of(run)
    assert pdf == pdf_of(run)
    text = text_of(pdf)
    for said in (run.number, "1.234,56", "Zahl der Zahlungen 1"):
        assert said in text, said
    assert run.sha256 in text.replace(" ", "")
    answer = browser(story.staff("kasse")).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    for who in (story.staff("anordnung"), story.applicant, find_user("fremd", "Fremd")):
        assert browser(who).get(address).status_code == 404
    monkeypatch.setattr("notifications.run_sheets.render", no_press)
    answer = browser(story.staff("kasse")).get(address, follow=True)
    assert [page for page, _ in answer.redirect_chain] == [run.get_absolute_url()]
    assert UNPRINTED in answer.content.decode()
    assert "Der Druck brach ab." in error_log.messages[0]
    error_log.clear()
