"""What is wrong in the folder of a fund is refused when the program starts, with file, line and reason."""

import shutil
import sys
from importlib import import_module

import pytest

from notifications.letters import insist_on_letters
from tests.funds.nachbarschaft import Nachbarschaftsfonds
from workflows.datafiles import DataFileError
from workflows.programmes import PROGRAMMES, _is_fund, enlist
from workflows.shape import ShapeError

PACKAGE = "a_fund_elsewhere"
HEAD = (
    ("tests.funds.nachbarschaft", PACKAGE),
    ('slug = "nachbarschaft"', 'slug = "anderswo"'),
    ('title = "Nachbarschaftsfonds (erfunden)"', 'title = "Anderswo"'),
    ('number_prefix = "NBF"', 'number_prefix = "AND"'),
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the fictitious fund as a package of its own, outside this house."""
    made = tmp_path / PACKAGE
    shutil.copytree(Nachbarschaftsfonds.folder, made, ignore=shutil.ignore_patterns("__pycache__", "law.py"))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    for found, said in HEAD:
        change(made / "__init__.py", found, said)
    yield made
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]
    PROGRAMMES.pop("anderswo", None)


def change(file, found, said):
    text = file.read_text(encoding="utf-8")
    assert found in text, found
    file.write_text(text.replace(found, said, 1), encoding="utf-8")


def line_of(file, text):
    return file.read_text(encoding="utf-8").partition(text)[0].count("\n") + 1


def test_the_copy_itself_is_taken(folder):
    assert enlist(PACKAGE).slug == "anderswo"
    insist_on_letters(PROGRAMMES["anderswo"])


@pytest.mark.parametrize(
    ("name", "found", "said", "at", "reason"),
    [
        (
            "__init__.py",
            "households: int | None = None",
            "households: int | None",
            "households: int | None",
            "NeighbourhoodFacts.households has no default",
        ),
        (
            "__init__.py",
            "households: int | None = None",
            "households: float = 0.0",
            "households: float",
            "NeighbourhoodFacts.households: <class 'float'> cannot be kept",
        ),
        (
            "__init__.py",
            "@dataclass(frozen=True, kw_only=True)\n",
            "",
            "class NeighbourhoodFacts",
            "NeighbourhoodFacts is no dataclass that is a subclass of OwnFacts",
        ),
        (
            "__init__.py",
            'heard_first = ("nachbarschaftsrat",)',
            'heard_first = "nachbarschaftsrat"',
            "heard_first =",
            "Nachbarschaftsfonds.heard_first is no tuple of keys of bodies",
        ),
        (
            "__init__.py",
            'heard_first = ("nachbarschaftsrat",)',
            'heard_first = ("vorstand",)',
            "heard_first =",
            "Nachbarschaftsfonds hears a body twice",
        ),
        (
            "__init__.py",
            "pays = Pays.AT_ONCE",
            'pays = "at once"',
            "pays =",
            "Nachbarschaftsfonds.pays is no way of paying (Pays)",
        ),
        ("__init__.py", 'body = "vorstand"', 'body = ""', "body =", "Nachbarschaftsfonds.body is no text"),
        (
            "__init__.py",
            "folder = Path(__file__).parent",
            "folder = __file__",
            "folder =",
            "Nachbarschaftsfonds.folder is no path",
        ),
        (
            "__init__.py",
            'extend("submit", when=[rules.neighbours_take_part]),',
            '"submit",',
            "extensions =",
            "Nachbarschaftsfonds.extensions is no tuple of extensions",
        ),
        (
            "__init__.py",
            'extend("submit"',
            'extend("fly"',
            "extensions =",
            "Nachbarschaftsfonds extends fly, which is no move of its chapters",
        ),
        (
            "__init__.py",
            'number_prefix = "AND"',
            'number_prefix = "and"',
            "number_prefix =",
            "„and“ is no prefix",
        ),
        (
            "__init__.py",
            'slug = "anderswo"',
            'slug = "wir20-kleinprojekt"',
            "slug =",
            "there is another fund with the slug „wir20-kleinprojekt“",
        ),
        (
            "rules.py",
            "def visit_lies_ahead(machine: Machine, visit_on: date)",
            "def visit_lies_ahead(machine: Machine, visited: date)",
            "def visit_lies_ahead",
            "visit_lies_ahead judges „visited“, which begin_check does not ask for",
        ),
        (
            "rules.py",
            "def visited_by_now(machine: Machine, visited_on: date)",
            "def visited_by_now(machine: Machine, came_on: date)",
            "def visited_by_now",
            "visited_by_now judges „came_on“, which record_visit does not ask for",
        ),
    ],
)
def test_class_that_is_wrong_is_refused_with_its_line(folder, name, found, said, at, reason):
    file = folder / name
    change(file, found, said)
    with pytest.raises(ShapeError) as refused:
        enlist(PACKAGE)
    assert reason in refused.value.reason
    assert (refused.value.file, refused.value.line) == (f"{PACKAGE}/{name}", line_of(file, at))
    assert str(refused.value) == f"{refused.value.file}, line {refused.value.line}: {refused.value.reason}"


@pytest.mark.parametrize(
    ("found", "said", "rule", "reason"),
    [
        (
            "given=[rules.visit_lies_ahead]",
            "when=[rules.visit_lies_ahead]",
            "visit_lies_ahead",
            "a rule over an answer belongs to given= of begin_check",
        ),
        (
            "given=[rules.visited_by_now]",
            "when=[rules.visited_by_now]",
            "visited_by_now",
            "a rule over an answer belongs to given= of record_visit",
        ),
        (
            "when=[rules.somebody_was_there]",
            "given=[rules.somebody_was_there]",
            "somebody_was_there",
            "somebody_was_there judges no answer of release_for_sitting",
        ),
        (
            "once=rules.not_visited",
            "once=rules.visited_by_now",
            "visited_by_now",
            "a rule over an answer belongs to given= of record_visit",
        ),
    ],
)
def test_rule_in_the_wrong_place_is_refused_with_its_line(folder, found, said, rule, reason):
    change(folder / "__init__.py", found, said)
    with pytest.raises(ShapeError) as refused:
        enlist(PACKAGE)
    assert reason in refused.value.reason
    assert refused.value.file == f"{PACKAGE}/rules.py"
    assert refused.value.line == line_of(folder / "rules.py", f"def {rule}")


@pytest.mark.parametrize(
    ("name", "text", "line", "reason"),
    [
        ("letter.html", "{% if heard_first %}\nDanach.", 1, "Unclosed tag"),
        ("letter.html", "Danach\n{% wenn heard_first %}", 2, "Invalid block tag"),
        ("letter.html", "Danach\n\n{{ body|laut }}", 3, "Invalid filter: 'laut'"),
        (
            "letter.html",
            '{% extends "letters/eingangsbestaetigung/letter.html" %}\n{% block gremim %}Wir.{% endblock %}',
            2,
            "the letter that it extends has no block „gremim“",
        ),
        ("letter.html", '{% extends "letters/nirgends.html" %}', 1, "there is no letters/nirgends.html"),
        ("letter.htm", "Danach.", 1, "a letter has the files letter.html, mail.txt"),
        ("_satz.html", "{% endif %}", 1, "Invalid block tag"),
    ],
)
def test_letter_that_is_wrong_is_refused_with_its_line(folder, name, text, line, reason):
    fund = next(known for known in vars(import_module(PACKAGE)).values() if _is_fund(known, PACKAGE))
    (folder / "letters/eingangsbestaetigung" / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as refused:
        insist_on_letters(fund)
    assert reason in refused.value.reason
    assert (refused.value.file, refused.value.line) == (
        f"{PACKAGE}/letters/eingangsbestaetigung/{name}",
        line,
    )
