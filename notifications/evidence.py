"""What is known outside of the house: identifiers of mails, numbers of letters and cases, payments, seals.

One a line, as a mail server, a bank, a folder of letters or a mailbox of seals has it. Nothing else is needed to say
what a restore has lost.
"""

import re
from collections.abc import Iterable, Iterator
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
    floors: dict[str, int] = field(default_factory=dict)
    """Name of a counter → the highest number that is known outside."""


def compare(lines: Iterable[str]) -> Compared:
    """Look up every line here. Raises Unreadable for a line that is none of these identifiers."""
    found, mails = Compared(), {post.message_id: post.pk for post in Post.objects.iterator()}
    references = {call.reference for call in Mittelabruf.objects.select_related("application").iterator()}
    for line in sorted({text.strip() for text in lines} - {""}):
        if line.startswith("<") and line.endswith(">"):
            if line in mails:
                found.gone.append(mails[line])
            else:
                found.lost.append(Sentence("E-Mail {key}", key=line))
        elif seal := SEAL.fullmatch(line):
            if not Seal.objects.filter(day=seal[1], digest=seal[2]).exists():
                found.lost.append(Sentence("Tagessiegel {key}", key=line))
        else:
            found.lost += _numbered(line, found.floors, references)
    return found


def _numbered(line: str, floors: dict[str, int], references: set[str]) -> Iterator[Sentence]:
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
    prefix, year, number, payment = numbered.groups()
    name = f"counter {prefix}-{year}"
    floors[name] = max(floors.get(name, 0), int(number))
    if payment:
        if line not in references:
            yield Sentence("Zahlung {key}", key=line)
    elif prefix == DOCUMENTS:
        if not Document.objects.filter(number=line).exists():
            yield Sentence("Brief {key}", key=line)
    elif not Application.objects.filter(number=line).exists():
        yield Sentence("Vorgang {key}", key=line)
