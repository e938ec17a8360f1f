"""The glossary's table „One thing, one name“ is what the code says."""

from pathlib import Path
from typing import get_type_hints

import pytest

from grants.kinds import KINDS
from workflows.programmes import PROGRAMMES

PAGE = Path(__file__).parents[2] / "docs/glossary.md"


def rows() -> dict[str, list[str]]:
    """Slug of a kind → the other names in its row."""
    table = PAGE.read_text(encoding="utf-8").partition("## One thing, one name")[2].partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("|") and "`" in line]
    cells = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]
    return {slug: names for _, slug, *names in cells}


def test_every_kind_has_its_row():
    assert rows().keys() == KINDS.keys()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_is_called_in_the_code_what_the_glossary_calls_it(kind):
    model, facts, stages, machine, page = rows()[kind.name]
    assert model == kind.model.__name__
    assert stages == kind.stages.__name__
    assert page == kind.page
    machines = {each.__name__ for each in kind.machines}
    assert machines == (
        {each.__name__ for each in PROGRAMMES.values()} if machine == "the programmes" else {machine}
    )
    judged = {get_type_hints(each)["case"].__name__ for each in kind.machines}
    assert judged == {facts}
