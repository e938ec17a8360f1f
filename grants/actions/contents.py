"""What is really in an uploaded file: office documents by their parts, pictures without their metadata."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

MOST_PARTS = 2000
MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes. A document of 10 MB that claims more is a bomb."""
PARTS = {
    "docx": ("[Content_Types].xml", "word/document.xml"),
    "xlsx": ("[Content_Types].xml", "xl/workbook.xml"),
    "odt": ("mimetype", "content.xml"),
}
JPEG_METADATA = (*range(0xE1, 0xEE), 0xEF, 0xFE)
"""APP1 to APP13 and APP15 (Exif with the place, XMP, IPTC) and comments; APP0 and APP14 say how to read the colours."""
JPEG_NEEDED = (0xE2,)
"""APP2 holds the colour profile."""
PNG_KEPT = (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs")


def is_document(content: bytes, ending: str) -> bool:
    """Whether a zipped document has the parts of its kind, no macros, and unpacks to a sane size; others pass."""
    if ending not in PARTS:
        return True
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
    except (BadZipFile, ValueError, NotImplementedError):
        return False
    names = {part.filename for part in parts}
    sane = len(parts) <= MOST_PARTS and sum(part.file_size for part in parts) <= MOST_UNPACKED
    macros = any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names)
    return sane and not macros and names.issuperset(PARTS[ending])


def without_metadata(content: bytes) -> bytes:
    """A JPG or PNG without Exif, places, comments and anything behind its end; what cannot be read stays as it is."""
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(content)
    return content


def _jpeg(content: bytes) -> bytes:
    kept, place = [content[:2]], 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker, end = content[place + 1], place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        if marker == 0xDA:  # the picture itself, up to its last end mark
            last = content.rfind(b"\xff\xd9")
            return b"".join([*kept, content[place : last + 2 if last > place else None]])
        if marker not in JPEG_METADATA or marker in JPEG_NEEDED:
            kept.append(content[place:end])
        place = end
    return content


def _png(content: bytes) -> bytes:
    kept, place = [content[:8]], 8
    while place + 12 <= len(content):
        end = place + 12 + int.from_bytes(content[place : place + 4], "big")
        kind = content[place + 4 : place + 8]
        if kind in PNG_KEPT:
            kept.append(content[place:end])
        if kind == b"IEND":
            return b"".join(kept)
        place = end
    return content
