"""The rest that a proof has earned: called and paid while the proof is checked, or given up in so many words."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from demo.stories.steps import Story
from demo.stories.telling import letter_of
from grants.models import Application
from notifications import letters
from tests.factories import World, drive
from tests.grants.desk_story import client_of
from workflows.errors import NotYet
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]
PAID, REST = Decimal(3800), Decimal(1000)


@pytest.fixture
def story() -> Story:
    """A checked proof: 4,800 EUR are awarded and recognised, 3,800 EUR are paid."""
    story = drive(World(), Stage.RUNNING)
    story.pay(PAID)
    story.clock(story.paper.ends + timedelta(days=1))
    story.later()
    story.write_proof()
    story.move("file_proof", story.applicant)
    story.later()
    story.check_proof()
    return story


def accept(story: Story, **data: bool) -> None:
    story.move("accept_proof", story.staff("leitung"), 14, **data)


def closing_letter(story: Story) -> str:
    facts = letter_of(story, "abschlussmitteilung")
    made = letters.compose(
        "abschlussmitteilung", story.case.programme, facts, number="X-1", made_on=story.day
    )
    return (made.body_text + (made.html or "")).replace("\u00a0", " ")


def test_a_case_is_not_closed_before_the_rest_is_called_and_paid(story):
    with pytest.raises(NotYet, match=r"1\.000,00 € sind anerkannt, aber nicht gezahlt"):
        accept(story)
    story.pay(REST)
    accept(story)
    case = Application.objects.get(pk=story.case.pk)
    assert (case.stage, case.outcome, case.paid) == (Stage.CLOSED, "settled", PAID + REST)
    assert letter_of(story, "auszahlungsmitteilung").remaining == 0
    facts = letter_of(story, "abschlussmitteilung")
    assert (facts.recognised, facts.paid, facts.rest) == (PAID + REST, PAID + REST, 0)
    text = closing_letter(story)
    assert "Weitere Zahlungen sind nicht offen." in text
    assert "verfällt" not in text


def test_a_rest_that_nobody_calls_goes_back_and_the_letter_says_so(story):
    pot = story.case.round.pot
    pot.refresh_from_db()
    before = pot.left
    accept(story, rest_not_called=True)
    pot.refresh_from_db()
    assert pot.left == before + REST
    facts = letter_of(story, "abschlussmitteilung")
    assert (facts.recognised, facts.paid, facts.rest) == (PAID + REST, PAID, REST)
    text = closing_letter(story)
    assert "1.000,00 €</strong> nicht abgerufen. Dieser Rest verfällt" in text
    assert "Davon haben Sie 1.000,00 € nicht abgerufen." in text


def test_a_tick_that_was_not_needed_lets_nothing_lapse(story):
    story.pay(REST)
    accept(story, rest_not_called=True)
    assert letter_of(story, "abschlussmitteilung").rest == 0


def test_the_page_of_the_closing_warns_and_the_page_of_the_call_names_the_rest(story):
    lead, applicant = client_of(story.staff("leitung")), client_of(story.applicant)
    page = lead.get(reverse("grants:move", args=[story.case.public_id, "accept_proof"])).content.decode()
    assert "1.000,00 € sind anerkannt, aber nicht gezahlt" in page
    assert "Der Rest wird nicht mehr ausgezahlt." in page
    page = applicant.get(reverse("grants:new_mittelabruf", args=[story.case.public_id])).content.decode()
    assert "<dt>Noch nicht abgerufen</dt><dd>1.000,00\u00a0€</dd>" in page


def test_after_the_check_only_what_was_recognised_can_be_called(story):
    story.check_proof(Decimal("0.75"))  # 4,500 of 6,000 EUR spent: the Festbetrag falls to them
    with pytest.raises(NotYet, match="Sie können noch 700,00"):
        story.call_funds(REST)
    story.pay(Decimal(700))
    assert letter_of(story, "auszahlungsmitteilung").remaining == 0
    accept(story)
    assert letter_of(story, "abschlussmitteilung").paid == Decimal(4500)
