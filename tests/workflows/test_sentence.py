"""A sentence keeps its text and values: German as a string, another language by a catalogue."""

import copy
import json
import pickle
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import chain

import pytest

from tests.tables import each
from tests.workflows.machines import MACHINES
from tests.workflows.ripe import CASE, TODAY, actor
from tests.workflows.test_machine import ALL, at
from workflows.acts import ACTS, insist
from workflows.errors import MoveRefused, NotHere, NotYet, NotYours
from workflows.money import format_eur
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role
from workflows.rules.competition import within_measure
from workflows.rules.eligibility import PlanLine, plan_problems, totals
from workflows.rules.payment import payment_obstacles
from workflows.rules.voting import resolve
from workflows.sentence import (
    GERMAN,
    NOTHING,
    TOGETHER,
    VERBATIM,
    Language,
    Listed,
    LongDay,
    Percent,
    Sentence,
    as_sentence,
    rendered,
)
from workflows.stages import Stage
from workflows.verdict import Verdict

ENGLISH = Language(
    eur=lambda amount: f"€{amount:,.2f}",
    percent=lambda percent, places: f"{round(percent, places).normalize():f}%",
    day=lambda day: f"{day:%Y-%m-%d}",
    long_day=lambda day: f"{day:%d %B %Y}",
    clock=lambda at: f"{at:%I:%M %p}",
    period=lambda period, casus: str(period),
)
MOST = Sentence("Möglich sind höchstens {most}.", most=Decimal(4800))
GERMAN_FIGURES = re.compile(r"\d,\d\d €|\d €|\d{2}\.\d{2}\.\d{4}|\d %")


class Everything(dict):
    """A catalogue that knows every text: its letters are marked, its places are kept."""

    def get(self, text, default=None):
        return f"⟦{text}⟧"


# Names and values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Höchstens {most}.", {}),
        ("Höchstens {most}.", {"least": 1}),
        ("Höchstens {most}.", {"most": 1, "least": 1}),
        ("Höchstens.", {"most": 1}),
        ("Höchstens {}.", {"most": 1}),
        ("Höchstens {0}.", {}),
    ],
)
def test_places_and_values_have_the_same_names(text, values):
    with pytest.raises(TypeError, match="Höchstens"):
        Sentence(text, **values)


@pytest.mark.parametrize("value", [None, True, 1.5, b"x", object(), ["a"], datetime(2026, 3, 1, tzinfo=UTC)])
def test_a_value_that_no_sentence_can_say_is_refused(value):
    with pytest.raises(TypeError, match="cannot say"):
        Sentence("Das ist {what}.", what=value)


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [
        (Decimal("4800"), "4.800,00 €", "€4,800.00"),
        (Decimal("0"), "0,00 €", "€0.00"),
        (Percent(Decimal("15.789")), "15,79 %", "15.79%"),
        (Percent(Decimal(20)), "20 %", "20%"),
        (Percent(Decimal("78.125"), 3), "78,125 %", "78.125%"),
        (date(2026, 3, 1), "01.03.2026", "2026-03-01"),
        (LongDay(date(2026, 3, 1)), "1. März 2026", "01 March 2026"),
        (time(17, 5), "17:05 Uhr", "05:05 PM"),
        (12, "12", "12"),
        ("Verein {x}", "Verein {x}", "Verein {x}"),
        (Listed(("Satzung", "Register")), "Satzung, Register", "Satzung, Register"),
        (("Erstens.", "Zweitens."), "Erstens. Zweitens.", "Erstens. Zweitens."),
    ],
)
def test_a_value_is_written_as_its_language_writes_it(value, german, english):
    sentence = Sentence("Es ist: {value}!", value=value)
    assert sentence == f"Es ist: {german}!"
    assert rendered(sentence, {"Es ist: {value}!": "It is {value}."}, ENGLISH) == f"It is {english}."


def test_german_amounts_are_those_of_the_house():
    assert GERMAN.eur is format_eur


# A string like any other


def test_a_sentence_is_the_german_string():
    assert MOST == "Möglich sind höchstens 4.800,00 €."
    assert hash(MOST) == hash(str(MOST))
    assert f"{MOST} Bitte." == "Möglich sind höchstens 4.800,00 €. Bitte."
    assert json.dumps(MOST, ensure_ascii=False) == '"Möglich sind höchstens 4.800,00 €."'
    assert type(str(MOST)) is str


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))])
def test_a_copy_keeps_text_and_values(copied):
    named = Sentence("„{name}“ fehlt.", name="{kein Platz}")
    assert copied(named) == "„{kein Platz}“ fehlt."
    assert (copied(named).text, dict(copied(named).values)) == (named.text, dict(named.values))


# Another language


CATALOGUE = {
    "Möglich sind höchstens {most}.": "At most {most} is possible.",
    "Seit {day}: {inner}": "{inner} (since {day})",
    "ein Wort": "a word",
    "Es fehlt noch: {missing}.": "Still missing: {missing}.",
}


def test_a_sentence_in_a_sentence_is_said_in_the_same_language():
    outer = Sentence("Seit {day}: {inner}", day=date(2026, 3, 1), inner=MOST)
    assert outer == "Seit 01.03.2026: Möglich sind höchstens 4.800,00 €."
    assert rendered(outer, CATALOGUE, ENGLISH) == "At most €4,800.00 is possible. (since 2026-03-01)"


def test_sentences_in_a_row_need_no_text_of_their_own():
    both = Sentence(TOGETHER, sentences=(MOST, "Von Hand geschrieben: 5,00 €."))
    assert (
        rendered(both, CATALOGUE, ENGLISH) == "At most €4,800.00 is possible. Von Hand geschrieben: 5,00 €."
    )


def test_listed_words_are_looked_up_one_by_one():
    missing = Sentence("Es fehlt noch: {missing}.", missing=Listed((Sentence("ein Wort"), "Satzung")))
    assert missing == "Es fehlt noch: ein Wort, Satzung."
    assert rendered(missing, CATALOGUE, ENGLISH) == "Still missing: a word, Satzung."


def test_a_text_that_the_catalogue_does_not_know_stays_german_as_a_whole():
    unknown = Sentence("Am {day}: {inner}", day=date(2026, 3, 1), inner=MOST)
    assert rendered(unknown, CATALOGUE, ENGLISH) == str(unknown)
    inside = Sentence("Seit {day}: {inner}", day=date(2026, 3, 1), inner=Sentence("Unbekannt."))
    assert rendered(inside, CATALOGUE, ENGLISH) == "Unbekannt. (since 2026-03-01)"


def test_what_somebody_has_written_is_said_as_it_is():
    said = Sentence(VERBATIM, said="Bitte bis 5,00 € {x}.")
    assert rendered(said, CATALOGUE, ENGLISH) == said == "Bitte bis 5,00 € {x}."


def test_what_is_no_sentence_stays_as_it_is():
    assert rendered("Möglich sind höchstens {most}.", CATALOGUE, ENGLISH) == "Möglich sind höchstens {most}."


# Verdicts and refusals


def test_a_verdict_says_its_sentence_only_where_it_does_not_hold():
    assert Verdict(True, "Seit dem {day}.", day=None).unmet is NOTHING
    unmet = Verdict(False, "Seit dem {day}.", day=date(2026, 3, 1), moot=True).unmet
    assert (unmet, unmet.text) == ("Seit dem 01.03.2026.", "Seit dem {day}.")
    with pytest.raises(TypeError):
        _ = Verdict(False, "Seit dem {day}.", since=1).unmet


def test_a_verdict_takes_a_sentence_as_it_is_and_makes_one_of_a_string():
    assert Verdict(False, MOST).unmet is MOST
    assert Verdict(False, "Es fehlt etwas.").unmet.text == "Es fehlt etwas."


def test_a_refusal_carries_sentences():
    refusal = NotYet("Es fehlt etwas.", MOST, fields={"amount": [MOST, "Bitte."]})
    told = [*refusal.reasons, *refusal.fields["amount"]]
    assert [said.text for said in told] == ["Es fehlt etwas.", MOST.text, MOST.text, "Bitte."]
    assert refusal.reasons[1] is MOST
    assert MoveRefused().fields == {}


def test_a_string_with_a_place_is_no_sentence():
    with pytest.raises(TypeError):
        as_sentence("Höchstens {most}.")


# Every sentence of the law


def spoken(refusal: MoveRefused) -> list[str]:
    return [*refusal.reasons, *chain.from_iterable(refusal.fields.values())]


def is_rendered(sentence: str) -> None:
    """Nothing of the sentence is left that only German can say: not the text, and no amount, day or percentage."""
    assert isinstance(sentence, Sentence)
    other = rendered(sentence, Everything(), ENGLISH)
    assert other.startswith("⟦") or sentence.text == TOGETHER
    assert not GERMAN_FIGURES.search(other), other


@each(ALL)
def test_whatever_a_broken_rule_says_can_be_said_in_another_language(machine, facts, row, source):
    for change in row.breaks:
        with pytest.raises(NotYet) as refused:
            at(machine, facts, row, source, change).perform(row.move, **row.data | change.data)
        for sentence in spoken(refused.value):
            is_rendered(sentence)
    with pytest.raises(NotYours) as refused:
        machine(replace(facts, **row.facts, stage=source), actor(), TODAY).perform(row.move)
    is_rendered(refused.value.reasons[0])


@each({machine.slug: (machine, facts) for machine, facts, _ in MACHINES})
def test_what_a_machine_says_of_a_move_that_is_not_here_can_be_said(machine, facts):
    with pytest.raises(NotHere) as refused:
        machine(facts, actor(), TODAY).perform("nothing")
    is_rendered(refused.value.reasons[0])


@each({name: (name,) for name in ACTS})
def test_what_an_act_says_can_be_said_in_another_language(name):
    for roles, stage in ((set(), ""), (ACTS[name].by, "")):
        with pytest.raises(MoveRefused) as refused:
            insist(name, actor(*roles), stage)
        is_rendered(refused.value.reasons[0])


def test_reasons_of_a_vote_can_be_said_in_another_language():
    votes = [
        {"present": 5, "yes": 3, "no": 1, "abstained": 1},
        {"present": 5, "yes": 1, "no": 1, "abstained": 3},
        {"present": 5, "yes": 1, "no": 1, "abstained": 2, "chair": "yes"},
        {"present": 5, "yes": 1, "no": 1, "abstained": 2, "chair": "no"},
        {"present": 2, "yes": 1, "no": 1, "abstained": 0, "excluded": 3},
        {"present": 2, "yes": 1, "no": 1, "abstained": 0, "opened_with": 4},
        {"present": 2, "yes": 1, "no": 1, "abstained": 0, "opened_with": 4, "challenged": True},
        {"present": 2, "yes": 1, "no": 1, "abstained": 0, "second_summons": True},
    ]
    for regime in ("nkomvg", "nkomvg_by_rules", "vwvfg"):
        for vote in votes:
            for reason in resolve(regime, seats=5, **{"excluded": 0} | vote).reasons:
                is_rendered(reason)


def test_obstacles_of_a_payment_can_be_said_in_another_language():
    case = replace(CASE, stage=Stage.HEARING, payments_suspended=True, condition_open="Die Miete: 5,00 € {x}")
    for obstacle in payment_obstacles(case, TODAY)[:-1]:
        is_rendered(obstacle)
    assert "Die Miete: 5,00 € {x}" in rendered(payment_obstacles(case, TODAY)[-1], Everything(), ENGLISH)


def test_problems_of_a_plan_can_be_said_in_another_language():
    lines = [
        PlanLine(side="expense", category="in_kind", label="", amount=Decimal("4000.005")),
        PlanLine(
            side="expense",
            category="in_kind",
            label="",
            amount=Decimal(-1),
            rate=Decimal(99),
            hours=Decimal(1),
        ),
        PlanLine(side="income", category="third_party", label="", amount=Decimal(1)),
        PlanLine(
            side="income", category="third_party", label="", amount=Decimal(1), third_party_status="refused"
        ),
        PlanLine(side="income", category="requested", label="", amount=Decimal(90000)),
    ]
    found = plan_problems(lines, totals(lines), CASE.terms)
    assert len(found) >= 10
    for problem in found:
        is_rendered(problem)


def test_a_rule_whose_limit_nobody_set_holds():
    machine = Wir20Kleinprojekt(CASE, actor(Role.CHAIR), TODAY)
    assert within_measure(machine, Decimal(10**6))
