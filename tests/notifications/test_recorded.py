"""Recorded letters together fill every field of the facts and walk every branch of the templates."""

import re

import pytest

from grants.letters import WRITERS
from tests.notifications.filled import never_empty, unfilled, unwalked
from tests.notifications.letter_samples import SAMPLES, key_of
from tests.notifications.recording import FOLDER, KEPT, file_of


def test_every_file_has_its_story_and_every_sample_its_name():
    assert {file.name for file in FOLDER.iterdir()} == {file_of(tell).name for tell in KEPT}
    assert sorted(name for names in KEPT.values() for name in names) == sorted(SAMPLES)
    assert {key_of(name) for name in SAMPLES} == {*WRITERS, "erinnerung"}


def test_every_field_is_filled_in_some_letter_and_empty_in_another_if_it_may_be():
    assert unfilled(SAMPLES.values()) == set()
    assert never_empty(SAMPLES.values()) == set()


def test_every_branch_of_every_template_is_walked():
    assert unwalked(SAMPLES) == set()


@pytest.mark.parametrize(
    ("dropped", "missed"),
    [
        ("aenderungsbescheid", "Aenderungsbescheid.shift"),
        ("abschlussmitteilung-erstattet", "Abschlussmitteilung.refunded"),
        ("zuwendungsbescheid", "PlanLine.in_kind"),
    ],
)
def test_field_that_is_filled_in_one_letter_alone_is_named_without_it(dropped, missed):
    assert missed in unfilled(facts for name, facts in SAMPLES.items() if name != dropped)


def test_field_that_is_never_empty_is_named():
    there = [facts for name, facts in SAMPLES.items() if name != "ablehnungsbescheid-allein"]
    filled = [facts for facts in there if getattr(facts, "applications", 1)]
    assert "Ablehnungsbescheid.applications" in never_empty(filled)


@pytest.mark.parametrize(
    ("dropped", "missed"),
    [
        ("zuwendungsbescheid", "letters/zuwendungsbescheid/letter.html"),
        ("ablehnungsbescheid-formal", "letters/ablehnungsbescheid/letter.html"),
        ("erinnerung-ueberfaellig", "letters/erinnerung/mail.txt"),
    ],
)
def test_branch_that_one_letter_alone_walks_is_named_with_its_template_and_line(dropped, missed):
    missing = unwalked(name for name in SAMPLES if name != dropped)
    assert any(re.fullmatch(missed + r":\d+: \{% if .+ %\}: .+", branch) for branch in missing), missing
