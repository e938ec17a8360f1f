"""Sets of roles and of stages that mean something are named once; a literal set is a move's or an act's own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from workflows import roles, stages
from workflows.labelled import Labelled

ROOT = Path(__file__).parents[2]
ROOMS = ("config", "demo", "grants", "notifications", "workflows")
APART = ("workflows/explore/",)
"""The prover says on its own what it expects of stages; a group of the law would be no second opinion."""
VOCABULARIES = ("workflows/roles.py", "workflows/stages.py")
VOCABULARY = [
    kind
    for module in (roles, stages)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Labelled) and kind is not Labelled
]
LAW = {"move", "extend", "Act", "Reminder", "Where", "Row"}
"""Calls whose own roles and stages may stand there as a literal: they are the declaration itself."""


def _is_of_a_vocabulary(node: ast.expr) -> bool:
    inner = node.value if isinstance(node, ast.Starred) else node
    if not (isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name)):
        return False
    return inner.value.id == "Role" or inner.value.id.endswith("Stage")


def _declared(tree: ast.Module) -> set[int]:
    """The nodes inside of a declaration of the law."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LAW:
            inside |= {id(child) for child in ast.walk(node)}
    return inside


def literal_groups(tree: ast.Module) -> Iterator[int]:
    """The lines on which a set of two or more members of a vocabulary stands that belongs to no declaration."""
    declared = _declared(tree)
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Set, ast.Tuple, ast.List)) or id(node) in declared:
            continue
        if isinstance(getattr(node, "ctx", None), ast.Store):
            continue
        if len(node.elts) > 1 and all(_is_of_a_vocabulary(element) for element in node.elts):
            yield node.lineno


def test_a_group_of_roles_or_stages_is_named_in_the_vocabulary_alone():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts
        and not str(path.relative_to(ROOT)).startswith((*VOCABULARIES, *APART))
        for line in literal_groups(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_a_literal_group_is_seen_and_the_law_may_have_its_own():
    assert list(literal_groups(ast.parse("DESK = {Role.LEAD, Role.OFFICE}"))) == [1]
    assert list(literal_groups(ast.parse("if stage in (Stage.DRAFT, Stage.CLOSED): pass"))) == [1]
    assert list(literal_groups(ast.parse("DESK = frozenset([Role.LEAD, *Role.OFFICE])"))) == [1]
    assert (
        list(literal_groups(ast.parse("move({Stage.DRAFT, Stage.CLOSED}, by={Role.LEAD, Role.OFFICE})")))
        == []
    )
    assert list(literal_groups(ast.parse("pairs = (Stage.DRAFT, 'withdraw')"))) == []


@pytest.mark.parametrize("vocabulary", VOCABULARY, ids=lambda vocabulary: vocabulary.__name__)
def test_every_key_of_a_vocabulary_has_a_german_name(vocabulary):
    assert all(member.label for member in vocabulary)
