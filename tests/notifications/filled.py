"""What letters can hold and samples do not: fields that nothing fills, branches of templates that nobody walks."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

from django.template.context import Context
from django.template.defaulttags import ForNode, IfNode

from grants.letters import FACTS
from notifications import letters
from tests.notifications.letter_samples import PROGRAMMES, SAMPLES
from tests.notifications.recording import key_of
from workflows import programmes
from workflows.period import Period

NOTHING: tuple[Any, ...] = (None, "", (), 0, False)
SKIPPED = "nicht erfüllt"
LOOP, EMPTY = "Schleife", "leer"

ROOT = Path(__file__).resolve().parents[2]


def compose(name: str) -> letters.Composed:
    """A sample in words, as its fund writes it."""
    facts, programme = SAMPLES[name], PROGRAMMES[name]
    return letters.compose(key_of(name), programme, facts, number="D-1", made_on=date(2026, 7, 13))


# Fields


def unfilled(samples: Iterable[Any]) -> set[str]:
    """Fields that hold nothing but their default in all samples."""
    return {name for name, field, seen in _fields(samples) if all(_is_default(field, one) for one in seen)}


def never_empty(samples: Iterable[Any]) -> set[str]:
    """Fields that may be empty, by their default or their type, and are so in no sample."""
    return {
        name
        for name, field, seen in _fields(samples)
        if (field.default is not MISSING or "None" in str(field.type))
        and not any(one is None or one == field.default for one in seen)
    }


def _fields(samples: Iterable[Any]) -> Iterator[tuple[str, Field[Any], list[Any]]]:
    """Every field of every type of facts, with all its values."""
    parts = [part for sample in samples for part in _parts(sample)]
    for kind in {*FACTS.values(), *map(type, parts)}:
        of_kind = [part for part in parts if type(part) is kind]
        for field in fields(kind):
            yield f"{kind.__name__}.{field.name}", field, [getattr(part, field.name) for part in of_kind]


def _parts(value: Any) -> Iterator[Any]:
    """The facts and all facts in them."""
    if isinstance(value, tuple):
        for item in value:
            yield from _parts(item)
    elif is_dataclass(value) and not isinstance(value, Period):
        yield value
        for field in fields(value):
            yield from _parts(getattr(value, field.name))


def _is_default(field: Field[Any], value: Any) -> bool:
    return value in NOTHING or value == field.default


# Branches


def unwalked(names: Iterable[str]) -> set[str]:
    """Branches that composing these samples does not walk, with template, line and tag."""
    there = {_told(*branch) for template in _templates() for branch in _branches(template)}
    with _watched() as walked:
        for name in names:
            compose(name)
    return there - walked


def _templates() -> Iterator[Any]:
    """Every template of every letter: the shared ones, and those of a fund."""
    for slug, root in (
        ("", letters.ROOT),
        *((slug, fund.folder) for slug, fund in programmes.PROGRAMMES.items()),
    ):
        for kind in ("html", "txt"):
            for file in sorted((root / "letters").rglob(f"*.{kind}")):
                yield letters._engine(kind, slug).get_template(str(file.relative_to(root)))


def _branches(template: Any) -> Iterator[tuple[Any, str]]:
    """A condition has a branch for each clause, and one past them all if there is no ``else``."""
    for node in template.nodelist.get_nodes_by_type(IfNode):
        yield from ((node, str(number)) for number in range(len(node.conditions_nodelists)))
        if node.conditions_nodelists[-1][0] is not None:
            yield node, SKIPPED
    for node in template.nodelist.get_nodes_by_type(ForNode):
        yield node, LOOP
        if node.nodelist_empty:
            yield node, EMPTY


@contextmanager
def _watched() -> Iterator[set[str]]:
    """The branches that are walked inside; each fund has an engine of its own, and so nodes of its own."""
    walked: set[str] = set()
    of_loop = ForNode.render

    def of_condition(node: IfNode, context: Context) -> str:
        for number, (condition, nodelist) in enumerate(node.conditions_nodelists):
            if condition is None or condition.eval(context):
                walked.add(_told(node, str(number)))
                return str(nodelist.render(context))
        walked.add(_told(node, SKIPPED))
        return ""

    def of_for(node: ForNode, context: Context) -> str:
        walked.add(_told(node, LOOP if node.sequence.resolve(context) else EMPTY))
        return str(of_loop(node, context))

    with mock.patch.object(IfNode, "render", of_condition), mock.patch.object(ForNode, "render", of_for):
        yield walked


def _short(path: str) -> str:
    """Where a template lies, from the folder of its owner on."""
    return path.removeprefix(f"{letters.ROOT}/").removeprefix(f"{ROOT}/")


def _told(node: Any, branch: str) -> str:
    return f"{_short(node.origin.name)}:{node.token.lineno}: {{% {node.token.contents} %}}: {branch}"
