"""Right-to-left text among German: each such value of a letter is set apart, so that its order stays its own."""

import dataclasses
import re
import unicodedata
from typing import Any

START, END = "\u2068", "\u2069"
"""Unicode's own marks around a value that is set apart (FSI, PDI); they become ``<bdi>`` in the page."""
_MARKS = re.compile(f"[{START}{END}]")
_STRONG_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
_RUN = re.compile(f"[{_STRONG_RTL}](?:[^A-Za-zÀ-\u058f\n]*[{_STRONG_RTL}\u200c\u200d])?")


def set_apart(value: Any) -> Any:
    """Return facts with every right-to-left text between marks: the whole value if it begins so, else its runs.

    Marks that somebody typed are taken out.
    """
    if isinstance(value, str):
        return _text(_MARKS.sub("", value))
    if isinstance(value, tuple | list):
        return tuple(map(set_apart, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: set_apart(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.init
        }
        return dataclasses.replace(value, **changed)
    return value


def _text(text: str) -> str:
    first = next((unicodedata.bidirectional(char) for char in text if char.isalpha()), "L")
    if first in ("R", "AL"):
        return f"{START}{text}{END}"
    return _RUN.sub(lambda run: f"{START}{run[0]}{END}", text)


def as_elements(html: str) -> str:
    """Return the page with ``<bdi>`` for the marks; inside tags and in the head, where none may stand, they vanish."""
    head, found, body = html.partition("<body")
    html = _MARKS.sub("", head) + re.sub("<[^>]*>", lambda tag: _MARKS.sub("", tag[0]), found + body)
    return html.replace(START, '<bdi dir="rtl">').replace(END, "</bdi>")


def without_marks(text: str) -> str:
    """Return the text without the marks, for a mail or a title."""
    return _MARKS.sub("", text)
