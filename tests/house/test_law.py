"""True of every machine: reachable, ending, complete in letters, forms and pictures."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from grants.forms.moves import field_for
from grants.letters import FACTS, WRITERS
from grants.management.commands.draw import pages
from tests.tables import sampled
from workflows.acts import ACTS
from workflows.chapters.council import Council
from workflows.chart import drawn
from workflows.law import law_of
from workflows.machine import NEW, Programme, asks_of, targets_of
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES
from workflows.stages import Stage

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "notifications/templates/letters"
MACHINES = {**PROGRAMMES, **PROCEDURES}
every_machine = pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)


@every_machine
def test_every_stage_that_is_used_can_be_reached(machine):
    named = {str(m.source) for m in machine.moves()} | {t for m in machine.moves() for t in targets_of(m)}
    reached = {NEW} | {t for m in drawn(machine) for t in targets_of(m)}
    # The shared chapters name the stage of the council; only funds that go there come to it.
    lent = (
        {Stage.IN_COUNCIL} if issubclass(machine, Programme) and not issubclass(machine, Council) else set()
    )
    assert named - reached == lent


@every_machine
def test_every_stage_can_reach_an_end(machine):
    moves = drawn(machine)
    stages = {target for m in moves for target in targets_of(m)}
    ends = stages - {str(m.source) for m in moves if targets_of(m) != (str(m.source),)}
    assert ends
    leads = set(ends)
    while more := {str(m.source) for m in moves if leads & {*targets_of(m)}} - leads:
        leads |= more
    assert stages <= leads


@every_machine
def test_a_move_that_stays_has_a_rule_or_may_be_repeated(machine):
    for move in machine.moves():
        if targets_of(move) == (str(move.source),):
            assert law_of(move).repeatable or move.conditions, move.slug


@every_machine
def test_a_move_has_one_label_in_the_whole_machine(machine):
    labels: dict[str, set[str]] = {}
    for move in machine.moves():
        labels.setdefault(move.slug, set()).add(move.label)
    assert {slug: found for slug, found in labels.items() if len(found) > 1} == {}


@every_machine
def test_every_answer_that_a_move_asks_for_has_a_field(machine):
    for move in machine.moves():
        for ask in asks_of(move):
            assert field_for(ask).label, f"{move.slug} asks for {ask.name}"
            assert ask.type in (str, bool) or ask.type.__name__ in ("date", "Decimal", "int"), ask


def texts_of(machine, key: str) -> set[str]:
    """The templates of a letter: those of the programme and those of all."""
    folders = [TEMPLATES / key]
    if machine.slug in PROGRAMMES:
        folders.append(machine.folder / "letters" / key)
    return {file.name for folder in folders for file in folder.glob("*.*")}


@every_machine
def test_every_letter_of_a_move_has_facts_a_writer_and_a_text(machine):
    for move in machine.moves():
        for letter in law_of(move).letters:
            assert letter.key in WRITERS, f"nobody gathers the facts of {letter.key}"
            assert letter.key in FACTS, f"{letter.key} has no type of facts"
            programmes = [machine] if machine.slug in PROGRAMMES else list(PROGRAMMES.values())
            for programme in programmes:
                assert ({"mail.txt", "letter.html"} if letter.document else {"mail.txt"}) <= texts_of(
                    programme, letter.key
                )


def test_every_letter_is_found_in_two_places_under_its_key():
    folders = {folder.name for folder in TEMPLATES.iterdir() if folder.is_dir()}
    assert folders == set(FACTS)
    for key in FACTS:
        assert find_spec(f"grants.letters.{key}"), f"{key} has no module of its own"
        assert (TEMPLATES / key / "mail.txt").is_file()


def test_no_writer_of_letters_is_left_over():
    named = {
        letter.key for machine in MACHINES.values() for m in machine.moves() for letter in law_of(m).letters
    }
    assert set(WRITERS) == named


@every_machine
def test_every_reminder_looks_at_stages_that_the_machine_comes_to(machine):
    reached = {t for m in drawn(machine) for t in targets_of(m)}
    for reminder in machine.all_reminders():
        assert reminder.stages <= reached, reminder.key


def test_acts_and_moves_have_different_names():
    assert not set(ACTS) & {m.slug for machine in MACHINES.values() for m in machine.moves()}


@pytest.mark.parametrize("name", sampled(pages()))
def test_every_drawn_page_is_current(name):
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == pages()[name], "run make docs"


def test_no_drawn_page_is_left_over():
    drawn_pages = {
        str(file.relative_to(ROOT / "docs"))
        for kind in ("programmes", "procedures")
        for file in (ROOT / "docs" / kind).glob("*.md")
    }
    assert drawn_pages == set(pages())


def test_whoever_has_to_mend_something_is_told_by_the_name_of_a_move_or_an_act():
    """Names alone find their people and their pages; a label would wait on nobody's list."""
    rules = "".join(
        file.read_text(encoding="utf-8") for file in sorted((ROOT / "workflows/rules").glob("*.py"))
    )
    named = set(re.findall(r'\(Role\.[A-Z]+, "([^"]+)"\)', rules))
    known = {move.slug for machine in MACHINES.values() for move in machine.moves()} | set(ACTS)
    assert len(named) > 10
    assert named - known == set()
