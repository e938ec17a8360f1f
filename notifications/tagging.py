"""What WeasyPrint leaves to do for PDF/UA-1: the claim, the scope of header cells, page headers as artifacts."""

import io
import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

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


def accessible(raw: bytes) -> bytes:
    """Return the tagged PDF/A with what PDF/UA-1 asks for besides; the same bytes in give the same bytes out."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        tree = pdf.Root.StructTreeRoot
        read = set()
        for element in _elements(tree):
            read.add(element.objgen)
            _tell_scope(element)
        owners = dict(zip(list(tree.ParentTree.Nums)[::2], list(tree.ParentTree.Nums)[1::2], strict=True))
        for page in pdf.pages:
            _mark_artifacts(page, owners[page.StructParents], read)
        xmp = pdf.Root.Metadata.read_bytes().decode()
        pdf.Root.Metadata.write(re.sub("(?=</rdf:RDF>)", PDFUA_SCHEMA, xmp, count=1).encode())
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _elements(element: Object) -> Iterator[Object]:
    """Yield the structure elements below one, in reading order."""
    children = element.get(Name.K, Array())
    for child in children if isinstance(children, Array) else [children]:
        if isinstance(child, Dictionary) and child.get(Name.Type) == Name.StructElem:
            yield child
            yield from _elements(child)


def _tell_scope(element: Object) -> None:
    """Say of a header cell what it heads: its column in the table's head, its row elsewhere (7.5)."""
    if element.S == Name.TH:
        if Name.A not in element:
            element.A = Dictionary(O=Name.Table)
        element.A.Scope = Name.Column if Name.THead == element.P.P.S else Name.Row


def _mark_artifacts(page: pikepdf.Page, owners: Object, read: set) -> None:
    """Turn running headers and footers into artifacts: WeasyPrint marks them but leaves them out of the tree (7.1)."""
    loose = {mcid for mcid, owner in enumerate(owners) if owner.objgen not in read}

    def mark(match: re.Match[bytes]) -> bytes:
        return b"/Artifact\n<</Type /Pagination>>\nBDC" if int(match[1]) in loose else match[0]

    page.Contents.write(_MARK.sub(mark, page.Contents.read_bytes()))
    for mcid in loose:
        owners[mcid] = None
