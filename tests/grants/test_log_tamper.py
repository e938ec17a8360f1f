"""Tampering with copies of an export of the log, thousands of times: both verifiers find and name every tamper."""

import copy
import hashlib
import random

import pytest

from grants.actions import proving
from tests.grants.tampering import (
    ROUNDS,
    Rows,
    assert_named,
    entries_of,
    inside,
    offline,
    outside,
    set_head,
)
from tests.tables import sampled

pytestmark = pytest.mark.django_db  # only for the one export; without it no database is set up


def changed(value: object, dice: random.Random) -> object:
    """Another value of the same kind."""
    match value:
        case None:
            return dice.choice(["gelogen", 7])
        case int():
            return value + dice.choice([-1, 1, 1000])
        case "":
            return "x"
    place = dice.randrange(len(value))
    sign = dice.choice([s for s in "0123456789abcdef" if s != value[place]])
    return value[:place] + sign + value[place + 1 :]


def rehash(entries: Rows) -> None:
    """Write a chain anew from its first entry on, as somebody would who knows how it is made."""
    for entry, before in zip(entries[1:], entries, strict=False):
        entry["previous"] = before["hash"]
        entry["hash"] = offline.line_hash(entry)


# Editing


PROTECTED = [
    "version", "record", "move", "source", "target", "at", "user", "role", "previous", "hash", "facts", "facts_salt",
    "facts_digest", "private", "private_salt", "private_digest",
]  # fmt: skip


@pytest.mark.parametrize("column", sampled(PROTECTED))
def test_edited_column_is_named(exported, column):
    for entry_number, entry in enumerate(entries_of(exported)):
        for dice in (random.Random(f"{column}{entry_number}{n}") for n in range(2)):
            if entry[column] is None and column.startswith("private"):
                continue
            rows = [dict(r) for r in exported]
            victim = entries_of(rows)[entry_number]
            victim[column] = changed(victim[column], dice)
            assert_named(rows, entry["dossier"], entry["sequence"])


@pytest.mark.rest
def test_edited_entry_is_the_only_one_that_is_named(exported):
    """An edit that leaves its traces in one row points to this row and to no other."""
    for number, entry in enumerate(entries_of(exported)):
        for column in ("source", "at", "facts", "hash"):
            rows = [dict(r) for r in exported]
            victim = entries_of(rows)[number]
            victim[column] = changed(victim[column], random.Random(number))
            place = f"Akte {entry['dossier']}, Eintrag {entry['sequence']} ("
            said = inside(rows) + outside(rows)
            chain = [s for s in said if "Siegel" not in s and "die Akte kennt" not in s.lower()]
            assert chain
            assert all(s.startswith(place) for s in chain), said


@pytest.mark.parametrize("column", sampled(["length", "head"]))
def test_edited_dossier_is_named(exported, column):
    for number, dossier in enumerate(r for r in exported if r["kind"] == "dossier"):
        for dice in (random.Random(f"{number}{n}") for n in range(ROUNDS)):
            rows = [dict(r) for r in exported]
            victim = [r for r in rows if r["kind"] == "dossier"][number]
            victim[column] = changed(victim[column], dice)
            assert_named(rows, dossier["dossier"], None)


@pytest.mark.rest
@pytest.mark.parametrize("column", sampled(["dossiers", "lines", "digest", "previous"]))
def test_edited_seal_is_named(exported, column):
    for number, seal in enumerate(r for r in exported if r["kind"] == "seal"):
        for dice in (random.Random(f"{number}{n}") for n in range(ROUNDS)):
            rows = [dict(r) for r in exported]
            victim = [r for r in rows if r["kind"] == "seal"][number]
            victim[column] = changed(victim[column], dice)
            for said in (inside(rows), outside(rows)):
                assert any(f"Siegel vom {seal['day']}" in s for s in said), said


# Deleting, inserting, swapping


def test_deleted_entry_is_named(exported):
    for entry in entries_of(exported):
        rows = [r for r in exported if r is not entry]
        assert_named(rows, entry["dossier"], entry["sequence"])


def test_deleted_run_of_entries_is_named(exported):
    for dice in map(random.Random, range(ROUNDS)):
        group = entries_of(exported, dice.choice(entries_of(exported))["dossier"])
        first = dice.randrange(len(group))
        gone = group[first : first + dice.randint(1, 5)]
        assert_named([r for r in exported if r not in gone], gone[0]["dossier"], gone[0]["sequence"])


def test_deleted_and_closed_up_gap_is_named(exported):
    """The later entries move up and are hashed anew up to the head: the seal knows better."""
    for entry in entries_of(exported):
        rows = copy.deepcopy([r for r in exported if r is not entry])
        group = entries_of(rows, entry["dossier"])
        for number, later in enumerate(group, 1):
            later["sequence"] = number
        if group:
            group[0]["previous"] = proving.NOTHING
            group[0]["hash"] = offline.line_hash(group[0])
            rehash(group)
        set_head(rows, entry["dossier"], group)
        assert_named(rows, entry["dossier"], None)


def test_truncated_end_is_named_by_the_seal(exported):
    """The last entries go and the dossier is told: only the seal still knows them."""
    for dossier in {r["dossier"] for r in entries_of(exported)}:
        group = entries_of(exported, dossier)
        for kept in range(len(group)):
            rows = copy.deepcopy([r for r in exported if r not in group[kept:]])
            set_head(rows, dossier, group[:kept])
            assert_named(rows, dossier, None)


def test_deleted_dossier_is_named_by_the_seal(exported):
    for dossier in {r["dossier"] for r in entries_of(exported)}:
        rows = [r for r in exported if r.get("dossier") != dossier]
        assert_named(rows, dossier, None)


def test_inserted_entry_is_named(exported):
    for dice in map(random.Random, range(ROUNDS * 3)):
        rows = copy.deepcopy(exported)
        group = entries_of(rows, dice.choice(entries_of(rows))["dossier"])
        place = dice.randint(1, len(group))
        forged = copy.deepcopy(group[place - 1]) | {"sequence": place + 1, "move": "forged"}
        forged["previous"] = group[place - 1]["hash"]
        forged["hash"] = offline.line_hash(forged)
        room = dice.random() < 0.5  # the others move up: the first of them no longer fits
        for later in group[place:] if room else ():
            later["sequence"] += 1
        rows.append(forged)
        assert_named(rows, forged["dossier"], place + 2 if room and place < len(group) else place + 1)


def test_swapped_entries_are_named(exported):
    for dice in map(random.Random, range(ROUNDS * 3)):
        rows = copy.deepcopy(exported)
        group = entries_of(rows, dice.choice([r["dossier"] for r in entries_of(rows)]))
        if len(group) < 2:
            continue
        one, two = dice.sample(group, 2)
        one["sequence"], two["sequence"] = two["sequence"], one["sequence"]
        assert_named(rows, one["dossier"], one["sequence"])
        assert_named(rows, two["dossier"], two["sequence"])


@pytest.mark.rest
def test_swapped_texts_are_named(exported):
    for dice in map(random.Random, range(ROUNDS * 3)):
        rows = copy.deepcopy(exported)
        one, two = dice.sample(entries_of(rows), 2)
        for name in ("facts", "facts_salt"):
            one[name], two[name] = two[name], one[name]
        assert_named(rows, one["dossier"], one["sequence"])
        assert_named(rows, two["dossier"], two["sequence"])


@pytest.mark.rest
def test_entry_moved_to_another_dossier_is_named(exported):
    for dice in map(random.Random, range(ROUNDS * 3)):
        rows = copy.deepcopy(exported)
        moved = dice.choice(entries_of(rows))
        home = moved["dossier"]
        away = dice.choice(sorted({r["dossier"] for r in entries_of(rows)} - {home}))
        moved["dossier"] = away
        assert_named(rows, home, moved["sequence"])
        assert_named(rows, away, moved["sequence"])


def test_replaced_entry_with_a_right_hash_is_named_by_the_next(exported):
    """One entry alone is written anew and hashed rightly: the entry after it, or the dossier, points elsewhere."""
    for number, entry in enumerate(entries_of(exported)):
        rows = [dict(r) for r in exported if r["kind"] != "seal"]
        victim = entries_of(rows)[number]
        victim["source"] += "x"
        victim["hash"] = offline.line_hash(victim)
        last = len(entries_of(rows, entry["dossier"]))
        assert_named(rows, entry["dossier"], min(entry["sequence"] + 1, last))


# Writing anew with right hashes


def forge(rows: Rows, entry: dict) -> None:
    """Change an entry's facts and write everything after it anew, digests, hashes and head included."""
    group = entries_of(rows, entry["dossier"])
    entry["facts"] = entry["facts"].replace("{", '{"gelogen":true,', 1)
    entry["facts_digest"] = offline.salted(entry["facts_salt"], entry["facts"])
    entry["hash"] = offline.line_hash(entry)
    rehash(group[entry["sequence"] - 1 :])
    set_head(rows, entry["dossier"], group)


def test_everything_after_written_anew_is_found_by_the_seal_alone(exported):
    for number, entry in enumerate(entries_of(exported)):
        rows = copy.deepcopy(exported)
        forge(rows, entries_of(rows)[number])
        assert_named(rows, entry["dossier"], None)
        said = inside(rows) + outside(rows)
        assert all("neu geschrieben" in sentence for sentence in said)
        unsealed = [r for r in rows if r["kind"] != "seal"]
        assert inside(unsealed) == outside(unsealed) == []  # a chain alone cannot know


def test_seals_written_anew_too_are_found_by_what_lies_outside(exported):
    seals = [r for r in exported if r["kind"] == "seal"]
    for dice in map(random.Random, range(ROUNDS)):
        rows = copy.deepcopy(exported)
        forge(rows, dice.choice(entries_of(rows)))
        hashes = {(r["dossier"], r["sequence"]): r["hash"] for r in entries_of(rows)}
        previous = proving.NOTHING
        for seal in (r for r in rows if r["kind"] == "seal"):
            parts = [line.split(",") for line in seal["lines"].splitlines()]
            seal["lines"] = "\n".join(f"{d},{n},{hashes[int(d), int(n)]}" for d, n, _ in parts)
            seal["previous"] = previous
            text = f"{seal['day']}\n{previous}\n{seal['lines']}"
            seal["digest"] = previous = hashlib.sha256(text.encode()).hexdigest()
        assert inside(rows) == outside(rows) == []
        kept = {seals[-1]["day"]: seals[-1]["digest"]}
        for said in (inside(rows, **kept), outside(rows, **kept)):
            assert len(said) == 1
            assert seals[-1]["day"] in said[0]


def test_deleted_seals_are_found_by_what_lies_outside(exported):
    seals = [r for r in exported if r["kind"] == "seal"]
    anchors = {seal["day"]: seal["digest"] for seal in seals}
    for gone in seals:
        rows = [r for r in exported if r is not gone]
        for said in (inside(rows, **anchors), outside(rows, **anchors)):
            assert any(f"Siegel vom {gone['day']}" in s and "fehlt" in s for s in said), said


# Erasing


def test_text_that_goes_without_its_entry_is_named(exported):
    last = max(r["sequence"] for r in entries_of(exported) if r["move"] == "erase")
    bare = [e for e in entries_of(exported) if e["private"] is not None]
    assert any(e["sequence"] == last for e in bare)
    for entry in bare:
        rows = copy.deepcopy(exported)
        victim = next(r for r in entries_of(rows) if r["hash"] == entry["hash"])
        victim["private"] = victim["private_salt"] = None
        assert_named(rows, entry["dossier"], entry["sequence"])
        victim["private_salt"] = entry["private_salt"]
        assert_named(rows, entry["dossier"], entry["sequence"])


def test_erasing_entry_taken_away_leaves_every_text_missed(exported):
    for erasure in (r for r in entries_of(exported) if r["move"] == "erase"):
        rows = [r for r in exported if r is not erasure]
        for entry in entries_of(rows, erasure["dossier"]):
            assert_named(rows, entry["dossier"], entry["sequence"])


def test_erasure_by_anybody_else_does_not_count(exported):
    rows = copy.deepcopy(exported)
    for erasure in (r for r in entries_of(rows) if r["move"] == "erase"):
        erasure["role"] = "admin"
        erasure["hash"] = offline.line_hash(erasure)
        assert_named(rows, erasure["dossier"], 1)
