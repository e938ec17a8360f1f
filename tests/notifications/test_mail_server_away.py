"""The mail server's bad day: what it does not take for now waits for days, what it refuses for good is shown."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from demo.stories.steps import Story
from grants.clock import database_now
from grants.models import Membership, User
from notifications import making, outbox, posting, sending
from notifications.models import Post, Unreachable
from tests.grants.desk_story import client_of
from tests.notifications.mail_server import MailServer, sends_by

pytestmark = pytest.mark.smoke
UNKNOWN = "550 5.1.1 Diesen Namen gibt es hier nicht"


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    """A mail server that takes everything until it is told otherwise."""
    with MailServer().running() as running:
        sends_by(settings, running.port)
        yield running


@pytest.fixture
def message(submitted: Story) -> Post:
    """The mail of a receipt whose letter is archived: the next thing to be sent."""
    letter, mail = posting.post(posting.unposted()[0])
    outbox.work(letter)
    return Post.objects.get(pk=mail)


def work_for(message: Post, time: timedelta, now: datetime) -> datetime:
    """Try the row whenever it is due, until so much time has passed."""
    end = now + time
    while True:
        message.refresh_from_db()
        if message.state != Post.State.DUE or message.run_after > end:
            return end
        now = max(now, message.run_after)
        outbox.work(message.pk, now=now)


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        ("RCPT", "450 4.2.0 Bitte in fünf Minuten noch einmal"),
        ("RCPT", "close"),
        ("CONNECT", "421 4.3.2 heute nicht"),
        ("CONNECT", "554 5.7.1 Sie stehen auf einer Liste"),
        ("CONNECT", "hang"),
        ("EHLO", "hang"),
        ("MAIL", "451 4.3.0 später"),
        ("MAIL", "530 5.7.0 erst anmelden"),
        ("DATA", "452 4.3.1 voll"),
        ("DATA", "hang"),
    ],
)
def test_what_is_not_taken_for_now_costs_no_try_and_goes_out_later(
    message: Post, server: MailServer, what: str, answer: str
) -> None:
    server.answers = {what: answer, "HELO": answer} if what == "EHLO" else {what: answer}
    now = database_now()
    for times in (1, 2):
        outbox.work(message.pk, now=now)
        message.refresh_from_db()
        assert (message.state, message.attempts, message.put_off) == ("due", 0, times), message.error
        now = message.run_after
    assert message.error
    server.answers = {}
    outbox.work(message.pk, now=now)
    message.refresh_from_db()
    assert (message.state, message.error) == ("done", "")
    assert [mail["Message-ID"] for mail in server.taken] == [message.message_id]


@pytest.mark.parametrize("trouble", ["refused", "name", "tls", "sign-in"])
def test_server_that_cannot_be_used_costs_no_try(
    message: Post, server: MailServer, settings, trouble: str
) -> None:
    if trouble == "refused":
        settings.EMAIL_PORT = 1
    elif trouble == "name":
        settings.EMAIL_HOST = "mail.invalid"
    elif trouble == "tls":
        settings.EMAIL_USE_TLS = True
    else:
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "haus", "geheim"
    outbox.work(message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.put_off) == ("due", 0, 1)
    assert "nicht erreichbar" in message.error


def test_four_days_without_a_mail_server_kill_no_mail(message: Post, server: MailServer) -> None:
    """The pauses grow and end at an hour; then the server is back, and the mail is there once."""
    server.answers = {"CONNECT": "close"}
    now, begin = database_now(), database_now()
    pauses = []
    while now < begin + timedelta(days=4):
        outbox.work(message.pk, now=now)
        message.refresh_from_db()
        assert message.state == "due"
        pauses.append(message.run_after - now)
        now = message.run_after
    assert pauses[:5] == sorted(pauses[:5])
    assert timedelta(minutes=45) <= min(pauses[8:]) <= max(pauses) <= timedelta(hours=1)
    server.answers = {}
    work_for(message, timedelta(0), now)
    message.refresh_from_db()
    assert (message.state, len(server.taken)) == ("done", 1)


def test_eleven_minutes_kill_every_mail_where_an_outage_counts_as_a_try(
    message: Post, server: MailServer, monkeypatch, error_log
) -> None:
    """The control: handed over without asking what the answer means, the mail is dead before the server is back."""
    monkeypatch.setattr(making, "hand_over", lambda mail: mail.send())
    server.answers = {"CONNECT": "close"}
    now = work_for(message, timedelta(minutes=11), database_now())
    message.refresh_from_db()
    assert message.state == "dead"
    server.answers = {}
    work_for(message, timedelta(days=1), now)
    assert server.taken == []
    error_log.clear()


def test_after_days_a_person_has_to_look_and_begins_anew(message: Post, server: MailServer) -> None:
    server.answers = {"RCPT": "450 4.2.1 voll"}
    now = work_for(message, timedelta(days=6), database_now())
    message.refresh_from_db()
    assert message.state == "dead"
    assert "immer wieder vergeblich" in message.error
    assert "450 4.2.1 voll" in message.error
    from notifications import manual

    manual.retry(message, by=User.objects.get(pk=message.user_id), now=now)
    message.refresh_from_db()
    assert (message.state, message.put_off, message.put_off_since) == ("due", 0, None)
    outbox.work(message.pk, now=now)
    message.refresh_from_db()
    assert (message.state, message.put_off) == ("due", 1)


def test_refusal_for_good_ends_the_row_of_that_receiver_alone(submitted: Story, server: MailServer) -> None:
    second = User.objects.create_user("zwei@verein.example", name="Zweite Person")
    Membership.objects.create(user=second, organisation=submitted.organisation)
    server.answers = {submitted.applicant.email: UNKNOWN}
    outbox.settle()
    found = {post.user_id: post for post in Post.objects.filter(kind="mail")}
    assert {pk: post.state for pk, post in found.items()} == {
        submitted.applicant.pk: "dead",
        second.pk: "done",
    }
    assert "550 5.1.1" in found[submitted.applicant.pk].error
    assert found[submitted.applicant.pk].attempts == 1
    assert [mail["To"] for mail in server.taken] == [second.email]
    assert list(Unreachable.objects.values_list("address", flat=True)) == [submitted.applicant.email]


def test_refusal_that_is_about_the_house_marks_no_address(submitted: Story, server: MailServer) -> None:
    server.answers = {submitted.applicant.email: "554 5.7.1 Von Ihnen nehmen wir nichts"}
    outbox.settle()
    assert Post.objects.get(kind="mail").state == "dead"
    assert not Unreachable.objects.exists()


@pytest.mark.parametrize(
    ("what", "answer"), [("DATA", "554 5.6.0 kein Platz für so etwas"), ("MAIL", "552 5.3.4 zu groß")]
)
def test_mail_that_is_refused_for_good_is_not_tried_again(
    message: Post, server: MailServer, what: str, answer: str
) -> None:
    server.answers = {what: answer}
    outbox.work(message.pk)
    message.refresh_from_db()
    assert message.state == "dead"
    assert answer in message.error


def test_rows_that_failed_together_do_not_come_back_together() -> None:
    pauses = {sending.pause_after(9, f"row {number}") for number in range(50)}
    assert len(pauses) > 40
    assert max(pauses) <= sending.LONGEST_PAUSE


def test_refused_mail_is_on_the_page_of_the_case_for_the_office_alone(
    submitted: Story, server: MailServer
) -> None:
    server.answers = {submitted.applicant.email: UNKNOWN}
    outbox.settle()
    row = Post.objects.get(kind="mail")
    page = client_of(submitted.staff("geschaeftsstelle")).get(submitted.case.get_absolute_url())
    for text in ("E-Mail nicht zugestellt", "550 5.1.1", submitted.applicant.name, row.get_absolute_url()):
        assert text in page.content.decode(), text
    mine = client_of(submitted.applicant).get(submitted.case.get_absolute_url()).content.decode()
    assert "nicht zugestellt" not in mine
    assert row.get_absolute_url() not in mine


def test_row_that_waits_for_the_server_says_since_when(submitted: Story, server: MailServer) -> None:
    server.answers = {"CONNECT": "close"}
    outbox.settle()
    row = Post.objects.get(kind="mail")
    office = client_of(submitted.staff("geschaeftsstelle"))
    page = office.get(row.get_absolute_url()).content.decode()
    assert "aufgeschoben" in page
    assert "0 von 8" in page
    assert "Der Mailserver nimmt zurzeit nicht alles an" in office.get("/postausgang/").content.decode()


@pytest.mark.parametrize("wrong", [{"put_off": 1}, {"put_off_since": "2026-01-01T00:00Z"}])
def test_database_refuses_half_a_postponement(message: Post, wrong: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=message.pk).update(**wrong)
