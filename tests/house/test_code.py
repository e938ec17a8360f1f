"""True of the whole code: one door, one log, one line of rooms, short modules, nothing swallowed."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
WITH_RECORDS = ("config", "demo", "notifications", "grants")
ROOMS = (*WITH_RECORDS, "workflows")
DOOR, BIRTHS, LOG = "grants/actions/door.py", "grants/actions/births.py", "grants/actions/log.py"


def modules(*folders: str) -> Iterator[tuple[str, str]]:
    """Path and text of every module of ours, migrations left out."""
    for folder in folders:
        yield from modules_of(folder)


@cache
def modules_of(folder: str) -> list[tuple[str, str]]:
    files = [file for file in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in file.parts]
    return [(str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")) for file in files]


@cache
def nodes_of(text: str) -> list[ast.AST]:
    """Every node of a module; parsed once, because many tests ask."""
    return list(ast.walk(ast.parse(text)))


def writes_of(text: str, field: str) -> list[int]:
    """Lines that assign ``….field``, setattr it, or update or save it by name."""
    lines = []
    for node in nodes_of(text):
        match node:
            case ast.Assign(targets=targets) if any(_is(target, field) for target in targets):
                lines.append(node.lineno)
            case ast.AugAssign(target=target) | ast.AnnAssign(target=target) if _is(target, field):
                lines.append(node.lineno)
            case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value=name), *_]) if (
                name == field
            ):
                lines.append(node.lineno)
            case ast.Call(
                func=ast.Attribute(attr="update" | "update_or_create" | "bulk_update"), keywords=words
            ):
                if any(word.arg == field for word in words):
                    lines.append(node.lineno)
    return lines


def _is(target: ast.expr, field: str) -> bool:
    if isinstance(target, ast.Tuple):
        return any(_is(inner, field) for inner in target.elts)
    return isinstance(target, ast.Attribute) and target.attr == field


def makers_of(text: str, model: str) -> list[int]:
    """Lines that make rows of ``model``: its constructor, or create, bulk_create and the like on its manager."""
    lines = []
    for node in nodes_of(text):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name == model:
                lines.append(node.lineno)
            case ast.Call(func=ast.Attribute(attr=verb, value=inner)) if verb.endswith(
                ("create", "create_or_update")
            ):
                if ast.unparse(inner).startswith(f"{model}."):
                    lines.append(node.lineno)
    return lines


def test_the_search_for_writes_finds_every_way():
    ways = [
        "x.stage = 1",
        "x.y.stage = 1",
        "a, x.stage = 1, 2",
        "setattr(x, 'stage', 1)",
        "q.update(stage=1)",
        "x.stage += 1",
    ]
    assert [writes_of(way, "stage") for way in ways] == [[1]] * len(ways)
    assert writes_of("x.stage == 1\nf(stage=1)\nX.objects.filter(stage=1)", "stage") == []
    assert makers_of(
        "Transition()\nTransition.objects.create()\nTransition.objects.bulk_create([])", "Transition"
    ) == [1, 2, 3]


def test_nobody_but_the_door_writes_a_stage():
    writers = {name for name, text in modules(*WITH_RECORDS) if writes_of(text, "stage")}
    assert writers == {DOOR}


WITH_A_STAGE = sorted(
    model.__name__ for model in apps.get_models() if "stage" in {f.name for f in model._meta.fields}
)


def test_records_with_a_stage_are_born_only_before_the_door():
    born = {
        name
        for name, text in modules(*WITH_RECORDS)
        for model in WITH_A_STAGE
        if any("objects" in line or "view" not in name for line in _lines(text, makers_of(text, model)))
    }
    assert born <= {BIRTHS}


def _lines(text: str, numbers: list[int]) -> list[str]:
    return [text.splitlines()[number - 1] for number in numbers]


def test_nobody_but_the_log_writes_entries():
    makers = {name for name, text in modules(*WITH_RECORDS) if makers_of(text, "Transition")}
    assert makers == {LOG}


@pytest.mark.parametrize(
    "field", ["hash", "previous", "facts", "facts_salt", "facts_digest", "private_digest", "sequence"]
)
def test_nobody_changes_an_entry_of_the_log(field):
    changers = {
        name
        for name, text in modules(*WITH_RECORDS)
        for line in _lines(text, writes_of(text, field))
        if "entry" in line or "update(" in line
    }
    assert changers <= {LOG}


@pytest.mark.parametrize("model", ["Entry"])
def test_bookings_are_made_by_the_door_and_by_the_lead_who_raises_a_pot(model):
    makers = {name for name, text in modules(*WITH_RECORDS) if makers_of(text, model)}
    assert makers <= {"grants/actions/effects.py", "grants/actions/desk.py"}


def test_every_writer_of_records_goes_through_the_door_or_the_law_of_acts():
    """No view and no form saves a record: they call grants.actions."""
    verbs = (
        ".save(",
        ".create(",
        ".update(",
        ".delete(",
        ".bulk_create(",
        ".get_or_create(",
        ".update_or_create(",
    )
    found = []
    for name, text in modules("grants/views", "grants/forms", "grants/templatetags"):
        for number, line in enumerate(text.splitlines(), 1):
            if ".objects." in line and any(verb in line for verb in verbs):
                found.append(f"{name}:{number}")
    assert found == []


def test_the_ten_longest_modules_are_named(capsys):
    """Length is a smell and not a law (DESIGN § 7): whoever looks at this list asks for a second subject."""
    lengths = {name: text.count("\n") for name, text in modules(*ROOMS, "tools", "tests")}
    longest = sorted(lengths, key=lambda name: -lengths[name])[:10]
    assert len(longest) == 10
    with capsys.disabled():
        print("\nthe longest modules:", ", ".join(f"{name} {lengths[name]}" for name in longest))


def test_every_module_says_in_one_sentence_what_lives_here():
    silent = [
        name
        for name, text in modules(*ROOMS, "tools", "tests")
        if text.strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_nothing_is_swallowed_but_where_the_outbox_records_it():
    broad = [
        name
        for name, text in modules(*ROOMS, "tools")
        for node in nodes_of(text)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
    ]
    assert broad == ["notifications/outbox.py", "notifications/posting.py"]


def test_there_is_one_signal_and_nobody_listens_to_those_of_the_records():
    forbidden = ("post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed")
    listeners = [name for name, text in modules(*ROOMS) if any(word in text for word in forbidden)]
    assert listeners == []
    makers = [name for name, text in modules(*ROOMS) if "Signal()" in text]
    assert makers == ["grants/events.py"]


def test_layers_of_the_records_are_drawn_as_they_are_held():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    held = next(contract["layers"] for contract in contracts if contract["name"] == "Inside grants")
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    table = page.partition("| layer | modules |\n|---|---|\n")[2].partition("\n\n")[0]
    drawn = [set(re.findall(r"`(\w+)`", row)) for row in table.splitlines()]
    assert drawn == [set(re.findall(r"\w+", layer)) for layer in held]


def test_canonical_text_has_one_writer():
    """Besides it JSON is written for other programs and for files outside: export, backup, numbers, the log."""
    writers = [name for name, text in modules(*ROOMS) if "json.dump" in text]
    files = ["config/logs.py", *(f"grants/actions/{name}.py" for name in ("backups", "export", "numbers"))]
    assert writers == [*files, "grants/models/canonical.py"]


def test_records_know_nothing_of_the_post_office_by_a_relation_back():
    relations = [
        field for model in apps.get_app_config("notifications").get_models() for field in model._meta.fields
    ]
    upward = [
        field for field in relations if field.is_relation and field.related_model._meta.app_label == "grants"
    ]
    assert len(upward) > 5
    assert [str(field) for field in upward if not field.remote_field.hidden] == []


def test_imports_follow_one_line_of_rooms():
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_post_office_says_itself_where_its_pages_are():
    below = [path for path in (ROOT / "grants").rglob("*") if path.suffix in (".py", ".html", ".txt", ".js")]
    assert len(below) > 200
    assert [str(path) for path in below if re.search(r"[\"']notifications:", path.read_text())] == []
