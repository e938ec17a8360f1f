"""What the two verifiers say of an export of the log, the one of the house and the one that stands alone."""

import importlib.util
import re
from pathlib import Path

from grants.actions import proving

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 60
"""Rounds of every kind of tamper; with the columns of an entry that makes some thousands."""

_spec = importlib.util.spec_from_file_location("offline_verifier", ROOT / "tools/verify_log.py")
offline = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(offline)

Rows = list[dict]


def inside(rows: Rows, **anchors: str) -> list[str]:
    """What the verifier of the house says of an export."""
    entries = sorted((r for r in rows if r["kind"] == "entry"), key=lambda r: (r["dossier"], r["sequence"]))
    dossiers = [r for r in rows if r["kind"] == "dossier"]
    files = [(d, [e for e in entries if e["dossier"] == d["dossier"]]) for d in dossiers]
    return [str(f) for f in proving.prove([r for r in rows if r["kind"] == "seal"], files, anchors)]


def outside(rows: Rows, **anchors: str) -> list[str]:
    """What the stand-alone verifier says of it."""
    kinds: dict[str, Rows] = {kind: [] for kind in offline.KINDS}
    for row in rows:
        row = dict(row)
        kinds.get(row.pop("kind"), []).append(row)
    return offline.verify(kinds, anchors)


def entries_of(rows: Rows, dossier: int | None = None) -> Rows:
    return [r for r in rows if r["kind"] == "entry" and dossier in (None, r["dossier"])]


def assert_named(rows: Rows, dossier: int, sequence: int | None, **anchors: str) -> None:
    """Both verifiers name the dossier, and the entry if there is one."""
    for said in (inside(rows, **anchors), outside(rows, **anchors)):
        assert names(said, dossier, sequence), (dossier, sequence, said)


def names(said: list[str], dossier: int, sequence: int | None) -> bool:
    """Whether one of the sentences begins with this place."""
    place = f"Akte {dossier}" + (f", Eintrag {sequence}" if sequence else "")
    return any(re.match(rf"{place}\b", sentence) for sentence in said)


def set_head(rows: Rows, dossier: int, group: Rows) -> None:
    row = next(r for r in rows if r["kind"] == "dossier" and r["dossier"] == dossier)
    row["length"], row["head"] = len(group), group[-1]["hash"] if group else proving.NOTHING
