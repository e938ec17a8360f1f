"""What is typed into the form of a move goes to the applicants only where the move declares it."""

import pytest

from workflows.law import law_of
from workflows.machine import Machine, asks_of, move
from workflows.outcome import told_outside
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES
from workflows.readers import Reader
from workflows.roles import APPLICANTS, Role

MOVES = [found for machine in (*PROGRAMMES.values(), *PROCEDURES.values()) for found in machine.moves()]


def texts_of(found):
    return [ask.name for ask in asks_of(found) if ask.type is str]


def test_each_text_is_declared_for_outside_or_kept_from_every_letter():
    wrong, inside, outside = [], set(), set()
    for found in MOVES:
        data = {name: f"Wort {found.slug} {name}" for name in texts_of(found)}
        told = told_outside(asks_of(found), law_of(found).readers, data)
        for name in data:
            declared = law_of(found).readers.get(name) in (Reader.APPLICANT, Reader.PUBLIC)
            (outside if declared else inside).add((found.slug, name))
            if declared != (name in told):
                wrong.append(f"{found.slug}.{name}")
    assert not wrong
    assert ("defer", "reason") in inside  # the form says that it stays in the file
    assert ("record_council_deferral", "reason") in inside
    assert ("request_documents", "items") in outside
    assert len(inside) > 20
    assert len(outside) > 10


def test_what_the_office_writes_to_the_applicants_is_announced_at_the_field():
    wrong = []
    for found in MOVES:
        office = not law_of(found).by <= APPLICANTS
        for ask in asks_of(found):
            goes_out = law_of(found).readers.get(ask.name) in (Reader.APPLICANT, Reader.PUBLIC)
            if ask.goes_out != (goes_out and office):
                wrong.append(f"{found.slug}.{ask.name}")
    assert not wrong
    assert any(ask.goes_out for found in MOVES for ask in asks_of(found) if ask.name == "note")


def test_figures_and_days_reach_a_letter_without_a_declaration():
    posted = next(found for found in MOVES if any(ask.name == "posted_on" for ask in asks_of(found)))
    assert told_outside(asks_of(posted), law_of(posted).readers, {"posted_on": 1}) == {"posted_on": 1}


def test_declaration_of_a_text_that_nobody_asks_for_is_refused():
    with pytest.raises(TypeError, match="does not ask for"):

        class Wrong(Machine):
            @move("a", "b", label="x", by={Role.LEAD}, readers={"reason": Reader.APPLICANT})
            def go(self) -> None: ...
