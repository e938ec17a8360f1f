"""Tampering with the log as a superuser of the database would: every tamper is found and named, by both verifiers.

Thousands of tampers work on copies of an export, some dozens on the real tables.
"""

import copy
import hashlib
import importlib.util
import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from grants.actions import export, proving
from grants.actions.balance import check_money
from grants.actions.seals import seal_day
from grants.models import Dossier, Transition
from tests.grants.logged import erase, lay_town, long_story, story_of, tell_check

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 60
"""Rounds of every kind of tamper; with the columns of an entry that makes some thousands."""

_spec = importlib.util.spec_from_file_location("offline_verifier", ROOT / "tools/verify_log.py")
offline = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(offline)

Rows = list[dict]
pytestmark = (
    pytest.mark.django_db
)  # most tests need it only for the one export; without it no database is set up


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


@pytest.fixture(scope="module")
def original(django_db_setup, django_db_blocker) -> Rows:
    """The export of a long story beside two short ones, sealed three times, with one erased person."""
    from django.core.management import call_command
    from django.test import override_settings

    with django_db_blocker.unblock(), override_settings(ROOT_URLCONF="tests.grants.addresses"):
        call_command("flush", interactive=False, verbosity=0)
        story = long_story()
        for number in (1, 2):
            other = story_of(lay_town(), f"Verein {number} e. V.", f"Vorhaben {number}", "verein")
            other.call.closes_on = other.day
            tell_check(other)
        erase(story)
        seal_day(story.now().replace(year=2039))
        rows = [json.loads(line) for line in export.lines()]
        call_command("flush", interactive=False, verbosity=0)
    return rows


@pytest.fixture
def rows(original: Rows) -> Rows:
    return copy.deepcopy(original)


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


# Nothing is found where nothing was done


def test_untouched_copies_raise_no_alarm(rows):
    assert len(entries_of(rows)) > 55
    assert len([r for r in rows if r["kind"] == "seal"]) == 4
    for dice in map(random.Random, range(ROUNDS)):
        shuffled = rows[:1] + dice.sample(rows[1:], len(rows) - 1)
        assert outside(shuffled) == []
    assert inside(rows) == []
    assert any(r["private"] is None for r in entries_of(rows))


def test_growing_log_raises_no_alarm_between_seals(rows):
    seals = [r for r in rows if r["kind"] == "seal"]
    anchors = {seal["day"]: seal["digest"] for seal in seals}
    assert inside(rows, **anchors) == outside(rows, **anchors) == []
    without = [r for r in rows if r is not seals[-1]]
    assert inside(without) == outside(without) == []


# Editing


PROTECTED = [
    "version", "record", "move", "source", "target", "at", "user", "role", "previous", "hash", "facts", "facts_salt",
    "facts_digest", "private", "private_salt", "private_digest",
]  # fmt: skip


@pytest.mark.parametrize("column", PROTECTED)
def test_edited_column_is_named(original, column):
    for entry_number, entry in enumerate(entries_of(original)):
        for dice in (random.Random(f"{column}{entry_number}{n}") for n in range(2)):
            if entry[column] is None and column.startswith("private"):
                continue
            rows = [dict(r) for r in original]
            victim = entries_of(rows)[entry_number]
            victim[column] = changed(victim[column], dice)
            assert_named(rows, entry["dossier"], entry["sequence"])


def test_edited_entry_is_the_only_one_that_is_named(original):
    """An edit that leaves its traces in one row points to this row and to no other."""
    for number, entry in enumerate(entries_of(original)):
        for column in ("source", "at", "facts", "hash"):
            rows = [dict(r) for r in original]
            victim = entries_of(rows)[number]
            victim[column] = changed(victim[column], random.Random(number))
            place = f"Akte {entry['dossier']}, Eintrag {entry['sequence']} ("
            said = inside(rows) + outside(rows)
            chain = [s for s in said if "Siegel" not in s and "die Akte kennt" not in s.lower()]
            assert chain
            assert all(s.startswith(place) for s in chain), said


@pytest.mark.parametrize("column", ["length", "head"])
def test_edited_dossier_is_named(original, column):
    for number, dossier in enumerate(r for r in original if r["kind"] == "dossier"):
        for dice in (random.Random(f"{number}{n}") for n in range(ROUNDS)):
            rows = [dict(r) for r in original]
            victim = [r for r in rows if r["kind"] == "dossier"][number]
            victim[column] = changed(victim[column], dice)
            assert_named(rows, dossier["dossier"], None)


@pytest.mark.parametrize("column", ["dossiers", "lines", "digest", "previous"])
def test_edited_seal_is_named(original, column):
    for number, seal in enumerate(r for r in original if r["kind"] == "seal"):
        for dice in (random.Random(f"{number}{n}") for n in range(ROUNDS)):
            rows = [dict(r) for r in original]
            victim = [r for r in rows if r["kind"] == "seal"][number]
            victim[column] = changed(victim[column], dice)
            for said in (inside(rows), outside(rows)):
                assert any(f"Siegel vom {seal['day']}" in s for s in said), said


# Deleting, inserting, swapping


def test_deleted_entry_is_named(original):
    for entry in entries_of(original):
        rows = [r for r in original if r is not entry]
        assert_named(rows, entry["dossier"], entry["sequence"])


def test_deleted_run_of_entries_is_named(original):
    for dice in map(random.Random, range(ROUNDS)):
        group = entries_of(original, dice.choice(entries_of(original))["dossier"])
        first = dice.randrange(len(group))
        gone = group[first : first + dice.randint(1, 5)]
        assert_named([r for r in original if r not in gone], gone[0]["dossier"], gone[0]["sequence"])


def test_deleted_and_closed_up_gap_is_named(original):
    """The later entries move up and are hashed anew up to the head: the seal knows better."""
    for entry in entries_of(original):
        rows = copy.deepcopy([r for r in original if r is not entry])
        group = entries_of(rows, entry["dossier"])
        for number, later in enumerate(group, 1):
            later["sequence"] = number
        if group:
            group[0]["previous"] = proving.NOTHING
            group[0]["hash"] = offline.line_hash(group[0])
            rehash(group)
        set_head(rows, entry["dossier"], group)
        assert_named(rows, entry["dossier"], None)


def set_head(rows: Rows, dossier: int, group: Rows) -> None:
    row = next(r for r in rows if r["kind"] == "dossier" and r["dossier"] == dossier)
    row["length"], row["head"] = len(group), group[-1]["hash"] if group else proving.NOTHING


def test_truncated_end_is_named_by_the_seal(original):
    """The last entries go and the dossier is told: only the seal still knows them."""
    for dossier in {r["dossier"] for r in entries_of(original)}:
        group = entries_of(original, dossier)
        for kept in range(len(group)):
            rows = copy.deepcopy([r for r in original if r not in group[kept:]])
            set_head(rows, dossier, group[:kept])
            assert_named(rows, dossier, None)


def test_deleted_dossier_is_named_by_the_seal(original):
    for dossier in {r["dossier"] for r in entries_of(original)}:
        rows = [r for r in original if r.get("dossier") != dossier]
        assert_named(rows, dossier, None)


def test_inserted_entry_is_named(original):
    for dice in map(random.Random, range(ROUNDS * 3)):
        rows = copy.deepcopy(original)
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


def test_swapped_entries_are_named(original):
    for dice in map(random.Random, range(ROUNDS * 3)):
        rows = copy.deepcopy(original)
        group = entries_of(rows, dice.choice([r["dossier"] for r in entries_of(rows)]))
        if len(group) < 2:
            continue
        one, two = dice.sample(group, 2)
        one["sequence"], two["sequence"] = two["sequence"], one["sequence"]
        assert_named(rows, one["dossier"], one["sequence"])
        assert_named(rows, two["dossier"], two["sequence"])


def test_swapped_texts_are_named(original):
    for dice in map(random.Random, range(ROUNDS * 3)):
        rows = copy.deepcopy(original)
        one, two = dice.sample(entries_of(rows), 2)
        for name in ("facts", "facts_salt"):
            one[name], two[name] = two[name], one[name]
        assert_named(rows, one["dossier"], one["sequence"])
        assert_named(rows, two["dossier"], two["sequence"])


def test_entry_moved_to_another_dossier_is_named(original):
    for dice in map(random.Random, range(ROUNDS * 3)):
        rows = copy.deepcopy(original)
        moved = dice.choice(entries_of(rows))
        home = moved["dossier"]
        away = dice.choice(sorted({r["dossier"] for r in entries_of(rows)} - {home}))
        moved["dossier"] = away
        assert_named(rows, home, moved["sequence"])
        assert_named(rows, away, moved["sequence"])


def test_replaced_entry_with_a_right_hash_is_named_by_the_next(original):
    """One entry alone is written anew and hashed rightly: the entry after it, or the dossier, points elsewhere."""
    for number, entry in enumerate(entries_of(original)):
        rows = [dict(r) for r in original if r["kind"] != "seal"]
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


def test_everything_after_written_anew_is_found_by_the_seal_alone(original):
    for number, entry in enumerate(entries_of(original)):
        rows = copy.deepcopy(original)
        forge(rows, entries_of(rows)[number])
        assert_named(rows, entry["dossier"], None)
        said = inside(rows) + outside(rows)
        assert all("neu geschrieben" in sentence for sentence in said)
        unsealed = [r for r in rows if r["kind"] != "seal"]
        assert inside(unsealed) == outside(unsealed) == []  # a chain alone cannot know


def test_seals_written_anew_too_are_found_by_what_lies_outside(original):
    seals = [r for r in original if r["kind"] == "seal"]
    for dice in map(random.Random, range(ROUNDS)):
        rows = copy.deepcopy(original)
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


def test_deleted_seals_are_found_by_what_lies_outside(original):
    seals = [r for r in original if r["kind"] == "seal"]
    anchors = {seal["day"]: seal["digest"] for seal in seals}
    for gone in seals:
        rows = [r for r in original if r is not gone]
        for said in (inside(rows, **anchors), outside(rows, **anchors)):
            assert any(f"Siegel vom {gone['day']}" in s and "fehlt" in s for s in said), said


# Erasing


def test_text_that_goes_without_its_entry_is_named(original):
    last = max(r["sequence"] for r in entries_of(original) if r["move"] == "erase")
    bare = [e for e in entries_of(original) if e["private"] is not None]
    assert any(e["sequence"] == last for e in bare)
    for entry in bare:
        rows = copy.deepcopy(original)
        victim = next(r for r in entries_of(rows) if r["hash"] == entry["hash"])
        victim["private"] = victim["private_salt"] = None
        assert_named(rows, entry["dossier"], entry["sequence"])
        victim["private_salt"] = entry["private_salt"]
        assert_named(rows, entry["dossier"], entry["sequence"])


def test_erasing_entry_taken_away_leaves_every_text_missed(original):
    for erasure in (r for r in entries_of(original) if r["move"] == "erase"):
        rows = [r for r in original if r is not erasure]
        for entry in entries_of(rows, erasure["dossier"]):
            assert_named(rows, entry["dossier"], entry["sequence"])


def test_erasure_by_anybody_else_does_not_count(original):
    rows = copy.deepcopy(original)
    for erasure in (r for r in entries_of(rows) if r["move"] == "erase"):
        erasure["role"] = "admin"
        erasure["hash"] = offline.line_hash(erasure)
        assert_named(rows, erasure["dossier"], 1)


# Positive controls: a verifier that has lost one check misses its tamper


def tamper_edit(rows: Rows) -> None:
    entry = entries_of(rows)[3]
    entry["move"] += "x"


def tamper_facts(rows: Rows) -> None:
    entries_of(rows)[3]["facts"] += " "


def tamper_end(rows: Rows) -> None:
    dossier = entries_of(rows)[-1]["dossier"]
    rows.remove(entries_of(rows)[-1])
    set_head(rows, dossier, entries_of(rows, dossier))


def tamper_seal(rows: Rows) -> None:
    next(r for r in rows if r["kind"] == "seal")["dossiers"] += 1


@pytest.mark.parametrize(
    ("tamper", "ours", "theirs"),
    [
        (tamper_edit, "check_chain", "chain"),
        (tamper_facts, "check_texts", "texts"),
        (tamper_end, "check_marks", "sealed"),
        (tamper_seal, "check_seals", "seals"),
    ],
)
def test_verifier_without_one_check_misses_its_tamper(rows, monkeypatch, tamper, ours, theirs):
    tamper(rows)
    assert inside(rows)
    assert outside(rows)
    monkeypatch.setattr(proving, ours, lambda *given: iter(()))
    monkeypatch.setattr(offline, theirs, lambda *given: [])
    assert inside(rows) == outside(rows) == []


# The export as a file


@pytest.mark.parametrize(
    "text",
    ["", "nichts\n", "[]\n", '{"kind": "mittelweg-log", "format": 2}\n', '{"kind": "entry"}\n', "\x80"],
)
def test_file_that_is_no_export_is_refused(tmp_path, text, capsys):
    file = tmp_path / "log.jsonl"
    file.write_text(text, encoding="utf-8")
    assert offline.main([str(file)]) == (0 if text == "" else 2)


@pytest.mark.parametrize(
    "wrong", [{"sequence": "1"}, {"hash": None}, {"extra": 1}, {"kind": "andere"}, {"user": True}]
)
def test_row_that_is_none_is_refused(tmp_path, original, wrong, capsys):
    file = tmp_path / "log.jsonl"
    file.write_text(
        "\n".join(json.dumps(r) for r in [*original, entries_of(original)[0] | wrong]), encoding="utf-8"
    )
    assert offline.main([str(file)]) == 2
    assert "ist keine Zeile" in capsys.readouterr().out


def test_lone_surrogate_in_an_export_is_named_not_stumbled_over(rows):
    entry = entries_of(rows)[2]
    entry["move"] = entry["facts"] = "\ud800"
    assert_named(rows, entry["dossier"], entry["sequence"])


def test_offline_verifier_is_short_and_needs_nothing():
    text = (ROOT / "tools/verify_log.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 200
    imports = {line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imports == {"hashlib", "json", "sys"}


# The real tables


@pytest.fixture
def tables(transactional_db, settings):
    settings.ROOT_URLCONF = "tests.grants.addresses"
    story = story_of(lay_town())
    tell_check(story)
    seal_day(story.now().replace(month=3))
    assert said_of_tables() == []


def said_of_tables() -> list[str]:
    found = [str(f) for f in proving.prove(export.seals(), export.files())]
    assert bool(found) == bool(outside([json.loads(line) for line in export.lines()]))
    return found + [str(f) for f in check_money()]


class Undo(Exception):
    """Takes a tamper back."""


def tamper_tables(*statements: str) -> list[str]:
    """What both verifiers say while the statements are in force; then everything is as it was."""
    said: list[str] = []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            said = said_of_tables()
            raise Undo
    except Undo:
        return said


COLUMNS = {
    "log_version": "2", "record": "'application:x'", "move": "'approve'", "source": "'x'", "target": "'x'",
    "at": "'2020-01-01 00:00:00+00:00'", "user_id": "NULL", "role": "'lead'", "facts": "'{\"paid\":\"0.00\"}'",
    "facts_salt": "'00'", "facts_digest": "'00'", "private": "NULL", "private_salt": "NULL",
    "private_digest": "'00'", "previous": "'00'", "hash": "'00'",
}  # fmt: skip


def test_raw_sql_on_the_log_is_named(tables):
    dossier = Dossier.objects.get()
    table, found = "grants_transition", 0
    for sequence in range(1, dossier.length + 1):
        where = f"WHERE dossier_id = {dossier.pk} AND sequence = {sequence}"
        statements: list[Callable[[], list[str]]] = [
            lambda where=where, c=column, v=value: tamper_tables(f"UPDATE {table} SET {c} = {v} {where}")
            for column, value in COLUMNS.items()
        ]
        statements.append(lambda where=where: tamper_tables(f"DELETE FROM {table} {where}"))
        for statement in statements:
            said = statement()
            assert names(said, dossier.pk, sequence), said
            found += 1
    assert found == dossier.length * 17
    assert said_of_tables() == []


def test_raw_sql_that_swaps_truncates_or_empties_is_named(tables):
    dossier = Dossier.objects.get()
    table, n = "grants_transition", dossier.length
    where = f"WHERE dossier_id = {dossier.pk} AND sequence ="
    swap = [f"UPDATE {table} SET sequence = {to} {where} {was}" for was, to in ((2, 9999), (3, 2), (9999, 3))]
    said = tamper_tables(*swap)
    assert names(said, dossier.pk, 2)
    assert names(said, dossier.pk, 3)
    head = Transition.objects.get(dossier=dossier, sequence=n - 1).hash
    shorter = f"UPDATE grants_dossier SET length = {n - 1}, head = '{head}'"
    said = tamper_tables(f"DELETE FROM {table} {where} {n}", shorter)
    assert said[0].startswith(f"Akte {dossier.pk}, Eintrag {n}: Der Eintrag fehlt. Das Siegel")
    said = tamper_tables(f"DELETE FROM {table}", "UPDATE grants_dossier SET length = 0")
    assert said[0].startswith(f"Akte {dossier.pk}")
    said = tamper_tables("UPDATE grants_seal SET lines = ''")
    assert "Siegel vom" in said[0]
    assert said_of_tables() == []


def test_database_takes_no_second_entry_with_the_same_number(tables):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE grants_transition SET sequence = 2 WHERE sequence = 1")
