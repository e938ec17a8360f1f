"""Facts become texts here: subject, mail and, where the letter is a document, its HTML. Nothing is read or sent."""

import dataclasses
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from django.template import Engine, TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import FilterExpression, Node, Template, Token
from django.template.context import Context
from django.template.loader_tags import BlockNode, ExtendsNode

from notifications import direction
from workflows.datafiles import DataFileError
from workflows.machine import Programme
from workflows.programmes import PROGRAMMES

ROOT = Path(__file__).parent / "templates"
FILES = {"html": "letter.html", "txt": "mail.txt"}
"""The two templates of a letter, in the folder that bears its key: the document, and the mail."""
Kind = TypeVar("Kind", bound=Node)
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


def sheet(key: str, names: dict[str, Any]) -> str:
    """Write a paper of the house that is no letter (``sheets/<key>.html``) as HTML; the same names give the same."""
    template = _engine("html").get_template(f"sheets/{key}.html")
    return direction.as_elements(_write(template, names))


def _names(facts: Any) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in names_of(type(facts))}


def names_of(kind: type) -> set[str]:
    """Return the names that a letter's template may use: the fields of its facts and what follows from them."""
    properties = (name for name in dir(kind) if isinstance(getattr(kind, name), property))
    return {field.name for field in dataclasses.fields(kind)} | set(properties)


def insist_on_letters(programme: type[Programme]) -> None:
    """Compile the letters that a fund says otherwise; DataFileError names file, line and reason of what is wrong."""
    for file in sorted((programme.folder / "letters").glob("*/*")):
        name = f"{programme.folder.name}/letters/{file.parent.name}/{file.name}"
        kind = file.suffix.removeprefix(".")
        if file.name not in FILES.values() and not (file.name.startswith("_") and kind in FILES):
            raise DataFileError(name, 1, f"a letter has the files {', '.join(FILES.values())}")
        try:
            template = _engine(kind, programme.slug).from_string(file.read_text(encoding="utf-8"))
            for block in _blocks_left_over(template, _engine(kind)):
                reason = f"the letter that it extends has no block „{block.name}“"
                raise DataFileError(name, _line(block.token), reason)
        except TemplateSyntaxError as problem:
            raise DataFileError(name, _line(getattr(problem, "token", None)), str(problem)) from None
        except TemplateDoesNotExist as missing:
            raise DataFileError(name, 1, f"there is no {missing}") from None


def _blocks_left_over(template: Template, shared: Engine) -> list[BlockNode]:
    """The blocks of a template that what it extends does not have: nobody would ever read them."""
    known: set[str] = set()
    extended = _nodes(template, ExtendsNode)
    own = _nodes(template, BlockNode) if extended else []
    while extended:
        parent = shared.get_template(cast(FilterExpression, extended[0].parent_name).resolve(Context()))
        known |= {block.name for block in _nodes(parent, BlockNode)}
        extended = _nodes(parent, ExtendsNode)
    return [block for block in own if block.name not in known]


def _nodes(template: Template, kind: type[Kind]) -> list[Kind]:
    return [node for node in template.nodelist.get_nodes_by_type(kind) if isinstance(node, kind)]


def _line(token: Token | None) -> int:
    return 1 if token is None or token.lineno is None else token.lineno


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
