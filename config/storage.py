"""Where uploads and letters are kept: a file is there whole, on the disk, or not at all."""

import os
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


def _flush(path: Path) -> None:
    """Wait until the disk has what was written to a file or a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
