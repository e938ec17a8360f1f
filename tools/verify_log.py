"""Proves an export of the log without the program: ``python3 verify_log.py EXPORT [TAG=SIEGEL ...]``.

Needs nothing but Python 3.11. The export is what ``manage.py verify_log --export`` writes: JSON lines, described in
grants/actions/export.py. TAG=SIEGEL are daily seals that were kept outside (mail, paper, minutes); only they prove
that nobody has written log and seals anew together. Exit code 0: all is well; 1: something is not; 2: no export.

What is proven, per dossier: the entries are numbered from 1 without a gap. The hash of an entry is SHA-256 over its
line, a JSON list of thirteen values; it holds the hash of the entry before and the digests of two texts, each SHA-256
over 32 salt bytes and the text. Length and head of the dossier are those of its last entry. A private text is gone
only if an entry ``erase`` of the data protection officer follows. Per day: a seal is SHA-256 over day, digest of the
seal before, and the sorted lines ``dossier,length,head`` of all dossiers.

What no log can prove: that an entry was true when it was written, and what happened since the last seal.
"""

import hashlib
import json
import sys

ZERO = "0" * 64
HASHED = (
    "version", "dossier", "sequence", "record", "move", "source", "target", "at", "user", "role", "previous",
    "facts_digest", "private_digest",
)  # fmt: skip
KINDS = {
    "dossier": {"dossier": int, "length": int, "head": str},
    "entry": dict.fromkeys(HASHED, str) | {"version": int, "dossier": int, "sequence": int, "user": int | None}
    | {"hash": str, "facts": str, "facts_salt": str, "private": str | None, "private_salt": str | None},
    "seal": {"day": str, "dossiers": int, "lines": str, "digest": str, "previous": str},
}  # fmt: skip


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def salted(salt: str | None, text: str | None) -> str:
    """The digest of a text; empty if salt or text are not there or no hex."""
    try:
        return sha(bytes.fromhex(salt) + text.encode()) if salt and text is not None else ""
    except ValueError:
        return ""


def read(path: str) -> dict[str, list[dict]]:
    """The rows of an export by kind; ValueError with a sentence if it is none."""
    rows: dict[str, list[dict]] = {kind: [] for kind in KINDS}
    with open(path, encoding="utf-8", newline="\n") as file:  # noqa: PTH123
        for number, line in enumerate(file, 1):
            row = json.loads(line)
            if number == 1 and row != {"kind": "mittelweg-log", "format": 1}:
                raise ValueError("Die erste Zeile nennt keine bekannte Fassung des Exports.")
            kind = row.pop("kind", None) if isinstance(row, dict) else None
            if number > 1 and not fits(kind, row):
                raise ValueError(f"Zeile {number} ist keine Zeile eines Exports.")
            if number > 1:
                rows[str(kind)].append(row)
    return rows


def fits(kind: object, row: dict) -> bool:
    fields = KINDS.get(kind)  # type: ignore[call-overload]
    return fields is not None and row.keys() == fields.keys() and all(
        isinstance(row[name], type_) and not isinstance(row[name], bool) for name, type_ in fields.items()
    )  # fmt: skip


def verify(rows: dict[str, list[dict]], anchors: dict[str, str]) -> list[str]:
    """A sentence for everything that is wrong."""
    found = []
    files: dict[int, list[dict]] = {}
    for entry in rows["entry"]:
        files.setdefault(entry["dossier"], []).append(entry)
    heads = {row["dossier"]: (row["length"], row["head"]) for row in rows["dossier"]}
    for dossier in sorted(files.keys() | heads.keys()):
        entries = sorted(files.get(dossier, []), key=lambda entry: entry["sequence"])
        found += chain(dossier, entries, heads.get(dossier))
        found += texts(entries)
    return found + seals(rows["seal"], anchors) + sealed(rows["seal"], files, heads)


def name(entry: dict) -> str:
    return f"Akte {entry['dossier']}, Eintrag {entry['sequence']} ({entry['record']}, {entry['move']})"


def line_hash(entry: dict) -> str:
    line = json.dumps([entry[field] for field in HASHED], ensure_ascii=False, separators=(",", ":"))
    return sha(line.encode(errors="surrogatepass"))


def chain(dossier: int, entries: list[dict], head: tuple[int, str] | None) -> list[str]:
    """Numbers, hashes and links of one dossier, and its end."""
    found, last, links = [], 0, {ZERO}
    for entry in entries:
        number, right = entry["sequence"], line_hash(entry)
        if number <= last:
            found.append(f"{name(entry)}: eingefügt, die Nummer gibt es schon.")
        elif number > last + 1:
            found.append(f"Akte {dossier}, Eintrag {span(last + 1, number - 1)}: fehlt.")
        elif entry["previous"] not in links:
            found.append(f"{name(entry)}: eingefügt oder ersetzt, schließt nicht an den Eintrag davor an.")
        if entry["version"] != 1 or entry["hash"] != right:
            found.append(f"{name(entry)}: verändert, die Prüfsumme stimmt nicht.")
        last, links = max(last, number), {entry["hash"], right}
    if head is None:
        found.append(f"Akte {dossier}: Die Zeile der Akte fehlt.")
    elif head[0] > last:
        found.append(f"Akte {dossier}, Eintrag {span(last + 1, head[0])}: fehlt am Ende.")
    elif head[0] < last:
        found.append(f"{name(entries[-1])}: eingefügt, die Akte hat nur {head[0]} Einträge.")
    elif head[1] not in links:
        found.append(
            f"Akte {dossier}, Eintrag {last}: ersetzt, die Akte kennt einen anderen letzten Eintrag."
        )
    return found


def span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} bis {last}"


def texts(entries: list[dict]) -> list[str]:
    """Both texts of each entry against their digests; a text that is gone needs its entry."""
    found = []
    erasures = [entry["sequence"] for entry in entries if (entry["move"], entry["role"]) == ("erase", "dpo")]
    for entry in entries:
        if salted(entry["facts_salt"], entry["facts"]) != entry["facts_digest"]:
            found.append(f"{name(entry)}: Fakten verändert.")
        if entry["private"] is entry["private_salt"] is None:
            if not any(erasure > entry["sequence"] for erasure in erasures):
                found.append(f"{name(entry)}: persönlicher Text gelöscht, ohne dass ein Eintrag es sagt.")
        elif salted(entry["private_salt"], entry["private"]) != entry["private_digest"]:
            found.append(f"{name(entry)}: persönlicher Text verändert.")
    return found


def seals(rows: list[dict], anchors: dict[str, str]) -> list[str]:
    """The chain of the seals, and those that are known outside."""
    found, links = [], {ZERO}
    for seal in sorted(rows, key=lambda seal: seal["day"]):
        right = sha(f"{seal['day']}\n{seal['previous']}\n{seal['lines']}".encode(errors="surrogatepass"))
        if seal["digest"] != right or seal["dossiers"] != len(seal["lines"].splitlines()):
            found.append(f"Siegel vom {seal['day']}: verändert.")
        if seal["previous"] not in links:
            found.append(
                f"Siegel vom {seal['day']}: schließt nicht an, davor fehlt ein Siegel oder wurde ersetzt."
            )
        if seal["digest"] != anchors.get(seal["day"], seal["digest"]):
            found.append(f"Siegel vom {seal['day']}: nicht das, das außen hinterlegt ist.")
        links = {seal["digest"], right}
    missing = anchors.keys() - {seal["day"] for seal in rows}
    return found + [f"Siegel vom {day}: fehlt, ist aber außen hinterlegt." for day in sorted(missing)]


def sealed(rows: list[dict], files: dict[int, list[dict]], heads: dict[int, tuple]) -> list[str]:
    """Every dossier still says what it said when it was sealed."""
    found: dict[int, str] = {}
    known = {
        (entry["dossier"], entry["sequence"]): entry["hash"] for group in files.values() for entry in group
    }
    sound: dict[int, int] = {}
    for seal in sorted(rows, key=lambda seal: seal["day"]):
        for line in seal["lines"].splitlines():
            dossier, length, head = [*line.split(","), "", ""][:3]
            if not (dossier.isdecimal() and length.isdecimal()) or int(dossier) in found:
                continue
            number, end = int(dossier), int(length)
            if number not in heads and number not in files:
                found[number] = f"Akte {number}: fehlt ganz, das Siegel vom {seal['day']} kennt sie."
            elif (number, end) not in known:
                found[number] = (
                    f"Akte {number}, Eintrag {end}: fehlt, das Siegel vom {seal['day']} kennt ihn."
                )
            elif known[number, end] != head:
                where = span(min(sound.get(number, 0) + 1, end), end)
                found[number] = (
                    f"Akte {number}, Eintrag {where}: nach dem Siegel vom {seal['day']} neu geschrieben."
                )
            sound[number] = end
    return [found[number] for number in sorted(found)]


def main(arguments: list[str]) -> int:
    if not arguments or any("=" not in anchor for anchor in arguments[1:]):
        print("Aufruf: python3 verify_log.py EXPORT [TAG=SIEGEL ...]")
        return 2
    try:
        rows = read(arguments[0])
    except (OSError, ValueError) as reason:
        print(f"{arguments[0]} lässt sich nicht lesen: {reason}")
        return 2
    found = verify(rows, dict(anchor.split("=", 1) for anchor in arguments[1:]))
    print("\n".join(found) or f"Alles stimmt: {', '.join(f'{len(rows[kind])} {kind}' for kind in KINDS)}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
