"""What a move changes, as frozen data. The door writes each kind and never looks at a move's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

Fields = dict[str, Any]
"""Name of a field → the value that a move gives it. What a kind of :class:`Opening` carries is known to its writer."""


@dataclass(frozen=True)
class Booking:
    """One double entry in the case's pot: ``amount`` EUR from account ``credit`` to account ``debit``."""

    debit: str
    credit: str
    amount: Decimal


@dataclass(frozen=True)
class Opening:
    """A record of ``kind`` that the move opens beside its own."""

    kind: str
    fields: Mapping[str, Any]


class Papers(Enum):
    """Which letters on paper a move takes back, as far as they have not left the house."""

    ALL = "all"
    SINCE_HEARING = "since_hearing"
    """Those that were made since the last hearing began: the Bescheid that awarded stays as it is."""


@dataclass(frozen=True, kw_only=True)
class Effects:
    """What a move changes, as frozen data. The door writes each kind and never looks at a move's name.

    ``fields`` of the record · ``own_facts`` that the fund alone knows · ``grant`` fields of the case beside a
    procedure · ``book`` entries in the ledger · ``open`` records beside it · ``number`` draws the Aktenzeichen ·
    ``redact`` removes personal texts from the records and the log of the dossier · ``recall`` takes back letters on
    paper that have not left the house.
    """

    fields: Mapping[str, Any] = field(default_factory=dict)
    own_facts: Mapping[str, Any] = field(default_factory=dict)
    grant: Mapping[str, Any] = field(default_factory=dict)
    book: Sequence[Booking] = ()
    open: Sequence[Opening] = ()
    number: bool = False
    redact: bool = False
    recall: Papers | None = None


def both(first: Effects, second: Effects) -> Effects:
    """The effects of a move and those that a fund adds to it. ValueError if both change the same thing."""
    for name in ("fields", "own_facts", "grant"):
        if twice := getattr(first, name).keys() & getattr(second, name).keys():
            raise ValueError(f"{sorted(twice)} is changed by the move already")
    if first.recall and second.recall:
        raise ValueError("the move takes letters back already")
    return Effects(
        fields={**first.fields, **second.fields},
        own_facts={**first.own_facts, **second.own_facts},
        grant={**first.grant, **second.grant},
        book=(*first.book, *second.book),
        open=(*first.open, *second.open),
        number=first.number or second.number,
        redact=first.redact or second.redact,
        recall=first.recall or second.recall,
    )
