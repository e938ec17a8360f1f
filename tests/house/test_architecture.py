"""Every place that docs/architecture.md names by file and line is there, and is called what the page calls it."""

import re
from pathlib import Path

import pytest

from grants.management.commands.draw import PLACE, located

ROOT = Path(__file__).parents[2]
FILE = re.compile(r"`((?:config|demo|grants|notifications|workflows|tests|tools|docs)/[\w/]+\.\w+)[`:]")


def page() -> str:
    return (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def test_every_line_that_the_page_names_says_what_it_is_named_for():
    assert len(PLACE.findall(page())) > 12
    assert located(page(), ROOT) == page(), "`make docs` writes the lines anew"


def test_name_that_its_file_does_not_define_is_refused():
    with pytest.raises(LookupError, match="does not define"):
        located("`grants/access.py:1` (`nobody_knows`)", ROOT)


def test_every_file_that_the_page_names_is_there():
    named = FILE.findall(page())
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
