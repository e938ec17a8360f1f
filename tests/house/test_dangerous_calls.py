"""True of the whole source: nothing of ours runs text as code, SQL, HTML or a command."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.test_code import ROOMS, modules, nodes_of

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN_NAMES = frozenset({"eval", "exec", "compile", "__import__"})
FORBIDDEN_MODULES = frozenset(
    {
        "pickle", "marshal", "shelve", "yaml", "random", "telnetlib", "ftplib",
        "xml", "lxml", "ldap", "ldap3",
    }
)  # fmt: skip
"""Code in data, numbers that can be guessed, parsers that resolve entities, and languages of query."""
READS_XML = {
    "grants/bank/reports.py: lxml",
    "grants/bank/transfers.py: lxml",
    "grants/bank/transfers.py: xml.etree",
}
"""Who reads and writes the XML of banks, with a parser that resolves nothing."""
SAFE_PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False}
CLIENTS = frozenset({"requests", "httpx", "urllib3", "http.client", "aiohttp"})
ASKING = frozenset(
    {
        "urlopen", "build_opener", "HTTPHandler", "HTTPSHandler", "HTTPConnection", "HTTPSConnection",
        "IMAP4", "IMAP4_SSL", "create_connection",
    }
)  # fmt: skip
MAY_ASK = {
    "config/alive.py: urlopen",
    "notifications/bounces.py: IMAP4",
    "notifications/bounces.py: IMAP4_SSL",
    "notifications/watching.py: urlopen",
}
"""Who asks a server: each at an address that the settings give, or its own."""
WEAK_HASHES = frozenset({"md5", "sha1"})
COMMANDS = frozenset({"system", "popen", "startfile"})
HTML_FROM_TEXT = frozenset({"mark_safe", "SafeString", "SafeText"})
SQL = frozenset({"raw", "extra", "RawSQL", "execute", "executemany", "executescript"})
SAFE_FILTERS = re.compile(r"\|\s*safe\b|autoescape off|safeseq")
HELP_TEXT = re.compile(r"\{\{ field\.help_text\|safe \}\}")
"""The one exception: hints that the house itself has written, some of them lists of Django in HTML."""
SCRIPT_SINKS = re.compile(
    r"\beval\(|new Function|document\.write|postMessage|localStorage|sessionStorage|indexedDB|document\.cookie"
    r"|__proto__|setTimeout\([\"'`]|\.srcdoc|javascript:"
)


def calls(text: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last part of the name that is called."""
    for node in nodes_of(text):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, node


def imports(text: str) -> Iterator[str]:
    """Every module that is imported, whole and from."""
    for node in nodes_of(text):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def is_put_together(node: ast.expr) -> bool:
    """Whether a text is made of parts where it stands: an f-string with values, ``+``, ``%`` or ``format``."""
    match node:
        case ast.JoinedStr(values=values):
            return any(isinstance(value, ast.FormattedValue) for value in values)
        case ast.BinOp(op=ast.Add() | ast.Mod()):
            return True
        case ast.Call(func=ast.Attribute(attr="format")):
            return True
    return False


def found(wanted: frozenset[str]) -> list[str]:
    return [
        f"{name}: {called}" for name, text in modules(*ROOMS) for called, _ in calls(text) if called in wanted
    ]


def test_the_search_finds_every_way():
    text = "eval(x)\nos.system(x)\nimport pickle\nfrom lxml.etree import parse\nq.extra(where=[f'{a}'])"
    assert {name for name, _ in calls(text)} == {"eval", "system", "extra"}
    assert list(imports(text)) == ["pickle", "lxml.etree"]
    texts = {
        "f'{a}'": True,
        "f'a'": False,
        "'a' + b": True,
        "'%s' % b": True,
        "'a'.format(b)": True,
        "'a'": False,
    }
    assert {text: is_put_together(ast.parse(text, mode="eval").body) for text in texts} == texts


def test_no_text_is_run_as_code():
    built_in = [
        f"{name}:{node.lineno}"
        for name, text in modules(*ROOMS)
        for node in nodes_of(text)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_NAMES
    ]
    assert built_in == []


MAY_COMPILE = {"notifications/letters.py: from_string"}
"""The files of a fund, read from its folder when the program starts."""


def test_no_template_is_made_of_a_text():
    assert set(found(frozenset({"Template", "from_string"}))) == MAY_COMPILE


def test_no_module_that_trusts_its_data_is_imported():
    trusting = {
        f"{name}: {module}"
        for name, text in modules(*ROOMS)
        for module in imports(text)
        if module in FORBIDDEN_MODULES or module.split(".")[0] in FORBIDDEN_MODULES
    }
    assert trusting == READS_XML
    parsers = [
        {word.arg: ast.literal_eval(word.value) for word in node.keywords}
        for name, text in modules(*ROOMS)
        for called, node in calls(text)
        if called.endswith("XMLParser")
    ]
    assert len(parsers) == len({entry for entry in READS_XML if entry.endswith("lxml")})
    assert all(kept.items() >= SAFE_PARSER.items() for kept in parsers)


def test_nobody_asks_other_servers_but_who_is_named_here():
    """The fetcher of the letters is put together without the handlers that go out."""
    asking = {
        f"{name}: {module}" for name, text in modules(*ROOMS) for module in imports(text) if module in CLIENTS
    }
    assert asking | set(found(ASKING)) == MAY_ASK


def test_no_command_is_run_by_a_shell():
    assert found(COMMANDS) == []
    shells = [
        f"{name}:{node.lineno}"
        for name, text in modules(*ROOMS)
        for _, node in calls(text)
        for word in node.keywords
        if word.arg == "shell"
    ]
    assert shells == []


def test_no_weak_hash_is_used():
    assert found(WEAK_HASHES) == []


SQL_OF_OUR_NAMES = {"grants/searching.py: extra"}
"""The name of a table of ours, chosen from two; what somebody searches for is a parameter."""


def test_no_value_is_written_into_sql():
    bad = {
        f"{name}: {called}"
        for name, text in modules(*ROOMS)
        for called, node in calls(text)
        if called in SQL
        for part in ast.walk(node)
        if isinstance(part, ast.expr) and is_put_together(part)
    }
    assert bad == SQL_OF_OUR_NAMES


def test_no_text_becomes_html_without_being_escaped():
    """``mark_safe`` takes a text that stands there as a whole; templates escape all but the hints of the house."""
    marked = [
        f"{name}:{node.lineno}"
        for name, text in modules(*ROOMS)
        for called, node in calls(text)
        if called in HTML_FROM_TEXT and not all(isinstance(word, ast.Constant) for word in node.args)
    ]
    formatted = [
        f"{name}:{node.lineno}"
        for name, text in modules(*ROOMS)
        for called, node in calls(text)
        if called in {"format_html", "format_html_join"} and node.args and is_put_together(node.args[0])
    ]
    templates = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.html")
        if SAFE_FILTERS.search(HELP_TEXT.sub("", path.read_text(encoding="utf-8")))
    }
    assert (marked, formatted, templates) == ([], [], set())


@pytest.mark.parametrize("script", sorted((ROOT / "grants/static").rglob("*.js")), ids=lambda path: path.name)
def test_no_script_runs_text_keeps_data_or_listens_to_other_pages(script):
    assert SCRIPT_SINKS.findall(script.read_text(encoding="utf-8")) == []


def test_whatever_a_page_writes_as_html_came_from_the_server_or_from_the_page():
    """Markup is taken from answers of ours and from templates in the page; typed text is written as text."""
    sinks = re.compile(r"(?:insertAdjacentHTML\(\"beforeend\", |(?:outer|inner)HTML = )(\w+)")
    written = {
        name
        for path in (ROOT / "grants/static").rglob("*.js")
        for name in sinks.findall(path.read_text("utf-8"))
    }
    assert written == {"html"}
