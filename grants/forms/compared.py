"""A field whose answer somebody else may have changed while the page was open."""

from dataclasses import dataclass

from django.forms import BoundField


@dataclass(frozen=True)
class Conflict:
    """An answer that was changed here and elsewhere: what is stored now, for the form and for people."""

    stored: object
    text: str
    digest: str


class ComparedField(BoundField):
    """A field that shows what is stored beside an answer in conflict."""

    elsewhere: Conflict | None = None
