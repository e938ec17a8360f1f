"""What must hold of the log: pure checks on exported rows. Each finding names dossier, entry and record.

``tools/verify_log.py`` proves the same without a line of ours; the two share nothing on purpose.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from grants.models.canonical import written
from workflows.declared import steps_that_mean
from workflows.meaning import Meaning
from workflows.sentence import Sentence

Row = Mapping[str, Any]
ERASING = steps_that_mean(Meaning.ERASES)
NOTHING = "0" * 64
"""What the first entry and the first seal point back to."""
LINE = (
    *(
        "version",
        "dossier",
        "sequence",
        "record",
        "move",
        "source",
        "target",
        "at",
        "user",
        "role",
        "previous",
    ),
    *("facts_digest", "private_digest"),
)
"""The hashed line of an entry, in this order."""


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, with the place where it is."""

    sentence: str
    dossier: int | None = None
    sequence: int | None = None
    record: str = ""

    def __str__(self) -> str:
        place = [] if self.dossier is None else [f"Akte {self.dossier}"]
        place += [] if self.sequence is None else [f"Eintrag {self.sequence}"]
        record = f" ({self.record})" if self.record else ""
        return f"{', '.join(place)}{record}: {self.sentence}" if place else self.sentence


@dataclass(frozen=True)
class Mark:
    """What one day's seal says about one dossier."""

    day: str
    length: int
    head: str


def prove(
    seals: Sequence[Row], files: Iterable[tuple[Row, Sequence[Row]]], anchors: Mapping[str, str] | None = None
) -> Iterator[Finding]:
    """Everything that is wrong with the log; nothing if all is well.

    ``anchors`` are seals known from outside the database: ISO day → digest.
    """
    yield from check_seals(seals, anchors or {})
    marks = marks_of(seals)
    for dossier, entries in files:
        yield from check_chain(dossier, entries)
        yield from check_texts(entries)
        yield from check_marks(dossier["dossier"], entries, marks.pop(dossier["dossier"], []))
    for gone, last in marks.items():
        yield Finding(
            Sentence("Die ganze Akte fehlt. Das Siegel vom {day} kennt sie noch.", day=last[-1].day), gone
        )


def check_seals(seals: Sequence[Row], anchors: Mapping[str, str]) -> Iterator[Finding]:
    """Every seal fits its lines, follows the one before, and is the one that is known outside."""
    before = {NOTHING}
    for seal in seals:
        day, counted = seal["day"], seal_digest(seal["day"], seal["previous"], seal["lines"])
        if counted != seal["digest"] or len(seal["lines"].splitlines()) != seal["dossiers"]:
            yield Finding(
                Sentence("Das Siegel vom {day} passt nicht zu seinen Zeilen: Es wurde verändert.", day=day)
            )
        if seal["previous"] not in before:
            yield Finding(
                Sentence(
                    "Das Siegel vom {day} schließt nicht an das davor an: Davor fehlt ein Siegel oder wurde ersetzt.",
                    day=day,
                )
            )
        if anchors.get(day, seal["digest"]) != seal["digest"]:
            yield Finding(
                Sentence(
                    "Das Siegel vom {day} ist nicht das, das außen hinterlegt ist: Es wurde ersetzt.", day=day
                )
            )
        before = {seal["digest"], counted}
    for day in sorted(set(anchors) - {seal["day"] for seal in seals}):
        yield Finding(Sentence("Das Siegel vom {day} fehlt. Es ist außen hinterlegt.", day=day))


def seal_digest(day: str, previous: str, lines: str) -> str:
    """The digest of a seal: SHA-256 over day, previous digest and lines, each on its own line."""
    return sha256(f"{day}\n{previous}\n{lines}".encode(errors="surrogatepass")).hexdigest()


def marks_of(seals: Sequence[Row]) -> dict[int, list[Mark]]:
    """What the seals say about each dossier, oldest first. Lines that cannot be read are left to ``check_seals``."""
    marks: dict[int, list[Mark]] = {}
    for seal in seals:
        for line in seal["lines"].splitlines():
            parts = line.split(",")
            if len(parts) == 3 and parts[0].isdecimal() and parts[1].isdecimal():
                marks.setdefault(int(parts[0]), []).append(Mark(seal["day"], int(parts[1]), parts[2]))
    return marks


def check_chain(dossier: Row, entries: Sequence[Row]) -> Iterator[Finding]:
    """No entry is missing, doubled or changed; each follows the one before; the dossier knows its end."""
    number, due, before = dossier["dossier"], 1, {NOTHING}
    for entry in entries:
        found = _place(entry)
        if entry["sequence"] > due:
            yield Finding(_missing(due, entry["sequence"] - 1), number, due)
        elif entry["sequence"] < due:
            yield found("Die laufende Nummer steht doppelt: Der Eintrag wurde eingefügt.")
        elif entry["previous"] not in before:
            yield found("Der Eintrag schließt nicht an den davor an: Er wurde eingefügt oder ersetzt.")
        counted = line_hash(entry)
        if entry["version"] != 1:
            yield found(
                Sentence("Die Fassung {version} des Protokolls gibt es nicht.", version=entry["version"])
            )
        elif counted != entry["hash"]:
            yield found("Der Eintrag wurde verändert: Seine Prüfsumme stimmt nicht.")
        before, due = {entry["hash"], counted}, max(due, entry["sequence"]) + 1
    yield from _check_end(dossier, entries, before)


def _check_end(dossier: Row, entries: Sequence[Row], before: set[str]) -> Iterator[Finding]:
    number, last = dossier["dossier"], entries[-1]["sequence"] if entries else 0
    if dossier["length"] > last:
        yield Finding(_missing(last + 1, dossier["length"]), number, last + 1)
    elif dossier["length"] < last:
        sentence = Sentence(
            "Die Akte hat nur {length} Einträge: Dieser wurde eingefügt.", length=dossier["length"]
        )
        yield Finding(sentence, number, last, entries[-1]["record"])
    elif dossier["head"] not in before:
        record = entries[-1]["record"] if entries else ""
        yield Finding("Die Akte kennt einen anderen letzten Eintrag: Er wurde ersetzt.", number, last, record)


def _missing(first: int, last: int) -> str:
    return (
        "Der Eintrag fehlt."
        if first == last
        else Sentence("Die Einträge {first} bis {last} fehlen.", first=first, last=last)
    )


def line_hash(entry: Row) -> str:
    """SHA-256 of an entry's line as it is stored."""
    line = written([entry[name] for name in LINE])
    return sha256(line.encode(errors="surrogatepass")).hexdigest()


def check_texts(entries: Sequence[Row]) -> Iterator[Finding]:
    """Facts and private texts are what was hashed; a private text is missing only where an erasure follows."""
    erased = max((e["sequence"] for e in entries if e["move"] in ERASING and e["role"] == "dpo"), default=0)
    for entry in entries:
        found = _place(entry)
        if text_digest(entry["facts_salt"], entry["facts"]) != entry["facts_digest"]:
            yield found("Die Fakten wurden verändert: Sie passen nicht zu ihrer Prüfsumme.")
        if entry["private"] is None and entry["private_salt"] is None:
            if entry["sequence"] >= erased:
                yield found("Der persönliche Text fehlt, ohne dass eine Löschung im Protokoll steht.")
        elif text_digest(entry["private_salt"], entry["private"]) != entry["private_digest"]:
            yield found("Der persönliche Text wurde verändert: Er passt nicht zu seiner Prüfsumme.")


def text_digest(salt: str | None, text: str | None) -> str:
    """SHA-256 over the salt bytes and the text; empty if the salt is none or the text is not there."""
    try:
        return sha256(bytes.fromhex(salt or "") + (text or "").encode()).hexdigest() if salt else ""
    except ValueError:
        return ""


def check_marks(dossier: int, entries: Sequence[Row], marks: Sequence[Mark]) -> Iterator[Finding]:
    """The log still says what it said when it was sealed; the first seal that disagrees tells from where on."""
    kept = {entry["sequence"]: entry for entry in entries}
    sound = 0
    for mark in marks:
        entry = kept.get(mark.length)
        if entry is None:
            yield Finding(
                Sentence("Der Eintrag fehlt. Das Siegel vom {day} kennt ihn noch.", day=mark.day),
                dossier,
                mark.length,
            )
            return
        if entry["hash"] != mark.head:
            since = (
                Sentence("zwischen Eintrag {number} und {length}", number=sound + 1, length=mark.length)
                if mark.length > sound + 1
                else "dieser Eintrag"
            )
            sentence = Sentence(
                "Nach dem Siegel vom {day} wurde {since} neu geschrieben.", day=mark.day, since=since
            )
            yield Finding(sentence, dossier, mark.length, entry["record"])
            return
        sound = mark.length


def _place(entry: Row) -> Callable[[str], Finding]:
    return lambda sentence: Finding(sentence, entry["dossier"], entry["sequence"], entry["record"])
