"""Facts become text and come back unchanged; what does not fit is refused."""

import dataclasses
import json
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grants import facts_codec, letter_facts
from tests.notifications.letter_samples import PARTIAL, SAMPLES


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_facts_come_back_unchanged(name):
    key = name.split("-")[0]
    text = letter_facts.to_json(SAMPLES[name])
    assert letter_facts.from_json(key, text) == SAMPLES[name]
    assert letter_facts.to_json(letter_facts.from_json(key, text)) == text
    assert json.loads(text)["facts_version"] == letter_facts.FACTS_VERSION


@pytest.mark.parametrize("key", sorted(letter_facts.FACTS))
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_any_facts_come_back_unchanged(key, data):
    sample = next(SAMPLES[name] for name in SAMPLES if name.split("-")[0] == key)
    text = st.text(st.characters(max_codepoint=0x2FF, exclude_characters="\x00"), max_size=40)
    changes = {}
    for field in dataclasses.fields(sample):
        value = getattr(sample, field.name)
        if field.name in ("kind", "requested", "awarded", "rate"):
            continue  # the Bescheid refuses what contradicts itself
        if isinstance(value, str):
            changes[field.name] = data.draw(text)
        elif isinstance(value, Decimal):
            changes[field.name] = data.draw(st.decimals("0", "9999999.99", places=2))
    changed = dataclasses.replace(sample, **changes)
    assert letter_facts.from_json(key, letter_facts.to_json(changed)) == changed


def test_text_is_canonical():
    text = letter_facts.to_json(PARTIAL)
    assert '"awarded":"3900.00"' in text
    assert '"decided_on":"2026-07-06"' in text
    assert '"received_at":"2026-05-28T21:59:59.000000+00:00"' in letter_facts.to_json(
        SAMPLES["eingangsbestaetigung"]
    )
    assert letter_facts.to_json(dataclasses.replace(PARTIAL, awarded=Decimal(3900))) == text
    assert letter_facts.to_json(dataclasses.replace(PARTIAL, title="Cafe\u0301")) == letter_facts.to_json(
        dataclasses.replace(PARTIAL, title="Caf\u00e9")
    )


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800", "a\ufdd0", "a\uffff"])
def test_characters_that_no_letter_can_hold_are_refused(bad):
    with pytest.raises(ValueError, match="no place in facts"):
        letter_facts.to_json(dataclasses.replace(PARTIAL, title=bad))


@pytest.mark.parametrize(
    ("field", "bad"),
    [("awarded", Decimal("1.005")), ("awarded", Decimal("NaN")), ("eligible", 1.5), ("goals", {"a"})],
)
def test_values_that_are_not_facts_are_refused(field, bad):
    broken = dataclasses.replace(PARTIAL)
    object.__setattr__(broken, field, bad)  # as a caller without types might
    with pytest.raises(ValueError, match=r"cents|no place"):
        letter_facts.to_json(broken)


def test_naive_moment_is_refused():
    naive = datetime(2026, 5, 28)  # noqa: DTZ001 - the point of this test
    with pytest.raises(ValueError, match="time zone"):
        letter_facts.to_json(dataclasses.replace(SAMPLES["eingangsbestaetigung"], received_at=naive))


@pytest.mark.parametrize(
    ("field", "bad"),
    [("awarded", 3900), ("awarded", "viel"), ("proof_due", "31.8.2027"), ("plan", "x"), ("budget_year", "2026"),
     ("remedy", {"court": "x"}), ("facts_version", 99), ("facts_version", None), ("unknown", 1)],
)  # fmt: skip
def test_text_that_does_not_fit_is_refused(field, bad):
    body = json.loads(letter_facts.to_json(PARTIAL)) | {field: bad}
    with pytest.raises(ValueError, match=r"expected|fit|fields|version|[Ii]nvalid|month"):
        letter_facts.from_json("zuwendungsbescheid", json.dumps(body))


def test_old_text_is_lifted_step_by_step(monkeypatch):
    old = json.loads(letter_facts.to_json(SAMPLES["bescheid_unterwegs"]))
    old["sent_on"] = old.pop("posted_on")
    old["facts_version"] = 0
    monkeypatch.setitem(
        facts_codec.UPGRADES,
        0,
        lambda _key, body: {**body, "posted_on": body["sent_on"]} | _without(body, "sent_on"),
    )
    with pytest.raises(ValueError, match="fields"):
        letter_facts.from_json("bescheid_unterwegs", json.dumps(old))
    monkeypatch.setitem(
        facts_codec.UPGRADES, 0, lambda _key, body: _without(body, "sent_on") | {"posted_on": body["sent_on"]}
    )
    assert letter_facts.from_json("bescheid_unterwegs", json.dumps(old)) == SAMPLES["bescheid_unterwegs"]


def _without(body: dict, name: str) -> dict:
    return {key: value for key, value in body.items() if key != name}
