"""What a letter looks like as pages: captions stay with their tables, names keep their room, one style of dates."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from grants.letters.rueckforderungsbescheid import InterestLine
from notifications import documents, letters
from tests.notifications.letter_samples import PARTIAL, PROGRAMMES, SAMPLES, key_of
from tests.notifications.reading import boxes, pages

pytestmark = pytest.mark.rest

DAY = date(2026, 7, 13)
LINE = InterestLine(
    start=DAY, end=DAY, days=1, amount=Decimal("1.00"), percent=Decimal("6.27"), interest=Decimal("0.01")
)
LONG = {
    "nachforderung": (
        "Was noch fehlt",
        {"missing": tuple(f"Zeile {n}" for n in range(60))},
    ),
    "rueckforderungsbescheid": ("Berechnung der Zinsen", {"sheet": (LINE,) * 60}),
    "berichtigung": ("", {"wrong": "Zeile " * 900, "right": "Zeile " * 900}),
}


def press(key: str, given) -> bytes:
    composed = letters.compose(key, "wir20-kleinprojekt", given, number="D-1", made_on=DAY)
    return documents.render(composed.html, number="D-1", title="Brief", made_at=DAY)


def test_caption_stands_with_the_first_row_of_a_long_table():
    wrong = []
    for key, (caption, changes) in LONG.items():
        pdf = press(key, replace(SAMPLES[key], **changes))
        row = "13. Juli 2026 bis" if key == "rueckforderungsbescheid" else "Zeile"
        texts = [" ".join(text.replace("\xa0", " ").split()) for text in pages(pdf)]
        wrong += [
            f"{key}: {text[-300:]}" for text in texts if caption and caption in text and row not in text
        ]
    assert not wrong, "\n".join(wrong)


def test_signatures_of_long_names_leave_room_to_sign():
    names = ("Dr. Maximiliane-Alexandrina von Musterberg-Beispielhausen zu Hohenfels", "Ali Ö")
    pdf = press("zuwendungsbescheid", replace(PARTIAL, signatories=names))
    found = 0
    for page in range(len(pages(pdf))):
        heads = {
            text.strip(): x
            for x, _, _, text in boxes(pdf, page)
            if text.strip() in ("Ort, Datum", "Unterschrift")
        }
        if "Ort, Datum" in heads:
            found += 1
            assert heads["Unterschrift"] - heads["Ort, Datum"] > 40  # mm
            assert 185 - heads["Unterschrift"] > 40
    assert found == 3  # Mittelabruf, Rechtsbehelfsverzicht, Verwendungsnachweis


def test_name_of_a_round_is_not_divided():
    name = "Sommerausschreibungsrunde Stadtteilentwicklungsperspektiven Nachbarschaftsbegegnungen 2026"
    pdf = press("nachforderung", replace(SAMPLES["nachforderung"], round=name))
    text = pages(pdf)[0]
    assert all(word in text for word in name.split())


def test_letters_have_one_style_of_dates():
    """Figures like 13.07.2026 stand in no template and in no text that letter facts are made of."""
    root = Path(letters.__file__).parents[1]
    sources = [*root.glob("notifications/templates/letters/**/*.*"), *root.glob("grants/letters/*.py")]
    assert len(sources) > 40
    found = [str(file) for file in sources if re.search(r"short_da|%d\.%m", file.read_text(encoding="utf-8"))]
    assert not found
    for key in SAMPLES:
        html = letters.compose(key_of(key), PROGRAMMES[key], SAMPLES[key], number="D", made_on=DAY).html or ""
        assert not re.search(r"\d\d\.\d\d\.\d{4}", html), key


def test_signature_does_not_stand_alone_on_a_page():
    for count in range(14, 22):
        given = replace(SAMPLES["nachforderung"], missing=tuple(f"Nr {n}" for n in range(count)))
        last = pages(press("nachforderung", given))[-1]
        assert "Mit freundlichen" not in last or len(last.split("Mit freundlichen")[0].split()) > 25
