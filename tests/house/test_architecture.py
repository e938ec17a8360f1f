"""Every place that docs/architecture.md names by file and line is there, and is called what the page calls it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLACE = re.compile(r"`([\w/]+\.py):(\d+)` \(`(\w+)`\)")
FILE = re.compile(r"`((?:config|demo|grants|notifications|workflows|tests|tools|docs)/[\w/]+\.\w+)[`:]")


def page() -> str:
    return (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def test_every_line_that_the_page_names_says_what_it_is_named_for():
    places = PLACE.findall(page())
    assert len(places) > 12
    for path, line, name in places:
        lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
        assert re.search(rf"\b{name}\b", lines[int(line) - 1]), f"{path}:{line} is not {name}"


def test_every_file_that_the_page_names_is_there():
    named = FILE.findall(page())
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
