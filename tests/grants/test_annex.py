"""The ANBest-P of a Bescheid: a text of the office, by date, kept with the Bescheid."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from grants import annex
from grants.forms.annex import AnnexForm
from grants.letters import from_json, to_json
from grants.models import AnnexText, Transition, User
from tests.factories import drive
from tests.notifications.letter_samples import PARTIAL, with_bare_numbers
from tests.tables import each
from workflows.period import Period, Unit
from workflows.stages import Stage

FIXED, SHARE = frozenset({"[Festbetrag]", "[Abruf]"}), frozenset({"[Anteil]", "[Abruf]"})
OWN = (
    "# 1 Verwendung\nBinnen {verwendung_monate} Monaten.\n- 1.1 Punkt\n[Anteil] Nur beim Anteil.\n"
    "[Festbetrag] Nur beim Festbetrag."
)


def award(world, title):
    """The facts of the Bescheid of a released case."""
    story = drive(world, Stage.AWARDED, title=title)
    entry = Transition.objects.get(dossier=story.case.dossier_id, move="release_award")
    return from_json("zuwendungsbescheid", json.loads(entry.private)["letters"]["zuwendungsbescheid"])


@pytest.mark.rest
@pytest.mark.django_db
def test_bescheid_keeps_the_text_that_held_at_its_release(world):
    shipped = award(world, "Mit mitgelieferter Anlage")
    assert shipped.annex_version == annex.VERSION
    assert "eigenen Worten" not in " ".join(
        shipped.annex
    )  # a note to ourselves stands where the text is edited
    assert not any("{" in line or "[" in line for line in shipped.annex)
    AnnexText.objects.create(version="1999", valid_from=date(2020, 1, 1), text=OWN.replace("Binnen", "In"))
    AnnexText.objects.create(version="2026", valid_from=date(2020, 1, 2), text=OWN)
    AnnexText.objects.create(version="morgen", valid_from=date(2099, 1, 1), text="Noch nicht.")
    own = award(world, "Mit eigener Anlage")
    assert own.annex_version == "2026"
    kind = "Nur beim Festbetrag." if own.kind == "festbetrag" else "Nur beim Anteil."
    assert own.annex == ("# 1 Verwendung", "Binnen zwei Monaten.", "- 1.1 Punkt", kind)


def test_text_differs_by_the_kind_of_financing():
    values = dict.fromkeys(annex.NAMES, "7")
    fixed, share = (" ".join(annex.filled(annex.SHIPPED, marks, values)) for marks in (FIXED, SHARE))
    assert "nur hinsichtlich der Arten der Ausgaben" in fixed
    assert "nur hinsichtlich der Arten der Ausgaben" not in share
    assert "um bis zu 7 % überschritten" in share
    assert fixed.count("1.2 ") == share.count("1.2 ") == 1
    assert fixed.count("1.4 ") == share.count("1.4 ") == fixed.count("5.4 ") == 1
    assert annex.unknown_names(annex.SHIPPED) == []


def test_text_for_money_paid_at_once_says_nothing_of_calling_for_it():
    values = dict.fromkeys(annex.NAMES, "7")
    lines = annex.filled(annex.SHIPPED, frozenset({"[Festbetrag]", "[Summe]"}), values)
    text = " ".join(lines)
    assert text.count("1.4 ") == text.count("5.4 ") == 1
    assert "ohne dass sie angefordert wird" in text
    assert "nicht eher angefordert" not in text
    assert "- 5.4 ausgezahltes Geld nicht im Bewilligungszeitraum" in " ".join(lines)
    told = " ".join(annex.described(annex.SHIPPED))
    assert "(gilt, wenn Mittel abgerufen werden; gilt bei Anteilfinanzierung)" in told


@pytest.mark.django_db
def test_form_refuses_what_no_bescheid_can_fill_and_loses_nothing_typed():
    typed = {"version": "2026", "valid_from": "01.02.2026", "text": "Bis {nachweis_bis}, {quatsch}."}
    form = AnnexForm(typed)
    assert not form.is_valid()
    assert list(form.errors) == ["text"]
    assert "quatsch" in form.errors["text"][0]
    assert "{quatsch}" in form.as_p()
    saved = AnnexForm(typed | {"text": "Bis {nachweis_bis}."}).save()
    assert AnnexText.on(date(2026, 2, 1)) == saved
    assert AnnexText.on(date(2026, 2, 1) - timedelta(days=1)).text == annex.SHIPPED


@pytest.mark.django_db
def test_page_that_edits_the_annex_bears_the_note(client):
    client.force_login(
        User.objects.create_superuser("admin@beispiel.example", "x", name="Fachadministration")
    )
    page = client.get("/admin/grants/annextext/add/").content.decode()
    assert "mit eigenen Worten" in page
    assert "geht an die Antragstellenden" in page
    assert "1 Anforderung und Verwendung" in page


def test_facts_of_the_first_version_get_the_shipped_text():
    old = with_bare_numbers(json.loads(to_json(PARTIAL))) | {"facts_version": 1}
    del old["annex"], old["annex_version"]
    old |= {"bound_until": None, "instalments": [], "retained": "0.00", "forwarding": False}
    old["sender"]["web"], old["contact"]["room"], old["signature"]["acting"] = "", "", "Im Auftrag"
    lifted = from_json("zuwendungsbescheid", json.dumps(old))
    assert lifted.annex == annex.filled(annex.SHIPPED, annex.marks_of(PARTIAL), annex.values_of(PARTIAL))


@each(
    [
        ("innerhalb von {verwendung_monate} Monaten", "innerhalb {verwendung_frist}"),
        ("binnen {verwendung_monate} Monaten", "binnen {verwendung_dauer}"),
        ("bis zum Ablauf des {nachweis_monate}. Monats", "bis zum Ablauf {nachweis_ablauf}"),
        ("in {nachweis_monate} Monaten", "in {nachweis_dauer}"),
        ("{nachweis_monate} Monate lang", "{nachweis} lang"),
        ("{verwendung_monate} Monate lang", "{verwendung} lang"),
        ("{aufbewahrung_jahre} Jahre nach", "{aufbewahrung} nach"),
        ("bis {nachweis_bis}", "bis {nachweis_bis}"),
    ]
)
def test_text_of_an_earlier_release_names_whole_periods(earlier, today):
    assert annex.lifted(earlier) == today
    assert annex.lifted(today) == today
    assert annex.unknown_names(today) == []


def test_text_of_an_earlier_release_is_filled_for_a_fund_that_counts_in_weeks():
    letter = replace(PARTIAL, use_within=Period(6, Unit.WEEKS), proof_within=Period(8, Unit.WEEKS))
    text = "Binnen {verwendung_monate} Monaten.\nBis zum Ablauf des {nachweis_monate}. Monats."
    filled = annex.filled(text, annex.marks_of(letter), annex.values_of(letter))
    assert filled == ("Binnen sechs Wochen.", "Bis zum Ablauf der 8. Woche.")
    assert annex.described(text) == tuple(
        f"{before} [{annex.NAMES[name]}]."
        for before, name in (("Binnen", "verwendung_dauer"), ("Bis zum Ablauf", "nachweis_ablauf"))
    )
    assert annex.values_of(replace(letter, line_tolerance=Decimal("12.50")))["ueberschreitung"] == "12,5"


def test_form_shows_an_earlier_text_with_the_names_of_today():
    form = AnnexForm(instance=AnnexText(version="2020", valid_from=date(2020, 1, 1), text=OWN))
    assert form["text"].value().splitlines()[1] == "Binnen {verwendung_dauer}."
