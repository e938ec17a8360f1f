"""Names in the scripts of the world: a font for each, right-to-left text in its order, and words that can be copied."""

import io
import re
import subprocess
import unicodedata
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from grants.letters.basis import Recipient
from notifications import direction, documents, fonts, letters
from tests.notifications.letter_samples import SAMPLES
from tests.notifications.reading import elements

pytestmark = pytest.mark.rest

DAY = date(2026, 7, 13)
NAMES = {
    "Noto-Sans-Arabic": "محمد العلي",
    "Noto-Sans-Hebrew": "אברהם לוי",
    "Noto-Sans-Georgian": "გიორგი ბერიძე",
    "Noto-Sans-Armenian": "Վարդան Պետրոսյան",
    "Noto-Sans-Ethiopic": "አበበ ቢቂላ",
    "Noto-Sans-Devanagari": "राम कुमार शर्मा",
    "Noto-Sans-Bengali": "রহিম উদ্দিন",
    "Noto-Sans-Tamil": "தமிழ்ச்செல்வன்",
    "Noto-Sans-Sinhala": "සිංහල කුමාර",
    "Noto-Sans-Thai": "สมชาย ใจดี",
    "WenQuanYi-Micro-Hei": "张伟 山田さくら 김철수",
}


def press(name: str, *more: str) -> bytes:
    """The letter that asks for documents, to this recipient."""
    given = replace(
        SAMPLES["nachforderung"],
        recipient=Recipient(lines=(name, *more, "30449 Hannover"), salutation=f"Guten Tag {name},"),
        title=f"Fest mit {name}",
    )
    composed = letters.compose("nachforderung", "wir20-kleinprojekt", given, number="D-1", made_on=DAY)
    return documents.render(composed.html, number="D-1", title="Brief", made_at=DAY)


def tool(pdf: bytes, tmp_path, *command: str) -> str:
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf)
    done = subprocess.run([command[0], *command[1:], str(file), *(["-"] if command[0] == "pdftotext" else [])],
                          capture_output=True, text=True, check=True)  # fmt: skip
    return done.stdout


def families(pdf: bytes, tmp_path) -> set[str]:
    listed = tool(pdf, tmp_path, "pdffonts").splitlines()[2:]
    assert all(
        line.split()[-5:-2] == ["yes", "yes", "yes"] for line in listed
    )  # embedded, as subsets, readable
    return {re.sub(r"-(Bold|Italic|Semi-Bold)$", "", line.split()[0].split("+")[1]) for line in listed}


def read(pdf: bytes, tmp_path) -> str:
    """The text as a copy gives it: without the marks of direction that pdftotext adds."""
    text = "".join(char for char in tool(pdf, tmp_path, "pdftotext") if unicodedata.category(char) != "Cf")
    return " ".join(text.split())


def test_each_script_has_its_font_in_the_letter_and_reads_as_typed(tmp_path):
    pdf = press(*NAMES.values())
    assert families(pdf, tmp_path) >= {"Fira-Sans", *NAMES}
    text = read(pdf, tmp_path)
    assert "?" not in text
    assert "keine Schrift" not in text
    with pikepdf.open(io.BytesIO(pdf)) as file:
        told = [str(part.ActualText) for part in elements(file.Root.StructTreeRoot) if "/ActualText" in part]
    turned = (
        "Noto-Sans-Arabic",
        "Noto-Sans-Hebrew",
    )  # programs that read glyphs have their own ways with these
    plain = ("Noto-Sans-Armenian",)  # letter by letter, like Latin
    wrong = [name for family, name in NAMES.items() if family not in turned and name not in text]
    wrong += [name for family, name in NAMES.items() if family not in plain and name not in told]
    assert not wrong, f"{wrong}\n{text}\n{told}"


def test_fonts_of_other_scripts_are_embedded_only_where_used(tmp_path):
    assert families(press("Žofie Đỗ Иванова"), tmp_path) <= {"Fira-Sans", "Noto-Sans"}


def test_right_to_left_lines_keep_their_order_and_leave_the_german_text_alone():
    assert direction.set_apart("شارع 5 (هانوفر)") == "\u2068شارع 5 (هانوفر)\u2069"
    mixed = direction.set_apart("Verein محمد العلي, 30449 Hannover")
    assert mixed == "Verein \u2068محمد العلي\u2069, 30449 Hannover"
    assert direction.set_apart(Recipient(lines=("\u2068לוי", "x"))).lines == ("\u2068לוי\u2069", "x")
    page = f'<title>{mixed}</title><body data-x="{mixed}"><p>{mixed}</p>'
    assert direction.as_elements(page) == (
        '<title>Verein محمد العلي, 30449 Hannover</title><body data-x="Verein محمد العلي, 30449 Hannover">'
        '<p>Verein <bdi dir="rtl">محمد العلي</bdi>, 30449 Hannover</p>'
    )


def test_number_after_a_right_to_left_name_stays_behind_it(tmp_path):
    """In the page „Fest mit <name>“ ends with a closing quote, and no digit of a line is drawn inside the name."""
    pdf = press("محمد العلي", "شارع 5")
    text = tool(pdf, tmp_path, "pdftotext", "-bbox")
    places = {word: float(x) for x, word in re.findall(r'xMin="([\d.]+)".*?>([^<]+)</word>', text)}
    assert places["30449"] < places["Hannover"]


def test_sign_without_a_font_is_spelled_and_the_letter_says_so_once(tmp_path):
    text = read(press("ខ្មែរ Verein 🍲"), tmp_path)
    assert text.count("Für diese Schriftzeichen hat dieser Brief keine Schrift") == 1
    assert "kha" in text
    assert "KHMER LETTER KHA" in text
    assert "Schreibweise in lateinischen Buchstaben" in text
    assert "keine Schrift" not in read(press("Müller"), tmp_path)


def test_machine_without_the_east_asian_font_says_what_it_cannot_show(settings, tmp_path):
    settings.LETTER_FONT_ROOTS = [tmp_path]
    fonts._covered.cache_clear()
    fonts._shown.cache_clear()
    try:
        assert fonts.east_asian() is None
        assert "CJK UNIFIED IDEOGRAPH-5F20" in fonts.missing_note("张")
        assert fonts.printable("张") == "?"
    finally:
        fonts._covered.cache_clear()
        fonts._shown.cache_clear()


def test_printable_shows_what_fonts_have_and_drops_direction_marks():
    assert fonts.printable("Žďár ẞ 5 € „ja“ – Đỗ") == "Žďár ẞ 5 € „ja“ – Đỗ"
    assert fonts.printable("a\u202eb\u2066c\u200fd\u0007e") == "abcde"
    assert fonts.printable("Kochen 🍲 und 字") == "Kochen ? und 字"
    assert fonts.printable("علی\u200cرضا a\u200cb") == "علی\u200cرضا ab"


def test_words_divided_at_the_end_of_a_line_are_copied_whole(tmp_path):
    words = "Nachbarschaftshilfezuwendungsbescheid Rechtsbehelfsverzichtserklärung Kosten-Nutzen-Untersuchung"
    html = f'<html lang="de-DE"><body><main><p style="width: 55mm">{words} {words}</p></main></body></html>'
    pdf = documents.render(html, number="x", title="x", made_at=DAY)
    text = tool(pdf, tmp_path, "pdftotext", "-raw")
    divided = re.sub("\u00ad\\s*", "", text).split("Dokument")[0]
    assert "\u00ad" in text  # a soft hyphen: programs that copy or read aloud leave it out
    assert " ".join(divided.replace("-\n", "-").split()) == f"{words} {words}"


def test_missing_fonts_are_told_in_a_sentence(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    with pytest.raises(fonts.FontsMissing, match="npm ci"):
        fonts.faces()
