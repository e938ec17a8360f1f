"""The form of an upload, and how much of a file is taken in before it is judged."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from grants.actions.uploads import MOST_BYTES, NO_ROOM, TOO_LARGE, TYPES
from grants.faults import FULL_DISK, Fault, fault_of
from grants.forms.options import Labels
from grants.models import Attachment
from workflows.sentence import Sentence

MEGABYTES = MOST_BYTES // 1024 // 1024


class BoundedUpload(TemporaryFileUploadHandler):
    """``FILE_UPLOAD_HANDLERS``: of a file that is too large only the beginning is kept, and how large it is.

    The rest is read and dropped rather than the connection closed: so the page can say why, with the other answers.
    Where the disk has no room the file is dropped in the same way.
    """

    has_room = True

    def new_file(
        self,
        field_name: str,
        file_name: str,
        content_type: str,
        content_length: int | None,
        charset: str | None = None,
        content_type_extra: dict[str, bytes] | None = None,
    ) -> None:
        """Make the file that takes the next one in."""
        self.has_room = True
        with self._noticing():
            super().new_file(field_name, file_name, content_type, content_length, charset, content_type_extra)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """``start``: how many bytes came before."""
        if start <= MOST_BYTES and self.has_room:
            with self._noticing():
                super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The file; one without content that says so if there was no room."""
        if self.has_room:
            with self._noticing():
                return super().file_complete(file_size)
        return NoRoom(BytesIO(), self.field_name, self.file_name, self.content_type, 0, self.charset)

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if fault_of(error) is not Fault.FULL:
                raise
            FULL_DISK.say("no room for a file that is being sent", error)
            self.has_room = False
            if hasattr(self, "file"):
                with suppress(OSError):  # what is still to be written finds no room either
                    self.file.close()


class NoRoom(InMemoryUploadedFile):
    """Stands for a file that found no room on the disk."""


class FileField(forms.FileField):
    """A file, judged by its size before it is read.

    Control characters in its name are taken out later, so that no upload fails on its name.
    """

    def __init__(
        self, *, error_messages: dict[str, str], endings: Iterable[str] = TYPES, **options: Unpack[Labels]
    ):
        endings = ",".join(f".{ending}" for ending in endings)
        widget = forms.FileInput(attrs={"accept": endings})
        super().__init__(widget=widget, error_messages=error_messages, **options)

    def to_python(self, data: File | None) -> File | None:
        """The file; ValidationError ``too_large`` or ``no_room``."""
        if isinstance(data, NoRoom):
            raise ValidationError(NO_ROOM, code="no_room")
        if data and data.size > MOST_BYTES:
            raise ValidationError(TOO_LARGE, code="too_large")
        return super().to_python(data)


class UploadForm(forms.Form):
    """One file and what it is."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label="Was ist das für eine Datei?",
        choices=[("", "Bitte wählen"), *Attachment.Kind.choices],
        error_messages={
            "required": "Bitte wählen Sie, was das für eine Datei ist, und danach die Datei noch einmal.",
            "invalid_choice": "Bitte wählen Sie einen Eintrag der Liste.",
        },
    )
    file = FileField(
        label="Datei",
        help_text=Sentence(
            "PDF, DOCX, XLSX, ODT, JPG oder PNG, höchstens {megabytes} MB. Ein Foto vom iPhone (HEIC) "
            "bitte vorher als JPG sichern.",
            megabytes=MEGABYTES,
        ),
        error_messages={
            "required": "Bitte wählen Sie eine Datei aus.",
            "missing": "Bitte wählen Sie eine Datei aus.",
            "empty": "Die Datei ist leer.",
            "invalid": "Die Datei ist nicht angekommen. Bitte versuchen Sie es noch einmal.",
        },
    )
