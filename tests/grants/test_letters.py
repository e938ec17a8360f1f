"""Facts become text and come back unchanged; what does not fit is refused."""

import dataclasses
import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grants import letters
from grants.letters import codec
from grants.letters.basis import Message
from tests.notifications.letter_samples import (
    PARTIAL,
    SAMPLES,
    key_of,
    with_bare_numbers,
    with_finished_german,
)
from tests.tables import sampled
from workflows.period import Casus, Inflected, Period, Unit
from workflows.sentence import VERBATIM, Listed, LongDay, Percent, Sentence


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_facts_come_back_unchanged(name):
    key = key_of(name)
    text = letters.to_json(SAMPLES[name])
    assert letters.from_json(key, text) == SAMPLES[name]
    assert letters.to_json(letters.from_json(key, text)) == text
    assert json.loads(text)["facts_version"] == letters.FACTS_VERSION


@pytest.mark.parametrize("key", sampled(sorted(letters.FACTS), 2))
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_any_facts_come_back_unchanged(key, data):
    sample = next(SAMPLES[name] for name in SAMPLES if key_of(name) == key)
    text = st.text(st.characters(max_codepoint=0x2FF, exclude_characters="\x00"), max_size=40)
    changes = {}
    for field in dataclasses.fields(sample):
        value = getattr(sample, field.name)
        if field.name in ("kind", "repeal", "requested", "awarded", "rate"):
            continue  # the Bescheid refuses what contradicts itself
        if isinstance(value, Sentence):
            continue  # sentences have a test of their own
        if isinstance(value, str):
            changes[field.name] = data.draw(text)
        elif isinstance(value, Decimal):
            changes[field.name] = data.draw(st.decimals("0", "9999999.99", places=2))
    changed = dataclasses.replace(sample, **changes)
    assert letters.from_json(key, letters.to_json(changed)) == changed


def test_text_is_canonical():
    text = letters.to_json(PARTIAL)
    assert '"awarded":"7500.00"' in text
    assert f'"decided_on":"{PARTIAL.decided_on:%Y-%m-%d}"' in text
    late = datetime(2026, 5, 28, 23, 59, 59, tzinfo=ZoneInfo("Europe/Berlin"))
    receipt = dataclasses.replace(SAMPLES["eingangsbestaetigung"], received_at=late)
    assert '"received_at":"2026-05-28T21:59:59.000000Z"' in letters.to_json(receipt)
    assert letters.to_json(dataclasses.replace(PARTIAL, awarded=Decimal(7500))) == text
    assert letters.to_json(dataclasses.replace(PARTIAL, title="Cafe\u0301")) == letters.to_json(
        dataclasses.replace(PARTIAL, title="Caf\u00e9")
    )


def test_moment_as_older_releases_wrote_it_is_read():
    receipt = SAMPLES["eingangsbestaetigung"]
    text = letters.to_json(receipt)
    old = text.replace('Z","recipient"', '+00:00","recipient"')
    assert old != text
    assert letters.from_json("eingangsbestaetigung", old) == receipt


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800", "a\ufdd0", "a\uffff"])
def test_characters_that_no_letter_can_hold_are_refused(bad):
    with pytest.raises(ValueError, match="no place in"):
        letters.to_json(dataclasses.replace(PARTIAL, title=bad))


@pytest.mark.parametrize(
    ("field", "bad"),
    [("awarded", Decimal("1.005")), ("awarded", Decimal("NaN")), ("eligible", 1.5), ("goals", {"a"})],
)
def test_values_that_are_not_facts_are_refused(field, bad):
    broken = dataclasses.replace(PARTIAL)
    object.__setattr__(broken, field, bad)  # as a caller without types might
    with pytest.raises(ValueError, match=r"cents|no place"):
        letters.to_json(broken)


def test_naive_moment_is_refused():
    naive = datetime(2026, 5, 28)  # noqa: DTZ001 - the point of this test
    with pytest.raises(ValueError, match="time zone"):
        letters.to_json(dataclasses.replace(SAMPLES["eingangsbestaetigung"], received_at=naive))


@pytest.mark.parametrize(
    ("field", "bad"),
    [("awarded", 3900), ("awarded", "viel"), ("proof_due", "31.8.2027"), ("plan", "x"), ("budget_year", "2026"),
     ("remedy", {"court": "x"}), ("facts_version", 99), ("facts_version", None), ("unknown", 1)],
)  # fmt: skip
def test_text_that_does_not_fit_is_refused(field, bad):
    body = json.loads(letters.to_json(PARTIAL)) | {field: bad}
    with pytest.raises(ValueError, match=r"expected|fit|fields|version|[Ii]nvalid|month"):
        letters.from_json("zuwendungsbescheid", json.dumps(body))


def test_old_text_is_lifted_step_by_step(monkeypatch):
    old = json.loads(letters.to_json(SAMPLES["bescheid_unterwegs"]))
    old["sent_on"] = old.pop("posted_on")
    old["facts_version"] = 0
    monkeypatch.setitem(
        codec.UPGRADES,
        0,
        lambda _key, body: {**body, "posted_on": body["sent_on"]} | _without(body, "sent_on"),
    )
    with pytest.raises(ValueError, match="fields"):
        letters.from_json("bescheid_unterwegs", json.dumps(old))
    monkeypatch.setitem(
        codec.UPGRADES, 0, lambda _key, body: _without(body, "sent_on") | {"posted_on": body["sent_on"]}
    )
    assert letters.from_json("bescheid_unterwegs", json.dumps(old)) == SAMPLES["bescheid_unterwegs"]


SAID = Sentence(
    "{amount} am {day} um {at}, also bis {until}: {inner} ({count}, {name}, {share}, {words}, {reasons})",
    amount=Decimal(4800),
    day=date(2026, 3, 1),
    at=time(17, 5),
    until=LongDay(date(2026, 4, 1)),
    inner=Sentence("Mehr als {least}.", least=Decimal("0.5")),
    count=3,
    name="{x}",
    share=Percent(Decimal("78.125"), 3),
    words=Listed(("{a}", "b")),
    reasons=(Sentence("Höchstens {most}.", most=Inflected(Period(2, Unit.MONTHS), Casus.WITHIN)), "{y}"),
)


def test_a_sentence_keeps_its_text_and_values():
    facts = dataclasses.replace(SAMPLES["plan_anpassen"], lines=(SAID,))
    text = letters.to_json(facts)
    assert '"amount":{"eur":"4800.00"}' in text
    assert "4.800,00 €" not in text
    (again,) = letters.from_json("plan_anpassen", text).lines
    assert (again, again.text, again.values) == (SAID, SAID.text, SAID.values)
    assert [type(value) for value in again.values.values()] == [
        type(SAID.values[name]) for name in again.values
    ]
    assert again.values["reasons"][0].values == SAID.values["reasons"][0].values


@pytest.mark.parametrize(
    "line",
    [
        "Fertig.",
        {"text": "Fertig."},
        {"text": "{x}", "values": {}},
        {"text": 1, "values": {}},
        {"text": "{x}", "values": {"x": {"eur": "viel"}}},
        {"text": "{x}", "values": {"x": {"day": "1.3.2026"}}},
        {"text": "{x}", "values": {"x": {"year": 1}}},
        {"text": "{x}", "values": {"x": {"percent": "1.00"}}},
        {"text": "{x}", "values": {"x": {"percent": "1.00", "places": "2"}}},
        {"text": "{x}", "values": {"x": {"clock": "25 Uhr"}}},
        {"text": "{x}", "values": {"x": {"listed": "ab"}}},
        {"text": "{x}", "values": {"x": {"sentences": [None]}}},
        {"text": "{x}", "values": {"x": None}},
        {"text": "x", "values": []},
        {"text": "x", "values": {}, "more": 1},
    ],
)
def test_a_line_that_keeps_no_sentence_is_refused(line):
    body = json.loads(letters.to_json(SAMPLES["plan_anpassen"])) | {"lines": [line]}
    with pytest.raises(ValueError, match=r"sentence|isoformat"):
        letters.from_json("plan_anpassen", json.dumps(body))


def test_what_an_older_text_says_is_said_as_it_was():
    body = json.loads(letters.to_json(SAMPLES["plan_anpassen"]))
    old = body | {"facts_version": 4, "lines": ["Das Gremium hat 5,00 € beschlossen {x}."]}
    (line,) = letters.from_json("plan_anpassen", json.dumps(old)).lines
    assert (line, line.text) == ("Das Gremium hat 5,00 € beschlossen {x}.", VERBATIM)


OFFICE: dict[str, Any] = {
    "sender": {"city": "Hannover", "web": "mittelweg.beispiel.example", "audit_office": "Prüfungsamt"},
    "contact": {"name": "Geschäftsstelle", "phone": "1", "email": "a@beispiel.example", "room": ""},
}
"""Parts of all letters of version 2."""
LETTER = {
    **OFFICE,
    "signature": {"name": "Beispiel", "acting": "Im Auftrag"},
    "link": "https://x.example/a/b/",
}


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("sachstand", {"salutation": "Guten Tag,"}, {}),
        (
            "eingangsbestaetigung",
            {"missing": [], "privacy_link": "", "answers": [{"text": "Fest"}, {"text": "ab12"}]},
            {
                "privacy_link": "https://x.example/datenschutz/",
                "answers": [{"text": "Fest"}],
                "digest": "ab12",
            },
        ),
        (
            "nachforderung",
            {"missing": [{"what": "Satzung", "why": ""}, {"what": "Ort", "why": ""}], "note": ""},
            {"missing": ["Satzung", "Ort"]},
        ),
        (
            "zuwendungsbescheid",
            {"bound_until": None, "instalments": [], "retained": "0.00", "forwarding": False, "plan": []},
            {"plan": []},
        ),
        ("ablehnungsbescheid", {"alternatives": [], "applications": None}, {"applications": None}),
        ("abschlussmitteilung", {"notes": [], "rest": "0.00"}, {"rest": "0.00"}),
        ("widerrufsbescheid", {"amount": None, "granted": "5.00"}, {"amount": "5.00", "granted": "5.00"}),
        ("widerrufsbescheid", {"amount": "2.00", "granted": "5.00"}, {"amount": "2.00", "granted": "5.00"}),
    ],
)
def test_facts_of_the_second_version_lose_what_nobody_wrote(key, old, new):
    frame = OFFICE if key == "sachstand" else LETTER
    lifted = codec.UPGRADES[2](key, {**frame, **old})
    sender, contact = lifted.pop("sender"), lifted.pop("contact")
    assert sender == {"city": "Hannover", "audit_office": "Prüfungsamt"}
    assert contact == {"name": "Geschäftsstelle", "phone": "1", "email": "a@beispiel.example"}
    assert lifted.pop("signature", None) == (None if key == "sachstand" else {"name": "Beispiel"})
    assert lifted.pop("link", None) == (None if key == "sachstand" else LETTER["link"])
    assert lifted == new


@pytest.mark.parametrize("key", sorted(letters.FACTS))
def test_facts_of_the_second_version_can_be_read(key):
    """What the second version had more is put back, as its writers filled it, and is lost again."""
    sample = next(SAMPLES[name] for name in SAMPLES if key_of(name) == key)
    old = with_bare_numbers(json.loads(letters.to_json(sample))) | {"facts_version": 2}
    old["sender"]["web"], old["contact"]["room"] = "mittelweg.beispiel.example", ""
    if "signature" in old:
        old["signature"]["acting"] = "Im Auftrag"
    else:
        old["salutation"] = "Guten Tag,"
    old |= HAD_MORE.get(key, {})
    if key == "eingangsbestaetigung":
        old["answers"].append({"label": "Prüfsumme des Antrags (SHA-256)", "text": old.pop("digest")})
        sample = dataclasses.replace(sample, privacy_link="http://127.0.0.1:8000/datenschutz/")
    if key == "nachforderung":
        old["missing"] = [{"what": what, "why": ""} for what in sample.missing]
    for name in {"lines", "situation"} & old.keys():
        old[name] = [str(sentence) for sentence in getattr(sample, name)]
    assert letters.from_json(key, json.dumps(old)) == sample


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_facts_of_the_sixth_version_get_their_units(name):
    """Before, a period was a number whose unit stood in its name."""
    key, sample = key_of(name), SAMPLES[name]
    old = with_bare_numbers(json.loads(letters.to_json(sample))) | {"facts_version": 6}
    assert letters.from_json(key, json.dumps(old)) == sample


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_facts_of_the_seventh_version_say_what_they_said(name):
    key, sample = key_of(name), SAMPLES[name]
    body = json.loads(letters.to_json(sample))
    old = with_finished_german(body)
    assert {field for field in body if body[field] != old[field]} == {
        f for f in SAID_ANEW.get(key, ()) if body[f]
    }
    lifted = letters.from_json(key, json.dumps(old | {"facts_version": 7}))
    assert lifted == sample
    assert all(_texts(lifted, field) <= {VERBATIM} for field in SAID_ANEW.get(key, ()))


SAID_ANEW = {
    key: (
        "title",
        *(name for name in ("state", "subject") if name in {f.name for f in dataclasses.fields(kind)}),
    )
    for key, kind in letters.FACTS.items()
    if issubclass(kind, Message)
} | {"zuwendungsbescheid": ("reasons",), "ablehnungsbescheid": ("reasons",)}
"""Letter key → what was finished German up to version 7."""


def _texts(facts: Any, field: str) -> set[str]:
    value = getattr(facts, field)
    return {sentence.text for sentence in (value if isinstance(value, tuple) else (value,))}


def test_facts_of_the_seventh_version_are_lifted_without_a_look_at_anything_else():
    said = {"text": VERBATIM, "values": {"said": "{x} am 1. März 2026, 17:00 Uhr"}}
    old = dict.fromkeys(("title", "state", "subject", "case_number"), "{x} am 1. März 2026, 17:00 Uhr")
    lifted = codec.UPGRADES[7]("einladung", old)
    assert lifted == {**dict.fromkeys(("title", "state", "subject"), said), "case_number": old["case_number"]}
    assert codec.UPGRADES[7]("ablehnungsbescheid", old | {"reasons": [old["title"]]}) == old | {
        "reasons": [said]
    }
    assert codec.UPGRADES[7]("aenderungsbescheid", old | {"reasons": ["Zu teuer."]}) == old | {
        "reasons": ["Zu teuer."]
    }


def test_facts_of_the_sixth_version_keep_what_a_reminder_said():
    body = {"what": "Bitte rufen Sie ab, was Sie in den nächsten zwei Monaten brauchen {x}."}
    lifted = codec.UPGRADES[6]("erinnerung", body)
    assert lifted == {"what": {"text": VERBATIM, "values": {"said": body["what"]}}}
    assert codec.UPGRADES[6]("sachstand", {"lines": []}) == {"lines": []}
    assert codec.UPGRADES[6]("zuwendungsbescheid", {"payout_grace": 1, "line_tolerance": 20}) == {
        "payout_grace": "1 working day",
        "line_tolerance": "20.00",
    }


def test_guideline_of_the_third_version_is_cited_with_its_version():
    old = {"guideline": "Richtlinie", "guideline_version": "2022", "body": "Ausschuss"}
    lifted = codec.UPGRADES[3]("ablehnungsbescheid", old)
    assert lifted == {"guideline": "Richtlinie, Fassung 2022", "body": "Ausschuss"}
    assert codec.UPGRADES[3]("sachstand", {"body": "Ausschuss"}) == {"body": "Ausschuss"}


@pytest.mark.parametrize("key", ["zuwendungsbescheid", "auszahlungsmitteilung"])
def test_letters_of_the_fifth_version_are_of_funds_that_are_called_for(key):
    assert codec.UPGRADES[5](key, {"paid": "5.00"}) == {"paid": "5.00", "at_once": False}
    assert codec.UPGRADES[5]("mahnung", {"paid": "5.00"}) == {"paid": "5.00"}


HAD_MORE: dict[str, dict[str, Any]] = {
    "eingangsbestaetigung": {"missing": [], "privacy_link": ""},
    "nachforderung": {"note": ""},
    "zuwendungsbescheid": {"bound_until": None, "instalments": [], "retained": "0.00", "forwarding": False},
    "ablehnungsbescheid": {"alternatives": []},
    "abschlussmitteilung": {"notes": []},
}


def _without(body: dict, name: str) -> dict:
    return {key: value for key, value in body.items() if key != name}


@pytest.mark.parametrize(
    ("programme", "council"),
    [
        ("Gesellschaftsfonds Zusammenleben", ["Internationaler Ausschuss", "Verwaltungsausschuss"]),
        ("WIR2.0-Förderprogramm: Kleinprojekte", []),
    ],
)
def test_letters_of_the_eighth_version_say_who_decides_as_the_templates_of_the_fund_did(programme, council):
    old = {"programme": programme, "body": "Jury"}
    assert codec.UPGRADES[8]("eingangsbestaetigung", old) == old | {"council": council}
    assert codec.UPGRADES[8]("ablehnungsbescheid", old) == old | {"recommends": bool(council)}
    formal = old | {"body": ""}
    assert codec.UPGRADES[8]("ablehnungsbescheid", formal) == formal | {"recommends": False}
    assert codec.UPGRADES[8]("sachstand", old) == old
