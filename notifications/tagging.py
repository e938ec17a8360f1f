"""What WeasyPrint leaves to do for PDF/UA-1: the claim, header cells, page headers as artifacts, whole words."""

import io
import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode

PDFUA_SCHEMA = """
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
 <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
  <pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
  <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
   <pdfaProperty:name>part</pdfaProperty:name>
   <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
   <pdfaProperty:category>internal</pdfaProperty:category>
   <pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
  </rdf:li></rdf:Seq></pdfaSchema:property>
 </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
 <pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
"""
"""The claim of PDF/UA-1, and the description of it that PDF/A asks for (ISO 19005-2, 6.6.2.3)."""


_MARK = re.compile(rb"/\w+\n<</MCID (\d+)>>\nBDC")


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")
_SHAPED = re.compile("[\u0590-\u1fff\u2c00-\ufdff\ufe70-\ufefe]")
"""Scripts whose glyphs are joined, turned or reordered, so that their text cannot be read back from the glyphs."""


def accessible(raw: bytes, texts: list[str]) -> bytes:
    """Return the tagged PDF/A with what PDF/UA-1 asks for besides, compressed; the same bytes give the same bytes.

    ``texts`` are the pieces of text in the order of the structure tree, one for each piece that was drawn.
    """
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        tree = pdf.Root.StructTreeRoot
        read, drawn = set(), []
        for element, has_content in elements_of(tree):
            read.add(element.objgen)
            kind = element.S
            if kind == Name.TH:
                _tell_scope(element)
            if has_content and kind != Name.Figure:
                drawn.append(element)
        spoken = _speak(drawn, texts)
        owners = dict(zip(list(tree.ParentTree.Nums)[::2], list(tree.ParentTree.Nums)[1::2], strict=True))
        for page in pdf.pages:
            _mark(page, owners[page.StructParents], read, spoken)
        for font in pdf.objects:
            if isinstance(font, Dictionary) and Name.ToUnicode in font:
                _soften_hyphens(font.ToUnicode)
        xmp = pdf.Root.Metadata.read_bytes().decode()
        pdf.Root.Metadata.write(re.sub("(?=</rdf:RDF>)", PDFUA_SCHEMA, xmp, count=1).encode())
        pdf.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return out.getvalue()


def elements_of(tree: Object) -> Iterator[tuple[Object, bool]]:
    """Yield the structure elements below one, in reading order, and whether content hangs on them themselves."""
    waiting = [tree]
    while waiting:
        element = waiting.pop()
        children = element.get(Name.K, ())
        below = list(children) if isinstance(children, Array) else [children]
        if element is not tree:
            yield element, any(isinstance(child, int) for child in below)
        waiting += [
            child
            for child in reversed(below)
            if isinstance(child, Dictionary) and child.get(Name.Type) == Name.StructElem
        ]


def _tell_scope(element: Object) -> None:
    """Say of a header cell what it heads: its column in the table's head, its row elsewhere (7.5)."""
    if Name.A not in element:
        element.A = Dictionary(O=Name.Table)
    element.A.Scope = Name.Column if Name.THead == element.P.P.S else Name.Row


def _speak(drawn: list[Object], texts: list[str]) -> dict[tuple[int, int], str]:
    """Give each piece in a shaped script its text, and return those to stand at the glyphs, by structure element.

    Right-to-left ones do not: poppler takes the text at the glyphs for drawn order and turns it round.

    Raises ``ValueError`` if the pieces are not the ones of the tree.
    """
    spoken = {}
    for element, text in zip(drawn, texts, strict=True):
        if _SHAPED.search(text):
            element.ActualText = text
            if not _RIGHT_TO_LEFT.search(text):
                spoken[element.objgen] = text
    return spoken


def _mark(page: pikepdf.Page, owners: Object, read: set, spoken: dict[tuple[int, int], str]) -> None:
    """Turn running headers and footers into artifacts, and write the text of shaped scripts beside their glyphs.

    WeasyPrint marks headers but leaves them out of the tree (7.1). The text stands at the glyphs besides the
    structure element, because programs that copy text read only one of the two.
    """
    owned = [owner.objgen for owner in owners]
    loose = {mcid for mcid, owner in enumerate(owned) if owner not in read}

    def mark(match: re.Match[bytes]) -> bytes:
        mcid = int(match[1])
        if mcid in loose:
            return b"/Artifact\n<</Type /Pagination>>\nBDC"
        if owned[mcid] not in spoken:
            return match[0]
        text = ("\ufeff" + spoken[owned[mcid]]).encode("utf-16-be").hex().encode()
        return match[0].replace(b">>\nBDC", b" /ActualText <" + text + b">>>\nBDC")

    page.Contents.write(_MARK.sub(mark, page.Contents.read_bytes()))
    for mcid in loose:
        owners[mcid] = None


def _soften_hyphens(names: Object) -> None:
    """Let the hyphen at the end of a line be read as a soft one (14.8.2.2.3), so that copied words are whole."""
    names.write(re.sub(rb"(?i)(<[0-9a-f]{4}> )<2010>", rb"\1<00ad>", names.read_bytes()))
