"""The lead gives the Prüfvermerk back; nobody proposes what is not possible."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from grants.actions.desk import save_review
from grants.waiting import tasks_of
from tests.grants.ground import House, again, browser, text_of
from workflows.errors import NotYet

pytestmark = pytest.mark.django_db
WHY = "Die Bewertung nennt keine Zielgruppe."


@pytest.fixture
def examined():
    """A case whose Prüfvermerk is written and waits for the lead."""
    story = House().in_check()
    story.complete()
    save_review(story.case, MEMO, by=story.staff("sachbearbeitung"), now=story.now())
    return story


MEMO = {
    "assessment": "Das Vorhaben ist gut.",
    "eligible": Decimal(6000),
    "own": Decimal(1200),
    "state_aid": "Keine wirtschaftliche Tätigkeit.",
    "proposal": Decimal(4800),
}


def test_a_returned_review_waits_for_the_caseworker_until_it_is_written_anew(examined):
    story, today = examined, localdate()
    lead, clerk = story.staff("leitung"), story.staff("sachbearbeitung")
    assert [task.step for task in tasks_of(lead, today).rows] == ["release_for_sitting"]
    story.move("return_review", lead, reason=WHY)
    case = again(story.case)
    assert (case.stage, case.next_move) == ("expert_check", "save_review")
    assert tasks_of(lead, today).total == 0
    assert [task.step for task in tasks_of(clerk, today).rows] == ["save_review"]
    page = text_of(browser(clerk).get(reverse("grants:review", args=[case.public_id])))
    assert WHY in page
    told = text_of(browser(story.applicant).get(case.get_absolute_url()))
    assert WHY not in told
    assert "Prüfvermerk zurückgeben" not in told
    with pytest.raises(NotYet, match="zurückgegeben"):
        story.move("release_for_sitting", lead)
    with pytest.raises(NotYet, match="zurückgegeben"):
        story.move("return_review", lead, reason="Noch einmal.")
    save_review(story.case, MEMO | {"assessment": "Für Jugendliche."}, by=clerk, now=story.now())
    assert again(story.case).review_returned == ""
    story.move("release_for_sitting", lead)
    assert again(story.case).stage == "ready_for_sitting"


def test_a_proposal_beyond_what_is_possible_is_refused_at_its_field(examined):
    story = examined
    address = reverse("grants:review", args=[story.case.public_id])
    said = {
        "assessment": "Neu geschrieben.",
        "eligible": "6.000,00",
        "own": "1.200,00",
        "state_aid": "Keine.",
        "proposal": "4.800,01",
    }
    answer = browser(story.staff("sachbearbeitung")).post(address, said)
    page = text_of(answer)
    assert "möglich sind höchstens 4.800,00" in page
    assert "Neu geschrieben." in page, "nothing typed is lost"
    review = again(story.case).review
    assert (review.proposal, review.assessment) == (Decimal(4800), "Das Vorhaben ist gut.")
    assert (
        browser(story.staff("sachbearbeitung")).post(address, said | {"proposal": "4.800,00"}).status_code
        == 302
    )
    assert again(story.case).review.assessment == "Neu geschrieben."
