"""Questions from their files: a bad file is refused with file, line and reason; answers are kept and judged by kind."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from workflows.case import OwnFacts
from workflows.datafiles import DataFileError
from workflows.own_facts import own_facts_from
from workflows.programmes import PROGRAMMES
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.questionnaires import SHARED_QUESTIONS, load
from workflows.questions import (
    Kind,
    Mandatory,
    Owner,
    Question,
    Typed,
    answer_of,
    can_be_kept,
    fault_of,
    in_words,
    is_missing,
    kept,
)
from workflows.readers import Reader

GOOD = """[choices.size]
small = "klein"
large = "groß"

[[question]]
key = "households"
section = "vorhaben"
label = "Haushalte"
kind = "number"
least = 3
mandatory = "yes"
reader = "body"
example = 5
after = "summary"

[[question]]
key = "size"
section = "zeit"
label = "Größe"
kind = "choice"
choices = "size"
mandatory_for = { households = ["5"] }
reader = "office"
example = "small"
"""


def form_from(tmp_path, text):
    (tmp_path / "questions.toml").write_text(text, encoding="utf-8")
    return load(tmp_path, SHARED_QUESTIONS)


def question(kind, **more):
    said = {"key": "x", "section": "vorhaben", "label": "X", "reader": Reader.BODY, "kind": kind}
    return Question(**said | more)


def test_own_questions_stand_where_they_say_and_at_the_end_of_their_section(tmp_path):
    form = form_from(tmp_path, GOOD)
    by_section = {section.slug: [q.key for q in section.questions] for section in form.sections}
    assert by_section["vorhaben"][:3] == ["title", "summary", "households"]
    assert by_section["zeit"][-1] == "size"
    assert form.question("households").owner is Owner.ANSWERS


def test_fund_without_a_file_asks_what_all_ask(tmp_path):
    asked = [question.key for question in load(tmp_path, SHARED_QUESTIONS).questions]
    assert asked == [q.key for q in SHARED_QUESTIONS.questions if q.key not in SHARED_QUESTIONS.optional]


def test_fund_leaves_out_and_takes_in_shared_questions(tmp_path):
    form = form_from(tmp_path, 'also = ["diversity"]\nwithout = ["participants"]\n')
    assert form.question("diversity")
    assert form.question("participants") is None


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('kind = "number"\n', "", 5, "„kind“ is left out"),
        ('kind = "number"', 'kind = "figure"', 9, "„figure“ is none of"),
        ('kind = "number"', 'kind = "iban"', 9, "about the organisation alone"),
        ('section = "vorhaben"', 'section = "mond"', 7, "„mond“ is no section of the form"),
        ('label = "Haushalte"\n', "", 5, "„label“ is left out"),
        ('key = "households"', 'key = "title"', 6, "„title“ is a shared question"),
        ('key = "households"', 'key = "size"', 17, "„size“ exists twice"),
        ('key = "households"', 'key = "Wie viele"', 6, "is no name in small letters"),
        ("least = 3", "least = 6", 13, "the example is no answer"),
        ('mandatory = "yes"', 'mandatory = "yes"\njudged = "nein"', 12, "„judged“ is true or false"),
        ('kind = "number"\nleast = 3', 'kind = "yes_no"', 10, "a tick that is not set is an answer, too"),
        ('kind = "number"\nleast = 3\nmandatory = "yes"', 'kind = "yes_no"', 20, "no such answer, but true"),
        ("least = 3", "least = 2000000", 10, "the smallest number is larger"),
        ("example = 5\n", "", 5, "„households“ has no example"),
        ('mandatory = "yes"', 'mandatory = "maybe"', 11, "„maybe“ is none of"),
        ('reader = "body"', 'reader = "all"', 12, "„all“ is none of"),
        ('after = "summary"', 'after = "place"', 14, "„place“ is not asked in this section"),
        ('after = "summary"', 'behind = "summary"', 14, "„behind“ is not known here"),
        ('choices = "size"', 'choices = "weight"', 21, "there is no [choices.weight]"),
        ('choices = "size"\n', "", 16, "has choices"),
        ('{ households = ["5"] }', '{ weight = ["5"] }', 22, "„weight“ is not asked"),
        ('example = "small"', 'example = "tiny"', 24, "the example is no answer"),
        ('kind = "number"\nleast = 3\n', 'kind = "text"\njudged = true\n', 10, "no words"),
    ],
)
def test_bad_question_is_refused_on_its_line(tmp_path, old, new, line, reason):
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    if 'kind = "yes_no"' in text:
        text = text.replace("example = 5", "example = true")
    if 'kind = "text"' in text:
        text = text.replace("example = 5", 'example = "fünf"')
    with pytest.raises(DataFileError) as refused:
        form_from(tmp_path, text)
    assert refused.value.file == f"{tmp_path.name}/questions.toml"
    assert (refused.value.line, reason in refused.value.reason) == (line, True), str(refused.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('also = ["moon"]', "names what is not there"),
        ('without = ["diversity"]', "names what is not there"),
        ('without = ["title"]', "cannot do without „title“"),
        ('ask = ["title"]', "„ask“ is not known here"),
    ],
)
def test_bad_list_of_shared_questions_is_refused(tmp_path, text, reason):
    with pytest.raises(DataFileError, match="line 1: ") as refused:
        form_from(tmp_path, f"{text}\n")
    assert reason in refused.value.reason


def test_every_answer_is_kept_and_read_as_it_was_given():
    for kind, answer in (
        (Kind.TEXT, "Worte"),
        (Kind.NUMBER, 0),
        (Kind.MONEY, Decimal("12.50")),
        (Kind.DAY, date(2026, 11, 30)),
        (Kind.YES_NO, True),
        (Kind.CHOICES, ("a", "b")),
        (Kind.NUMBER, Typed("viele")),
    ):
        again = answer_of(question(kind), kept(answer))
        assert (again, type(again)) == (answer, type(answer))


def test_what_is_kept_of_another_kind_is_what_somebody_typed():
    assert answer_of(question(Kind.NUMBER), "viele") == Typed("viele")
    assert isinstance(answer_of(question(Kind.MONEY), "viel"), Typed)
    assert isinstance(answer_of(question(Kind.CHOICES), "a"), Typed)
    assert answer_of(question(Kind.NUMBER), None) is None
    assert answer_of(question(Kind.TEXT), None) == ""


def test_answer_is_judged_at_its_bounds():
    number = question(Kind.NUMBER, least=3, most=5)
    assert [bool(fault_of(number, answer)) for answer in (2, 3, 5, 6, True, Typed("4"))] == [
        *(True, False, False, True, True, True)
    ]
    money = question(Kind.MONEY, least=10, most=20)
    amounts = map(Decimal, ("9.99", "10", "20", "20.01"))
    assert [bool(fault_of(money, amount)) for amount in amounts] == [True, False, False, True]
    text = question(Kind.TEXT, longest=3)
    assert not fault_of(text, "abc")
    assert "4 Zeichen, möglich sind 3" in fault_of(text, "abcd")
    assert can_be_kept(text, "abcd")
    assert not can_be_kept(number, 6)
    choice = question(Kind.CHOICE, choices={"a": "A"})
    assert [bool(fault_of(choice, answer)) for answer in ("a", "b", "")] == [False, True, False]


def test_answer_is_missing_where_it_is_mandatory():
    always, never = (
        question(Kind.NUMBER, mandatory=mandatory) for mandatory in (Mandatory.YES, Mandatory.NO)
    )
    assert [is_missing(always, {"x": answer}) for answer in (None, 0, 3)] == [True, False, False]
    assert not is_missing(never, {})
    depends = question(Kind.TEXT, mandatory_for=("y", ("a", "true")))
    said = [("a", True), ("b", False), (True, True), (False, False), ("", False)]
    assert [is_missing(depends, {"y": answer}) for answer, _ in said] == [missing for _, missing in said]
    assert not is_missing(depends, {"y": "a", "x": "da"})


def test_answer_in_words():
    choices = question(Kind.CHOICES, choices={"a": "Anfang", "b": "Ende"})
    assert in_words(choices, ("a", "b")) == "Anfang, Ende"
    assert in_words(question(Kind.YES_NO), True) == "Ja"
    assert in_words(question(Kind.YES_NO), False) == ""
    assert in_words(question(Kind.NUMBER), 0) == 0


@pytest.mark.parametrize("programme", PROGRAMMES.values(), ids=PROGRAMMES)
def test_every_mandatory_answer_in_json_has_an_example(programme):
    own = programme.form.kept_in(Owner.ANSWERS)
    assert [q.key for q in own if q.mandatory is Mandatory.YES and q.example is None] == []


@dataclass(frozen=True, kw_only=True)
class Facts(OwnFacts):
    households: int | None = None
    heard_on: date | None = None
    kinds: tuple[str, ...] = ()


def test_own_facts_are_read_as_they_are_declared():
    stored = {"households": 5, "heard_on": "2026-11-30", "kinds": ["a"], "forgotten": 1}
    assert own_facts_from(Facts, stored) == Facts(households=5, heard_on=date(2026, 11, 30), kinds=("a",))
    assert own_facts_from(Facts, {"heard_on": None}) == Facts()


def test_judged_answer_without_its_fact_is_refused(tmp_path):
    terms = Wir20Kleinprojekt.folder / "terms.toml"
    (tmp_path / "terms.toml").write_text(terms.read_text(encoding="utf-8"), encoding="utf-8")
    judged = GOOD.replace("least = 3", "least = 3\njudged = true")
    (tmp_path / "questions.toml").write_text(judged, encoding="utf-8")
    base = {"slug": "x", "title": "X", "folder": tmp_path}
    with pytest.raises(TypeError, match="no households of the type"):
        type("Fund", (Wir20Kleinprojekt,), base)
    fund = type("Fund", (Wir20Kleinprojekt,), base | {"own_facts": Facts})
    assert fund.example_facts() == Facts(households=5)
    with pytest.raises(TypeError, match="cannot be kept"):
        type("Fund", (Wir20Kleinprojekt,), base | {"own_facts": Unkept})


@dataclass(frozen=True, kw_only=True)
class Unkept(OwnFacts):
    households: int | None = None
    weight: float = 0.0
