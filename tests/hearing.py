"""A house in which other bodies are heard before the Arbeitsausschuss decides on the Kleinprojekte."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from workflows.chapters.heard_first import HeardFirst
from workflows.programmes import PROGRAMMES
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt


@contextmanager
def hearing(*bodies: str) -> Iterator[None]:
    """As long as it lasts, the bodies with these keys are heard first, in this order."""
    fund = type("Advised", (HeardFirst, Wir20Kleinprojekt), {"heard_first": bodies})
    with patch.dict(PROGRAMMES, {fund.slug: fund}):
        yield
