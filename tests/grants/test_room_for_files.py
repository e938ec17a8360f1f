"""A full disk and bounds on uploads: one sentence at the field, nothing half there, and reading goes on."""

import re
import resource
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config import environment
from demo.stories.acting import PDF
from grants.actions.redaction import forget_rest
from grants.actions.uploads import purge_removed, remove_upload, upload
from grants.faults import FULL_DISK, Fault, OnceForAll, fault_of
from grants.models import Attachment, User
from tests.factories import World, drive
from workflows.errors import NotYet
from workflows.stages import Stage

pytestmark = pytest.mark.django_db(transaction=True)
FULL = "Auf dem Server ist zurzeit kein Platz mehr frei"


@pytest.fixture
def draft(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path  # other tests of this run write files meanwhile
    return drive(World(), Stage.DRAFT)


@contextmanager
def full_disk(most: int = 2048) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes: the kernel refuses each write."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def numbered(number: int, size: int = 0) -> bytes:
    return PDF + b"\n%" + str(number).encode() + b" " * size


def put(story, number=1, size=0, name=None):
    return upload(
        story.case,
        by=story.applicant,
        name=name or f"{number}.pdf",
        content=numbered(number, size),
        now=story.now(),
    )


def files_on_disk() -> list[str]:
    return [name for name, _ in default_storage.walk("uploads")]


def send(client, story, content):
    address = reverse("grants:attachments", args=[story.case.public_id])
    return client.post(address, {"kind": "satzung", "file": SimpleUploadedFile("satzung.pdf", content)})


def client_of(story) -> Client:
    client = Client()
    client.force_login(story.applicant)
    client.get("/")
    return client


class DiskFull(sqlite3.OperationalError):
    sqlite_errorcode = sqlite3.SQLITE_FULL


def no_room(*_, **__):
    raise OperationalError("database or disk is full") from DiskFull()


# A full disk


@pytest.mark.parametrize("size", [8_000, 3_000_000])  # kept in memory while it is sent, and in a file
def test_full_disk_is_a_sentence_at_the_field_and_leaves_nothing(
    draft, size, settings, tmp_path_factory, error_log
):
    client, before = client_of(draft), files_on_disk()
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path_factory.mktemp("sent")
    content = numbered(1, size)
    with full_disk():
        answer = send(client, draft, content)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert FULL in page
    assert files_on_disk() == before
    assert list(settings.FILE_UPLOAD_TEMP_DIR.iterdir()) == []
    assert not Attachment.objects.filter(name="satzung.pdf").exists()
    assert all("no room" in line for line in error_log.messages)
    assert error_log.messages
    error_log.clear()
    assert send(client, draft, content).status_code == 302
    assert Attachment.objects.filter(name="satzung.pdf").count() == 1


def test_page_is_read_on_a_full_disk_although_its_session_would_be_prolonged(draft, monkeypatch):
    client = client_of(draft)
    old = timezone.now() + timedelta(seconds=site.SESSION_COOKIE_AGE) - timedelta(hours=2)
    Session.objects.update(expire_date=old)

    monkeypatch.setattr(Session, "save", no_room)
    answer = client.get(reverse("grants:attachments", args=[draft.case.public_id]))
    assert answer.status_code == 200
    assert Session.objects.get().expire_date == old


def test_form_on_a_full_database_is_the_page_that_says_so(draft, monkeypatch, error_log):
    client = client_of(draft)
    monkeypatch.setattr(User, "save", no_room)
    answer = client.post(reverse("grants:profile"), {"name": "Vera Neu"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "kein Platz mehr frei" in page
    assert 'value="Vera Neu"' in page
    assert [line for line in error_log.messages if "nothing can be written" in line]
    error_log.clear()


def test_full_disk_is_one_line_a_minute_however_many_writes_are_refused(
    draft, monkeypatch, error_log, caplog
):
    client = client_of(draft)
    monkeypatch.setattr(User, "save", no_room)
    caplog.handler.addFilter(OnceForAll())
    for _ in range(5):
        assert client.post(reverse("grants:profile"), {"name": "Vera Neu"}).status_code == 503
    assert caplog.text.count("nothing can be written") == 1
    assert "Service Unavailable" not in caplog.text
    monkeypatch.setattr(FULL_DISK, "_said", time.monotonic() - FULL_DISK.PAUSE)
    client.post(reverse("grants:profile"), {"name": "Vera Neu"})
    assert caplog.text.count("nothing can be written") == 2
    assert re.search(r"said once a minute, ([89]|1\d) lines were left out", caplog.text)
    error_log.clear()


# A file that is gone


def test_download_of_a_file_that_is_gone_is_a_sentence(draft, error_log):
    kept = put(draft)
    default_storage.delete(kept.file.name)
    answer = client_of(draft).get(reverse("grants:attachment", args=[draft.case.public_id, kept.public_id]))
    assert answer.status_code == 409
    assert "Diese Datei fehlt auf dem Server" in answer.content.decode()
    assert str(kept.public_id) in error_log.messages[0]
    error_log.clear()


# Bounds


def bound(settings, **bounds):
    settings.QUOTAS = dict.fromkeys(site.QUOTAS, (0, 0)) | bounds


def refusal(story, **said) -> str:
    before = files_on_disk()
    with pytest.raises(NotYet) as refused:
        put(story, **said)
    assert files_on_disk() == before
    return str(refused.value.reasons[0])


@pytest.mark.parametrize("scope", ["case", "organisation", "account", "day"])
def test_one_file_too_many_is_refused(draft, settings, scope):
    used = Attachment.objects.count()
    bound(settings, **{scope: (used + 2, 0)})
    put(draft, 1)
    put(draft, 2)
    assert f"höchstens {used + 2} Dateien" in refusal(draft, number=3)
    assert put(draft, 2).name == "2.pdf", "the same file again is the one that lies there"


@pytest.mark.parametrize("scope", ["case", "organisation", "account", "day"])
def test_refusal_says_how_much_is_left(draft, settings, scope):
    bound(settings, **{scope: (0, 5 * 1024 * 1024)})
    put(draft, 1, size=3 * 1024 * 1024)
    said = refusal(draft, number=2, size=2 * 1024 * 1024)
    assert "höchstens 5 MB" in said
    assert "noch 1 MB" in said
    assert "braucht 3 MB" in said
    put(draft, 3, size=1024 * 1024)


def test_bound_is_said_at_the_field_of_the_page(draft, settings):
    put(draft, 2)
    bound(settings, case=(Attachment.objects.filter(application=draft.case).count(), 0))
    answer = send(client_of(draft), draft, numbered(1))
    assert answer.status_code == 422
    assert "und so viele sind schon da" in answer.content.decode()


def test_what_is_taken_out_makes_room_in_the_case_but_not_on_that_day(draft, settings):
    first = put(draft, 1)
    used = Attachment.objects.count()
    bound(settings, case=(used, 0))
    refusal(draft, number=2)
    remove_upload(first, by=draft.applicant, now=draft.now())
    put(draft, 2)
    bound(settings, day=(used + 1, 0))
    assert "heute schon" in refusal(draft, number=3)


def test_account_has_room_again_after_a_year_and_a_day_after_a_night(draft, settings):
    put(draft, 1)
    used = Attachment.objects.count()
    bound(settings, account=(used, 0), day=(used, 0))
    refusal(draft, number=2)
    Attachment.objects.update(uploaded_at=draft.now() - timedelta(days=366))
    put(draft, 2)


@pytest.mark.parametrize("written", ["", "5", "a/5", "5/", "-1/5"])
def test_setting_that_is_no_bound_is_named(monkeypatch, written):
    monkeypatch.setenv("QUOTA_DAY", written)
    with pytest.raises(ImproperlyConfigured, match="QUOTA_DAY nennt Dateien und Megabyte"):
        environment.quota("QUOTA_DAY", "300/1000")


def test_file_that_was_taken_out_goes_after_its_grace_and_its_digest_stays(draft):
    kept = put(draft)
    remove_upload(kept, by=draft.applicant, now=draft.now())
    name = kept.file.name
    assert purge_removed(draft.now() + site.FILE_GRACE) == 0
    assert default_storage.exists(name)
    assert purge_removed(draft.now() + site.FILE_GRACE + timedelta(seconds=1)) == 1
    assert not default_storage.exists(name)
    kept.refresh_from_db()
    assert (kept.file.name, len(kept.sha256)) == ("", 64)


def test_full_disk_is_told_from_other_mistakes_of_the_disk():
    assert fault_of(OSError(5, "Input/output error")) is None
    assert fault_of(OSError(30, "Read-only file system")) is Fault.FULL


def test_erasure_reaches_a_row_whose_file_is_gone(draft):
    kept = put(draft)
    default_storage.delete(kept.file.name)
    draft.case.erased_on = draft.now().date()
    draft.case.save()
    forget_rest(draft.case.pk)
    kept.refresh_from_db()
    assert kept.file.name == ""
