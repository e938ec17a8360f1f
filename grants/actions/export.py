"""The log as plain rows: what ``verify_log`` reads, and what the offline verifier ``tools/verify_log.py`` is given.

An export is a file of JSON lines in UTF-8. The first line is ``{"kind": "mittelweg-log", "format": 1}``; then come the
seals in the order of their days and, dossier by dossier, one ``dossier`` line and its ``entry`` lines:

* ``seal``: day, dossiers, lines, digest, previous
* ``dossier``: dossier, length, head
* ``entry``: dossier, sequence, version, record, move, source, target, at (UTC, microseconds), user, role, previous,
  facts_digest, private_digest, hash, facts, facts_salt, private, private_salt

The ``private`` texts hold personal data: an export is kept like the file itself.
"""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from grants.models import Dossier, Seal, Transition
from grants.models.canonical import moment

Row = dict[str, Any]
HEADER: Row = {"kind": "mittelweg-log", "format": 1}


def seals() -> list[Row]:
    """All seals, oldest day first."""
    return [
        {
            "kind": "seal",
            "day": seal.day.isoformat(),
            "dossiers": seal.dossiers,
            "lines": seal.lines,
            "digest": seal.digest,
            "previous": seal.previous,
        }
        for seal in Seal.objects.order_by("day")
    ]


def files() -> Iterator[tuple[Row, list[Row]]]:
    """Every dossier with its entries in their order.

    One statement reads each dossier together with its entries, so that no writer comes between them; seals are read
    before, because they speak of what was already there.
    """
    entries = Transition.objects.select_related("dossier").order_by("dossier_id", "sequence", "id")
    for _, group in groupby(entries.iterator(chunk_size=500), key=lambda entry: entry.dossier_id):
        together = list(group)
        yield dossier_row(together[0].dossier), [entry_row(entry) for entry in together]
    for dossier in Dossier.objects.filter(transitions__isnull=True).order_by("pk"):
        yield dossier_row(dossier), []


def rows() -> Iterator[Row]:
    """The whole export, row by row."""
    yield HEADER
    yield from seals()
    for dossier, entries in files():
        yield dossier
        yield from entries


def lines() -> Iterator[str]:
    """The whole export, one JSON text a line."""
    for row in rows():
        yield json.dumps(row, ensure_ascii=False)


def dossier_row(dossier: Dossier) -> Row:
    """A dossier as the export has it."""
    return {"kind": "dossier", "dossier": dossier.pk, "length": dossier.length, "head": dossier.head}


def entry_row(entry: Transition) -> Row:
    """An entry as the export has it."""
    same = (
        "sequence record move source target role previous facts_digest private_digest hash "
        "facts facts_salt private private_salt"
    )
    return {
        "kind": "entry",
        "dossier": entry.dossier_id,
        "version": entry.log_version,
        "at": moment(entry.at),
        "user": entry.user_id,
        **{name: getattr(entry, name) for name in same.split()},
    }
