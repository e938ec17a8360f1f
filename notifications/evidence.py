"""What is known outside of the house: identifiers of mails, numbers of letters and cases, payments, seals.

One a line, as a mail server, a bank, a folder of letters or a mailbox of seals has it. Nothing else is needed to say
what a restore has lost.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from grants.actions.numbers import DOCUMENTS, prefixes
from grants.models import Application, Mittelabruf, Seal
from notifications.models import Document, Post
from workflows.sentence import Sentence

SEAL = re.compile(r"(\d{4}-\d\d-\d\d)=([0-9a-f]{64})")


class Unreadable(ValueError):
    """A line is nothing that leaves the house; the sentence says which."""


@dataclass
class Compared:
    """What outside evidence says, held against the database."""

    lost: list[Sentence] = field(default_factory=list)
    """What is known outside and not here."""
    gone: list[int] = field(default_factory=list)
    """Ids of rows of the outbox whose mail is known outside."""


def floors_of(lines: Iterable[str]) -> dict[str, int]:
    """Name of a counter → the highest number that is known outside. Raises Unreadable like :func:`compare`."""
    floors: dict[str, int] = {}
    for line in _clean(lines):
        if not _is_mail(line) and not SEAL.fullmatch(line):
            prefix, year, number, _ = _parts(line)
            name = f"counter {prefix}-{year}"
            floors[name] = max(floors.get(name, 0), int(number or 0))
    return floors


def compare(lines: Iterable[str]) -> Compared:
    """Look up every line here. Raises Unreadable for a line that is none of these identifiers."""
    found, mails = Compared(), {post.sent_as or post.message_id: post.pk for post in Post.objects.iterator()}
    references = {call.reference for call in Mittelabruf.objects.select_related("application").iterator()}
    for line in _clean(lines):
        if _is_mail(line):
            if line in mails:
                found.gone.append(mails[line])
            else:
                found.lost.append(Sentence("E-Mail {key}", key=line))
        elif seal := SEAL.fullmatch(line):
            if not Seal.objects.filter(day=seal[1], digest=seal[2]).exists():
                found.lost.append(Sentence("Tagessiegel {key}", key=line))
        elif unknown := _unknown(line, references):
            found.lost.append(Sentence(unknown, key=line))
    return found


def _unknown(line: str, references: set[str]) -> str:
    """What a number is that nobody here knows; empty if it is known."""
    prefix, _, _, payment = _parts(line)
    if payment:
        return "" if line in references else "Zahlung {key}"
    if prefix == DOCUMENTS:
        return "" if Document.objects.filter(number=line).exists() else "Brief {key}"
    return "" if Application.objects.filter(number=line).exists() else "Vorgang {key}"


def _clean(lines: Iterable[str]) -> list[str]:
    return sorted({text.strip() for text in lines} - {""})


def _is_mail(line: str) -> bool:
    return line.startswith("<") and line.endswith(">")


def _parts(line: str) -> Sequence[str | None]:
    """Prefix, year, number, and what a payment adds to it."""
    shape = (
        rf"({'|'.join(map(re.escape, prefixes()))})-(\d{{4}})-(\d{{4,12}})(-\d{{2,5}}(?:-[0-9A-F]{{6}})?)?"
    )
    numbered = re.fullmatch(shape, line)
    if numbered is None:
        raise Unreadable(
            Sentence(
                "„{line}“ ist keine Kennung einer E-Mail, keine Nummer eines Briefs oder Vorgangs, "
                "keine Zahlung und kein Siegel.",
                line=line,
            )
        )
    return numbered.groups()
