"""Backup and restore: whole or refused, and nothing goes out before the restore is noted."""

import json
from collections.abc import Callable
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from grants.actions.backups import DIGEST, DUMPS, MANIFEST, Refused, back_up, check, restore
from grants.actions.numbers import remembered
from grants.models import Attachment, Dossier, Restore
from notifications import outbox
from notifications.models import Mail, Post
from tests.factories import World, drive
from tests.grants.records import fingerprint
from workflows.stages import Stage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.smoke]


@pytest.fixture
def place(settings: Any, tmp_path: Path) -> Path:
    """A place of its own for files and keys."""
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "var/media"
    settings.EMAIL_BACKEND = "notifications.mailbox.EmailBackend"
    _leave_alone()
    settings.VAR_DIR.mkdir()
    (settings.VAR_DIR / "secret.key").write_text("s" * 50)
    return tmp_path


def _leave_alone() -> None:
    """Threads of earlier tests are over and may have left a connection; a restore refuses while others are there."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def backup(place: Path, world: World) -> Path:
    """A backup of a case with a file."""
    story = drive(world, Stage.SUBMITTED)
    story.attach("Notiz.pdf", "sonstiges")
    back_up(place / "backup")
    return place / "backup"


def resealed(source: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change a manifest so that its own digest still fits."""
    said = json.loads((source / MANIFEST).read_text())
    change(said)
    text = json.dumps(said)
    (source / MANIFEST).write_text(text)
    (source / DIGEST).write_text(sha256(text.encode()).hexdigest())


def test_what_was_destroyed_is_as_it_was(backup: Path, place: Path, settings: Any) -> None:
    before = {table: rows for table, rows in fingerprint().items() if table != "grants_restore"}
    kept = Attachment.objects.get()
    bytes_before = Path(kept.file.path).read_bytes()
    Attachment.objects.all().delete()
    kept.file.storage.delete(kept.file.name)
    (settings.VAR_DIR / "secret.key").unlink()
    assert restore(backup, replace=True) == []
    after = {table: rows for table, rows in fingerprint().items() if table != "grants_restore"}
    assert after == before
    assert Path(Attachment.objects.get().file.path).read_bytes() == bytes_before
    assert (settings.VAR_DIR / "secret.key").read_text() == "s" * 50
    assert Restore.objects.get().noted_at is None


def test_restored_house_sends_nothing_before_the_restore_is_noted(backup: Path) -> None:
    restore(backup, replace=True)
    outbox.settle()
    assert Post.objects.filter(kind="mail", state="due").exists()
    assert not Mail.objects.exists()
    call_command("restored", by="Betrieb", reason="Probe", stdout=StringIO())
    outbox.settle()
    assert not Mail.objects.exists()
    assert not Post.objects.filter(kind="mail", state="due").exists()


def test_full_place_is_refused_and_tells_its_numbers_when_it_is_replaced(backup: Path) -> None:
    with pytest.raises(Refused, match="liegt schon etwas"):
        restore(backup)
    with transaction.atomic():
        late = Dossier.objects.create().pk
    restore(backup, replace=True)
    assert remembered()["grants_dossier.id"] >= late
    assert not Dossier.objects.filter(pk=late).exists()


@pytest.mark.parametrize("broken", ["dump", "file", "manifest", "no manifest"])
def test_damaged_backup_is_refused_and_nothing_changes(backup: Path, broken: str) -> None:
    before = fingerprint()
    path = {
        "dump": backup / DUMPS[connection.vendor],
        "file": next((backup / "files").rglob("*/*/*")),
        "manifest": backup / MANIFEST,
        "no manifest": backup / MANIFEST,
    }[broken]
    if broken == "no manifest":
        path.unlink()
    else:
        content = path.read_bytes()
        path.write_bytes(content[:-2] + b"xx")
    with pytest.raises(Refused, match=r"beschädigt|keine lesbare"):
        restore(backup, replace=True)
    assert fingerprint() == before


def test_backup_of_another_version_is_refused_with_a_sentence(backup: Path) -> None:
    resealed(backup, lambda said: said["migrations"].append("grants.9999_later"))
    with pytest.raises(Refused, match="neueren Fassung"):
        check(backup)
    resealed(backup, lambda said: said["migrations"].remove("grants.9999_later"))
    resealed(backup, lambda said: said["migrations"].remove("grants.0001_initial"))
    with pytest.raises(Refused, match="älteren Fassung"):
        check(backup)
    resealed(backup, lambda said: said.update(format=2))
    with pytest.raises(Refused, match="lesen kann"):
        check(backup)


def test_backup_goes_into_a_new_folder_and_is_whole_or_not_there(backup: Path, place: Path) -> None:
    with pytest.raises(CommandError, match="gibt es schon"):
        call_command("backup", backup)
    (place / "next.part").mkdir()
    (place / "next.part/half").write_text("of a process that ended")
    back_up(place / "next")
    assert not (place / "next.part").exists()
    assert not (place / "next/half").exists()
