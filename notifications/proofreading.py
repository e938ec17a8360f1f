"""Proofreading: what a letter's HTML must bring into its PDF, counted on both sides. Nothing of WeasyPrint is asked."""

import io
import re
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable

import pikepdf
from pikepdf import Name

from notifications.tagging import elements_of

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
PARTS = {
    "img": "Bild",
    "table": "Tabelle",
    "li": "Listenpunkt",
    **dict.fromkeys(HEADINGS, "Überschrift"),
    **dict.fromkeys(("input", "select", "textarea"), "Formularfeld"),
}
"""Tag → what it is called."""
ELEMENTS = {
    "/Figure": "Bild",
    "/Table": "Tabelle",
    "/LI": "Listenpunkt",
    **{f"/{tag.upper()}": "Überschrift" for tag in HEADINGS},
}
"""Element of the PDF's structure → what it is called."""
MARKS = ("PDF/A-2a", "PDF/UA-1")
TAG = re.compile(r"<([a-z]+[1-6]?)\b([^>]*)>")
DRAWING = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]*)")
SHAPE = re.compile(rb"<(?:path|circle|text)\b")
FIGURE = re.compile(rb"/Figure\n<</MCID \d+>>\nBDC(.*?)\nEMC", re.DOTALL)
PAINTED = re.compile(rb"^(?:[SsfBb]\*?|/\S+ Do)$", re.MULTILINE)
"""Operators that bring something onto the page (ISO 32000-1, tables 60 and 87)."""


def faults(html: str, pdf: bytes, *, title: str) -> list[str]:
    """Return what the letter's PDF lacks of what its HTML asks for, in German; an empty list if it is whole.

    Compared are the title, the marks of PDF/A and PDF/UA, and the number of pages, headings, tables, items of lists,
    pictures, strokes and words painted in them, form fields and attached files. More than expected is no fault: what
    runs over the end of a page counts on both, and only annexes say that they begin a page.
    """
    expected = _wanted(html) + Counter([f"Titel „{title}“", *MARKS])
    try:
        with pikepdf.open(io.BytesIO(pdf)) as file:
            found = _found(file)
    except pikepdf.PdfError as broken:
        return [f"keine lesbare PDF-Datei ({broken})"]
    return [f"{name}: {expected[name]} erwartet, {found[name]} gefunden" for name in expected - found]


def _wanted(html: str) -> Counter[str]:
    """Count what a letter must contain. What people wrote is escaped in it, so every tag is one of ours."""
    parts = Counter(["Seite"])
    for tag, said in TAG.findall(html):
        if tag in PARTS:
            parts[PARTS[tag]] += 1
        if tag == "img":
            parts["Strich oder Wort in Bildern"] += _shapes(said)
        parts["Datei im Anhang"] += 'rel="attachment"' in said
        parts["Seite"] += 'class="anlage"' in said
    return parts


def _shapes(said: str) -> int:
    """How often a picture paints: each shape and each piece of text of a drawing, a photograph once."""
    drawing = DRAWING.search(said)
    return len(SHAPE.findall(b64decode(drawing[1]))) if drawing else 1


def _found(file: pikepdf.Pdf) -> Counter[str]:
    xmp = file.Root.Metadata.read_bytes()
    found = Counter([f"Titel „{file.docinfo.get(Name.Title, '')}“", *_marks(xmp)])
    for element, _ in elements_of(file.Root.StructTreeRoot):
        found[ELEMENTS.get(str(element.S), "")] += 1
    found["Seite"] = len(file.pages)
    found["Strich oder Wort in Bildern"] = sum(_painted(page) for page in file.pages)
    form = file.Root.get(Name.AcroForm)
    found["Formularfeld"] = len(form.Fields) if form is not None else 0
    found["Datei im Anhang"] = len(file.attachments)
    return found


def _marks(xmp: bytes) -> Iterable[str]:
    if re.search(rb"pdfaid:part\W+2\b", xmp) and re.search(rb"pdfaid:conformance\W+A\b", xmp):
        yield MARKS[0]
    if b"<pdfuaid:part>1</pdfuaid:part>" in xmp:
        yield MARKS[1]


def _painted(page: pikepdf.Page) -> int:
    return sum(len(PAINTED.findall(figure)) for figure in FIGURE.findall(page.Contents.read_bytes()))
