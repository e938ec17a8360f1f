"""The outbox: every row made once with its move, worked once, and never lost, whoever dies in between."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from kombu.exceptions import OperationalError

from demo.stories.ground import Ground
from demo.stories.steps import Story
from grants.clock import database_now
from grants.events import moved
from grants.models import Counter, Draft, Transition
from notifications import outbox, rows, tasks
from notifications.making import Made, make, read_document
from notifications.models import Document, Mail, Post
from tests.notifications.cases import lead_to_release, make_story, submit_story
from workflows.errors import NotYet

pytestmark = pytest.mark.smoke

NOW = database_now


def rows_of_submission() -> list[int]:
    entry = Transition.objects.get(move="submit")
    return rows.make_rows(entry.pk)


def state_of_everything() -> tuple:
    """What a crash must leave old or new: rows, documents and mails."""
    return (
        list(Post.objects.order_by("pk").values_list("key", "state")),
        list(Document.objects.order_by("pk").values_list("number", "sha256")),
        Mail.objects.count(),
    )


# Rows of a move


def test_rows_of_a_move_are_made_with_its_mark(submitted: Story) -> None:
    made = rows_of_submission()
    assert list(Post.objects.order_by("pk").values_list("pk", flat=True)) == made
    assert [post.kind for post in Post.objects.order_by("pk")] == ["letter", "mail"]
    assert Post.objects.get(kind="mail").address == submitted.applicant.email
    assert not Transition.objects.filter(posted_at=None).exists()


def test_rows_made_twice_change_nothing(submitted: Story) -> None:
    rows_of_submission()
    before = state_of_everything(), Counter.objects.get(name__startswith="D-").value
    assert rows_of_submission() == []
    assert (state_of_everything(), Counter.objects.get(name__startswith="D-").value) == before


def test_address_of_a_mail_stays_what_it_was_when_the_row_was_made(submitted: Story, mailbox: None) -> None:
    rows_of_submission()
    before = submitted.applicant.email
    submitted.applicant.email = "neu@beispiel.example"
    submitted.applicant.save()
    outbox.settle()
    assert Mail.objects.get().to == before


def test_letter_says_what_was_known_at_the_move(submitted: Story, mailbox: None) -> None:
    project = submitted.case.project
    project.title = "Später umbenannt"
    project.save()
    outbox.settle()
    assert "Erzählcafé" in Mail.objects.get().body
    assert "Später umbenannt" not in Mail.objects.get().body


def test_letter_without_anybody_to_write_to_is_shown_to_people(submitted: Story) -> None:
    submitted.organisation.memberships.all().delete()
    rows_of_submission()
    post = Post.objects.get(kind="mail")
    assert post.state == "dead"
    assert "Niemand" in post.error


# Claim, make, finish


@pytest.mark.parametrize("sent", [True, False], ids=["sent", "draft"])
def test_withdrawal_is_confirmed_by_mail_and_repeats_no_reason(
    sent: bool, ground: Ground, mailbox: None
) -> None:
    story = make_story(ground)
    if sent:
        submit_story(story)
    else:
        story.consult()
        story.draft()
    story.withdraw("Der Saal ist abgebrannt.")
    outbox.settle()
    found = Mail.objects.get(subject__startswith="Ihr Antrag ist zurückgezogen")
    assert found.to == story.applicant.email
    assert found.subject.endswith(story.case.number if sent else "Entwurf")
    assert "Über ihn wird nicht mehr entschieden." in found.body
    assert "abgebrannt" not in found.body
    assert found.attachments == []


def test_letter_is_archived_and_mailed_once(submitted: Story, mailbox: None) -> None:
    outbox.settle()
    outbox.settle()
    document, kept = Document.objects.get(), Mail.objects.get()
    assert read_document(document).startswith(b"%PDF-")
    assert kept.attachments == [
        {
            "name": f"{document.number}.pdf",
            "type": "application/pdf",
            "size": document.size,
            "sha256": document.sha256,
        }
    ]
    assert set(Post.objects.values_list("state", flat=True)) == {"done"}
    assert document.title


def test_mail_waits_until_its_letter_is_archived(submitted: Story, mailbox: None) -> None:
    letter, message = rows_of_submission()
    assert outbox.work(message) == []
    assert not Mail.objects.exists()
    assert Post.objects.get(pk=message).attempts == 0
    assert outbox.work(letter) == [message]
    outbox.work(message)
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("step", ["claimed", "made"])
def test_worker_that_dies_leaves_a_lease_and_the_next_one_repeats(
    submitted: Story, mailbox: None, step: str
) -> None:
    """Dead after the claim or after making: nothing is finished, and the row is worked again after the lease."""
    letter, message = rows_of_submission()
    for post_id in (letter, message):
        mine = outbox.claim(post_id, NOW())
        assert mine
        if step == "made":
            make(mine.post, NOW())
        assert outbox.work(post_id) == []
        assert Post.objects.get(pk=post_id).state == "claimed"
        later = NOW() + outbox.LEASE + timedelta(seconds=1)
        outbox.work(post_id, now=later)
        assert Post.objects.get(pk=post_id).state == "done"
    assert Mail.objects.count() == 1
    assert Document.objects.get().sha256


def test_slow_worker_changes_nothing_when_another_took_over(submitted: Story, mailbox: None) -> None:
    letter, _ = rows_of_submission()
    slow = outbox.claim(letter, NOW())
    assert slow
    made = make(slow.post, NOW())
    later = NOW() + outbox.LEASE + timedelta(seconds=1)
    quick = outbox.claim(letter, later)
    assert quick
    assert not outbox.finish(slow, made, later)
    assert Post.objects.get(pk=letter).state == "claimed"
    assert not Document.objects.get().sha256
    assert outbox.finish(quick, made, later)


def test_slow_worker_does_damage_where_nobody_asks_for_the_token(submitted: Story) -> None:
    """The control: finishing by the row's id alone lets the worker win that had lost its lease."""
    letter, _ = rows_of_submission()
    outbox.claim(letter, NOW())
    later = NOW() + outbox.LEASE + timedelta(seconds=1)
    outbox.claim(letter, later)
    fields = {"state": "done", "token": "", "lease_until": None, "finished_at": later}
    assert Post.objects.filter(pk=letter).update(**fields) == 1


@pytest.mark.django_db(transaction=True)
def test_one_of_many_workers_wins_a_row(submitted: Story) -> None:
    letter, _ = rows_of_submission()
    won = in_threads(8, lambda: outbox.claim(letter, NOW()))
    assert sum(claim is not None for claim in won) == 1
    assert Post.objects.get(pk=letter).attempts == 1


@pytest.mark.django_db(transaction=True)
def test_one_of_many_workers_makes_the_rows(submitted: Story) -> None:
    entry = Transition.objects.get(move="submit")
    made = in_threads(8, lambda: rows.make_rows(entry.pk))
    assert sorted(map(len, made)) == [0] * 7 + [2]
    assert Counter.objects.get(name__startswith="D-").value == 1


# What goes wrong


def test_failure_is_recorded_tried_again_later_and_given_up_after_eight(
    submitted: Story, mailbox: None, error_log
) -> None:
    letter, message = rows_of_submission()
    outbox.work(letter)
    Path(default_storage.path(Document.objects.get().file.name)).write_bytes(b"%PDF-1.7 something else")
    now, pauses = NOW(), []
    for _ in range(outbox.TRIES):
        outbox.work(message, now=now)
        post = Post.objects.get(pk=message)
        pauses.append((post.run_after - now).total_seconds())
        outbox.work(message, now=post.run_after - timedelta(seconds=1))
        assert Post.objects.get(pk=message).attempts == post.attempts
        now = post.run_after
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640]
    assert post.state == "dead"
    assert "nicht mehr die" in post.error
    assert len(error_log.messages) == 1
    error_log.clear()


def test_row_whose_workers_always_die_is_given_up(submitted: Story) -> None:
    letter, _ = rows_of_submission()
    now = NOW()
    for _ in range(outbox.TRIES):
        assert outbox.claim(letter, now)
        now += outbox.LEASE + timedelta(seconds=1)
    assert outbox.claim(letter, now) is None
    assert outbox.bury(now) == 1
    assert Post.objects.get(pk=letter).state == "dead"


def test_half_written_file_of_a_dead_worker_is_replaced(submitted: Story, mailbox: None) -> None:
    letter, _ = rows_of_submission()
    mine = outbox.claim(letter, NOW())
    made = make(mine.post, NOW())
    Path(default_storage.path(made.file)).write_bytes(b"%PDF-1.7 half")
    outbox.finish(mine, make(mine.post, NOW()), NOW())
    assert len(read_document(Document.objects.get())) == made.size


def test_changed_file_is_not_mailed(submitted: Story, mailbox: None) -> None:
    letter, message = rows_of_submission()
    outbox.work(letter)
    Path(default_storage.path(Document.objects.get().file.name)).write_bytes(b"%PDF-1.7 something else")
    outbox.work(message)
    assert not Mail.objects.exists()
    assert "nicht mehr die" in Post.objects.get(pk=message).error


@pytest.mark.django_db(transaction=True)
def test_deaf_listener_undoes_no_move(ground: Ground, error_log) -> None:
    def deaf(sender, **kwargs):
        raise RuntimeError("deaf")

    moved.connect(deaf)
    try:
        story = make_story(ground)
        story.consult()
    finally:
        moved.disconnect(deaf)
    assert story.case.stage == "consultation"
    assert error_log.messages
    error_log.clear()


@pytest.mark.rest
@pytest.mark.django_db(transaction=True)
def test_broken_broker_undoes_no_move_and_the_sweep_repairs(
    ground: Ground, mailbox: None, monkeypatch, caplog
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(tasks.post, "apply_async", refuse)
        story = submit_story(make_story(ground))
    assert story.case.stage == "submitted"
    assert "the broker is away" in caplog.text
    assert Transition.objects.filter(posted_at=None).count() == 1
    woken = []
    monkeypatch.setattr(tasks, "wake", lambda task, *args, **rest: woken.append((task, args)))
    for _ in range(3):
        tasks.sweep()
        while woken:
            task, args = woken.pop(0)
            task(*args)
    assert Mail.objects.count() == 1


def refuse(*args, **kwargs):
    raise OperationalError("Error 111 connecting to 127.0.0.1:1. Connection refused.")


def test_mail_repeated_after_an_uncertain_hand_over_has_the_same_message_id(
    submitted: Story, settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    letter, message = rows_of_submission()
    outbox.work(letter)
    make(outbox.claim(message, NOW()).post, NOW())
    outbox.work(message, now=NOW() + outbox.LEASE + timedelta(seconds=1))
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


# Bescheid and paper


def test_bescheid_may_be_dispatched_only_after_its_pdf_is_archived(submitted: Story, mailbox: None) -> None:
    lead_to_release(submitted)
    office = submitted.staff("geschaeftsstelle")
    with pytest.raises(NotYet, match="PDF"):
        submitted.move("dispatch_award", office, 15, posted_on=submitted.day)
    outbox.settle()
    bescheid = Document.objects.get(key="zuwendungsbescheid")
    assert bescheid.visible_from is None
    assert Post.objects.get(kind="paper").state == "due"
    submitted.move("dispatch_award", office, 15, posted_on=submitted.day)
    outbox.settle()
    bescheid.refresh_from_db()
    assert bescheid.visible_from
    paper = Post.objects.get(kind="paper")
    assert (paper.state, paper.finished_by) == ("confirmed", office)
    assert "Beispielstraße 1" in paper.address


def test_renewed_dispatch_is_a_new_row_for_the_same_document(submitted: Story, mailbox: None) -> None:
    lead_to_release(submitted)
    outbox.settle()
    office = submitted.staff("geschaeftsstelle")
    submitted.move("dispatch_award", office, 15, posted_on=submitted.day)
    outbox.settle()
    submitted.later(5)
    submitted.move("record_returned_mail", office, reason="Unbekannt verzogen")
    submitted.move("dispatch_award", office, 15, posted_on=submitted.day)
    outbox.settle()
    papers = Post.objects.filter(kind="paper")
    assert [paper.state for paper in papers] == ["confirmed", "confirmed"]
    assert len({paper.after_id for paper in papers}) == 1
    assert Document.objects.filter(key="zuwendungsbescheid").count() == 1


@pytest.mark.rest
def test_pdf_of_a_release_that_was_taken_back_does_not_free_the_next_draft(
    submitted: Story, mailbox: None
) -> None:
    lead_to_release(submitted)
    late = rows.make_rows(Transition.objects.get(move="release_award").pk)[0]
    mine = outbox.claim(late, NOW())
    submitted.later()
    lead, clerk = submitted.staff("leitung"), submitted.staff("sachbearbeitung")
    submitted.move("return_to_check", lead, reason="Falscher Zeitraum")
    submitted.move("propose_refusal", clerk, 11, reason="Das Vorhaben ist nicht förderfähig.")
    submitted.move("release_refusal", lead, 12)
    outbox.finish(mine, make(mine.post, NOW()), NOW())
    assert Draft.objects.get(current=True).made_at is None
    assert Document.objects.get(post=late).sha256


# What the database holds


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "claimed"},
        {"state": "done"},
        {"state": "unclear"},
        {"state": "dead"},
        {"address": ""},
        {"token": "x"},
        {"due_on": "2026-01-01"},
    ],
)
def test_database_refuses_a_row_that_cannot_be(submitted: Story, wrong: dict) -> None:
    rows_of_submission()
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(kind="mail").update(**wrong)


def test_database_refuses_half_a_document(submitted: Story) -> None:
    rows_of_submission()
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.update(made_at=NOW())


def test_mailbox_keeps_a_mail_once_per_message_id(submitted: Story, mailbox: None) -> None:
    letter, message = rows_of_submission()
    outbox.work(letter)
    mine = outbox.claim(message, NOW())
    assert make(mine.post, NOW()) == Made() == make(mine.post, NOW())
    assert Mail.objects.get().message_id == mine.post.message_id


# Tools of this module


def in_threads(count: int, work: Callable) -> list:
    """The results of the same work, begun at once in many threads with a connection each."""
    results, start = [], threading.Barrier(count)

    def run() -> None:
        start.wait()
        try:
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
