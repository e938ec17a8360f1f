"""A later proven receipt, a late suit against a refusal and an order taken back, through the real door."""

from datetime import timedelta
from decimal import Decimal

import pytest

from grants.models import Mittelabruf
from tests.factories import World, drive
from workflows.errors import NotYet
from workflows.rules.deadlines import remedy_period
from workflows.stages import MittelabrufStage, Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]
DAY = timedelta(days=1)


@pytest.mark.parametrize("stage", [Stage.AWARDED, Stage.REFUSED])
def test_the_clock_wakes_later_after_a_later_receipt_and_asks_for_it_once(stage):
    story = drive(World(), stage)
    posted, woke = story.case.posted_on, story.case.wake_on
    story.later(20)
    office = story.staff("geschaeftsstelle")
    story.move("record_receipt", office, notified_on=posted + 12 * DAY, way="receipt")
    assert story.case.stage == stage
    assert story.case.wake_on > woke
    final = remedy_period(posted, way="receipt", notified=posted + 12 * DAY).final
    story.clock(woke)
    assert story.case.stage == stage
    story.clock(story.case.wake_on)
    assert story.case.final_on == final
    assert story.case.stage in (Stage.FINAL, Stage.RUNNING, Stage.CLOSED)


def test_a_new_dispatch_forgets_the_receipt_of_the_lost_letter():
    story = drive(World(), Stage.AWARDED)
    story.later(20)
    office = story.staff("geschaeftsstelle")
    story.move("record_receipt", office, notified_on=story.day, way="service")
    with pytest.raises(NotYet, match="schon vermerkt"):
        story.move("record_receipt", office, notified_on=story.day, way="receipt")
    story.move("record_returned_mail", office, reason="Doch zurück")
    story.move("dispatch_award", office, posted_on=story.day)
    assert (story.case.posting, story.case.notified_on) == ("post", None)
    assert story.case.wake_on == remedy_period(story.day).final


def test_a_suit_against_a_refusal_is_written_down_after_its_legal_day():
    story = drive(World(), Stage.REFUSED)
    final = remedy_period(story.case.posted_on).final
    story.clock(final + DAY)
    assert story.case.stage == Stage.REFUSED
    story.move("record_lawsuit", story.staff("leitung"), filed_on=final - DAY, scope="grant")
    story.clock(final + 60 * DAY)
    assert story.case.stage == Stage.REFUSED


def test_an_order_taken_back_frees_the_award_for_a_new_call():
    story = drive(World(), Stage.FINAL)
    call = story.call_funds(story.paper.grant)
    story.on_call(call, "certify", "feststellung", 9, recognised=Decimal(1000), note="Mehr ist nicht belegt.")
    story.on_call(call, "order_payment", "anordnung", 11)
    with pytest.raises(NotYet, match="noch 3"):
        story.call_funds(story.paper.grant)
    story.on_call(call, "return_call", "kasse", 12, reason="Das Konto ist aufgelöst.")
    call = Mittelabruf.objects.get(pk=call.pk)
    assert call.stage == MittelabrufStage.RETURNED
    assert (call.certified_by, call.ordered_by, call.ordered_on, call.recognised) == (None,) * 4
    again = story.call_funds(story.paper.grant)
    story.on_call(again, "certify", "feststellung", 13, recognised=story.paper.grant)
    assert (story.case.paid, story.case.committed) == (0, story.paper.grant)


def test_a_formal_service_counts_from_its_day_even_before_the_presumed_one():
    story = drive(World(), Stage.AWARDED)
    posted, woke = story.case.posted_on, story.case.wake_on
    story.later(3)
    office = story.staff("geschaeftsstelle")
    with pytest.raises(NotYet, match="späteren Tag"):
        story.move("record_receipt", office, notified_on=posted + DAY, way="receipt")
    story.move("record_receipt", office, notified_on=posted + DAY, way="service")
    final = remedy_period(posted, way="service", notified=posted + DAY).final
    assert story.case.wake_on == final < woke
    story.clock(final)
    assert story.case.final_on == final


def _taken_for_final(days=20):
    """An award that the clock has made final, and the last day on which a suit could be filed."""
    story = drive(World(), Stage.AWARDED)
    remedy = remedy_period(story.case.posted_on)
    story.clock(remedy.final + days * DAY)
    assert story.case.final_on == remedy.final
    return story, remedy


def test_an_award_is_not_final_if_a_suit_came_in_time_and_was_heard_of_later():
    story, remedy = _taken_for_final()
    call = story.call_funds(Decimal(1000))
    story.move("record_lawsuit", story.staff("leitung"), filed_on=remedy.ends, scope="grant")
    assert (story.case.final_on, story.case.contested_on) == (None, remedy.ends)
    with pytest.raises(NotYet, match="noch nicht bestandskräftig"):
        story.certify(call)
    with pytest.raises(NotYet, match="erst nach der Bestandskraft"):
        story.call_funds(Decimal(500))
    story.clock(story.day + 30 * DAY)
    assert story.case.final_on is None
    story.end_suit()
    assert (story.case.final_on, story.case.contested_on) == (story.day + DAY, None)


@pytest.mark.parametrize("scope", ["refused_part", "interest"])
def test_a_suit_against_something_else_leaves_the_award_final(scope):
    story, remedy = _taken_for_final()
    story.move("record_lawsuit", story.staff("leitung"), filed_on=remedy.ends, scope=scope)
    assert story.case.final_on == remedy.final


def test_a_suit_that_came_a_day_too_late_leaves_the_award_final_but_holds_the_money():
    story, remedy = _taken_for_final()
    call = story.call_funds(Decimal(1000))
    story.move("record_lawsuit", story.staff("leitung"), filed_on=remedy.ends + DAY, scope="grant")
    assert story.case.final_on == remedy.final
    with pytest.raises(NotYet, match="Klage ist anhängig"):
        story.certify(call)


def test_the_end_of_one_of_two_suits_makes_nothing_final():
    story, remedy = _taken_for_final()
    lead = story.staff("leitung")
    for scope in ("grant", "condition"):
        story.move("record_lawsuit", lead, filed_on=remedy.ends, scope=scope)
    story.move("close_lawsuit", lead, ended_on=story.day, scope="condition")
    assert story.case.final_on is None
    story.later()
    story.move("close_lawsuit", lead, ended_on=story.day, scope="grant")
    assert story.case.final_on == story.day + DAY


def test_a_suit_after_a_waiver_changes_no_day():
    story = drive(World(), Stage.FINAL)
    final = story.case.final_on
    story.later(2)
    story.move("record_lawsuit", story.staff("leitung"), filed_on=story.day, scope="grant")
    assert story.case.final_on == final
