"""Files without rows go, rows without files are named."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from config.storage import UNFINISHED
from demo.stories.acting import PDF
from demo.stories.steps import Story
from grants.actions import heartbeats
from grants.actions.uploads import upload
from grants.clock import database_now
from grants.models import Restore, Transition
from notifications import condition, files, outbox, posting, tasks
from notifications.making import Made
from notifications.models import Document, Post
from notifications.standstill import findings

pytestmark = pytest.mark.django_db(transaction=True)


def letter_of_submission() -> Post:
    """The row of the letter that confirms the submission."""
    posting.post(Transition.objects.get(move="submit").pk)
    return Post.objects.get(kind=Post.Kind.LETTER)


@pytest.fixture
def kept(submitted: Story, mailbox: None) -> list[str]:
    """An attachment and an archived letter."""
    office = submitted.staff("sachbearbeitung")
    attachment = upload(submitted.case, by=office, name="a.pdf", content=PDF, now=submitted.now())
    outbox.work(letter_of_submission().pk)
    return [attachment.file.name, Document.objects.get().file.name]


def stray(name: str, *, age: timedelta) -> Path:
    path = Path(default_storage.path(default_storage.save(name, ContentFile(b"x"))))
    old = (database_now() - age).timestamp()
    os.utime(path, (old, old))
    return path


def test_files_without_rows_go_after_their_grace_and_unfinished_ones_too(kept) -> None:
    age = settings.STRAY_GRACE + timedelta(minutes=1)
    old = [
        stray(name, age=age)
        for name in ("uploads/aa/left", "documents/aa/b.pdf", f"uploads/aa/b{UNFINISHED}")
    ]
    young = stray("uploads/aa/being-written", age=settings.STRAY_GRACE - timedelta(minutes=1))
    foreign = stray("elsewhere/file", age=age)
    for name in kept:
        os.utime(default_storage.path(name), (0, 0))
    tasks.tidy_files()
    assert not any(path.exists() for path in old)
    assert young.exists()
    assert foreign.exists()
    assert all(default_storage.exists(name) for name in kept)


def test_after_a_restore_files_without_rows_stay_for_a_month(ground) -> None:
    left = stray("uploads/aa/left", age=timedelta(days=10))
    Restore.objects.create(backup_at=database_now())
    tasks.tidy_files()
    assert left.exists()
    Restore.objects.all().delete()
    tasks.tidy_files()
    assert not left.exists()


def test_looking_removes_nothing_and_removing_is_asked_for(kept, capsys) -> None:
    left = stray("uploads/aa/left", age=timedelta(days=2))
    call_command("files")
    assert left.exists()
    said = capsys.readouterr().out
    assert "uploads/aa/left" in said
    assert "Dateien ohne Eintrag: 1" in said
    call_command("files", remove=True)
    assert not left.exists()


def test_row_without_its_file_is_named_to_people(kept, error_log) -> None:
    for name in kept:
        default_storage.delete(name)
    tasks.tidy_files()
    assert len(error_log.messages) == 2
    attachment, letter = error_log.messages
    assert "Anlage „a.pdf“ im Vorgang" in attachment
    assert Document.objects.get().number in letter
    with pytest.raises(CommandError, match="aus einer Sicherung"):
        call_command("files")
    error_log.clear()


def test_page_of_the_house_says_that_files_are_missing(kept, error_log) -> None:
    now = database_now()

    def said(at: datetime) -> list[str]:
        heartbeats.note("files", at)
        return [finding.key for finding in findings(condition.read(at)) if finding.key == "lost files"]

    files.tidy(now)
    assert said(now) == []
    default_storage.delete(kept[0])
    files.tidy(now + timedelta(days=1))
    assert said(now + timedelta(days=1)) == ["lost files"]
    error_log.clear()


def test_letter_written_again_over_an_old_file_keeps_it_from_the_broom(submitted, mailbox) -> None:
    letter = letter_of_submission()
    first = outbox.make(outbox.claim(letter.pk, database_now()).post, database_now())
    os.utime(default_storage.path(first.file), (0, 0))
    again = outbox.make(letter, database_now())
    assert again.file == first.file
    files.tidy(database_now())
    assert default_storage.exists(first.file)


def test_letter_waits_for_room_and_loses_no_try(submitted, mailbox, monkeypatch) -> None:
    def full(*_: object) -> Made:
        raise OSError(28, "No space left on device")

    letter = letter_of_submission().pk
    monkeypatch.setattr(outbox, "make", full)
    now = database_now()
    for _ in range(outbox.TRIES + 2):
        outbox.work(letter, now=now)
        now += outbox.ROOM_LATER
    row = Post.objects.get(pk=letter)
    assert (row.state, row.attempts) == ("due", 0)
    assert "kein Platz" in row.error
    monkeypatch.undo()
    outbox.work(letter, now=now)
    assert Post.objects.get(pk=letter).state == "done"
