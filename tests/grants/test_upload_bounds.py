"""A file that is too large is told at its field, and its rest is neither kept nor read into memory."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse

from demo.stories.acting import PDF
from grants.actions.uploads import MOST_BYTES, TOO_LARGE
from grants.forms.files import UploadForm
from grants.models import Attachment
from tests.grants.ground import House, browser, text_of

CHUNK = 64 * 1024


def test_file_as_large_as_possible_passes_and_a_byte_more_does_not():
    for size, errors in ((MOST_BYTES, {}), (MOST_BYTES + 1, {"file": [TOO_LARGE]})):
        file = SimpleUploadedFile("satzung.pdf", b"")
        file.size = size
        form = UploadForm({"kind": Attachment.Kind.SONSTIGES}, {"file": file})
        assert form.errors == errors


def test_rest_of_a_file_that_is_too_large_stays_nowhere():
    body = BytesIO(b"%PDF-" + b"x" * (MOST_BYTES * 2))
    body.name = "gross.pdf"
    request = RequestFactory().post("/", {"file": body, "kind": "sonstiges"})
    file = request.FILES["file"]
    assert request.POST["kind"] == "sonstiges"
    assert file.size == MOST_BYTES * 2 + 5
    kept = len(file.read())
    file.close()
    assert MOST_BYTES < kept <= MOST_BYTES + CHUNK


def test_file_of_the_largest_size_arrives_whole():
    body = BytesIO(b"x" * MOST_BYTES)
    body.name = "passt.pdf"
    file = RequestFactory().post("/", {"file": body}).FILES["file"]
    assert len(file.read()) == file.size == MOST_BYTES
    file.close()


@pytest.mark.django_db(transaction=True)
def test_page_says_at_the_field_that_the_file_is_too_large_and_keeps_the_rest():
    story = House().draft()
    address = reverse("grants:attachments", args=[story.case.public_id])
    file = SimpleUploadedFile("satzung.pdf", PDF + b" " * MOST_BYTES)
    client = browser(story.applicant)
    answer = client.post(address, {"kind": Attachment.Kind.SONSTIGES, "file": file})
    assert answer.status_code == 413
    assert TOO_LARGE in text_of(answer)
    assert f'value="{Attachment.Kind.SONSTIGES}" selected' in text_of(answer)
    assert not Attachment.objects.filter(application=story.case, name="satzung.pdf").exists()
