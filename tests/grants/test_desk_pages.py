"""The desk's pages: who may open them, what they compute, and what stays when something is wrong."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from demo.stories.acting import IBAN
from demo.stories.ground import find_user
from demo.stories.sittings import plan_sitting
from grants.models import Exclusion, Function
from grants.waiting import tasks_of
from tests.grants.desk_story import World, client_of
from workflows.roles import Role
from workflows.stages import Stage

pytestmark = pytest.mark.django_db

STAFF_PAGES = ("advice", "review", "draft", "list_item", "verify_iban", "check_proof")


@pytest.fixture
def world():
    return World()


def url(name, story):
    return reverse(f"grants:{name}", args=[story.case.public_id])


def clerk(world):
    return client_of(world.ground.staff["sachbearbeitung"])


# Who may


def test_stranger_and_applicant_find_no_page_of_the_desk(world):
    story = world.drafted()
    nobody = client_of(find_user("fremd", "Fremd"))
    for who in (nobody, client_of(story.applicant), client_of(world.ground.members[1])):
        for page in STAFF_PAGES:
            assert who.get(url(page, story)).status_code == 404, page


def test_anonymous_is_asked_to_sign_in(world, client):
    answer = client.get(url("review", world.submitted()))
    assert (answer.status_code, "anmelden" in answer.url or "login" in answer.url) == (302, True)


def test_lead_reads_the_check_but_cannot_write_it(world):
    story = world.examined()
    lead = client_of(world.ground.staff["leitung"])
    page = lead.get(url("review", story))
    assert "Das Vorhaben dient den Zielen" in page.content.decode()
    assert "Prüfung speichern" not in page.content.decode()
    assert lead.post(url("review", story), {"assessment": "anders"}).status_code == 404


def test_excluded_lead_sees_nothing_of_the_case(world):
    story = world.examined()
    seat = world.ground.seats[0]
    seat.user = world.ground.staff["leitung"]
    seat.save()
    lead = client_of(world.ground.staff["leitung"])
    assert lead.get(url("review", story)).status_code == 200
    Exclusion.objects.create(application=story.case, seat=seat, ground="Vorstand", declared_at=story.now())
    assert lead.get(url("review", story)).status_code == 404


# Beratung


def test_note_of_advice_is_kept_once_however_often_it_is_sent(world):
    story = world.submitted()
    data = {"held_on": f"{world.today:%d.%m.%Y}", "topics": "Fristen", "advice": "Nicht vorher beginnen."}
    for _ in range(2):
        assert clerk(world).post(url("advice", story), data).status_code == 302
    assert story.case.consultation_notes.filter(topics="Fristen").count() == 1


def test_note_of_advice_in_the_future_is_refused_and_stays_typed(world):
    story = world.submitted()
    data = {"held_on": "01.01.2150", "topics": "Fristen", "advice": "Ein Rat"}
    page = clerk(world).post(url("advice", story), data)
    html = page.content.decode()
    assert "Das Datum liegt zu spät." in html
    assert 'value="01.01.2150"' in html
    assert "Ein Rat" in html
    assert not story.case.consultation_notes.filter(topics="Fristen").exists()


# Prüfung


def test_review_is_prefilled_from_the_plan_and_names_the_financing(world):
    story = world.submitted(own="1300")
    html = clerk(world).get(url("review", story)).content.decode()
    assert 'value="6.100,00"' in html
    assert 'value="1.300,00"' in html
    assert "Festbetrag" in html
    assert "21,31\N{NO-BREAK SPACE}%" in html or "21,31 %" in html
    assert "Nr. 17.2" not in html.split('id="ergebnis"')[1].split("</section>")[0]


def test_review_asks_for_the_reason_of_a_low_share(world):
    story = world.submitted(own="654.55", low_share_reason="Neu gegründet")
    html = clerk(world).get(url("review", story)).content.decode()
    assert "Eigenbeteiligung 12 % (unter 20 %)" in html.replace("\N{NO-BREAK SPACE}", " ")
    assert "Nr. 17.2 der Richtlinie" in html


def test_compute_reckons_anew_and_saves_nothing(world):
    story = world.submitted(own="1300")
    data = {"eligible": "10000", "own": "100", "assessment": "unfertig", "compute": "1"}
    html = clerk(world).post(url("review", story), data).content.decode()
    assert "Eigenbeteiligung 1 % (unter 20 %)" in html.replace("\N{NO-BREAK SPACE}", " ")
    assert "unfertig" in html
    story.case.refresh_from_db()
    assert not hasattr(story.case, "review")


def test_unfinished_review_is_saved_and_blocks_the_release(world):
    story = world.submitted()
    story.complete()
    assert clerk(world).post(url("review", story), {"assessment": "Erst der Anfang"}).status_code == 302
    story.case.review.refresh_from_db()
    assert story.case.review.assessment == "Erst der Anfang"
    assert story.case.review.written_by == world.ground.staff["sachbearbeitung"]
    html = client_of(world.ground.staff["leitung"]).get(url("review", story)).content.decode()
    assert "Es fehlt noch" in html


def test_ticking_the_list_makes_nobody_the_author_of_the_memo(world):
    story = world.submitted()
    data = {"checked": ["eligible", "in_time"], "eligible": "6.100,00", "own": "1.300,00"}
    clerk(world).post(url("review", story), data)
    assert story.case.review.checked == ["eligible", "in_time"]
    assert story.case.review.written_by is None


def test_unreadable_amount_stays_typed_with_a_sentence(world):
    story = world.submitted()
    html = (
        clerk(world)
        .post(url("review", story), {"proposal": "4800.50", "state_aid": "keine"})
        .content.decode()
    )
    assert 'value="4800.50"' in html
    assert "Bitte schreiben Sie die Cent hinter ein Komma" in html
    assert "keine" in html


# Bescheid


def test_draft_names_who_may_release_and_leaves_out_the_author(world):
    story = world.drafted()
    html = clerk(world).get(url("draft", story)).content.decode()
    assert "Leitung Beispiel" in html
    assert "Vier-Augen-Prinzip" in html


AWARD = {"purpose": "Zweck", "period_begins": "01.06.2031", "period_ends": "30.06.2031"}


def test_lead_who_drafts_is_told_and_cannot_release(world):
    story = world.drafted()
    lead = client_of(world.ground.staff["leitung"])
    other = find_user("zweite-leitung", "Zweite Leitung Beispiel")
    Function.objects.create(user=other, role=Role.LEAD, programme="", valid_from=story.day)
    assert "gelten Sie als Verfasser*in" in lead.get(url("draft", story)).content.decode()
    assert lead.post(url("draft", story), AWARD).status_code == 302
    html = lead.get(url("draft", story)).content.decode()
    assert "gibt ihn nicht selbst frei" in html
    assert "Zweite Leitung Beispiel" in html


def test_the_only_lead_leaves_the_draft_to_others_because_nobody_could_release_it(world):
    story = world.drafted()
    lead, why = client_of(world.ground.staff["leitung"]), "Außer Ihnen gibt es zurzeit keine Leitung"
    assert why in lead.get(url("draft", story)).content.decode()
    answer = lead.post(url("draft", story), AWARD)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert story.case.drafts.get(current=True).purpose != "Zweck"
    story.case.drafts.filter(current=True).update(drafted_by=None, purpose="")
    rows = tasks_of(world.ground.staff["leitung"], world.today).rows
    assert [task for task in rows if task.step == "save_draft"] == []


def test_period_that_ends_before_it_begins_is_refused(world):
    story = world.drafted()
    data = {"purpose": "Neuer Zweck", "period_begins": "30.06.2031", "period_ends": "01.06.2031"}
    html = clerk(world).post(url("draft", story), data).content.decode()
    assert "Der Zeitraum endet, bevor er beginnt." in html
    assert "Neuer Zweck" in html


def test_released_draft_is_shown_and_not_written(world):
    story = world.drafted()
    story.move("release_award", world.ground.staff["leitung"], 11)
    page = clerk(world).get(url("draft", story)).content.decode()
    assert "Entwurf speichern" not in page
    assert "Der Bescheid ist freigegeben." in page
    html = clerk(world).post(url("draft", story), {"purpose": "Zu spät"}).content.decode()
    assert "Wer ihn ändern will" in html
    assert story.case.drafts.get(current=True).purpose != "Zu spät"


# Tagesordnung


def test_office_puts_a_case_on_the_agenda_with_at_most_the_requested_amount(world):
    story = world.examined()
    sitting = plan_sitting(world.ground, world.today, now=story.now())
    office = client_of(world.ground.staff["geschaeftsstelle"])
    data = {"sitting": sitting.pk, "amount": "4.800,01", "motion": "Fördern"}
    html = office.post(url("list_item", story), data).content.decode()
    assert "Möglich ist höchstens der beantragte Betrag" in html
    assert not sitting.items.exists()
    assert office.post(url("list_item", story), data | {"amount": "4.800,00"}).status_code == 302
    assert sitting.items.get().amount == Decimal(4800)


def test_agenda_without_a_planned_sitting_says_what_to_do(world):
    story = world.examined()
    office = client_of(world.ground.staff["geschaeftsstelle"])
    page = office.get(url("list_item", story)).content.decode()
    assert "ist keine Sitzung geplant" in page
    assert "Für das Gremium Arbeitsausschuss" in page


# Bankverbindung


def test_account_is_verified_only_by_the_same_iban(world):
    story = world.submitted()
    data = {"compared": "DE89 3704 0044 0532 0130 00", "proven": "on"}
    html = clerk(world).post(url("verify_iban", story), data).content.decode()
    assert "Diese IBAN ist eine andere als die im Antrag" in html
    story.organisation.refresh_from_db()
    assert story.organisation.iban_verified_at is None
    assert clerk(world).post(url("verify_iban", story), data | {"compared": IBAN}).status_code == 302
    story.organisation.refresh_from_db()
    assert story.organisation.iban_verified_by == world.ground.staff["sachbearbeitung"]


def test_whole_iban_stands_on_the_page_of_the_comparison_alone(world):
    story = world.submitted()
    whole = "DE02 1203 0000 0000 2020 51"
    assert whole in clerk(world).get(url("verify_iban", story)).content.decode()
    for page in ("advice", "review"):
        html = clerk(world).get(url(page, story)).content.decode()
        assert whole not in html
        assert IBAN not in html


# Nachweis


def test_check_of_the_proof_computes_the_grant_while_one_types(world):
    story = world.awarded()
    story.pay(Decimal(4800))
    story.clock(story.paper.ends.replace(year=story.paper.ends.year + 1))
    story.write_proof()
    story.move("file_proof", story.applicant)
    assert story.case.stage == Stage.PROOF_IN_REVIEW
    page = clerk(world).get(url("check_proof", story)).content.decode()
    assert 'value="6.100,00"' in page
    data = {"recognised": "4000", "recognised_cash": "4000", "note": "", "compute": "1"}
    html = clerk(world).post(url("check_proof", story), data).content.decode()
    assert "Zu viel gezahlt" in html
    assert "800,00" in html
    story.case.proof.refresh_from_db()
    assert story.case.proof.recognised is None
    html = (
        clerk(world)
        .post(url("check_proof", story), {"recognised": "4000", "recognised_cash": "5000", "note": "x"})
        .content.decode()
    )
    assert "höchstens, was insgesamt anerkannt ist" in html
    answer = clerk(world).post(
        url("check_proof", story), {"recognised": "6100", "recognised_cash": "6100", "note": "Alles belegt"}
    )
    assert answer.status_code == 302
    story.case.proof.refresh_from_db()
    assert story.case.proof.recognised_grant == Decimal(4800)


@pytest.mark.rest
def test_field_that_was_emptied_does_not_come_back_with_a_proposal(world):
    story = world.drafted()
    client, address = clerk(world), url("draft", story)
    draft = story.case.drafts.get(current=True)
    assert draft.purpose
    typed = {"purpose": "", "period_begins": f"{draft.period_begins:%d.%m.%Y}", "period_ends": ""}
    assert client.post(address, typed).status_code == 302
    form = client.get(address).context["form"]
    assert (form["purpose"].value(), form["period_ends"].value()) == ("", None)
    assert form["period_begins"].value() == typed["period_begins"]


@pytest.mark.rest
def test_amounts_that_were_emptied_in_the_check_do_not_come_back(world):
    story = world.submitted(own="1300")
    client, address = clerk(world), url("review", story)
    typed = {"eligible": "6.000", "own": "1.300", "proposal": "4.000", "assessment": "Gut."}
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed | {"eligible": "", "proposal": ""}).status_code == 302
    story.case.refresh_from_db()
    assert (story.case.review.eligible, story.case.review.proposal) == (None, None)
    form = client.get(address).context["form"]
    assert (form["eligible"].value(), form["proposal"].value()) == (None, None)
    assert form["own"].value() == "1.300,00"


def test_two_tabs_of_the_desk_replace_nothing_of_each_other_unseen(world):
    story = world.submitted(own="1300")
    client, address = clerk(world), url("review", story)
    here, there = (filled(client.get(address)) for _ in range(2))
    assert (
        client.post(address, there | {"assessment": "Aus Fenster B.", "proposal": "2.900"}).status_code == 302
    )
    answer = client.post(address, here | {"assessment": "Aus Fenster A.", "state_aid": "Keine Beihilfe."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hier wurde inzwischen etwas anderes gespeichert: „Aus Fenster B.“" in page
    assert "Aus Fenster A." in page
    story.case.refresh_from_db()
    assert story.case.review.assessment == "Aus Fenster B.", "nothing is written before somebody has chosen"
    assert client.post(address, filled(answer)).status_code == 302
    story.case.review.refresh_from_db()
    review = story.case.review
    assert (review.assessment, review.state_aid) == ("Aus Fenster A.", "Keine Beihilfe.")
    assert review.proposal == Decimal(2900), "what only the other tab has changed stays"


def filled(page):
    """What the form of a page holds, as a browser sends it."""
    form = page.context["form"]
    held = {field.html_name: field.value() for field in form}
    return {name: value for name, value in held.items() if value not in (None, "", [])}


def test_a_case_on_an_agenda_is_not_offered_for_another_one(world):
    story = world.examined()
    office = client_of(world.ground.staff["geschaeftsstelle"])
    assert url("list_item", story) in office.get(story.case.get_absolute_url()).content.decode()
    story.put_to(plan_sitting(world.ground, world.today + timedelta(days=20), now=story.now(12)))
    assert url("list_item", story) not in office.get(story.case.get_absolute_url()).content.decode()
