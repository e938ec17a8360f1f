"""Mails about accounts wait for the mail server; their pages do not, and tell nobody which addresses exist."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from config.account_forms import SignupForm
from config.accounts import AccountAdapter
from demo.stories.ground import find_user
from grants.clock import database_now
from grants.models import User
from notifications import account_mail, tasks
from notifications.models import AccountMail, Unreachable
from tests.notifications.mail_server import MailServer, sends_by

pytestmark = pytest.mark.django_db
KNOWN, NEW = "vera@beispiel.example", "neu@beispiel.example"
WORD = "Ein-langes-Passwort-7"
PAGES = ("account_signup", "account_reset_password")


@pytest.fixture(autouse=True)
def server(settings) -> Iterator[MailServer]:
    """A mail server that hangs: a page that asked it would wait, and fail."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_RATE_LIMITS = False
    find_user("vera", "Vera Beispiel")
    User.objects.filter(name="Vera Beispiel").update(email=KNOWN)
    with MailServer().running() as running:
        running.answers = {"CONNECT": "hang"}
        sends_by(settings, running.port)
        yield running


def send(page: str, address: str) -> Any:
    """What the page answers to somebody who types this address."""
    typed = {"name": "Kim Beispiel", "email": address, "password1": WORD, "password2": WORD}
    return Client().post(reverse(page), typed, follow=True)


def shown(answer: Any) -> str:
    """The words of the page without what is drawn anew each time."""
    return re.sub(r"nonce=\"[^\"]*\"|value=\"\w{64}\"", "", answer.content.decode())


@pytest.mark.parametrize("page", PAGES)
def test_page_answers_alike_while_the_mail_server_hangs(page: str, server: MailServer) -> None:
    known, new = send(page, KNOWN), send(page, NEW)
    assert (known.status_code, known.redirect_chain) == (new.status_code, new.redirect_chain)
    assert known.status_code == 200
    assert shown(known).replace(KNOWN, "") == shown(new).replace(NEW, "")
    assert server.asked == 0
    assert sorted(AccountMail.objects.values_list("to", flat=True)) == sorted([KNOWN, NEW])


@pytest.mark.parametrize("page", PAGES)
def test_page_fails_where_it_sends_by_itself(page: str, monkeypatch, settings, error_log) -> None:
    """The control: the package's own way asks the mail server while the reader waits."""
    monkeypatch.setattr(AccountAdapter, "send_mail", DefaultAccountAdapter.send_mail)
    settings.EMAIL_PORT = 1
    with pytest.raises(ConnectionRefusedError):
        send(page, KNOWN)
    error_log.clear()


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_known_and_new_addresses_cost_the_same_work(monkeypatch, settings, guarded: bool) -> None:
    """What takes time is the hash of the password: as often for one as for the other. Not so without our form."""
    if not guarded:
        monkeypatch.delattr(SignupForm, "try_save")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    encode, hashed = Argon2PasswordHasher.encode, []
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *asked: hashed.append(1) or encode(*asked))
    counts = []
    for address in (KNOWN, NEW):
        hashed.clear()
        send("account_signup", address)
        counts.append(len(hashed))
    assert (counts[0] == counts[1]) is guarded, counts
    assert counts[1] > 0


def test_mail_goes_out_once_when_the_server_is_back(server: MailServer) -> None:
    send("account_reset_password", KNOWN)
    now = database_now()
    account_mail.settle(now=now)
    waiting = AccountMail.objects.get()
    assert (waiting.attempts, waiting.ended_at) == (1, None)
    assert "nicht erreichbar" in waiting.error
    assert "/konto/" in waiting.body
    server.answers = {}
    account_mail.settle(now=now)  # not before its time
    assert server.taken == []
    for _ in range(2):
        account_mail.settle(now=now + timedelta(minutes=1))
    (taken,) = server.taken
    assert taken["To"] == KNOWN
    assert taken["Message-ID"] == waiting.message_id
    assert "/konto/" in taken.get_payload(decode=True).decode()
    waiting.refresh_from_db()
    assert (waiting.body, waiting.error) == ("", "")
    assert waiting.ended_at


def test_mail_is_given_up_when_its_link_lets_nobody_in_any_more(server: MailServer) -> None:
    send("account_signup", NEW)
    now = database_now()
    for days in range(4):
        account_mail.settle(now=now + timedelta(days=days))
    row = AccountMail.objects.get()
    assert (row.body, bool(row.ended_at), bool(row.error)) == ("", True, True)
    assert account_mail.forget(now + timedelta(days=16)) == 0
    assert account_mail.forget(now + timedelta(days=18)) == 1


def test_refusal_for_good_ends_a_mail_at_once(server: MailServer) -> None:
    server.answers = {NEW: "550 5.1.1 unbekannt"}
    send("account_signup", NEW)
    account_mail.settle()
    row = AccountMail.objects.get()
    assert row.ended_at
    assert "550 5.1.1" in row.error
    assert Unreachable.objects.get().address == NEW


def test_worker_that_dies_leaves_the_mail_to_the_next_one(server: MailServer, monkeypatch) -> None:
    server.answers = {}
    send("account_signup", NEW)
    row, now = AccountMail.objects.get(), database_now()
    with monkeypatch.context() as dying:
        dying.setattr(account_mail, "hand_over", die)
        with pytest.raises(KeyboardInterrupt):
            account_mail.work(row.pk, now=now)
    account_mail.work(row.pk, now=now + account_mail.LEASE / 2)
    assert server.taken == []
    account_mail.work(row.pk, now=now + account_mail.LEASE)
    assert len(server.taken) == 1


def die(message: Any) -> None:
    raise KeyboardInterrupt


def test_sweep_wakes_what_nobody_was_woken_for(settings, monkeypatch) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send("account_signup", NEW)
    monkeypatch.setattr(tasks, "wake", lambda task, *args, **rest: task(*args))
    tasks.sweep()
    assert [message.to for message in mail.outbox] == [[NEW]]


def test_database_keeps_no_words_of_a_mail_that_is_gone() -> None:
    send("account_signup", NEW)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountMail.objects.update(ended_at=database_now())
