"""The questions from their files: those that all funds share, and those of one fund.

The shared ones stand in ``data/questions.toml``, those of a fund in the ``questions.toml`` of its folder. Both are read
strictly: a question without kind, a section that nobody knows, a key that exists twice stop the loading.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from workflows.datafiles import DATA, DataFile, Place, read
from workflows.questions import OF_PEOPLE, Form, Kind, Mandatory, Owner, Question, Section, fault_of
from workflows.readers import Reader

SHARED = DATA / "questions.toml"
FILE = "questions.toml"
"""The name of the file in the folder of a fund."""

HEAD = ("section", "choices", "question")
OWN_HEAD = ("also", "without", "choices", "question")
SECTION_KEYS = ("slug", "title", "parts")
QUESTION_KEYS = (
    *(
        "key",
        "section",
        "label",
        "kind",
        "reader",
        "hint",
        "mandatory",
        "mandatory_for",
        "longest",
        "least",
        "most",
    ),
    *("choices", "voluntary", "few", "autocomplete", "judged", "example", "after"),
)
SHARED_KEYS = (*QUESTION_KEYS, "owner", "optional")


def _choices(file: DataFile) -> dict[str, Mapping[str, str]]:
    lists: Mapping[str, Any] = file.content.get("choices", {})
    for name, found in lists.items():
        if not isinstance(found, dict) or not found:
            raise file.refusal(f"„{name}“ is no list of choices", "choices", name)
        for key in found:
            file.text_at(found, key, "choices", name, key)
    return {name: MappingProxyType(found) for name, found in lists.items()}


def _question(
    file: DataFile,
    place: Place,
    *,
    sections: Collection[str],
    lists: Mapping[str, Mapping[str, str]],
    known: Collection[str],
) -> Question:
    said = file.table(*place, known=known)
    key, label, section = (file.text_at(said, name, *place) for name in ("key", "label", "section"))
    if not key.isidentifier() or key != key.lower():
        raise file.refusal(f"„{key}“ is no name in small letters", *place, "key")
    if section not in sections:
        raise file.refusal(f"„{section}“ is no section of the form", *place, "section")
    kind = _one_of(Kind, file, said, place, "kind")
    if kind in OF_PEOPLE and "owner" not in known:
        raise file.refusal(f"„{kind}“ is asked about the organisation alone", *place, "kind")
    for name in ("few", "judged", "optional"):
        if type(said.get(name, False)) is not bool:
            raise file.refusal(f"„{name}“ is true or false", *place, name)
    mandatory = said.get("mandatory", Mandatory.NO)
    if kind is Kind.YES_NO and mandatory != Mandatory.NO:
        raise file.refusal(
            "a tick that is not set is an answer, too: ask by a choice instead", *place, "mandatory"
        )
    if mandatory not in set(Mandatory):
        raise file.refusal(f"„{mandatory}“ is none of {', '.join(Mandatory)}", *place, "mandatory")
    own = {name: said[name] for name in ("hint", "autocomplete") if name in said}
    own |= {name: file.whole_at(said, name, *place) for name in ("longest", "least", "most") if name in said}
    question = Question(
        key=key,
        section=section,
        label=label,
        kind=kind,
        reader=_one_of(Reader, file, said, place, "reader"),
        owner=_one_of(Owner, file, said, place, "owner") if "owner" in said else Owner.ANSWERS,
        mandatory=Mandatory(mandatory),
        mandatory_for=_mandatory_for(file, said, place),
        choices=_list(file, said, place, kind, lists),
        voluntary=frozenset(said.get("voluntary", ())),
        few=said.get("few", False),
        judged=said.get("judged", False),
        **own,
    )
    if question.least > question.most:
        raise file.refusal("the smallest number is larger than the largest", *place, "least")
    return _with_example(file, place, question, said)


def _one_of(kinds: type[StrEnum], file: DataFile, said: Mapping[str, Any], place: Place, name: str) -> Any:
    value = file.text_at(said, name, *place)
    if value not in set(kinds):
        raise file.refusal(f"„{value}“ is none of {', '.join(kinds)}", *place, name)
    return kinds(value)


def _mandatory_for(
    file: DataFile, said: Mapping[str, Any], place: Place
) -> tuple[str, tuple[str, ...]] | None:
    if "mandatory_for" not in said:
        return None
    table = said["mandatory_for"]
    if "mandatory" in said or not isinstance(table, dict) or len(table) != 1:
        reason = "mandatory_for names one other question and its answers, and nothing else says mandatory"
        raise file.refusal(reason, *place, "mandatory_for")
    ((other, answers),) = table.items()
    if not isinstance(answers, list) or not answers or not all(isinstance(answer, str) for answer in answers):
        raise file.refusal(f"„{other}“ has no list of answers", *place, "mandatory_for")
    return other, tuple(answers)


def _list(
    file: DataFile, said: Mapping[str, Any], place: Place, kind: Kind, lists: Mapping[str, Mapping[str, str]]
) -> Mapping[str, str]:
    if (kind in (Kind.CHOICE, Kind.CHOICES)) != ("choices" in said):
        raise file.refusal(
            f"a question of the kind „{kind}“ " + ("has no choices" if "choices" in said else "has choices"),
            *place,
        )
    if "choices" not in said:
        return MappingProxyType({})
    if said["choices"] not in lists:
        raise file.refusal(f"there is no [choices.{said['choices']}]", *place, "choices")
    return lists[said["choices"]]


def _with_example(file: DataFile, place: Place, question: Question, said: Mapping[str, Any]) -> Question:
    if "example" not in said:
        return question
    example = said["example"]
    if question.kind is Kind.CHOICES and isinstance(example, list):
        example = tuple(example)
    if question.kind is Kind.MONEY and type(example) is int:
        example = Decimal(example)
    if fault := fault_of(question, example):
        raise file.refusal(f"the example is no answer: {fault}", *place, "example")
    return replace(question, example=example)


@dataclass(frozen=True)
class Shared:
    """What the shared file says."""

    sections: tuple[Section, ...]
    """Without questions."""
    questions: tuple[Question, ...]
    optional: frozenset[str]
    """Keys of those that only some funds ask: a fund names them under ``also``."""
    choices: Mapping[str, Mapping[str, str]]


def load_shared(path: Path = SHARED) -> Shared:
    """Read the shared questions; DataFileError for a bad file."""
    file = read(path)
    _insist_on_head(file, HEAD)
    sections = []
    for number in range(len(file.rows("section"))):
        said = file.table("section", number, known=SECTION_KEYS)
        slug, title = (file.text_at(said, name, "section", number) for name in ("slug", "title"))
        sections.append(Section(slug, title, (), tuple(said.get("parts", ()))))
    lists, slugs = _choices(file), {section.slug for section in sections}
    places: list[Place] = [("question", number) for number in range(len(file.rows("question")))]
    questions = [_question(file, place, sections=slugs, lists=lists, known=SHARED_KEYS) for place in places]
    _insist_on_keys(file, questions, places)
    optional = frozenset(
        question.key
        for question, place in zip(questions, places, strict=True)
        if file.at(*place).get("optional")
    )
    return Shared(tuple(sections), tuple(questions), optional, MappingProxyType(lists))


def load(folder: Path, shared: Shared) -> Form:
    """What the fund in this folder asks: the shared questions and its own; DataFileError for a bad file.

    A fund that asks nothing of its own needs no file.
    """
    path = folder / FILE
    if not path.exists():
        return _form(
            shared, [question for question in shared.questions if question.key not in shared.optional]
        )
    file = read(path)
    _insist_on_head(file, OWN_HEAD)
    asked = _asked(file, shared)
    lists = {**shared.choices, **_choices(file)}
    slugs = {section.slug for section in shared.sections}
    places: list[Place] = [("question", number) for number in range(len(file.content.get("question", ())))]
    own = [_question(file, place, sections=slugs, lists=lists, known=QUESTION_KEYS) for place in places]
    for question, place in zip(own, places, strict=True):
        if question.key in {known.key for known in shared.questions}:
            raise file.refusal(f"„{question.key}“ is a shared question", *place, "key")
        if question.example is None:
            raise file.refusal(f"„{question.key}“ has no example", *place)
        _place(file, place, asked, question)
    _insist_on_keys(file, asked, places)
    _insist_on_judged(file, own, places)
    return _form(shared, asked)


def _insist_on_judged(file: DataFile, own: list[Question], places: list[Place]) -> None:
    """What rules judge is logged with the facts of the case: no words of people."""
    for question, place in zip(own, places, strict=True):
        if question.judged and (question.words or question.kind in (Kind.EMAIL, Kind.IBAN)):
            raise file.refusal("rules judge figures, days and choices, no words", *place, "judged")


def _insist_on_head(file: DataFile, known: Collection[str]) -> None:
    for key in file.content:
        if key not in known:
            raise file.refusal(f"„{key}“ is not known here", key)


def _insist_on_keys(file: DataFile, asked: list[Question], places: list[Place]) -> None:
    """No key twice; a question that another one depends on is asked, and has these answers."""
    known = {question.key: question for question in asked}
    if len(known) < len(asked):
        seen: set[str] = set()
        for place in places:
            key = file.at(*place)["key"]
            if key in seen:
                raise file.refusal(f"„{key}“ exists twice", *place, "key")
            seen.add(key)
    for place in places:
        question = known[file.at(*place)["key"]]
        if question.mandatory_for is None:
            continue
        other, answers = question.mandatory_for
        if other not in known:
            raise file.refusal(f"„{other}“ is not asked", *place, "mandatory_for")
        possible = set(known[other].choices) or (
            {"true"} if known[other].kind is Kind.YES_NO else set(answers)
        )
        if set(answers) - possible:
            reason = f"„{other}“ has no such answer, but {', '.join(sorted(possible))}"
            raise file.refusal(reason, *place, "mandatory_for")


def _asked(file: DataFile, shared: Shared) -> list[Question]:
    """The shared questions of a fund, in their order."""
    keys = {question.key for question in shared.questions}
    said: dict[str, set[str]] = {}
    for name, possible in (("also", shared.optional), ("without", keys - shared.optional)):
        found = file.content.get(name, [])
        if not isinstance(found, list) or set(found) - set(possible):
            raise file.refusal(f"„{name}“ names what is not there: {found}", name)
        said[name] = set(found)
    for question in shared.questions:
        if question.key in said["without"] and question.owner is not Owner.ANSWERS:
            raise file.refusal(f"the house cannot do without „{question.key}“", "without")
    left_out = (shared.optional - said["also"]) | said["without"]
    return [question for question in shared.questions if question.key not in left_out]


def _place(file: DataFile, place: Place, asked: list[Question], question: Question) -> None:
    """Put an own question after the one that it names, else at the end of its section."""
    after = file.at(*place).get("after")
    found = [
        n
        for n, known in enumerate(asked)
        if known.key == after or (after is None and known.section == question.section)
    ]
    if after is not None and (not found or asked[found[-1]].section != question.section):
        raise file.refusal(f"„{after}“ is not asked in this section", *place, "after")
    asked.insert(found[-1] + 1 if found else len(asked), question)


def _form(shared: Shared, asked: Collection[Question]) -> Form:
    return Form(
        tuple(
            replace(
                section, questions=tuple(question for question in asked if question.section == section.slug)
            )
            for section in shared.sections
        )
    )


SHARED_QUESTIONS = load_shared()
CHOICES = SHARED_QUESTIONS.choices
"""Name of a list → stored key → what people read."""
