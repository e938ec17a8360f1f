"""Pages name the deadline that counts, tell the two waivers apart, and take no answer of nothing."""

import pytest
from django.urls import reverse

from grants.actions.drafts import save_project
from grants.models import Application
from tests.factories import World, drive
from tests.forms_in import forms_in
from workflows.dates import long_date
from workflows.errors import NotYet
from workflows.rules.deadlines import payout_from, remedy_period
from workflows.stages import Stage

pytestmark = pytest.mark.django_db


def read(client, story, name: str) -> str:
    """A page as the applicant reads it."""
    client.force_login(story.applicant)
    answer = client.get(reverse(f"grants:{name}", args=[story.case.public_id]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


@pytest.mark.parametrize(
    ("stage", "field", "who"),
    [
        (Stage.DRAFT, "", "Einreichen"),
        (Stage.DOCUMENTS_REQUESTED, "documents_due", "Nachreichen"),
        (Stage.PLAN_ADJUSTMENT, "plan_due", "Angepassten Plan bestätigen"),
    ],
)
def test_the_form_names_the_day_that_counts_in_its_stage(client, stage, field, who):
    story = drive(World(), stage)
    page = read(client, story, "application")
    closes = story.case.round.closes_on
    due = getattr(story.case, field) if field else closes
    assert f"{who}, bis <strong>{long_date(due)}</strong>" in page
    if field:
        assert f"bis <strong>{long_date(closes)}</strong>" not in page


def test_the_award_names_its_day_of_finality_and_both_waivers(client):
    story = drive(World(), Stage.AWARDED)
    page = read(client, story, "case")
    remedy = remedy_period(story.case.posted_on)
    payout = payout_from(remedy.final, story.case.terms.payout_grace, waived=False)
    for label, day in (
        ("Gilt als bekannt gegeben", remedy.notified),
        ("Klage möglich bis", remedy.ends),
        ("Bestandskräftig am", remedy.final),
        ("Auszahlung möglich ab", payout),
    ):
        assert f"<dt>{label}</dt><dd>{long_date(day)}</dd>" in page
    assert "Rechtsbehelfsverzicht hochladen" in page
    assert reverse("grants:attachments", args=[story.case.public_id]) in page
    assert "Etwas ganz anderes ist „Auf die Zuwendung verzichten“" in page
    story.attach("Rechtsbehelfsverzicht.pdf", "verzicht")
    again = read(client, story, "case")
    assert "Rechtsbehelfsverzicht hochladen" not in again
    assert "liegt vor. Sobald die Sachbearbeitung" in again


def test_a_grant_is_waived_only_with_a_tick_of_its_own(client):
    story = drive(World(), Stage.AWARDED)
    client.force_login(story.applicant)
    url = reverse("grants:move", args=[story.case.public_id, "waive_grant"])
    page = client.get(url).content.decode()
    assert "Ja, wir verzichten endgültig auf die ganze Zuwendung." in page
    (form,) = (form for form in forms_in(page, url) if "seen" in form.values)
    assert form.kinds["confirmed"] == "checkbox"
    assert "confirmed" not in form.values
    typed = form.values | {"reason": "Der Verein löst sich auf."}
    answer = client.post(url, typed)
    assert answer.status_code == 422
    assert "Bitte setzen Sie den Haken" in answer.content.decode()
    assert "Der Verein löst sich auf." in answer.content.decode()
    assert Application.objects.get(pk=story.case.pk).stage == Stage.AWARDED
    assert client.post(url, typed | {"confirmed": "on"}).status_code == 302
    assert Application.objects.get(pk=story.case.pk).stage == Stage.WAIVED


def test_a_request_for_documents_is_not_answered_with_nothing():
    story = drive(World(), Stage.DOCUMENTS_REQUESTED)
    for nothing in ({}, {"note": "   "}):
        with pytest.raises(NotYet) as refused:
            story.move("supply_documents", story.applicant, **nothing)
        assert list(refused.value.fields) == ["note"]
        assert "nichts dazugekommen" in refused.value.fields["note"][0]
    story.move("supply_documents", story.applicant, note="Der Verein hat keine Satzung.")
    assert story.case.stage == Stage.FORMAL_CHECK


@pytest.mark.parametrize("supply", ["word", "file"])
def test_a_word_or_a_file_answers_a_request_for_documents(supply):
    story = drive(World(), Stage.DOCUMENTS_REQUESTED)
    if supply == "word":
        save_project(story.case, {"title": "Genauer benannt"}, by=story.applicant, now=story.now())
    else:
        story.attach("Satzung.pdf", "satzung")
    story.move("supply_documents", story.applicant)
    assert story.case.stage == Stage.FORMAL_CHECK


def test_a_request_about_the_proof_is_not_answered_with_nothing():
    story = drive(World(), Stage.PROOF_INCOMPLETE)
    with pytest.raises(NotYet, match="nichts dazugekommen"):
        story.move("supply_proof_documents", story.applicant)
    story.later()
    story.attach("Belege.pdf", "sonstiges")
    story.move("supply_proof_documents", story.applicant)
    assert story.case.stage == Stage.PROOF_IN_REVIEW


@pytest.mark.parametrize("stage", [Stage.AWARDED, Stage.RUNNING])
def test_giving_up_the_grant_stays_folded_where_nothing_else_is_to_be_done(client, stage):
    story = drive(World(), stage)
    page = read(client, story, "case")
    shown, folded = page.partition('<details class="mw-moves__further">')[::2]
    waive = reverse("grants:move", args=[story.case.public_id, "waive_grant"])
    assert waive not in shown
    assert waive in folded
