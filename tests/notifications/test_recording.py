"""Samples of letters are what the real door writes. Told without the samples: they may be those of older facts."""

import json
import os
from dataclasses import replace

import pytest

from demo.stories import scenarios
from demo.stories.ground import lay_ground
from demo.stories.telling import Telling
from grants.letters import WRITERS
from tests.notifications.recording import KEPT, file_of, record, settle, text_of

pytestmark = [pytest.mark.rest, pytest.mark.django_db]


def told(tell) -> str:
    return text_of(record(tell, Telling(lay_ground(), settle)))


@pytest.mark.parametrize("tell", KEPT, ids=lambda tell: tell.__name__)
def test_samples_are_what_the_door_writes_today(tell):
    """With RECORD=1 in the environment the samples are written anew instead."""
    now = told(tell)
    if "RECORD" in os.environ:
        file_of(tell).write_text(now, encoding="utf-8")
    assert json.loads(file_of(tell).read_text(encoding="utf-8")) == json.loads(now)


def test_a_door_that_writes_something_else_is_noticed(monkeypatch):
    write = WRITERS["nachforderung"]
    monkeypatch.setitem(
        WRITERS, "nachforderung", lambda *given: replace(write(*given), missing=("etwas anderes",))
    )
    tell = scenarios.missed_request
    now, kept = json.loads(told(tell)), json.loads(file_of(tell).read_text(encoding="utf-8"))
    assert [name for name in kept if kept[name] != now[name]] == ["nachforderung"]
