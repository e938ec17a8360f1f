"""A file of ours is whole, on the disk, or not there: uploads and letters."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from config.storage import UNFINISHED, WholeFiles


class FullDisk(ContentFile):
    """Content of which the disk takes only the first half."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")


def files(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_full_disk_leaves_nothing(tmp_path):
    with pytest.raises(OSError, match="No space"):
        WholeFiles(tmp_path).save("a/b.pdf", FullDisk(b""))
    assert files(tmp_path) == []


def test_full_disk_left_half_a_file_before(tmp_path):
    """The control."""
    with pytest.raises(OSError, match="No space"):
        FileSystemStorage(tmp_path).save("a/b.pdf", FullDisk(b""))
    assert files(tmp_path) == ["b.pdf"]


def test_file_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    flushed, flush = [], os.fsync

    def watched(descriptor: int) -> None:
        flushed.append(
            (str(Path(f"/proc/self/fd/{descriptor}").readlink()), (tmp_path / "a/b/c.pdf").exists())
        )
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    WholeFiles(tmp_path).save("a/b/c.pdf", ContentFile(b"whole"))
    draft, *folders = flushed
    assert draft[0].endswith(UNFINISHED)
    assert not draft[1]
    assert folders == [(str(folder), True) for folder in (tmp_path / "a/b", tmp_path / "a", tmp_path)]
    assert files(tmp_path) == ["c.pdf"]


def test_uploads_and_letters_are_kept_so(tmp_path):
    assert isinstance(default_storage._wrapped or default_storage, WholeFiles)
    assert settings.STORAGES["default"]["OPTIONS"]["file_permissions_mode"] == 0o600
    kept = WholeFiles(tmp_path, **settings.STORAGES["default"]["OPTIONS"])
    name = kept.save("a/b.pdf", ContentFile(b"whole"))
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert kept.save("a/b.pdf", ContentFile(b"another")) != name, "nothing is overwritten"
