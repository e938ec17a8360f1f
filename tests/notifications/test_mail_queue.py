"""Mails wait in a queue of their own: a mail server that hangs holds up no letter."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from celery import current_app
from kombu import Queue

from demo.stories.steps import Story
from grants.management.commands.serve import MAIL_THREADS, WORKER_THREADS, worker
from notifications import posting, tasks
from notifications.models import Post
from tests.notifications.cases import write_letters
from tests.notifications.mail_server import MailServer, sends_by
from tests.waiting import wait_until

LETTERS, MAILS = 3, 4


@pytest.fixture
def hanging(settings) -> Iterator[MailServer]:
    """A mail server that takes a connection and says nothing, for longer than anybody waits here."""
    with MailServer().running() as running:
        running.answers = {"CONNECT": "hang"}
        sends_by(settings, running.port)
        settings.EMAIL_TIMEOUT = 600
        yield running


@pytest.fixture
def one_queue() -> Iterator[None]:
    """As it was: mails stand in line with everything else."""
    routes = current_app.conf.task_routes
    _route_by({})
    yield
    _route_by(routes)


def _route_by(routes: Any) -> None:
    """Celery remembers its routes in two places."""
    current_app.conf.task_routes = routes
    current_app.amqp.flush_routes()
    current_app.amqp.__dict__.pop("router", None)


def archived() -> int:
    return Post.objects.filter(kind="letter", state="done").count()


@contextmanager
def at_the_mail_server(submitted: Story, hanging: MailServer, threads: int) -> Iterator[None]:
    """So many threads of the workers hang at the mail server; then there are letters to make."""
    write_letters(submitted, MAILS, with_pdf=0)
    with worker():
        try:
            wait_until(
                lambda: hanging.asked == threads and Post.objects.count() == MAILS,
                moving=lambda: (hanging.asked, Post.objects.count()),
                meanwhile=lambda: tasks.wake(tasks.sweep),
                pause=1,
            )
            write_letters(submitted, LETTERS, with_pdf=LETTERS)
            yield
        finally:
            hanging.ended.set()


@pytest.mark.django_db(transaction=True)
def test_letters_are_made_while_the_mail_server_hangs(submitted: Story, hanging: MailServer) -> None:
    with at_the_mail_server(submitted, hanging, threads=MAIL_THREADS):
        wait_until(
            lambda: archived() == LETTERS,
            moving=archived,
            meanwhile=lambda: tasks.wake(tasks.sweep),
            pause=1,
        )
        assert not Post.objects.filter(kind="mail", state="done").exists()


@pytest.mark.rest
@pytest.mark.django_db(transaction=True)
def test_letters_wait_behind_the_mail_server_where_there_is_one_queue(
    submitted: Story, hanging: MailServer, one_queue: None
) -> None:
    """The control: all threads for letters hang at the mail server, and nobody makes the letters."""
    with at_the_mail_server(submitted, hanging, threads=WORKER_THREADS):
        for _ in range(3):
            tasks.sweep()
            time.sleep(1)
        assert not Post.objects.filter(kind="letter").exists()


@pytest.mark.django_db(transaction=True)
def test_mails_in_front_keep_no_letter_from_the_sweep(submitted: Story, monkeypatch) -> None:
    """Each queue gets its own rows: a thousand mails that wait are not the oldest rows before a letter."""
    for with_pdf in (0, 1):
        write_letters(submitted, 1 + MAILS * (1 - with_pdf), with_pdf=with_pdf)
        for entry in posting.unposted():
            posting.post(entry)
    woken: list[tuple[str, int]] = []
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    monkeypatch.setattr(tasks, "wake", lambda task, *args, **rest: woken.append((task.__name__, *args)))
    tasks.sweep()
    kinds = dict(Post.objects.values_list("pk", "kind"))
    assert sorted((task, kinds[pk]) for task, pk in woken) == [
        ("send", "mail"),
        ("send", "mail"),
        ("work", "letter"),
    ]


def test_what_waits_for_a_mail_server_is_routed_to_its_queue() -> None:
    def queue_of(task: str) -> str:
        found = current_app.amqp.router.route({}, f"notifications.tasks.{task}", (), {})["queue"]
        assert isinstance(found, Queue)
        return str(found.name)

    mailing = ("send", "mail_of_account", "anchor")
    assert {task: queue_of(task) for task in mailing} == dict.fromkeys(mailing, "mail")
    others = ("post", "work", "sweep", "remind", "forget")
    assert {task: queue_of(task) for task in others} == dict.fromkeys(others, "celery")
