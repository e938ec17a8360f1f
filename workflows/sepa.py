"""What a SEPA credit transfer may say: the characters that every bank takes (EPC217-08), and how long a text may be."""

import re
from unicodedata import normalize

from text_unidecode import unidecode

NAME, REMITTANCE, IDENTIFIER = 70, 140, 35
"""The most characters of a name, of a remittance text and of an identification."""
GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"}
)
SIGNS = str.maketrans(
    {"&": "+", "*": ".", "_": "-", "–": "-", "—": "-", "„": "'", "“": "'", "”": "'", '"': "'", "@": "(at)"}
)
"""Signs that have a likeness among those that are taken (EPC217-08, chapter 6.3)."""
OTHERS = re.compile(r"[^A-Za-z0-9/?:().,'+ -]")


def in_sepa_characters(text: str, most: int) -> str:
    """The text in letters that every bank takes, at most so many; never empty, never with a slash at its ends.

    Umlauts are written out as German banks do it; letters of other scripts by their sound. What has no likeness becomes
    a full stop.
    """
    plain = unidecode(normalize("NFC", text).translate(GERMAN).translate(SIGNS))
    plain = OTHERS.sub(".", " ".join(plain.split()))
    plain = re.sub("/{2,}", "/", plain)[:most].strip(" /")
    return plain or "."
