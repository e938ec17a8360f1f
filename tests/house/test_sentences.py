"""What people read is a sentence with values: no rule and no refusal formats its own text."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.house.test_code import modules
from workflows.sentence import names_in

SPEAKERS = {"Verdict", "NotYet", "NotHere", "NotYours", "Stale", "MoveRefused", "Sentence", "as_sentence"}
OF_A_VERDICT = {"internal", "mend", "moot"}
"""What a verdict is told besides the values of its sentence."""
FOLDERS = (
    "workflows",
    *(f"grants/{name}" for name in ("actions", "cases", "forms", "letters", "views", "waiting")),
    "notifications",
)
GERMAN = re.compile(
    r"[äöüß]|\b(?:der|die|das|den|dem|ist|und|nicht|von|bis|am|ein|eine|einen|noch|Sie|wird|für|mit|im|zu|ab|seit|hat|kein)\b"
)
"""A text that people read, in a string that is put together."""
PRINTED = {
    "notifications/anchor.py": "the subject of a mail from the house to itself",
    "notifications/documents.py": "an error that stops the work and is read in its log",
    "notifications/fonts.py": "an error of the set-up, and a note that is set into a letter",
    "notifications/printing.py": "an error that stops the work and is read in its log",
    "notifications/management/commands/export_all.py": "what a command says to whoever runs it",
    "notifications/management/commands/restored.py": "what a command says to whoever runs it",
    "notifications/making.py": "an error that stops the work and is read in its log",
}
"""Modules that put German together, and why."""
FIGURES = re.compile(r"\d,\d\d|\d €|\d{2}\.\d{2}\.\d{4}|\d %")


@cache
def speakers_of(text: str) -> list[tuple[ast.Call, str, dict[str, list[ast.expr]]]]:
    """Every call that says something, the name of what is called, and what the names around it stand for."""
    found = []
    module = ast.parse(text)
    for scope in [module, *(node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))]:
        inner = list(_own_nodes(scope))
        known: dict[str, list[ast.expr]] = {}
        for node in inner:
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    known.setdefault(ast.unparse(target), []).append(node.value)
            elif isinstance(node, ast.NamedExpr):
                known.setdefault(node.target.id, []).append(node.value)
        calls = [node for node in inner if isinstance(node, ast.Call)]
        found += [
            (call, ast.unparse(call.func), known) for call in calls if ast.unparse(call.func) in SPEAKERS
        ]
    return found


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function or module, without those of the functions in it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from _own_nodes(child)


def formatted_in(text: str) -> list[int]:
    """Lines that say a text which was put together before."""
    lines = []
    for call, _, known in speakers_of(text):
        said = [*call.args, *(word.value for word in call.keywords)]
        for expression in [node for one in said for node in ast.walk(one)]:
            behind = known.get(expression.id, []) if isinstance(expression, ast.Name) else []
            if any(_is_formatting(node) for one in (expression, *behind) for node in (one, *_parts(one))):
                lines.append(call.lineno)
    return sorted(set(lines))


def _parts(expression: ast.expr) -> Iterator[ast.AST]:
    """The parts of an expression that may become what it says; the arguments of a call do not."""
    match expression:
        case ast.IfExp(body=body, orelse=orelse):
            yield from (body, orelse)
        case ast.BoolOp(values=values) | ast.Tuple(elts=values) | ast.List(elts=values):
            yield from values


def _is_formatting(node: ast.AST) -> bool:
    match node:
        case ast.JoinedStr():
            return True
        case ast.Call(func=ast.Attribute(attr="format" | "format_map" | "join")):
            return True
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str())):
            return True
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return any(
                isinstance(side, ast.Constant) and isinstance(side.value, str) for side in (left, right)
            )
    return False


def texts_of(text: str) -> Iterator[tuple[int, str, set[str]]]:
    """Every text that is written where it is said: its line, the text, the names of the values beside it."""
    for call, name, _ in speakers_of(text):
        names = {word.arg or "**" for word in call.keywords} - OF_A_VERDICT - {"fields"}
        if name == "Verdict":
            said = call.args[1:2]
        elif name == "Sentence":
            said = call.args[:1]
        else:
            said = call.args
        for one in said:
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield call.lineno, one.value, names


def test_the_search_finds_every_way_to_format():
    ways = [
        'Verdict(x, f"Am {day}.")',
        'Verdict(x, "Am %s." % day)',
        'Verdict(x, "Am {}.".format(day))',
        'Verdict(x, "Es fehlt: " + missing)',
        'Verdict(x, " ".join(missing))',
        'Verdict(x, f"Am {day}." if day else "")',
        'Verdict(x, "Am {day}.", day=f"{day:%d.%m.%Y}")',
        'NotYet("x", f"{y}")',
        'NotYet(Sentence("{y}", y=f"{y}"))',
        'NotYet(x, fields={"a": [f"{y}"]})',
        'said = f"Am {day}."; NotYet(said)',
        'Verdict(said := f"{x}", said)',
    ]
    assert [formatted_in(f"def f():\n    {way}") for way in ways] == [[2]] * len(ways)
    assert [formatted_in(way) for way in ways] == [[1]] * len(ways)
    fine = 'NotYet("x"); Verdict(x, "Am {day}.", over=amount - left, most=min(a + b, c)); log(f"{x}"); f"{x}"'
    assert formatted_in(fine) == []


def put_together(text: str) -> list[int]:
    """Lines of f-strings in which a German text stands around a value."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.JoinedStr) and any(isinstance(v, ast.FormattedValue) for v in node.values):
            words = " ".join(str(v.value) for v in node.values if isinstance(v, ast.Constant))
            if GERMAN.search(words):
                found.append(node.lineno)
    return found


def test_the_search_finds_german_that_is_put_together():
    assert put_together('say(f"Noch {count} Tage bis zum Ende")') == [1]
    assert put_together('key = f"{name}:{position}"; raise ValueError(f"{move} needs a day")') == []


def test_german_around_a_value_is_a_sentence_everywhere():
    found = {name: lines for name, text in modules(*FOLDERS[1:]) if (lines := put_together(text))}
    assert {name: lines for name, lines in found.items() if name not in PRINTED} == {}
    assert found.keys() >= PRINTED.keys(), "a reason that nobody needs"


def test_nobody_formats_what_people_read():
    found = [f"{name}:{line}" for name, text in modules(*FOLDERS) for line in formatted_in(text)]
    assert found == []


def test_every_text_has_a_place_for_each_value():
    told = [
        (f"{name}:{line}", said, names)
        for name, text in modules(*FOLDERS)
        for line, said, names in texts_of(text)
    ]
    assert len(told) > 300
    assert [place for place, said, names in told if names_in(said) != names] == []


def test_no_text_holds_an_amount_a_day_or_a_percentage():
    told = [(f"{name}:{line}", said) for name, text in modules(*FOLDERS) for line, said, _ in texts_of(text)]
    assert [place for place, said in told if FIGURES.search(said)] == []
