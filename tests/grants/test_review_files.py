"""Uploaded files are what they say, betray no place, and are gone with the rest when a case is erased."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pikepdf
import pytest
from django.core.files.storage import default_storage
from PIL import Image, ImageChops, ImageCms, ImageFile

from demo.stories.acting import PDF
from grants.actions.contents import as_kept
from grants.actions.uploads import remove_upload, upload
from grants.models import Attachment, Mittelabruf, Receipt, Transition
from tests.factories import World, drive
from workflows.errors import NotYet, NotYours
from workflows.stages import Stage

whole = pytest.mark.django_db(transaction=True)


PLACE = "Linden, Lindener Marktplatz 1"
ORIENTATION, DESCRIPTION, COMMENT = 0x0112, 0x010E, b"Kommentar"


def _zip(*names, size=10, manifest=b""):
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"0" * size)
        if manifest:
            archive.writestr("META-INF/manifest.xml", manifest)
    return packed.getvalue()


def _refusal(content, ending):
    with pytest.raises(NotYet) as caught:
        as_kept(content, ending)
    return str(caught.value)


def test_a_document_is_known_by_its_parts():
    word = _zip("[Content_Types].xml", "word/document.xml")
    assert as_kept(word, "docx") == word
    for wrong, ending in (
        (word, "xlsx"),
        (_zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "docx"),
        (b"PK\x03\x04 nothing", "odt"),
    ):
        assert "passt nicht zu ihrer Endung" in _refusal(wrong, ending)


def test_a_bomb_is_refused_by_what_it_claims_to_unpack():
    bomb = _zip("[Content_Types].xml", "word/document.xml", size=101 * 1024 * 1024)
    assert len(bomb) < 1024 * 1024
    assert "passt nicht" in _refusal(bomb, "docx")


def test_a_document_with_a_password_is_sent_back():
    locked = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    assert "Kennwort" in _refusal(_zip("mimetype", "content.xml", manifest=locked), "odt")
    assert as_kept(_zip("mimetype", "content.xml", manifest=b"<manifest/>"), "odt")


def _pdf(pages=3, **options):
    made, written = pikepdf.new(), BytesIO()
    for _ in range(pages):
        made.add_blank_page()
        made.pages[-1].Contents = made.make_stream(b"BT ET " * 400)
    made.save(written, **options)
    return written.getvalue()


def test_a_pdf_is_taken_if_a_reader_opens_all_its_pages():
    whole_file = _pdf()
    for sound in (
        PDF,
        whole_file,
        b"\r\n" + whole_file,
        whole_file + b"\n" * 5000,
        _pdf(encryption=pikepdf.Encryption(owner="only", user="")),
    ):
        assert as_kept(sound, "pdf") == sound
    for broken in (
        b"%PDF-1.4\n% nothing\n%%EOF\n",
        b"%PDF-",
        _pdf(pages=0),
        whole_file[: len(whole_file) // 2],
        whole_file[:500] + bytes(len(whole_file) - 500),
    ):
        assert "beschädigt" in _refusal(broken, "pdf")
    assert "Kennwort" in _refusal(_pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "pdf")
    assert "passt nicht zu ihrer Endung" in _refusal(b"x" * 2000 + whole_file, "pdf")


def _photo(kind="JPEG", mode="RGB", size=(16, 8), **options):
    """A picture with a red left half that says where it was taken, and how it was held (turned by a quarter)."""
    exif = Image.Exif()
    exif[DESCRIPTION], exif[ORIENTATION] = PLACE, 6
    made, written = Image.new(mode, size, "white"), BytesIO()
    made.paste("red", (0, 0, size[0] // 2, size[1]))
    made.save(written, kind, exif=exif, **options)
    return written.getvalue()


def test_a_photo_stands_upright_and_says_no_place():
    behind = b"<script>behind</script>" + _photo()
    cases = (
        ("jpg", _photo(quality=95, comment=COMMENT)),
        ("jpeg", _photo(quality=95) + behind),
        ("jpg", _photo("MPO", quality=95, save_all=True, append_images=[Image.open(BytesIO(_photo()))])),
        ("jpg", _photo(mode="CMYK")),
        ("png", _photo("PNG") + behind),
        ("png", _photo("PNG", mode="RGBA")),
        ("png", _photo("PNG", save_all=True, append_images=[Image.open(BytesIO(_photo()))])),
    )
    for ending, taken in cases:
        assert PLACE.encode() in taken
        kept = as_kept(taken, ending)
        for private in (PLACE.encode(), COMMENT, b"script", b"Exif", b"eXIf"):
            assert private not in kept, (ending, private)
        with Image.open(BytesIO(kept)) as picture:
            assert picture.size == (8, 16)
            assert getattr(picture, "n_frames", 1) == 1
            assert picture.getexif().get(ORIENTATION) is None
            seen = picture.convert("RGB")
        assert max(high for _, high in _difference(seen, taken).getextrema()) < 60, ending


def _difference(seen, taken):
    """Dot by dot, to the first picture of the file as it was held: the red half on top."""
    with Image.open(BytesIO(taken)) as first:
        held = first.convert("RGB").transpose(Image.Transpose.ROTATE_270)
    return ImageChops.difference(seen, held)


def test_a_picture_keeps_its_dots_its_colours_and_about_its_size():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind, mode in (
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "L"),
        ("PNG", "P"),
        ("PNG", "I;16"),
        ("PNG", "1"),
    ):
        written = BytesIO()
        Image.new(mode, (8, 8), 1).save(written, kind, icc_profile=profile)
        kept = Image.open(BytesIO(as_kept(written.getvalue(), "png")))
        taken = Image.open(written)
        assert (kept.mode, kept.tobytes()) == (taken.mode, taken.tobytes()), mode
        assert kept.info["icc_profile"] == profile
    noise = Image.effect_noise((200, 200), 80).convert("RGB")
    for quality in (30, 75, 95):
        written = BytesIO()
        noise.save(written, "JPEG", quality=quality, icc_profile=profile)
        kept = as_kept(written.getvalue(), "jpg")
        assert 0.9 < len(kept) / len(written.getvalue()) < 1.1
        assert Image.open(BytesIO(kept)).info["icc_profile"] == profile


def test_a_picture_that_cannot_be_read_is_sent_back(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it
    photo = _photo(size=(400, 200))
    for broken, ending in (
        (photo[:300], "jpg"),
        (photo[: len(photo) - 200], "jpg"),
        (_photo("PNG")[:60], "png"),
    ):
        assert "nicht lesen" in _refusal(broken, ending)
    for other, ending in ((_photo("PNG"), "jpg"), (photo, "png"), (b"<html>", "png")):
        assert "passt nicht zu ihrer Endung" in _refusal(other, ending)
    for wide in (7072, 25_300):
        huge = BytesIO()
        Image.new("1", (wide, 7072)).save(huge, "PNG")
        assert "Bildpunkte" in _refusal(huge.getvalue(), "png")


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
    assert not Mittelabruf.objects.filter(iban__startswith="DE").exists()
    assert set(Receipt.objects.values_list("payee", flat=True)) == {"gelöscht"}
    kept = Transition.objects.filter(dossier=story.case.dossier).exclude(move="erase")
    assert not kept.exclude(private=None, data_digest="").exists()
