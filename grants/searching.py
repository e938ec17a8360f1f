"""Finding cases by words: one index for each audience, and what it finds is still asked of the rule of sight.

Every word has to be in the number, the title or the organisation: anywhere in it, or at the beginning of a word if it
has one or two signs. Where nothing is found so, words are found that are nearly alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q, QuerySet

from grants.folding import folded
from grants.held import Held
from grants.models import Application
from workflows.roles import Role

MOST_WORDS = 6
MOST_FOUND = 250
"""A search that finds more shows the newest of them and says so."""
MOST_GUESSED = 100
"""So many cases at most are looked at for words that are nearly alike."""
ALIKE = 0.6
"""Share of the trigrams of a word that another one has to have to be nearly alike."""
SHORTEST_GUESS = 5
TRIGRAM = 3


class Audience(Enum):
    """Who searches, and the column of words that is theirs."""

    APPLICANT = "words"
    OFFICE = "words_office"
    BODY = "words_body"


@dataclass(frozen=True)
class Found:
    """The cases that a search has found, the newest first, and whether these are all of them."""

    ids: tuple[int, ...]
    whole: bool
    nearly: bool = False
    """Nothing was found as it was typed; these are nearly alike."""


def audience_of(held: Held) -> Audience:
    """In which index somebody searches: that of the office, of the bodies, or what their own organisations wrote."""
    if held.holds(*Role):
        return Audience.OFFICE
    return Audience.BODY if held.is_member else Audience.APPLICANT


def search(
    rows: QuerySet[Application], held: Held, typed: str, most: int | None = None, *, column: str = "pk"
) -> Found:
    """Those of ``rows`` (cases that this person may see) in which every typed word is, ``most`` of them at most.

    ``column`` names what is answered instead of their ids, where each case has another one.
    """
    most = most or MOST_FOUND
    words = folded(typed).split()[:MOST_WORDS]
    if not words:
        return Found((), whole=True)
    parts = _parts(rows, held)
    ids = {pk for part, audience in parts for pk in _found(part, audience, words, most + 1, column)}
    if ids:
        return Found(tuple(sorted(ids, reverse=True)[:most]), whole=len(ids) <= most)
    ids = {pk for part, audience in parts for pk in _guessed(part, audience, words, column)}
    return Found(tuple(sorted(ids, reverse=True)), whole=True, nearly=bool(ids))


def _parts(rows: QuerySet[Application], held: Held) -> list[tuple[QuerySet[Application], Audience]]:
    """The rows by the index in which they are searched: one's own organisations' apart from all others."""
    others = audience_of(held)
    if not held.is_applicant:
        return [(rows, others)]
    own = (rows.filter(organisation__in=held.organisations), Audience.APPLICANT)
    return [own] if others == Audience.APPLICANT else [own, (rows, others)]


def _found(
    rows: QuerySet[Application], audience: Audience, words: Sequence[str], most: int, column: str
) -> list[int]:
    newest = _newest(rows, audience, [_ways(word) for word in words])
    return list(newest.values_list(column, flat=True)[:most])


def _newest(
    rows: QuerySet[Application], audience: Audience, asked: Sequence[Sequence[str]]
) -> QuerySet[Application]:
    """The newest rows with one text at least of each list in their words."""
    rows, column = rows.select_related(None).order_by("-pk"), audience.value
    if connection.vendor == "sqlite" and audience is not Audience.APPLICANT:
        long = [texts for texts in asked if all(len(text) >= TRIGRAM for text in texts)]
        short = [texts for texts in asked if texts not in long]
        rows = _matched(rows, f"grants_{column}", long) if long else rows
    else:
        short = list(asked)
        rows = rows.exclude(**{column: ""})  # the index leaves them out
    for texts in short:
        rows = rows.filter(reduce(or_, (Q(**{f"{column}__contains": text}) for text in texts)))
    return rows


def _matched(
    rows: QuerySet[Application], table: str, asked: Sequence[Sequence[str]]
) -> QuerySet[Application]:
    """Rows that the FTS5 table of an audience finds, read in its own order: the newest first."""
    quoted = ('("' + '" OR "'.join(text.replace('"', '""') for text in texts) + '")' for texts in asked)
    found = rows.extra(  # noqa: S610  # the name of the table is ours
        tables=[table],
        where=[f"{table}.rowid = grants_application.id", f"{table} MATCH %s"],
        params=[" AND ".join(quoted)],
    )
    return found.extra(order_by=[f"-{table}.rowid"])


def _ways(word: str) -> list[str]:
    """How a word may stand in the index: as it is, and a number without its hyphens; short ones begin a word."""
    ways = [word]
    if "-" in word and any(sign.isdigit() for sign in word):
        ways.append(word.replace("-", ""))
    return [way if len(way) >= TRIGRAM else f" {way}" for way in ways]


def _guessed(rows: QuerySet[Application], audience: Audience, words: Sequence[str], column: str) -> list[int]:
    """Rows whose words are nearly alike: a third of each word is there as it is, and most of the rest."""
    if not any(len(word) >= SHORTEST_GUESS for word in words):
        return []
    pieces = [_pieces(word) if len(word) >= SHORTEST_GUESS else _ways(word) for word in words]
    near = list(_newest(rows, audience, pieces).values_list("pk", flat=True)[:MOST_GUESSED])
    texts = Application.objects.filter(pk__in=near).values_list(column, audience.value)
    return [found for found, text in texts if all(_is_alike(word, text) for word in words)]


def _pieces(word: str) -> list[str]:
    """Parts of a word of which a slip or two leave at least one whole."""
    parts = min(len(word) // TRIGRAM, TRIGRAM) or 1
    size = len(word) / parts
    cut = [word[round(size * n) : round(size * (n + 1))] for n in range(parts)]
    return [piece for piece in cut if len(piece) >= TRIGRAM] or [word[:TRIGRAM]]


def _is_alike(word: str, text: str) -> bool:
    if any(way in text for way in _ways(word)):
        return True
    if len(word) < SHORTEST_GUESS:
        return False
    asked = _trigrams(word)
    return any(len(asked & _trigrams(other)) >= ALIKE * len(asked) for other in text.split())


def _trigrams(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[n : n + TRIGRAM] for n in range(len(padded) - TRIGRAM + 1)}
