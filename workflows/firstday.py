"""What an office begins with: proposals for its own data and for the bodies of each fund, to be confirmed by a person.

A proposal is never in effect by itself. Files are read strictly, as all data files of the law.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workflows.datafiles import DATA, TAGS, DataFile, Place, read

OFFICE_FILE = DATA / "office.toml"
BODIES_FILE = "bodies.toml"
"""The name of the file in the folder of a fund; a fund may do without."""
OFFICE = (
    *("authority", "head", "department", "unit", "street", "postcode", "city", "court", "court_address"),
    *("cash_office", "audit_office"),
)
BODY = ("seats", "invitation_days")
UNSURE = ("S-partial", "M", "I")
"""Tags of values that no source says wholly."""


@dataclass(frozen=True)
class Proposal:
    """A value with its source; ``sure`` if a source says it wholly."""

    value: str | int
    source: str
    sure: bool


Proposals = Mapping[str, Proposal]


@cache
def office_proposals(path: Path = OFFICE_FILE) -> Proposals:
    """What is proposed for the data of the office; DataFileError for a bad file."""
    file = read(path)
    file.table(known=OFFICE)
    return {name: _proposal(file, (name,), str) for name in file.content}


@cache
def body_proposals(folder: Path) -> Mapping[str, Proposals]:
    """Key of a body → what the fund in this folder proposes for it; DataFileError for a bad file."""
    if not (folder / BODIES_FILE).exists():
        return {}
    file = read(folder / BODIES_FILE)
    return {
        key: {name: _proposal(file, (key, name), int) for name in file.table(key, known=BODY)}
        for key in file.content
    }


def _proposal(file: DataFile, where: Place, kind: type[str | int]) -> Proposal:
    said = file.table(*where, known=("value", "source", "tag"))
    source, tag = file.text_at(said, "source", *where), file.text_at(said, "tag", *where)
    if tag not in TAGS:
        raise file.refusal(f"„{tag}“ is none of {', '.join(TAGS)}", *where)
    value = file.text_at(said, "value", *where) if kind is str else file.whole_at(said, "value", *where)
    return Proposal(value, source, tag not in UNSURE)
