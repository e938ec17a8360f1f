"""Signs that nobody sees: which of them a name or a text may hold."""

import re
from unicodedata import category, name, normalize

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
"""Signs that turn around what stands beside them, and whole words written in unseen letters: in no text."""
JOINERS = "\u200c\u200d"
"""Persian, Indic scripts and composed pictures need them between two signs; Latin letters never do."""
LAST_LATIN = "\u024f"
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0")
"""Fillers that Unicode counts as letters or marks, and that show nothing."""
ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})
"""Scripts that share the shapes of letters: a word of two of them is made to be taken for another."""
PARTS = re.compile(r"[\s\-‐–'’.,/()]+")
UNSEEN = "Cf"
"""Unicode's category of format characters: direction marks, soft hyphens, spaces without width."""


def unseen_in_name(text: str) -> int | None:
    """Where in a name or title the first sign stands that nobody sees; ``None`` if all can be seen."""
    return next(
        (place for place, sign in enumerate(text) if _is_unseen(sign) and not _joins(text, place)), None
    )


def unseen_in_text(text: str) -> int | None:
    """The same for a text of several lines, where soft hyphens and marks of Arabic or Hebrew words may stay."""
    found = TURNING.search(text)
    return found.start() if found else None


def disguised_in_name(text: str) -> str | None:
    """The first word of a name that looks like another: letters of two scripts in it, or ornamental ones."""
    return next((word for word in PARTS.split(text) if _is_disguised(word)), None)


def _is_disguised(word: str) -> bool:
    letters = [sign for sign in word if category(sign).startswith("L") and category(sign) != "Lm"]
    ornamental = any(sign > LAST_LATIN and normalize("NFKC", sign)[:1].isascii() for sign in letters)
    scripts = {script for sign in letters if (script := name(sign, "").partition(" ")[0]) in ALIKE}
    return ornamental or len(scripts) > 1


def without_unseen(text: str) -> str:
    """The text without all such signs: for what is only read, not kept."""
    return "".join(sign for sign in text if not _is_unseen(sign))


def _is_unseen(sign: str) -> bool:
    return sign in BLANK or category(sign) == UNSEEN


def _joins(text: str, place: int) -> bool:
    between = 0 < place < len(text) - 1
    return (
        between and text[place] in JOINERS and text[place - 1] > LAST_LATIN and not text[place + 1].isspace()
    )
