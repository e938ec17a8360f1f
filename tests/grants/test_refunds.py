"""Money that is claimed back: who asks, who books, and when it is free again."""

from decimal import Decimal

import pytest

from demo.stories import recovering as steps
from grants.models import Entry, Pot, Refund
from tests.grants.ground import browser, page_of, text_of
from workflows.errors import MoveRefused, NotHere
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]


def test_money_that_is_claimed_back_comes_in_by_two_people_and_is_free_again(running):
    story = running
    story.pay(Decimal(1000))
    steps.hear(story, "auflage", "1000", "Der Bericht fehlt.")
    page = text_of(browser(story.applicant).get(story.case.get_absolute_url()))
    assert "Bis dahin wird nichts ausgezahlt." in page
    story.workday(5)
    steps.answer(story)
    steps.draft(story, "auflage", "1000")
    refund = steps.claim(story)
    for who in (
        "sachbearbeitung",
        "leitung",
        "pruefamt",
        "kasse",
    ):  # who may open it finds it on the case's page
        assert (
            refund.get_absolute_url()
            in browser(story.staff(who)).get(page_of(story, "")[:-1]).content.decode()
        ), who
    left = Pot.objects.get(pk=story.round.pot_id).left
    with pytest.raises(NotHere, match="keine Annahme"):
        story.born("erstattung", "order_collection", story.staff("anordnung"))
    assert "Heute offen" in text_of(browser(story.staff("kasse")).get(refund.get_absolute_url()))
    steps.receive(story, refund, Decimal(400))
    assert Pot.objects.get(pk=story.round.pot_id).left == left + 400
    entry = Entry.objects.order_by("-id")[0]
    assert (entry.debit, entry.credit, entry.amount) == ("budget", "paid", Decimal(400))
    steps.receive(story, refund)
    with pytest.raises(MoveRefused, match="noch nicht beglichen"):
        story.move("settle_refund", story.staff("kasse"))
    steps.settle_refund(story, refund)
    assert (story.case.stage, story.case.outcome) == (Stage.CLOSED, "refunded")
    assert (story.case.paid, story.case.refunded, story.case.committed) == (0, 1000, 0)
    assert Refund.objects.get().payments.count() == 2


def test_pages_after_the_award_are_closed_to_those_who_have_no_part(running):
    for page in ("aenderung", "zwischennachweis", "erstattung", "wiederaufnahme"):
        assert browser(running.staff("geschaeftsstelle")).get(page_of(running, page)).status_code == 404, page
    assert browser(running.applicant).get(page_of(running, "erstattung")).status_code == 404
