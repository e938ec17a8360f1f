"""The pages of the post office: who reads which row, mail and letter, and what people do with rows."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demo.stories.ground import Ground, find_user
from demo.stories.steps import Story
from grants.clock import database_now
from grants.models import Exclusion, Membership
from notifications import manual, outbox, posting, rows
from notifications.models import Document, Mail, Post
from tests.grants.desk_story import client_of
from tests.notifications.cases import lead_to_release, make_story, submit_story
from tests.pictures import pictured
from tests.tables import sampled
from workflows.errors import NotHere, NotYet

OUTBOX = "/postausgang/"


@pytest.fixture
def settled(submitted: Story, mailbox: None) -> Story:
    """A case whose receipt is archived and mailed."""

    def settle() -> Story:
        outbox.settle()
        return submitted

    return pictured("settled", settle)


def office(story: Story) -> Any:
    return client_of(story.staff("geschaeftsstelle"))


def act(post: Post, name: str) -> str:
    return reverse("notifications:act", args=[post.pk, name])


# Who sees what


def test_outbox_is_for_office_and_lead_only(settled: Story, settings) -> None:
    for key in ("geschaeftsstelle", "leitung"):
        page = client_of(settled.staff(key)).get(OUTBOX).content.decode()
        assert "Eingangsbestätigung" in page
        assert settled.applicant.email in page
    row = Post.objects.get(kind="mail")
    for stranger in (
        settled.applicant,
        settled.staff("kasse"),
        settled.ground.members[1],
        find_user("f", "F"),
    ):
        for address in (OUTBOX, "/postausgang/mails/", row.get_absolute_url(), act(row, "wiederholen")):
            assert client_of(stranger).get(address).status_code == 404, (stranger, address)


def test_row_tells_what_became_of_it(settled: Story) -> None:
    row = Post.objects.get(kind="mail")
    page = office(settled).get(row.get_absolute_url()).content.decode()
    for text in (
        "1 von 8",
        "Erledigt",
        Document.objects.get().number,
        Mail.objects.get().subject,
        "Erzählcafé",
    ):
        assert text in page, text


def test_office_reads_mails_of_rows_and_never_mails_about_accounts(settled: Story) -> None:
    secret = Mail.objects.create(
        message_id="<x@y>",
        sender="a@b",
        to=settled.applicant.email,
        subject="Geheimer Link",
        body="geheim",
        sent_at=database_now(),
    )
    who = office(settled)
    assert "Geheimer Link" not in who.get("/postausgang/mails/").content.decode()
    assert who.get(reverse("notifications:mail", args=[secret.pk])).status_code == 404
    assert (
        who.get(reverse("notifications:mail", args=[Mail.objects.get(post__kind="mail").pk])).status_code
        == 200
    )


def test_demonstration_lets_everybody_read_mails_to_themselves_only(settled: Story, settings) -> None:
    settings.DEMO = True
    secret = Mail.objects.create(
        message_id="<x@y>",
        sender="a@b",
        to=settled.applicant.email,
        subject="Geheimer Link",
        body="geheim",
        sent_at=database_now(),
    )
    mine, other = client_of(settled.applicant), client_of(find_user("f", "F"))
    assert mine.get(OUTBOX).url == "/postausgang/mails/"
    assert "Geheimer Link" in mine.get("/postausgang/mails/").content.decode()
    address = reverse("notifications:mail", args=[secret.pk])
    assert "geheim" in mine.get(address).content.decode()
    assert "Noch keine E-Mail" in other.get("/postausgang/mails/").content.decode()
    for stranger in (other, office(settled)):
        assert stranger.get(address).status_code == 404


def test_office_member_of_the_applicant_sees_nothing_of_the_case(settled: Story) -> None:
    user = settled.staff("geschaeftsstelle")
    Membership.objects.create(user=user, organisation=settled.organisation)
    assert (
        Post.objects.get(kind="mail").get_absolute_url() not in office(settled).get(OUTBOX).content.decode()
    )


# Letters


def test_letter_is_saved_as_it_was_archived(settled: Story) -> None:
    document = Document.objects.get()
    for who in (settled.applicant, settled.staff("sachbearbeitung"), settled.staff("pruefamt")):
        answer = client_of(who).get(document.get_absolute_url())
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF-")
        assert len(answer.content) == document.size
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == f'attachment; filename="{document.number}.pdf"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]


def test_letter_is_unknown_to_strangers_and_to_the_body(released: Story) -> None:
    for who in (find_user("f", "F"), released.ground.members[1], released.staff("kasse")):
        for document in Document.objects.filter(dossier=released.case.dossier):
            assert client_of(who).get(document.get_absolute_url()).status_code == 404, (who, document)
    assert client_of(released.applicant).get("/dokumente/D-1999-000001/").status_code == 404


def test_letter_is_unknown_to_whoever_is_excluded(settled: Story) -> None:
    member = settled.ground.members[1]
    settled.ground.staff["sachbearbeitung"].functions.update(user=member)
    address = Document.objects.get().get_absolute_url()
    assert client_of(member).get(address).status_code == 200
    seat = settled.ground.seats[1]
    Exclusion.objects.create(
        application=settled.case, seat=seat, ground="Vorstand", declared_at=database_now()
    )
    assert client_of(seat.user).get(address).status_code == 404


def test_bescheid_reaches_the_applicant_with_its_dispatch(released: Story) -> None:
    bescheid = Document.objects.get(key="zuwendungsbescheid")
    mine, address = client_of(released.applicant), bescheid.get_absolute_url()
    assert mine.get(address).status_code == 404
    assert bescheid.number not in mine.get(released.case.get_absolute_url()).content.decode()
    assert office(released).get(address).status_code == 200
    released.move("dispatch_award", released.staff("geschaeftsstelle"), 15, posted_on=released.day)
    outbox.settle()
    assert mine.get(address).status_code == 200
    assert bescheid.number in mine.get(released.case.get_absolute_url()).content.decode()


def test_letter_in_the_making_is_no_page(submitted: Story) -> None:
    rows.make_rows(posting.unposted()[0])
    assert office(submitted).get(Document.objects.get().get_absolute_url()).status_code == 404


# Lists


@pytest.mark.rest
def test_outbox_asks_few_questions_for_any_number_of_rows(ground: Ground, mailbox: None) -> None:
    story = submit_story(make_story(ground))
    outbox.settle()
    counts = [questions(office(story), OUTBOX), questions(office(story), "/postausgang/mails/")]
    for number in range(3):
        submit_story(make_story(ground, f"Verein {number}"))
    outbox.settle()
    assert [questions(office(story), OUTBOX), questions(office(story), "/postausgang/mails/")] == counts
    assert max(counts) <= 11  # one of them is the clock of PostgreSQL


def questions(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize(
    ("asked", "found"),
    sampled(
        [
            ("?q=eingangs", 2),
            ("?q=D-2026-000001", 2),
            ("?q=erzähl", 2),
            ("?q=nirgends", 0),
            ("?art=mail", 1),
            ("?stand=done", 2),
            ("?stand=dead", 0),
            ("?stand=x&art=y&sort=quatsch&page=99", 2),
            ("?q=%00", 2),
            ("?sort=-tries", 2),
        ],
        3,
    ),
)
def test_outbox_finds_filters_and_sorts(settled: Story, asked: str, found: int) -> None:
    asked = asked.replace("D-2026-000001", Document.objects.get().number)
    page = office(settled).get(OUTBOX + asked).content.decode()
    assert f"{found} Zeile" in page
    assert ("Nichts gefunden" in page) == (not found)


# What people do


def test_letter_is_taken_to_the_printer_by_one_and_put_back(released: Story) -> None:
    paper, who = Post.objects.get(kind="paper"), office(released)
    page = who.get(paper.get_absolute_url()).content.decode()
    assert f"{released.case.get_absolute_url()}schritt/dispatch_award/" in page
    assert "eine Stunde" in who.get(act(paper, "drucken")).content.decode()
    assert Post.objects.get(kind="paper").state == "due"
    assert who.post(act(paper, "drucken")).status_code == 302
    paper.refresh_from_db()
    assert paper.state == "claimed"
    client_of(released.staff("leitung")).post(act(paper, "drucken"))
    assert "Geschäftsstelle Beispiel" in Post.objects.get(kind="paper").note
    who.post(act(paper, "zurueck"))
    assert Post.objects.get(kind="paper").state == "due"


def test_letter_at_the_printer_becomes_unclear_and_is_never_sent_by_itself(released: Story) -> None:
    paper, now = Post.objects.get(kind="paper"), database_now()
    manual.take_to_print(paper, by=released.staff("leitung"), now=now)
    outbox.bury(now + manual.PRINTING)
    assert Post.objects.get(kind="paper").state == "claimed"
    outbox.bury(now + manual.PRINTING + timedelta(seconds=1))
    paper.refresh_from_db()
    assert paper.state == "unclear"
    assert not outbox.ready(now + timedelta(days=9)).filter(pk=paper.pk).exists()
    assert "Unklar" in office(released).get(paper.get_absolute_url()).content.decode()
    with pytest.raises(NotHere):
        manual.take_to_print(paper, by=released.staff("leitung"), now=now)
    released.move("dispatch_award", released.staff("geschaeftsstelle"), 15, posted_on=released.day)
    outbox.settle()
    assert Post.objects.get(kind="paper").state == "confirmed"
    with pytest.raises(NotHere):
        manual.put_back(Post.objects.get(kind="paper"), by=released.staff("leitung"), now=now)


@pytest.mark.rest
def test_letter_without_its_pdf_is_not_printed(submitted: Story) -> None:
    lead_to_release(submitted)
    for entry in posting.unposted():
        rows.make_rows(entry)
    paper = Post.objects.get(kind="paper")
    assert "Das PDF wird noch gemacht" in office(submitted).get(paper.get_absolute_url()).content.decode()
    with pytest.raises(NotHere):
        manual.take_to_print(paper, by=submitted.staff("leitung"), now=database_now())


def test_failed_mail_is_tried_again_to_the_present_address(settled: Story) -> None:
    Mail.objects.all().delete()
    failed = Post.objects.filter(kind="mail")
    failed.update(state="dead", error="550 no such user", attempts=8, finished_at=None)
    settled.applicant.email = "richtig@beispiel.example"
    settled.applicant.save()
    row, who = failed.get(), office(settled)
    assert "550 no such user" in who.get(row.get_absolute_url()).content.decode()
    assert who.post(act(row, "wiederholen")).status_code == 302
    outbox.settle()
    assert Mail.objects.get().to == "richtig@beispiel.example"
    assert Mail.objects.get().message_id == row.message_id
    with pytest.raises(NotHere):
        manual.retry(failed.get(), by=settled.staff("leitung"), now=database_now())


def test_mail_that_nobody_could_get_goes_to_everybody_who_can_now(submitted: Story, mailbox: None) -> None:
    people = list(submitted.organisation.memberships.all())
    submitted.organisation.memberships.all().delete()
    outbox.settle()
    row = Post.objects.get(kind="mail")
    assert row.state == "dead"
    with pytest.raises(NotYet, match="niemanden"):
        manual.retry(row, by=submitted.staff("leitung"), now=database_now())
    Membership.objects.bulk_create(people)
    Membership.objects.create(user=find_user("zweite", "Zweite Person"), organisation=submitted.organisation)
    manual.retry(row, by=submitted.staff("leitung"), now=database_now())
    outbox.settle()
    assert set(Mail.objects.values_list("to", flat=True)) == {
        submitted.applicant.email,
        "zweite@beispiel.example",
    }


def test_buttons_need_a_token_against_forgery(settled: Story) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(settled.staff("leitung"))
    Post.objects.filter(kind="mail").update(state="dead", error="x", finished_at=None)
    assert client.post(act(Post.objects.get(kind="mail"), "wiederholen")).status_code == 403
    assert Post.objects.get(kind="mail").state == "dead"


def test_administration_shows_and_changes_nothing(settled: Story, admin_user) -> None:
    client = client_of(admin_user)
    for model in ("post", "document", "mail"):
        page = client.get(f"/admin/notifications/{model}/")
        assert page.status_code == 200
        assert client.get(f"/admin/notifications/{model}/add/").status_code == 403
    mail = Mail.objects.get()
    page = client.get(f"/admin/notifications/mail/{mail.pk}/change/").content.decode()
    assert mail.subject in page
    assert mail.body.split("\n")[4] not in page


@pytest.mark.rest
@pytest.mark.browser
def test_pages_are_accessible_and_fit_a_phone(released: Story, page, axe, live_server) -> None:
    client = office(released)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    paper = Post.objects.get(kind="paper")
    mail = Post.objects.filter(kind="mail").first()
    addresses = [OUTBOX, paper.get_absolute_url(), act(paper, "drucken"), "/postausgang/mails/"]
    for address in [
        *addresses,
        "/postausgang/gescheitert/",
        mail.get_absolute_url(),
        mail.mails.get() and reverse("notifications:mail", args=[mail.mails.get().pk]),
    ]:
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            assert axe(page) == [], (address, width)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (address, width, wide)
