"""Mails that come back: the report finds its row, the case and the office say so, and the address is marked."""

import io
import socketserver
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from demo.stories.steps import Story
from grants.clock import database_now
from grants.models import User
from notifications import account_mail, bounces, outbox, tasks
from notifications.models import AccountMail, Post, Unreachable
from tests.grants.desk_story import client_of

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "550 5.1.1 <{to}>: Recipient address rejected: User unknown"
REPORT = """From: MAILER-DAEMON@mail.example
To: zusammenleben@mittelweg.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="ende"

--ende
Content-Type: text/plain; charset=utf-8

Ihre Nachricht konnte nicht zugestellt werden.

--ende
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
Arrival-Date: Mon, 30 Nov 2026 10:00:00 +0100

Final-Recipient: rfc822; {to}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; {why}

--ende
Content-Type: {kind}

From: zusammenleben@mittelweg.example
To: {to}
Message-ID: {name}
Subject: Eingang

{body}
--ende--
"""


def report(post: Any, *, action: str = "failed", kind: str = "message/rfc822", name: str = "") -> bytes:
    """What the receiver's mail server sends back."""
    to = getattr(post, "address", "") or post.to
    text = REPORT.format(
        to=to,
        action=action,
        why=WHY.format(to=to),
        kind=kind,
        name=name or post.message_id,
        body="Guten Tag" if kind == "message/rfc822" else "",
    )
    return text.replace("\n", "\r\n").encode()


@pytest.fixture
def sent(submitted: Story, mailbox: None) -> Post:
    """The mail of the receipt, handed over."""
    outbox.settle()
    return Post.objects.get(kind="mail")


def office(story: Story) -> Any:
    return client_of(story.staff("geschaeftsstelle"))


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_report_finds_its_row_and_says_why(sent: Post, kind: str) -> None:
    for _ in range(2):  # a report that comes twice changes nothing more
        assert bounces.take(report(sent, kind=kind), database_now())
        sent.refresh_from_db()
        assert (sent.state, sent.finished_at) == ("returned", None)
        assert "550 5.1.1" in sent.error
        assert Unreachable.objects.get().address == sent.address.lower()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff",
        b"Subject: Hallo\r\n\r\nIch habe eine Frage.",
        b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n--x--",
        b"Content-Type: message/rfc822\r\n\r\n",
    ],
)
def test_what_is_no_report_changes_nothing(sent: Post, raw: bytes) -> None:
    assert not bounces.take(raw, database_now())
    sent.refresh_from_db()
    assert sent.state == "done"


def test_delay_and_unknown_mail_and_made_up_name_change_nothing(sent: Post) -> None:
    for raw in (
        report(sent, action="delayed"),
        report(sent, name="<0123456789@mittelweg.example>"),
        report(sent, name=f"<{sent.key}@mittelweg.example>"),
    ):
        assert not bounces.take(raw, database_now())
    sent.refresh_from_db()
    assert sent.state == "done"
    assert not Unreachable.objects.exists()


def test_case_and_start_page_of_the_office_say_that_it_came_back(submitted: Story, sent: Post) -> None:
    bounces.take(report(sent), database_now())
    case, row = submitted.case.get_absolute_url(), sent.get_absolute_url()
    for page in (case, "/", "/postausgang/", row):
        said = office(submitted).get(page).content.decode()
        assert "ail kam zurück" in said or "Zurückgekommen: 1" in said, page
        assert row in said or page == row, page
    said = office(submitted).get(case).content.decode()
    assert "550 5.1.1" in said
    assert f"Bitte fragen Sie {submitted.applicant.name}" in said
    for page in (case, "/"):
        assert "zurück:" not in client_of(submitted.applicant).get(page).content.decode()
    assert "kam zurück" not in client_of(submitted.staff("kasse")).get("/").content.decode()


def test_mark_ends_with_another_address_or_a_confirmation(submitted: Story, sent: Post) -> None:
    case, title = submitted.case.get_absolute_url(), "Von dieser Adresse kommen E-Mails zurück"
    bounces.take(report(sent), database_now())
    who = office(submitted)
    who.post(reverse("notifications:act", args=[sent.pk, "erledigt"]))
    assert title in who.get(case).content.decode()
    who.post(reverse("notifications:act", args=[sent.pk, "adresse"]))
    assert title not in who.get(case).content.decode()
    sent.refresh_from_db()
    assert sent.note.startswith("Adresse bestätigt")
    Post.objects.filter(pk=sent.pk).update(state="done", finished_at=database_now())
    bounces.take(report(sent), database_now())
    assert title in who.get(case).content.decode()
    User.objects.filter(pk=submitted.applicant.pk).update(email="neu@verein.example")
    assert title not in who.get(case).content.decode()
    tasks.forget()
    assert not Unreachable.objects.exists()


def test_mail_that_came_back_goes_to_the_new_address(submitted: Story, sent: Post) -> None:
    bounces.take(report(sent), database_now())
    User.objects.filter(pk=submitted.applicant.pk).update(email="neu@verein.example")
    office(submitted).post("/postausgang/gescheitert/", {"zeile": [sent.pk]})
    outbox.settle()
    sent.refresh_from_db()
    assert (sent.state, sent.address) == ("done", "neu@verein.example")


def test_mail_about_an_account_that_came_back_marks_the_address(submitted: Story, mailbox: None) -> None:
    from django.core.mail import EmailMessage

    account_mail.keep(EmailMessage("Konto", "Link", to=[submitted.applicant.email]), database_now())
    account_mail.settle()
    assert bounces.take(report(AccountMail.objects.get()), database_now())
    tasks.forget()
    assert Unreachable.objects.get().address == submitted.applicant.email


def test_command_takes_one_report(sent: Post, monkeypatch) -> None:
    class Typed:
        buffer = io.BytesIO(report(sent))

    monkeypatch.setattr(sys, "stdin", Typed)
    call_command("bounced", stdout=(said := io.StringIO()))
    assert "vermerkt" in said.getvalue()
    call_command("bounced", stderr=(said := io.StringIO()))
    assert "keine Nachricht" in said.getvalue()


def test_database_refuses_that_a_letter_came_back(sent: Post) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(kind="letter").update(state="returned", error="x", finished_at=None)


# The mailbox


class Mailbox(socketserver.ThreadingTCPServer):
    """A small IMAP server with some mails in it."""

    allow_reuse_address, daemon_threads, block_on_close = True, True, False

    def __init__(self, mails: list[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails, self.flags = mails, [""] * len(mails)


class _Session(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.wfile.write(b"* OK IMAP4rev1\r\n")
        for line in self.rfile:
            tag, command, *words = line.decode().split()
            verb = (words[0] if command == "UID" else command).upper()
            if verb == "CAPABILITY":
                self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
            elif verb == "SELECT":
                self.wfile.write(b"* %d EXISTS\r\n" % len(self.server.mails))
            elif verb == "SEARCH":
                new = [str(at + 1) for at, flags in enumerate(self.server.flags) if not flags]
                self.wfile.write(f"* SEARCH {' '.join(new)}\r\n".encode())
            elif verb == "FETCH":
                raw = self.server.mails[int(words[1]) - 1]
                head = f"* {words[1]} FETCH (UID {words[1]} BODY[] {{{len(raw)}}}\r\n"
                self.wfile.write(head.encode() + raw + b")\r\n")
            elif verb == "STORE":
                self.server.flags[int(words[1]) - 1] = words[3]
            self.wfile.write(f"{tag} OK done\r\n".encode())
            if verb == "LOGOUT":
                return


@pytest.fixture
def imap(sent: Post, settings) -> Iterator[Mailbox]:
    """A question of a person, and the report about the mail."""
    with Mailbox([b"Subject: Frage\r\n\r\nWann?\r\n", report(sent)]) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        settings.BOUNCES_URL = f"imap://haus:ge%40heim@127.0.0.1:{server.server_address[1]}/INBOX"
        yield server
        server.shutdown()


def test_mailbox_is_read_once_and_leaves_other_mails_to_people(imap: Mailbox, sent: Post) -> None:
    tasks.bounces()
    sent.refresh_from_db()
    assert sent.state == "returned"
    assert imap.flags == [f"({bounces.READ})", "(\\Seen)"]
    assert bounces.visit_mailbox(database_now()) == 0


def test_mailbox_that_is_away_is_a_warning(sent: Post, settings, caplog) -> None:
    settings.BOUNCES_URL = "imap://haus:geheim@127.0.0.1:1/INBOX"
    tasks.bounces()
    assert "cannot be read" in caplog.text
    assert "geheim" not in caplog.text
