"""What a password must not be made of: the words of this house, and rows of signs; whoever guesses tries them first."""

import re
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError

HOUSE_WORDS = (
    "mittelweg", "gesellschaftsfonds", "zusammenleben", "nachbarschaft", "kleinprojekt", "grossprojekt", "großprojekt",
    "kuratorium", "arbeitsausschuss", "verwendungsnachweis", "zuwendung", "förderung", "foerderung", "fördermittel",
    "antrag", "bescheid", "landeshauptstadt", "hannover", "verein", "passwort", "password", "kennwort", "geheim",
    "willkommen", "wir2.0", "wir20", "gfz",
)  # fmt: skip
"""Names of the product, its funds and bodies, the city, and what stands for a password in German."""
LEAST_BESIDE = 8
"""Different signs that must be left when these words are taken out."""
ROWS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertzuiopü",
    "qwertyuiop",
    "asdfghjklöä",
    "yxcvbnm",
    "zxcvbnm",
)
FEWEST_JUMPS = 4
"""Places at which the next sign is neither the same one nor its neighbour in one of these rows."""
_WORDS = re.compile("|".join(map(re.escape, sorted(HOUSE_WORDS, key=len, reverse=True))), re.IGNORECASE)
_NEIGHBOURS = frozenset(two for row in ROWS for way in (row, row[::-1]) for two in pairwise(way))


class NotGuessed:
    """``AUTH_PASSWORD_VALIDATORS``: neither a word of the house with a year behind it, nor 123456789012."""

    def validate(self, password: str, user: Any = None) -> None:
        """ValidationError with the reason."""
        beside = _WORDS.sub("", password)
        if beside != password and len(set(beside)) < LEAST_BESIDE:
            raise ValidationError(
                "Das Passwort besteht fast nur aus Wörtern, die hier jeder als erste errät.",
                code="house_words",
            )
        steps = pairwise(password.lower())
        if sum(one != two and (one, two) not in _NEIGHBOURS for one, two in steps) < FEWEST_JUMPS:
            raise ValidationError(
                "Das Passwort besteht fast nur aus einer Reihe wie 12345 oder aus gleichen Zeichen.",
                code="row",
            )

    def get_help_text(self) -> str:
        """What stands at the field."""
        return "Es besteht nicht fast nur aus Wörtern wie „Hannover“ oder einer Reihe wie 12345."
