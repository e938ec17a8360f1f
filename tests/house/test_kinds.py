"""One row a kind of record: nobody else finds out what a record is, and no kind is left out anywhere."""

import ast
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.urls import reverse

from grants.actions import births
from grants.kinds import BESIDE, KINDS, OWNERS, kind_named, same_as
from grants.models import Beside, Record, Transition
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES

ROOT = Path(__file__).parents[2]
ROOMS = ("config", "demo", "grants", "notifications", "tools")
MODELS = {kind.model.__name__ for kind in KINDS.values()} | {"Beside", "Item", "Record"}


def questions(tree: ast.Module) -> Iterator[int]:
    """The lines on which somebody asks a record for its class or its model's name."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[_, asked]):
                names = {leaf.id for leaf in ast.walk(asked) if isinstance(leaf, ast.Name)}
                if names & MODELS:
                    yield node.lineno
            case ast.MatchClass(cls=ast.Name(id=name)) if name in MODELS:
                yield node.lineno
            case ast.Attribute(attr="model_name", value=ast.Attribute(attr="_meta")):
                yield node.lineno
            case ast.Compare(left=ast.Call(func=ast.Name(id="type")), comparators=[ast.Name(id=name)]) if (
                name in MODELS
            ):
                yield node.lineno


def test_nobody_but_the_table_asks_what_a_record_is():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts and path != ROOT / "grants/kinds.py"
        for line in questions(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "question",
    [
        "isinstance(record, Application)",
        "isinstance(record, (Item, Beside))",
        "match record:\n    case Sitting():\n        pass",
        "record._meta.model_name == 'application'",
        "type(record) is Measure",
    ],
)
def test_a_question_for_the_kind_is_seen(question: str):
    assert list(questions(ast.parse(question)))


def test_every_record_and_every_machine_has_one_row():
    records = {model for model in apps.get_models() if issubclass(model, Record)}
    assert {kind.model for kind in KINDS.values()} == records
    assert {kind.model for kind in BESIDE} == {model for model in records if issubclass(model, Beside)}
    assert len(BESIDE) + len(OWNERS) == len(KINDS)
    moved = [machine for kind in KINDS.values() for machine in kind.machines]
    assert sorted(machine.slug for machine in moved) == sorted([*PROGRAMMES, *PROCEDURES])


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_row_is_whole(kind):
    """Its birth is there, its pages have addresses, its stages are those of its machines, its columns exist."""
    assert callable(getattr(births, kind.birth))
    assert reverse(kind.page, args=[uuid4()])
    assert reverse(kind.move_page, args=[uuid4(), "schritt"])
    used = {str(move.source) for machine in kind.machines for move in machine.moves()} - {""}
    assert used <= {str(stage) for stage in kind.stages}
    columns = {field.name for field in kind.model._meta.concrete_fields}
    assert kind.kept_texts <= columns


def test_names_in_the_log_are_for_ever():
    """A log that was written under an earlier name is read like one of today."""
    names = [name for kind in KINDS.values() for name in kind.names]
    assert len(names) == len(set(names))
    earlier = {"fundscall", "changerequest", "interimproof", "refund", "sitting", "measure", "application"}
    assert earlier <= set(names)
    for name in earlier:
        known = f"{name}:{uuid4()}"
        assert known in same_as(known)
        assert kind_named(known).name == same_as(known)[0].partition(":")[0]
    longest = max(len(name) for name in names)
    assert longest + 1 + 36 <= Transition._meta.get_field("record").max_length
    with pytest.raises(KeyError):
        kind_named("nothing:of-ours")
