"""The figures of the Prüfvermerk carry the Bescheid and the proof; after a lower award those of the adapted plan do."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from demo.stories.steps import Story, close_sitting
from demo.stories.telling import letter_of
from grants.actions.desk import save_review
from grants.cases.completeness import memo_is_outdated
from grants.cases.reckoning import counted, of_proof
from grants.models import Application
from notifications import letters
from tests.factories import World, drive
from tests.forms_in import forms_in
from tests.grants.desk_story import client_of
from workflows.errors import NotYet
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]
ASKED, PLANNED, OWN = Decimal(8000), Decimal(10000), Decimal(2000)
FOUND, OWN_FOUND = Decimal(9000), Decimal(1500)


def decided(amount: Decimal) -> Story:
    """8,000 EUR asked for with a plan of 10,000/2,000; the Prüfvermerk recognises 9,000/1,500; the body resolves."""
    world = World()
    story = drive(world, Stage.EXPERT_CHECK, grant=ASKED, own=OWN)
    story.write_memo(reason="Ein Zuschuss wurde abgesagt.")
    memo = {"eligible": FOUND, "own": OWN_FOUND}
    story.write(save_review, memo, by=story.staff("sachbearbeitung"))
    story.move("release_for_sitting", story.staff("leitung"), 14)
    sitting = world.sitting(story, amount=amount)
    item = sitting.items.get(application=story.case)
    story.papers = client_of(story.ground.seats[0].user).get(item_address(item)).content.decode()
    story.vote(item, 4, 0, 1)
    close_sitting(world.ground, sitting)
    story.later()
    return story


def item_address(item) -> str:
    return reverse("grants:item", args=[item.sitting.public_id, item.position])


def award(story: Story):
    story.send_award()
    return letter_of(story, "zuwendungsbescheid")


def again(story: Story) -> Application:
    return Application.objects.get(pk=story.case.pk)


def test_the_bescheid_says_what_the_body_read_and_the_office_recognised():
    story = decided(ASKED)
    assert "88,89\u00a0%" in story.papers
    assert "Anteil" in story.papers
    story.draft_award()
    facts = award(story)
    assert (facts.kind, facts.rate) == ("anteil", Decimal("88.89"))
    assert (facts.eligible, facts.own, facts.planned) == (FOUND, OWN_FOUND, PLANNED)
    made = letters.compose("zuwendungsbescheid", story.case.programme, facts, number="X-1", made_on=story.day)
    text = made.html.replace("\u00a0", " ")
    assert "Der Finanzierungsplan weist 10.000,00 € als zuwendungsfähig aus; maßgeblich" in text
    assert "8.000,00 € von 9.000,00 € der zuwendungsfähigen Gesamtausgaben" in text


def test_the_proof_is_reckoned_by_the_share_of_the_bescheid():
    story = decided(ASKED)
    story.draft_award()
    story.send_award()
    story.later()
    story.waive_remedies()
    story.clock(story.paper.begins)
    story.write_proof()
    found = of_proof(again(story), Decimal(8100), Decimal(8100))
    assert (found.kind, found.eligible) == ("Anteil", FOUND)
    assert found.grant == Decimal(
        7200
    )  # 8,000 of 9,000 EUR, for 8,100 EUR; by the plan a Festbetrag would stay


def test_after_a_lower_award_the_adapted_plan_counts():
    story = decided(Decimal(6000))
    story.request_adapted_plan()
    assert counted(again(story)).eligible == FOUND  # asked for, not confirmed yet
    story.adapt(replace(story.paper, grant=Decimal(6000), own=OWN))
    assert (counted(again(story)).eligible, counted(again(story)).own) == (Decimal(8000), OWN)
    story.write_award("Das Budget ist begrenzt.")
    facts = award(story)
    assert (facts.kind, facts.eligible, facts.own) == ("festbetrag", Decimal(8000), OWN)


def checked_again(story: Story) -> None:
    """The case comes back to the expert check."""
    story.complete()
    story.later()


def test_a_memo_about_another_plan_does_not_carry_the_bescheid():
    story = drive(World(), Stage.EXPERT_CHECK, grant=ASKED, own=OWN)
    story.write_memo()
    story.later()
    story.request_documents("Bitte senken Sie die Druckkosten.")
    story.later()
    story.plan(replace(story.paper, grant=Decimal(7000)))
    story.move("supply_documents", story.applicant)
    checked_again(story)
    lead = story.staff("leitung")
    with pytest.raises(NotYet, match="ein Prüfvermerk zum geänderten Antrag"):
        story.move("release_for_sitting", lead)
    clerk, address = (
        client_of(story.staff("sachbearbeitung")),
        reverse("grants:review", args=[story.case.public_id]),
    )
    page = clerk.get(address).content.decode()
    assert "Der Antrag ist seit dem Prüfvermerk geändert" in page
    said = forms_in(page, address)[0].values | {"proposal": "7000"}
    assert clerk.post(address, said).status_code == 302
    assert not memo_is_outdated(again(story).review)


def test_a_memo_stands_after_a_request_that_was_not_answered():
    story = drive(World(), Stage.EXPERT_CHECK)
    story.later()  # the memo is written on a day after the submission
    story.write_memo()
    story.later()
    story.request_documents("Bitte reichen Sie die Satzung nach.")
    story.clock(story.case.documents_due + timedelta(days=1))
    checked_again(story)
    story.move("release_for_sitting", story.staff("leitung"))
    assert again(story).stage == Stage.READY_FOR_SITTING


def test_before_the_bescheid_the_applicant_reads_their_own_figures_and_then_those_of_the_bescheid():
    story = decided(ASKED)
    applicant = client_of(story.applicant)
    assert "Festbetrag" in applicant.get(story.case.get_absolute_url()).content.decode()
    story.draft_award()
    story.send_award()
    page = applicant.get(story.case.get_absolute_url()).content.decode()
    assert "Anteil" in page
    assert "Festbetrag" not in page
