"""Uploaded files are what they say, betray no place, and are gone with the rest when a case is erased."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from grants.actions.contents import is_document, without_metadata
from grants.actions.uploads import remove_upload, upload
from grants.models import Attachment, FundsCall, Receipt, Transition
from grants.stories.acting import PDF
from tests.factories import World, drive
from workflows.errors import NotYet, NotYours
from workflows.stages import Stage

whole = pytest.mark.django_db(transaction=True)


def _zip(*names, size=10):
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"0" * size)
    return packed.getvalue()


def test_a_document_is_known_by_its_parts():
    word = _zip("[Content_Types].xml", "word/document.xml")
    assert is_document(word, "docx")
    assert not is_document(word, "xlsx")
    assert not is_document(_zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "docx")
    assert not is_document(b"PK\x03\x04 nothing", "odt")


def test_a_bomb_is_refused_by_what_it_claims_to_unpack():
    bomb = _zip("[Content_Types].xml", "word/document.xml", size=101 * 1024 * 1024)
    assert len(bomb) < 1024 * 1024
    assert not is_document(bomb, "docx")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_keeps_its_dots_and_loses_its_place(kind):
    exif = Image.Exif()
    exif[0x010E] = "Geheimer Ort"
    made = BytesIO()
    Image.new("RGB", (8, 8), (200, 30, 30)).save(made, kind, exif=exif)
    dirty = made.getvalue() + b"<script>behind</script>"
    clean = without_metadata(dirty)
    assert b"Geheimer Ort" in dirty
    assert b"Geheimer" not in clean
    assert b"script" not in clean
    assert Image.open(BytesIO(clean)).tobytes() == Image.open(BytesIO(dirty)).tobytes()


@whole
def test_applicants_do_not_remove_what_the_office_put_into_the_file():
    story = drive(World(), Stage.DOCUMENTS_REQUESTED)
    with pytest.raises(NotYet):
        upload(story.case, by=story.applicant, name="a.docx", content=b"PK\x03\x04", now=story.now())
    theirs = upload(story.case, by=story.staff("sachbearbeitung"), name="v.pdf", content=PDF, now=story.now())
    mine = upload(story.case, by=story.applicant, name="m.pdf", content=PDF, now=story.now())
    with pytest.raises(NotYours):
        remove_upload(theirs, by=story.applicant, now=story.now())
    remove_upload(mine, by=story.applicant, now=story.now())
    assert Attachment.objects.filter(removed_at=None).get() == theirs


@whole
def test_an_erased_case_holds_no_account_no_payee_and_no_file():
    story = drive(World(), Stage.CLOSED)
    stored = [file.file.name for file in Attachment.objects.all()]
    assert stored
    assert all(default_storage.exists(name) for name in stored)
    story.clock(date(2038, 1, 2))
    story.move("erase", story.staff("datenschutz"), offered=True)
    assert not any(default_storage.exists(name) for name in stored)
    assert not FundsCall.objects.filter(iban__startswith="DE").exists()
    assert set(Receipt.objects.values_list("payee", flat=True)) == {"gelöscht"}
    kept = Transition.objects.filter(dossier=story.case.dossier).exclude(move="erase")
    assert not kept.exclude(private=None, data_digest="").exists()
