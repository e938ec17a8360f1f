"""A lawyer can read every page: each rule, deadline, letter and value of every machine has its German words."""

import re
import shutil
from dataclasses import fields, replace

import pytest

from tests.tables import each
from tests.workflows.advised import AdvisedFund
from workflows import wording
from workflows.case import Terms
from workflows.chart import drawn
from workflows.datafiles import DATA, DataFileError
from workflows.effects import Effects
from workflows.law import law_of
from workflows.machine import Programme, extend, move, targets_of
from workflows.pages import page
from workflows.period import Period, Unit
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES, _insist_on_head, enlist
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role
from workflows.rules.submission import amount_within_cap
from workflows.shape import ShapeError
from workflows.stages import Stage
from workflows.verdict import Verdict
from workflows.wording import (
    TERM_LABELS,
    WORDS,
    basis_of,
    deadline_of,
    key_of,
    load,
    load_own,
    rules_of,
    sentence_of,
    summary_of,
)

MACHINES = {**PROGRAMMES, **PROCEDURES}
FOLDERS = [programme.__module__ for programme in PROGRAMMES.values()]
MOVES = [move for machine in (*MACHINES.values(), AdvisedFund) for move in drawn(machine)]
"""Every move that a fund of the house makes, or could make by a chapter that none of them has taken yet."""
RULES = {rule for move in MOVES for rule in (*rules_of(move), *law_of(move).warn)}
SENTENCES = {
    f"{table}.{key}": sentence
    for table in ("seiten", "regeln", "fristen", "grundlagen", "staende")
    for key, sentence in WORDS[table].items()
}
ENGLISH = re.compile(
    r"\b(the|of|and|or|not|is|are|been|with|from|before|after|who|case|stage|terms|machine\.md)\b",
    re.IGNORECASE,
)
EVERYWHERE = each(MACHINES)


def test_every_rule_has_a_sentence_and_no_sentence_is_left_over():
    shared = {rule for rule in RULES if not rule.__module__.startswith(tuple(FOLDERS))}
    assert set(WORDS["regeln"]) == {key_of(rule) for rule in shared}


def test_two_rules_share_a_key_only_if_one_function_makes_them():
    made: dict[str, set[object]] = {}
    for rule in RULES:
        made.setdefault(key_of(rule), set()).add(rule.__code__)
    assert [key for key, codes in made.items() if len(codes) > 1] == []


def test_every_machine_has_a_sentence_and_none_is_left_over():
    assert set(WORDS["seiten"]) == set(PROCEDURES)
    assert all(summary_of(machine).endswith(".") for machine in MACHINES.values())


def test_every_move_says_what_it_rests_on_and_nothing_is_left_over():
    own = {move for move in MOVES if move.func.__module__.startswith(tuple(FOLDERS))}
    assert set(WORDS["grundlagen"]) == {move.slug for move in MOVES if move not in own}
    assert all(
        basis_of(move, fund, fund.versions)
        for fund in PROGRAMMES.values()
        for move in drawn(fund)
        if move in own
    )


@each(WORDS["grundlagen"])
def test_basis_names_a_statute_or_the_rule_of_the_fund(basis):
    assert re.search(r"§§? \d+|Art\. \d+|VV \d+|ANBest-P|NVwVG|Richtlinie|Grundsätze", basis)


def test_every_stage_has_plain_words_and_none_is_left_over():
    shared = dict.fromkeys(PROGRAMMES, "fall")
    used = {
        f"{shared.get(slug, slug)}.{stage}"
        for slug, machine in MACHINES.items()
        for move in drawn(machine)
        for stage in (str(move.source), *targets_of(move))
        if stage
    }
    assert set(WORDS["staende"]) == used


def test_every_letter_has_a_title_and_none_is_left_over():
    assert set(WORDS["briefe"]) == {letter.key for move in MOVES for letter in law_of(move).letters}


def test_every_deadline_belongs_to_a_move():
    assert set(WORDS["fristen"]) <= {move.slug for move in MOVES}


def test_every_move_of_the_clock_and_every_bescheid_tells_its_deadline():
    owed = {
        move.slug
        for move in MOVES
        if law_of(move).on or any(letter.key == "bescheid_unterwegs" for letter in law_of(move).letters)
    }
    assert owed <= set(WORDS["fristen"])


def test_every_day_of_a_reminder_has_a_name_and_none_is_left_over():
    days = {reminder.day for machine in MACHINES.values() for reminder in machine.all_reminders()}
    assert set(WORDS["tage"]) == days


def test_every_value_of_terms_has_a_label():
    assert set(TERM_LABELS) == {field.name for field in fields(Terms)} - {"version"}


@each(SENTENCES)
def test_sentence_is_whole_and_german(sentence):
    assert sentence.endswith(".")
    assert not sentence.startswith(" ")
    assert sentence[0].isupper() or sentence[0] in "{0123456789"
    assert not ENGLISH.search(re.sub(r"\{[a-z_:]*\}", "", sentence))


def test_a_deadline_names_the_value_of_the_guideline():
    supply = next(move for move in MOVES if move.slug == "supply_documents")
    terms = PROGRAMMES["wir20-kleinprojekt"].versions[-1]
    assert f"({terms.documents_period.german()})" in deadline_of(supply, [terms])
    other = replace(terms, documents_period=Period(3, Unit.WEEKS))
    assert "(14 Tage oder drei Wochen)" in deadline_of(supply, [terms, other, terms])


@EVERYWHERE
def test_page_has_no_english_head_and_no_open_value(machine):
    text = page(machine)
    assert "| Schritt | Wer | Von | Nach | Grundlage | Regeln | Briefe | Frist |" in text
    assert ("## Werte der Richtlinie" in text) == issubclass(machine, Programme)
    moves = text.split("## Schritte")[1].split("## ")[0]
    assert not ENGLISH.search(re.sub(r"`[^`]*`", "", moves))
    assert "{" not in moves


@EVERYWHERE
def test_lawyer_reads_who_from_where_to_where_and_on_what_basis_for_each_move(machine):
    rows = page(machine).split("## Schritte")[1].split("## ")[0].strip().splitlines()[2:]
    moves = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("|")]
    assert {re.search(r"`(\w+)`", row[0])[1] for row in moves} == {move.slug for move in drawn(machine)}
    assert [row[0] for row in moves if not all(row[1:5])] == []


@each(
    [
        ("[tage]", "[stunden]", "„stunden“ is not known here"),
        ("{documents_period:dative}", "{paper_days:dative}", "Terms have no „paper_days“"),
        (
            "{documents_period:dative}",
            "{documents_period}",
            "„documents_period“ needs one of nominative, accusative",
        ),
        ('\nnone = "nicht verlangt"', "", "„none“ is left out"),
        ('mahnung = "Mahnung"', 'mahnung = ""', "„mahnung“ is left out"),
        ('mahnung = "Mahnung"', "mahnung = 3", "„mahnung“ is left out"),
        ("\ncap = ", "\nroof = ", "„roof“ is not known here"),
        ("\n[briefe]", '\n[fristen]\nsubmit = "Bald."\n\n[briefe]', "„submit“ stands in another file, too"),
        ("\n[briefe]", '\n[regeln.sitting]\nas_resolved = "So."\n\n[briefe]', "stands in another file, too"),
    ],
)
def test_bad_file_is_refused_with_its_line(found, made, reason, tmp_path):
    for file in (DATA / "words").glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(text.replace(found, made), encoding="utf-8")
    with pytest.raises(DataFileError, match=r"line \d+") as refusal:
        load(tmp_path)
    assert reason in str(refusal.value)


def fund_in(folder, words):
    """A fund with a rule and a move of its own, in a folder with these words."""
    shutil.copy(Wir20Kleinprojekt.folder / "terms.toml", folder)
    (folder / "words.toml").write_text(words, encoding="utf-8")
    base = {"slug": "x", "title": "X", "folder": folder, "__module__": __name__}
    own = {"extensions": (extend("submit", when=[small_enough]),), "look": LOOK}
    return type("Fund", (Wir20Kleinprojekt,), base | own)


def small_enough(machine):
    return Verdict(True, "Klein genug.")


@move(Stage.SUBMITTED, label="Ansehen", by={Role.LEAD}, repeatable=True)
def look(self):
    return Effects()


LOOK = look
OWN = """seite = "Eine Förderung."

[gremien]
arbeitsausschuss = "Arbeitsausschuss"

[regeln]
small_enough = "Klein genug."

[grundlagen]
look = "Grundsätze der Förderung."
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('small_enough = "Klein genug."\n', "", 6, "„small_enough“ is left out of [regeln]"),
        ('look = "Grundsätze der Förderung."\n', "", 9, "„look“ is left out of [grundlagen]"),
        ('look = "G', 'peek = "x"\nlook = "G', 10, "„peek“ is nothing of this fund's own"),
        ("small_enough = ", "submit = 1\nsmall_enough = ", 7, "„submit“ is left out"),
        ("[grundlagen]", '[fristen]\nlook = "{moon} Tage."\n\n[grundlagen]', 10, "Terms have no „moon“"),
        (
            "look = ",
            'dispatch_rockets = "Richtlinie"\nlook = ',
            10,
            "„dispatch_rockets“ is nothing of this fund's own",
        ),
        ("Grundsätze der", "{moon} der", 10, "Terms have no „moon“"),
        ("Grundsätze der", "{documents_period} der", 10, "„documents_period“ needs one of nominative"),
        ("[regeln]", "[rules]", 6, "„rules“ is not known here"),
        ('seite = "Eine Förderung."\n', "", 9, "„seite“ is left out"),
    ],
)
def test_words_of_a_fund_that_are_missing_or_left_over_are_named_with_their_line(
    tmp_path, old, new, line, reason
):
    assert load_own(fund_in(tmp_path, OWN))[0] == "Eine Förderung."
    with pytest.raises(DataFileError) as refused:
        load_own(fund_in(tmp_path, OWN.replace(old, new, 1)))
    assert refused.value.file == f"{tmp_path.name}/words.toml"
    assert reason in refused.value.reason
    assert refused.value.line == line


def test_fund_says_what_shared_moves_and_rules_rest_on_in_its_guideline(tmp_path, monkeypatch):
    said = OWN + 'submit = "Richtlinie von {deciding_body}."\namount_within_cap = "Nr. 4 der Richtlinie"\n'
    fund = fund_in(tmp_path, said)
    monkeypatch.setitem(wording._OWN, __package__, load_own(fund))
    submit = next(move for move in drawn(fund) if move.slug == "submit")
    terms = [replace(fund.versions[-1], deciding_body=name) for name in ("Rat", "Vorstand")]
    assert basis_of(submit, fund, terms) == "Richtlinie von Rat oder Vorstand."
    assert basis_of(submit, Wir20Kleinprojekt, terms) == WORDS["grundlagen"]["submit"]
    assert sentence_of(amount_within_cap, fund).endswith("ist erlaubt (Nr. 4 der Richtlinie).")
    assert sentence_of(amount_within_cap, Wir20Kleinprojekt).endswith("ist erlaubt.")


def test_two_funds_of_one_name_and_folders_without_a_fund_are_refused():
    with pytest.raises(
        ShapeError, match=r"wir20_kleinprojekt/__init__.py, line \d+: there is another fund with the slug"
    ):
        enlist("workflows.programmes.wir20_kleinprojekt")
    with pytest.raises(TypeError, match="holds 0 funds"):
        enlist("workflows.procedures")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("slug", "Nacht Kultur", "is no slug"),
        ("slug", "nacht_kultur", "is no slug"),
        ("number_prefix", "nk 1", "is no prefix"),
        ("folder", None, "question.toml is none of"),
    ],
)
def test_fund_whose_head_cannot_be_used_is_refused(tmp_path, name, value, reason):
    fund = fund_in(tmp_path, OWN)
    _insist_on_head(fund)
    (tmp_path / "question.toml").write_text("", encoding="utf-8") if value is None else setattr(
        fund, name, value
    )
    with pytest.raises((ShapeError, DataFileError), match=rf"line \d+: .*{reason}"):
        _insist_on_head(fund)


def test_fund_that_does_not_say_its_body_is_refused():
    with pytest.raises(TypeError, match="does not say its slug"):
        _insist_on_head(Programme)
