"""What is really in an uploaded file: documents that open, and pictures written anew without what they betray."""

import struct
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import pikepdf
from PIL import Image, ImageFile, ImageOps
from PIL.JpegImagePlugin import JpegImageFile, get_sampling

from workflows.errors import NotYet
from workflows.sentence import Sentence

MOST_PARTS = 2000
MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes. A document of 10 MB that claims more is a bomb."""
PARTS = {
    "docx": ("[Content_Types].xml", "word/document.xml"),
    "xlsx": ("[Content_Types].xml", "xl/workbook.xml"),
    "odt": ("mimetype", "content.xml"),
}
PICTURES = {
    "jpg": ("JPEG", b"\xff\xd8\xff"),
    "jpeg": ("JPEG", b"\xff\xd8\xff"),
    "png": ("PNG", b"\x89PNG\r\n\x1a\n"),
}
"""Ending → Pillow's name of the format, and how such a file starts."""
MOST_PIXELS = 50_000_000
"""Width times height: the largest usual camera of a phone has 48 million. Unpacked they take 150 MB."""
TOO_LARGE_TO_OPEN = (Image.DecompressionBombError, Image.DecompressionBombWarning)
"""Pillow's own limits, which are higher."""
KEPT_INFO = ("icc_profile", "transparency", "dpi", "gamma")
"""What is written of a picture besides its dots: how to show them."""
HEADER_WITHIN = 1024
"""Bytes before which the header of a PDF has to begin; scanners put line breaks before it."""
UNREADABLE_PICTURE = (OSError, SyntaxError, ValueError, TypeError, LookupError, struct.error, zlib.error)
"""What Pillow raises for files that are none."""

LOCKED = "Die Datei ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Kennwort und wählen Sie sie neu aus."
DAMAGED = (
    "Die Datei ist beschädigt und lässt sich nicht öffnen. "
    "Bitte speichern Sie sie neu, zum Beispiel noch einmal als PDF."
)
NO_PICTURE = (
    "Wir können dieses Bild nicht lesen. "
    "Bitte speichern Sie es neu als JPG oder PNG, oder fotografieren Sie noch einmal."
)
TOO_MANY_PIXELS = Sentence(
    "Das Bild hat zu viele Bildpunkte. Möglich sind bis zu {millions} Millionen (Breite mal Höhe). "
    "Bitte verkleinern Sie es.",
    millions=MOST_PIXELS // 1_000_000,
)


def as_kept(content: bytes, ending: str) -> bytes:
    """The bytes that are stored of a file with this ending; NotYet with a sentence for what nobody could open.

    Documents stay byte for byte. A picture is decoded and written anew, upright, without Exif, place, comments,
    second pictures and whatever stood behind its end.
    """
    if ending in PARTS:
        _insist_on_document(content, ending)
        return content
    if ending in PICTURES:
        return _picture(content, ending)
    _insist_on_pdf(content, ending)
    return content


def _mismatch(ending: str) -> NotYet:
    return NotYet(Sentence("Der Inhalt der Datei passt nicht zu ihrer Endung „.{ending}“.", ending=ending))


def _insist_on_document(content: bytes, ending: str) -> None:
    """A zipped document has the parts of its kind, no macros, no password, and unpacks to a sane size."""
    if not content.startswith(b"PK\x03\x04"):
        raise _mismatch(ending)
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            sane = len(parts) <= MOST_PARTS and sum(part.file_size for part in parts) <= MOST_UNPACKED
            macros = any(
                name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names
            )
            if not sane or macros or not names.issuperset(PARTS[ending]):
                raise _mismatch(ending)
            manifest = "META-INF/manifest.xml"
            if manifest in names and b"encryption-data" in packed.read(manifest):
                raise NotYet(LOCKED)
    except (BadZipFile, ValueError, NotImplementedError, RuntimeError, zlib.error, EOFError) as error:
        raise _mismatch(ending) from error


def _insist_on_pdf(content: bytes, ending: str) -> None:
    """A PDF opens without a password and shows all its pages; small damage that every reader mends is none."""
    if b"%PDF-" not in content[:HEADER_WITHIN]:
        raise _mismatch(ending)
    try:
        with pikepdf.open(BytesIO(content)) as opened:
            mended = bool(opened.get_warnings())
            filled = [page.obj.get("/Contents") is not None for page in opened.pages]
    except pikepdf.PasswordError as error:
        raise NotYet(LOCKED) from error
    except (pikepdf.PikepdfError, ValueError, TypeError, KeyError) as error:
        raise NotYet(DAMAGED) from error
    if not filled or (mended and not all(filled)):
        raise NotYet(DAMAGED)


def _picture(content: bytes, ending: str) -> bytes:
    kind, start = PICTURES[ending]
    if not content.startswith(start):
        raise _mismatch(ending)
    # WeasyPrint switches this on for the whole process when it is loaded; half a picture would pass for a whole one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(BytesIO(content), formats=[kind]) as taken:
            if taken.width * taken.height > MOST_PIXELS:
                raise NotYet(TOO_MANY_PIXELS)
            return _written(taken, kind)
    except TOO_LARGE_TO_OPEN as error:
        raise NotYet(TOO_MANY_PIXELS) from error
    except UNREADABLE_PICTURE as error:
        raise NotYet(NO_PICTURE) from error


def _written(taken: Image.Image, kind: str) -> bytes:
    """The first picture of a file, turned as it was held, in about the quality that it came in."""
    options: dict[str, object] = {}
    if isinstance(taken, JpegImageFile):
        options = {"qtables": taken.quantization, "subsampling": get_sampling(taken)}
    upright, written = ImageOps.exif_transpose(taken), BytesIO()
    upright.info = {name: taken.info[name] for name in KEPT_INFO if name in taken.info}
    upright.save(written, kind, icc_profile=upright.info.get("icc_profile"), **options)
    return written.getvalue()
