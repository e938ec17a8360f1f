"""The ledger of security is whole: each requirement stands once, with a state, and what is called tested is a test."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/security.md"
ASVS = (
    "1.1:22 1.2:1111122223 1.3:112222222223 1.4:222 1.5:123 2.1:122 2.2:112 2.3:12223 2.4:23 3.1:3 3.2:113 3.3:12223 "
    "3.4:11222233 3.5:11122333 3.6:3 3.7:22333 4.1:12233 4.2:23333 4.3:22 4.4:1222 5.1:2 5.2:112333 5.3:113 5.4:222 "
    "6.1:122 6.2:111111112222 6.3:11223333 6.4:112233 6.5:22222333 6.6:2223 6.7:33 6.8:2222 7.1:222 7.2:1111 7.3:22 "
    "7.4:11222 7.5:223 7.6:22 8.1:1233 8.2:1123 8.3:133 8.4:23 9.1:111 9.2:1222 10.1:22 10.2:223 10.3:22223 "
    "10.4:1111122222233333 10.5:22222 10.6:22 10.7:222 11.1:2233 11.2:22233 11.3:11233 11.4:1222 11.5:23 11.6:23 "
    "11.7:33 12.1:12233 12.2:11 12.3:22223 13.1:2333 13.2:222223 13.3:2233 13.4:1222233 14.1:22 14.2:12223333 14.3:122 "
    "15.1:12233 15.2:12233 15.3:1222222 15.4:3333 16.1:2 16.2:22222 16.3:2222 16.4:222 16.5:2223 17.1:23 17.2:22223333 "
    "17.3:22"
)
"""Section of ASVS 5.0.0: the level of each of its requirements, in their order."""
CON_10 = "BBBBBBBBBBSSSSSSHH"
STATES = ("tested", "documented", "not applicable", "open")
LINE = re.compile(r"^\| ([\d.]+|CON\.10\.A\d+) \| (\w) \| (.+?) \| (.+?) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
LINK = re.compile(r"\[[^]]+\]\(([^)#]*)(?:#([\w-]+))?\)")


def required() -> dict[str, str]:
    """Number → level, as the standards give them."""
    levels = {}
    for section, said in (part.split(":") for part in ASVS.split()):
        levels |= {f"{section}.{place}": level for place, level in enumerate(said, 1) if level in "12"}
    return levels | {f"CON.10.A{place}": level for place, level in enumerate(CON_10, 1)}


def lines() -> list[tuple[str, ...]]:
    return LINE.findall(PAGE.read_text(encoding="utf-8"))


@cache
def defined_in(path: str) -> frozenset[str]:
    tree = (
        ast.parse((ROOT / path).read_text(encoding="utf-8")) if (ROOT / path).exists() else ast.Module([], [])
    )
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@cache
def headings(path: Path) -> frozenset[str]:
    """The anchors of a page."""
    found = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w -]", "", head.lower()).strip().replace(" ", "-") for head in found)


def test_every_requirement_stands_once_with_its_level():
    numbers = Counter(number for number, *_ in lines())
    assert [number for number, often in numbers.items() if often > 1] == []
    assert {number: level for number, level, *_ in lines()} == required()
    assert len([number for number in required() if not number.startswith("CON")]) == 253


def test_every_line_has_a_state_and_what_belongs_to_it():
    wrong = []
    for number, _, asks, state, said in lines():
        if state not in STATES or len(asks) < 4 or len(said) < 10:
            wrong.append(f"{number}: {state}")
        if state == "tested" and not TEST.search(said):
            wrong.append(f"{number}: no test")
        if state == "documented" and not LINK.search(said):
            wrong.append(f"{number}: no place")
    assert wrong == []


def test_no_row_of_the_tables_is_passed_over():
    """A row that is written in another way would not be read, and so not judged."""
    page = PAGE.read_text(encoding="utf-8").partition("## OWASP ASVS 5.0, level 1 and 2")[2]
    rows = [
        row for row in page.splitlines() if row.startswith("|") and not row.startswith(("| number", "|---"))
    ]
    assert len(rows) == len(lines())


def test_every_test_that_is_named_is_there():
    named = TEST.findall(PAGE.read_text(encoding="utf-8"))
    assert len(named) > 100
    assert [f"{path}::{name}" for path, name in named if name not in defined_in(path)] == []
    files = re.findall(r"`(tests/[\w/]+\.py)`", PAGE.read_text(encoding="utf-8"))
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_every_place_that_is_named_is_there():
    missing = []
    for path, anchor in LINK.findall(PAGE.read_text(encoding="utf-8")):
        if path.startswith("http"):
            continue
        file = (PAGE.parent / path).resolve() if path else PAGE
        if not file.exists() or (anchor and anchor not in headings(file)):
            missing.append(f"{path}#{anchor}")
    assert missing == []


def test_the_counts_at_the_head_are_right():
    for head, mine in (
        ("OWASP ASVS 5.0, level 1 and 2", lambda number: not number.startswith("CON")),
        ("BSI CON.10", lambda number: number.startswith("CON")),
    ):
        counted = Counter(state for number, _, _, state, _ in lines() if mine(number))
        numbers = " | ".join(str(counted[state]) for state in STATES)
        assert f"| {head} | {numbers} | {counted.total()} |" in PAGE.read_text(encoding="utf-8")
