"""Texts as they are compared: without capitals, accents and umlauts, so that both databases search and sort alike."""

import re
from unicodedata import combining, normalize

DIGRAPHS = re.compile("([aou])e")
"""Who has no umlauts on the keyboard writes „Mueller“; folded, both spellings are the same."""


def plain(text: str) -> str:
    """Small letters without accents, one space between words: ``Straße`` is ``strasse``, ``Özdemir`` is ``ozdemir``."""
    bare = "".join(sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))
    return " ".join(bare.split())


def folded(text: str) -> str:
    """The same for searching, where ``ae``, ``oe`` and ``ue`` are as good as umlauts."""
    return DIGRAPHS.sub(r"\1", plain(text))
