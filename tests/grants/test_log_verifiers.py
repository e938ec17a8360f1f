"""The verifiers of the log: silent where nothing was done, blind without any of their checks, never stumbling."""

import copy
import json
import random

import pytest

from grants.actions import proving
from tests.grants.tampering import (
    ROOT,
    ROUNDS,
    Rows,
    assert_named,
    entries_of,
    inside,
    offline,
    outside,
    set_head,
)

pytestmark = pytest.mark.django_db  # only for the one export; without it no database is set up


@pytest.fixture
def rows(exported: Rows) -> Rows:
    """A copy of the export."""
    return copy.deepcopy(exported)


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
def test_row_that_is_none_is_refused(tmp_path, exported, wrong, capsys):
    file = tmp_path / "log.jsonl"
    file.write_text(
        "\n".join(json.dumps(r) for r in [*exported, entries_of(exported)[0] | wrong]), encoding="utf-8"
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
