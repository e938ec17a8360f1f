"""The letters' press: what a PDF claims and keeps, that its bytes repeat, and that it opens nothing."""

import io
import itertools
import os
import re
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest
from pdfua import Severity, Validator
from pikepdf import Name, pdfa

from grants.letters.basis import Brief
from notifications import documents, fonts, letters, printing
from tests.notifications.letter_samples import PROGRAMMES, SAMPLES, key_of
from tests.notifications.reading import elements, pages
from tests.pictures import once_in_a_run
from tests.tables import sampled

DAY = date(2026, 7, 13)
PLAIN = '<!doctype html><html lang="de-DE"><head><title>x</title></head><body><h1>Brief</h1>{}</body></html>'
LETTERS = sorted(name for name, given in SAMPLES.items() if isinstance(given, Brief))

# What pikepdf's allow-list does not know: resources that WeasyPrint lists but leaves empty, level A above its own B,
# and the description of PDF/UA's claim, which ISO 19005-2, 6.6.2.3 asks for.
NOT_KNOWN_TO_THE_CHECK = re.compile(
    r"patterns are not supported|shadings are not supported|pdfaid:conformance is 'A'"
    r"|XMP namespace pdfa(Extension|Schema|Property)=|XMP property (pdfaExtension:schemas|pdfuaid:part)"
)


def press(html: str, number: str = "WIR2-2026-0042-01") -> bytes:
    return documents.render(html, number=number, title="Brief · WIR2-2026-0042", made_at=DAY)


class Printed(dict[str, bytes]):
    """Samples as PDF, each made once in a run when it is first asked for."""

    def __missing__(self, name: str) -> bytes:
        self[name] = once_in_a_run(f"printed {name}", lambda: press(write(name).html))
        return self[name]


@pytest.fixture(scope="module")
def printed():
    return Printed()


def write(name: str) -> letters.Composed:
    number = "WIR2-2026-0042-01"
    return letters.compose(key_of(name), PROGRAMMES[name], SAMPLES[name], number=number, made_on=DAY)


@pytest.mark.parametrize("name", sampled(LETTERS))
def test_letter_claims_pdfa_2a_and_pdfua_1(printed, name):
    with pikepdf.open(io.BytesIO(printed[name])) as pdf:
        xmp = pdf.Root.Metadata.read_bytes().decode()
        assert re.search(r"pdfaid:part\W+2\b", xmp)
        assert re.search(r"pdfaid:conformance\W+A\b", xmp)
        assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
        assert "http://www.aiim.org/pdfua/ns/id/" in xmp.split("pdfaSchema:namespaceURI")[1]
        assert str(pdf.Root.Lang) == "de-DE"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo.Title) == "Brief · WIR2-2026-0042"
        assert pdf.check_pdf_syntax() == []


@pytest.mark.parametrize("name", sampled(LETTERS))
def test_letter_passes_the_validators(printed, tmp_path, name):
    file = tmp_path / "letter.pdf"
    file.write_bytes(printed[name])
    report = Validator().validate(file)
    assert [finding for finding in report.findings if finding.severity is Severity.ERROR] == []
    with pikepdf.open(file) as pdf:
        findings = [finding.message for finding in pdfa.check(pdf, "2b").findings]
    assert [message for message in findings if not NOT_KNOWN_TO_THE_CHECK.match(message)] == []


def test_validators_find_a_letter_that_is_broken(printed, tmp_path):
    file = tmp_path / "broken.pdf"
    with pikepdf.open(io.BytesIO(printed["nachforderung"])) as pdf:
        del pdf.Root.Lang, pdf.Root.StructTreeRoot, pdf.Root.OutputIntents
        pdf.save(file)
    assert any(finding.severity is Severity.ERROR for finding in Validator().validate(file).findings)
    with pikepdf.open(file) as pdf:
        findings = [finding.message for finding in pdfa.check(pdf, "2b").findings]
    assert [message for message in findings if not NOT_KNOWN_TO_THE_CHECK.match(message)]


@pytest.mark.parametrize("name", sampled(LETTERS))
def test_fonts_are_ours_and_embedded(printed, name):
    with pikepdf.open(io.BytesIO(printed[name])) as pdf:
        fonts = [
            part for part in pdf.objects if isinstance(part, pikepdf.Dictionary) and "/FontDescriptor" in part
        ]
        assert fonts
        for font in fonts:
            assert re.fullmatch(r"/[A-Z]{6}\+(Fira-Sans|Noto-Sans)(-[A-Za-z-]+)?", str(font.BaseFont))
            assert any(key in font.FontDescriptor for key in ("/FontFile2", "/FontFile3"))


def test_other_programs_keep_their_fonts():
    """A Chromium that this process starts crashes where fontconfig knows the letters' fonts alone."""
    command = [sys.executable, "-c", "import os; print(os.environ.get('FONTCONFIG_FILE'))"]
    printing._press.cache_clear()
    before = subprocess.run(command, capture_output=True, check=True).stdout
    printing.render(PLAIN.format(""), number="D-1", title="Brief", made_at="2026-07-13T00:00:00Z")
    assert subprocess.run(command, capture_output=True, check=True).stdout == before


def test_letters_missing_from_fira_come_from_noto_and_no_other_font():
    pdf = press(PLAIN.format("<p>H\u2010Bindestrich, ẞ, Ķirsons, Đỗ, Иванов</p>"))
    with pikepdf.open(io.BytesIO(pdf)) as file:
        names = {
            str(part.BaseFont).split("+")[1]
            for part in file.objects
            if isinstance(part, pikepdf.Dictionary) and "/FontDescriptor" in part
        }
    assert {name.split("-Sans")[0] for name in names} == {"Fira", "Noto"}


@pytest.mark.parametrize("name", sampled(LETTERS))
def test_running_headers_are_artifacts_and_all_else_is_read(printed, name):
    with pikepdf.open(io.BytesIO(printed[name])) as pdf:
        tree = pdf.Root.StructTreeRoot
        read = {element.objgen for element in elements(tree)}
        numbers = list(tree.ParentTree.Nums)
        owners = dict(zip(numbers[::2], numbers[1::2], strict=True))
        for page in pdf.pages:
            content = page.Contents.read_bytes()
            marked = {int(mcid) for mcid in re.findall(rb"MCID (\d+)", content)}
            assert content.count(b"/Type /Pagination") >= 2
            assert all(owners[page.StructParents][mcid].objgen in read for mcid in marked)


@pytest.mark.parametrize("name", sampled(LETTERS))
def test_headings_and_header_cells_are_tagged(printed, name):
    with pikepdf.open(io.BytesIO(printed[name])) as pdf:
        found = list(elements(pdf.Root.StructTreeRoot))
        levels = [int(str(element.S)[2:]) for element in found if re.fullmatch(r"/H\d", str(element.S))]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
        assert all("/Scope" in element.A for element in found if element.S == Name.TH)
        figures = [str(element.Alt) for element in found if Name.Figure == element.S]
        assert [
            text for text in figures if text.startswith("Stand des Verfahrens: Beratung (erledigt)")
        ] == figures


@pytest.mark.rest
def test_bytes_repeat_in_this_process_and_in_another(printed):
    html = write("nachforderung").html
    again = press(html)
    assert again == printed["nachforderung"]
    code = (
        "import sys, django; django.setup()\n"
        "from datetime import date\nfrom hashlib import sha256\nfrom notifications import documents\n"
        "documents.render('<html lang=de><p>ein anderer Brief</p>', number='x', title='x', made_at=date(2020, 1, 1))\n"
        "pdf = documents.render(sys.stdin.read(), number='WIR2-2026-0042-01', title='Brief · WIR2-2026-0042',"
        " made_at=date(2026, 7, 13))\nprint(sha256(pdf).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code], input=html, env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONUTF8": "1"},
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert other.stdout.strip() == sha256(again).hexdigest()


def test_number_and_date_are_kept_in_the_file():
    number, title, moment = (
        "WIR2-2026-0042-02",
        "Brief · WIR2-2026-0042",
        datetime(2026, 7, 13, 12, tzinfo=UTC),
    )
    one = press(PLAIN.format("a"))
    assert one != press(PLAIN.format("a"), number=number)
    later = documents.render(PLAIN.format("a"), number="WIR2-2026-0042-01", title=title, made_at=moment)
    assert one != later
    with pikepdf.open(io.BytesIO(one)) as first, pikepdf.open(io.BytesIO(later)) as second:
        assert str(first.docinfo.CreationDate).startswith("D:20260713000000")
        assert str(second.docinfo.CreationDate).startswith("D:20260713120000")
        assert "<xmp:CreateDate>2026-07-13T12:00:00+00:00" in second.Root.Metadata.read_bytes().decode()


FOREIGN = (
    "http://169.254.169.254/latest/meta-data",
    "https://beispiel.example/x.png",
    "ftp://beispiel.example/x.png",
    "file:///etc/passwd",
    "file://server/share/x.png",
    "file://{fonts}/../../../../../../../../../etc/passwd",
    "file://{fonts}/%2e%2e/%2e%2e/%2e%2e/package.json",
    "FILE:///etc/passwd",
    "jar:file:///etc/passwd",
)


@pytest.mark.parametrize("address", FOREIGN)
@pytest.mark.parametrize(
    "tag",
    [
        '<img alt="" src="{}">',
        '<style>p {{ background: url("{}") }}</style><p>x</p>',
        '<link rel=stylesheet href="{}">',
    ],
)
def test_foreign_address_stops_the_letter(address, tag):
    from weasyprint.urls import FatalURLFetchingError

    html = PLAIN.format(tag.format(address.format(fonts=fonts.fallback_folder())))
    with pytest.raises(FatalURLFetchingError, match="keine fremde Adresse"):
        printing.render(html, number="D-1", title="Brief", made_at="2026-07-13T00:00:00Z")


def test_fetcher_opens_our_fonts_and_data():
    fetch = printing._fetcher(fonts.folders())
    font = fonts.faces()[0].file
    with closing(fetch(font.as_uri())) as unpacked:
        assert unpacked.read(4) == b"\x00\x01\x00\x00"
    assert fetch("data:text/plain,Mittelweg").read() == b"Mittelweg"


def test_link_out_of_our_folder_is_not_followed(tmp_path):
    (tmp_path / "font.woff2").symlink_to("/etc/passwd")
    assert not printing._below((tmp_path / "font.woff2").as_uri(), (tmp_path,))
    (tmp_path / "own.woff2").write_bytes(b"x")
    assert printing._below((tmp_path / "own.woff2").as_uri(), (tmp_path,))


@pytest.mark.parametrize("name", sampled(LETTERS))
def test_every_page_bears_its_number(printed, name):
    texts = pages(printed[name])
    for index, text in enumerate(texts, start=1):
        assert f"Seite {index} von {len(texts)}" in text
        assert "Dokument WIR2-2026-0042-01" in text
        assert index == 1 or f"Aktenzeichen {SAMPLES[name].case_number}" in text


def test_mail_address_breaks_nowhere_but_before_its_at_sign():
    address = "zuwendungen-integration@hannover-stadt.example"
    given = SAMPLES["nachforderung"]
    given = replace(given, contact=replace(given.contact, email=address))
    composed = letters.compose("nachforderung", "wir20-kleinprojekt", given, number="D-1", made_on=DAY)
    first = pages(press(composed.html))[0]
    assert "zuwendungen-integration" in first
    assert "@hannover-stadt.example" in first
