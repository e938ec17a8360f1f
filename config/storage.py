"""Where uploads and letters are kept: a file is there whole, on the disk, or not at all."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage

UNFINISHED = ".unfinished"
"""How the name of a file ends that is still being written; who finds an old one may remove it."""


class WholeFiles(FileSystemStorage):
    """Files in a folder. One appears under its name when all of it is on the disk, and outlives a power cut then."""

    def _save(self, name: str, content: Any) -> str:
        unfinished = f"{name}.{uuid4().hex}{UNFINISHED}"
        draft, whole = Path(self.path(unfinished)), Path(self.path(name))
        try:
            super()._save(unfinished, content)  # type: ignore[misc]  # the stubs leave out what storages override
            _flush(draft)
            draft.replace(whole)
        finally:
            draft.unlink(missing_ok=True)
        for folder in whole.relative_to(self.location).parents:  # the new folders too
            _flush(Path(self.location) / folder)
        return name

    def keep_longer(self, name: str) -> None:
        """A file without a row gets one in a moment: whoever tidies up counts its age from now."""
        os.utime(self.path(name))

    def walk(self, folder: str) -> Iterator[tuple[str, float]]:
        """Name of every file below a folder, and when it was last written (seconds since 1970)."""
        for place, _, names in os.walk(self.path(folder)):
            for path in (Path(place) / name for name in names):
                with suppress(FileNotFoundError):  # somebody was faster
                    yield path.relative_to(self.location).as_posix(), path.stat().st_mtime


def _flush(path: Path) -> None:
    """Wait until the disk has what was written to a file or a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
