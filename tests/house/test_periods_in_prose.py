"""What a guideline may change is read from its Terms: no text for people names a period or percentage of its own.

What the law itself fixes stays prose. Each such place is named below, with the statute that fixes it.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("grants", "notifications", "workflows", "demo", "config")
LEFT_OUT = ("demo/stories", "demo/seed", "workflows/explore")
"""What the people of the demonstration write themselves, and what the prover tells developers."""
WORDS = (
    "ein(?:e[mnrs]?)?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|vierzehn|achtzehn|zwanzig|dreißig"
    "|vierzig|fünfzig|hundert"
)
UNIT = r"(?:(?:Arbeits|Werk)?Tage?[ns]?|Arbeitstag\w*|Werktag\w*|Wochen?|Monat(?:e[ns]?|s)?|Jahr(?:e[ns]?)?|Prozent\w*)"
SPACE = r"(?:\s|&nbsp;|\u00a0)*"
NAMED = re.compile(rf"\b(?:\d+\.?|{WORDS}){SPACE}(?:{UNIT}\b|%(?!\}}))|\}}\}}?{SPACE}{UNIT}\b", re.IGNORECASE)
A_DAY = re.compile(r"\bein(?:en?|em|es)? (?:Werk)?Tag(?:es)?\b", re.IGNORECASE)
"""„Bitte nennen Sie einen Tag“ means a day and no period."""
ALLOWED: dict[str, str] = {
    # grants
    "innerhalb eines Jahres seit Kenntnis": "§ 48 Abs. 4, § 49 Abs. 3 Satz 2 VwVfG",
    "fünf Prozentpunkten über dem Basiszinssatz": "§ 49a Abs. 3 VwVfG",
    "200 Prozent Vergrößerung": "BITV 2.0, EN 301 549 (WCAG 2.2, 1.4.4)",
    "es endet nach einem Jahr": "§ 25 Abs. 2 TDDDG: ein technisch nötiges Cookie, so lange wie eingestellt",
    # notifications
    "innerhalb eines Monats nach Bekanntgabe Klage": "§ 74 VwGO",
    "nach einer Woche nicht bei Ihnen": "§ 41 Abs. 2 VwVfG: bis dahin gilt der Bescheid als bekannt gegeben",
    # workflows
    "binnen zehn Tagen": "§ 41 Abs. 2a VwVfG",
    "als ein Monat ab der Bekanntgabe": "§ 74 VwGO",
    "mindestens ein Monat": "§ 74 VwGO",
    "innerhalb eines Jahres seit der Kenntnis": "§ 48 Abs. 4, § 49 Abs. 3 Satz 2 VwVfG",
    "drei Jahre nach dem Ende des Jahres der Kenntnis": "§§ 195, 199 BGB",
    "in dreißig Jahren": "§ 53 VwVfG",
    "ein Monat ab Bekanntgabe": "§ 74 VwGO",
    "am vierten Tag nach der Aufgabe": "§ 41 Abs. 2 VwVfG",
    "einen Monat nach der Bekanntgabe": "§ 74 VwGO",
    "statt eines Monats ein Jahr ab Bekanntgabe": "§ 58 Abs. 2 VwGO",
    "Klagefrist von einem Monat": "§ 74 VwGO",
    "ein Jahr lang": "§ 58 Abs. 2 VwGO",
}
"""What a text says of a period → the statute that fixes it."""
EXAMPLES = (
    "zum Beispiel „8 Wochen“",
    "etwa „von acht Wochen“",
    "etwa „zwei Monaten“",
    "etwa „zwei Monate“",
    "etwa „der 8. Woche“",
)
"""How a period is typed, and what the name of a period becomes in the text of the office."""


def texts() -> Iterator[tuple[str, str]]:
    """Every text for people, with its place: templates, tables of words, and strings of the code."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            place = str(path.relative_to(ROOT))
            if place.startswith(LEFT_OUT) or "/migrations/" in place:
                continue
            if path.suffix in (".html", ".txt", ".toml") and path.name != "terms.toml":
                yield from ((f"{place}:{n}", line) for n, line in _lines(path))
            elif path.suffix == ".py":
                yield from (
                    (f"{place}:{line}", text) for line, text in strings(path.read_text(encoding="utf-8"))
                )


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.lstrip().startswith("#") and "source = " not in line:
            yield number, re.sub(r"\{#.*?#\}|\{%.*?%\}", " ", line)


def strings(code: str) -> Iterator[tuple[int, str]]:
    """The strings of a module; a docstring and a text below a name is for those who read the code."""
    tree = ast.parse(code)
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    read = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            yield node.lineno, "".join(map(str, parts))
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and not {id(node)} & (inner | read)
        ):
            yield node.lineno, node.value


def named(text: str) -> list[str]:
    """The periods and percentages that a text names and no statute fixes."""
    for phrase in (*ALLOWED, *EXAMPLES):
        text = re.sub(re.escape(phrase), "", text, flags=re.IGNORECASE)
    return [found[0] for found in NAMED.finditer(A_DAY.sub("", text))]


def test_no_text_names_a_period_or_a_percentage_of_a_guideline():
    assert {place: found for place, text in texts() if (found := named(text))} == {}


def test_every_statute_is_still_needed():
    whole = "\n".join(text for _, text in texts())
    assert [phrase for phrase in (*ALLOWED, *EXAMPLES) if phrase not in whole] == []


@pytest.mark.parametrize(
    "text",
    [
        "Die Belege bewahren wir fünf Jahre auf.",
        "Bis zu 20 Prozent mehr",
        "Bis zu 20&nbsp;% mehr",
        "innerhalb von sechs Monaten",
        "in 14 Tagen",
        "{{ terms.proof_within }} Monate nach dem Ende",
        "Mindestens {documents_period} Tage",
        "nach zehn Arbeitstagen",
        "in einer Woche",
        "innerhalb eines Monats",
    ],
)
def test_prose_is_noticed(text):
    assert named(text)


@pytest.mark.parametrize(
    "text", ["Bitte nennen Sie einen Tag nach heute.", "{documents:dative} nach", "width: 50%}"]
)
def test_what_names_no_period_is_left_alone(text):
    assert named(text) == []


def test_strings_of_code_are_found_and_docstrings_are_not():
    code = '"""Fünf Jahre."""\nHINT = f"{x} Tage"\n"""Zwei Tage."""\nsay("drei Tage")\n'
    assert [text for _, text in strings(code)] == ["{} Tage", "drei Tage"]
