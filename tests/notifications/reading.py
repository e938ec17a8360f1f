"""Reads a letter as a person would: text without running headers, squeezed so that line ends do not matter."""

import io
import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name
from pypdf import PdfReader


def squeeze(text: str) -> str:
    """Return the text without spaces and hyphens, which line ends add and take."""
    return re.sub(r"[\s\u00a0\u00ad\u200b-]+", "", text)


def pages(pdf: bytes) -> list[str]:
    """Return each page's text as it is drawn."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def words(pdf: bytes) -> str:
    """Return all text, squeezed, in reading order, without running headers and footers."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for page in file.pages:
            content = page.Contents.read_bytes()
            page.Contents.write(
                re.sub(rb"/Artifact\n<</Type /Pagination>>\nBDC.*?EMC", b"", content, flags=re.DOTALL)
            )
        out = io.BytesIO()
        file.save(out)
    return squeeze("".join(pages(out.getvalue())))


def elements(element) -> Iterator[Dictionary]:
    """Yield the structure elements below one, in reading order."""
    children = element.get(Name.K, Array())
    for child in children if isinstance(children, Array) else [children]:
        if isinstance(child, Dictionary) and child.get(Name.Type) == Name.StructElem:
            yield child
            yield from elements(child)


def boxes(pdf: bytes, page: int) -> list[tuple[float, float, float, str]]:
    """Return (x, y from the top, font size, text) in mm and points of each piece of text on a page."""
    found: list[tuple[float, float, float, str]] = []

    def visit(text, cm, tm, _font, size):
        if text.strip():
            x = tm[4] * cm[0] + cm[4]
            y = tm[5] * cm[3] + cm[5]
            found.append((x / 72 * 25.4, 297 - y / 72 * 25.4, size * cm[0], text))

    PdfReader(io.BytesIO(pdf)).pages[page].extract_text(visitor_text=visit)
    return found
