"""Facts become texts here: subject, mail and, where the letter is a document, its HTML. Nothing is read or sent."""

import dataclasses
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Engine, TemplateDoesNotExist
from django.template.base import Template
from django.template.context import Context

from notifications import direction
from workflows.programmes import PROGRAMMES

ROOT = Path(__file__).parent / "templates"
FILES = {"html": "letter.html", "txt": "mail.txt"}
"""The two templates of a letter, in the folder that bears its key: the document, and the mail."""
MISSING = "\ufdd0%s\ufdd0"
"""What a template shows for a name that is not in the facts; facts can never hold this character."""


@dataclass(frozen=True)
class Composed:
    """A letter in words. ``html`` is ``None`` for a mail without a document."""

    subject: str
    body_text: str
    html: str | None
    title: str


class BlankInLetter(ValueError):
    """A letter's template asks for something that its facts do not have."""


def compose(key: str, programme_slug: str, facts: Any, *, number: str, made_on: date) -> Composed:
    """Write letter ``key`` of a programme from its facts; the same arguments give the same texts.

    ``number`` is the document's number (empty for a mail), ``made_on`` the day that the letter bears.
    What the programme says otherwise goes before what all funds share.
    Raises ``TemplateDoesNotExist`` or :class:`BlankInLetter`.
    """
    names = _names(facts) | {"number": number, "made_on": made_on}
    subject, _, body = _write(_find(key, programme_slug, "txt"), names).strip().partition("\n\n")
    subject = " ".join(subject.split())
    try:
        template = _find(key, programme_slug, "html")
    except TemplateDoesNotExist:
        html = None
    else:
        names |= _names(direction.set_apart(facts)) | {"subject": subject}
        html = direction.as_elements(_write(template, names))
    return Composed(subject, _tidy(body), html, f"{subject} · {facts.case_number}")


def _names(facts: Any) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in names_of(type(facts))}


def names_of(kind: type) -> set[str]:
    """Return the names that a letter's template may use: the fields of its facts and what follows from them."""
    properties = (name for name in dir(kind) if isinstance(getattr(kind, name), property))
    return {field.name for field in dataclasses.fields(kind)} | set(properties)


def _find(key: str, programme_slug: str, kind: str) -> Template:
    return _engine(kind, programme_slug).get_template(f"letters/{key}/{FILES[kind]}")


def _write(template: Template, names: dict) -> str:
    text = template.render(Context(names, autoescape=template.engine.autoescape))
    if MISSING[0] in text:
        raise BlankInLetter(text.split(MISSING[0])[1])
    return text


def _tidy(text: str) -> str:
    """Return the text without the empty lines that untaken branches of a template leave."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for before, line in zip(["", *lines], lines, strict=False) if line or before]
    return "\n".join(kept) + "\n"


@cache
def _engine(kind: str, programme_slug: str = "") -> Engine:
    """Return the letters' own engine: pure, the same everywhere, and strict about blanks.

    What a fund says otherwise lies in the folder ``letters`` of the fund, under the names of the shared templates; such
    a template extends the shared one of its own name.
    """
    own = [str(PROGRAMMES[programme_slug].folder)] if programme_slug in PROGRAMMES else []
    return Engine(
        dirs=[*own, str(ROOT)],
        autoescape=kind == "html",
        string_if_invalid=MISSING,
        libraries={"letters": "notifications.templatetags.letters"},
        builtins=["notifications.templatetags.letters"],
    )
