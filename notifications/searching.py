"""Finding the post of a case by its words, of an address, of a letter by its name or number; each word by an index."""

from collections.abc import Collection

from django.db.models import Q

from grants.access import applications_visible_to
from grants.held import Held
from grants.letters.erinnerung import TEXTS
from grants.searching import search
from workflows.wording import LETTERS

NAMES = LETTERS | {key: f"Erinnerung: {subject}" for key, (subject, _) in TEXTS.items()}
"""Key of a letter or reminder → what people call it."""
MOST_WORDS = 5
MOST_CASES = 100
"""The post of so many cases is found, that of the newest ones."""


def post_found(held: Held, typed: str, post: str = "") -> Q:
    """The rows of the outbox that a search finds, as a condition; ``post`` is the way to the row („post__“).

    A word with an @ is an address, one that looks like the number of a document is that. A word of a letter's name
    finds those letters, every other word the cases that have it; and all words have to be met.
    """
    rule, others = Q(), []
    for word in typed.split()[:MOST_WORDS]:
        if "@" in word:
            rule &= Q(**{f"{post}address__in": (word, word.lower())})
        elif word.upper().startswith("D-"):
            number = word.upper()
            rule &= Q(**{f"{post}document__number": number}) | Q(**{f"{post}after__document__number": number})
        elif named := _letters_named(word):
            rule &= Q(**{f"{post}letter__in": named}) | _of_cases(held, word, post)
        else:
            others.append(word)
    return rule & _of_cases(held, " ".join(others), post) if others else rule


def _letters_named(word: str) -> Collection[str]:
    return sorted(key for key, title in NAMES.items() if word.casefold() in title.casefold())


def _of_cases(held: Held, words: str, post: str) -> Q:
    found = search(applications_visible_to(held), held, words, MOST_CASES, column="dossier_id")
    return Q(**{f"{post}dossier__in": found.ids})
