"""Nothing is known by its name's accident: outside the law nobody compares or looks up the name of a move or an act."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.test_code import modules
from workflows.acts import ACTS
from workflows.law import Law, law_of
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES

ROOT = Path(__file__).resolve().parents[2]
MACHINES = [*PROGRAMMES.values(), *PROCEDURES.values()]
SLUGS = frozenset(move.slug for machine in MACHINES for move in machine.moves())
ROOMS = ("config", "grants", "notifications", "demo")
STORIES = ("demo/stories/", "demo/seed/")
"""Here moves are made, and nothing else."""
DOORS = frozenset({"begin", "perform", "rehearse"})
EXCEPTIONS = {
    ("grants/cases/releases.py", "reopen"): "part of what stored digests were made of",
    (
        "grants/forms/changes.py",
        "request_change",
    ): "the choice of a form is the move that begins the record",
    (
        "grants/forms/changes.py",
        "request_extension",
    ): "the choice of a form is the move that begins the record",
    ("grants/forms/births.py", "open_consultation"): "the choice of a form is the move that begins the case",
    ("grants/models/transition.py", "request_undo"): "the condition of an index stands in the database",
    ("grants/views/account.py", "release"): "the name of a button, not of the act",
    ("grants/forms/births.py", "start_draft"): "the choice of a form is the move that begins the case",
}
IF = re.compile(r"""\{%\s*(?:el)?if\b[^%]*?["'](\w+)["']""")


def is_made(call: ast.Call) -> bool:
    """Whether a call goes through the door, now or when it is called again."""
    names = [ast.unparse(call.func).rpartition(".")[2]]
    if names == ["partial"] and call.args:
        names = [ast.unparse(call.args[0])]
    return not DOORS.isdisjoint(names)


def told_apart(text: str) -> Iterator[tuple[int, str]]:
    """Line and name wherever a module names a move without making it, or looks at the name of an act."""
    tree = ast.parse(text)
    made = {
        arg for node in ast.walk(tree) if isinstance(node, ast.Call) and is_made(node) for arg in node.args
    }
    looked = {
        part
        for node in ast.walk(tree)
        for side in sides_of(node)
        for part in ast.walk(side)
        if not isinstance(side, ast.Subscript | ast.Attribute | ast.Call)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            moves, acts = node.value in SLUGS and node not in made, node.value in ACTS and node in looked
            if moves or acts:
                yield node.lineno, node.value


def sides_of(node: ast.AST) -> list[ast.expr]:
    """What is compared here, by Python or by a query."""
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if (
        isinstance(node, ast.Call) and ast.unparse(node.func) != "append"
    ):  # that one writes the entry of an act
        asked = (
            word for word in node.keywords if (word.arg or "").partition("__")[0] in ("next_move", "move")
        )
        return [word.value for word in asked]
    return []


def asked_in(template: str) -> list[str]:
    """The names of moves and acts that a template compares."""
    return [name for name in IF.findall(template) if name in SLUGS or name in ACTS]


def test_the_search_finds_every_way_to_ask():
    asks = [
        'move == "submit"',
        'entry.move in ("submit", "erase")',
        'Q(next_move="submit")',
        'WAYS = {"submit": 1}',
        'step != "list_item"',
        'Q(next_move__in=("list_item",))',
    ]
    assert [min(told_apart(way))[0] for way in asks] == [1] * len(asks)
    fine = [
        'begin("application", "submit")',
        'partial(begin, "application", "submit")',
        'case.stage in ACTS["list_item"].stages',
        'writing(record, "list_item")',
    ]
    assert [list(told_apart(way)) for way in fine] == [[]] * len(fine)
    assert asked_in('{% if offer.move == "submit" %}') == ["submit"]
    assert asked_in('<button type="submit">') == []


def test_nobody_tells_moves_and_acts_apart_by_their_names():
    found = {
        (name, slug): line
        for name, text in modules(*ROOMS)
        if not name.startswith(STORIES)
        for line, slug in told_apart(text)
    }
    assert {
        f"{name}:{line}: {slug}" for (name, slug), line in found.items() if (name, slug) not in EXCEPTIONS
    } == set()
    assert set(EXCEPTIONS) <= set(found), "an exception that nobody needs"


def test_no_template_tells_moves_and_acts_apart_by_their_names():
    templates = [path for room in ROOMS for path in (ROOT / room).rglob("templates/**/*") if path.is_file()]
    assert len(templates) > 50
    found = {path.name: asked_in(path.read_text()) for path in templates if path.suffix in (".html", ".txt")}
    assert {name: slugs for name, slugs in found.items() if slugs} == {}


def test_a_move_means_the_same_in_every_machine():
    meant: dict[str, set[object]] = {}
    for machine in MACHINES:
        for move in machine.moves():
            meant.setdefault(move.slug, set()).add(meaning_of(law_of(move)))
    assert {name for name, meanings in meant.items() if len(meanings) > 1} == set()


def meaning_of(law: Law) -> object:
    """What a law declares for those who read of its move."""
    return law.means, law.second_hand_of, law.otherwise, law.replaces


def test_what_a_move_names_is_a_move_of_the_same_machine():
    for machine in MACHINES:
        names = {move.slug for move in machine.moves()}
        for move in machine.moves():
            law = law_of(move)
            named = {law.otherwise, law.replaces, law.whole_paper.lowered if law.whole_paper else ""}
            assert named <= names | {""}, move.slug
