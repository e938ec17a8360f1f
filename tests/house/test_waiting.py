"""Nobody waits unseen (G17): whose turn it is has it on the start page, with a button that works; nobody else has."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demo.stories.steps import Story, close_sitting, invite, open_sitting, plan_sitting
from grants.actions.desk import send_message
from grants.actions.sittings import open_ballot
from grants.models import Item, Organisation
from grants.waiting import tasks_of
from tests.factories import ROADS, World, drive
from tests.grants.ground import House
from tests.house.seeing import Seen, row_of

pytestmark = pytest.mark.django_db


@pytest.mark.rest
def test_an_application_waits_for_nobody_unseen_on_its_way_to_the_vote():
    house = House()
    story = house.story(days=30)
    stage = Seen(story, house.today)
    story.consult()
    stage.look()
    story.move("start_draft", story.applicant)
    stage.look()
    story.fill()
    stage.look()
    story.submit()
    stage.look()
    story.take_over()
    stage.look()
    story.complete()
    stage.look()
    story.examine()
    stage.look()
    assert row_of(story.staff("geschaeftsstelle"), house.today, "list_item")
    sitting = plan_sitting(house.ground, house.today, now=story.now())
    item = story.put_to(sitting)
    assert not row_of(story.staff("geschaeftsstelle"), house.today, "list_item"), "it is on an agenda"
    stage.look(sitting)
    invite(house.ground, sitting, story.day)
    stage.look(sitting)
    open_sitting(house.ground, sitting)
    stage.look(sitting)
    office, chair = story.staff("geschaeftsstelle"), house.ground.seats[0].user
    for person in (office, chair):
        assert row_of(person, house.today, "close_sitting")
    story.day = house.today
    story.move("open_item", office, 18)
    stage.look()
    open_ballot(Item.objects.get(pk=item.pk), by=office, now=story.now(18))
    assert row_of(chair, house.today, "cast"), "a member who is present has still to vote"
    story.count(Item.objects.get(pk=item.pk), 1, 3, 1)
    story.case.refresh_from_db()
    assert story.case.next_move == "decline", "the body has said no"
    stage.look()
    assert stage.unseen == []


@pytest.mark.rest
def test_a_decision_waits_for_nobody_unseen_until_it_is_paid_and_proved():
    house = House()
    story = house.story(days=200)
    stage = Seen(story, house.today)
    story.consult()
    story.move("start_draft", story.applicant)
    story.fill()
    story.submit()
    story.take_over()
    story.complete()
    story.examine()
    sitting = plan_sitting(house.ground, story.day + timedelta(days=10), now=story.now())
    item = story.put_to(sitting)
    invite(house.ground, sitting, story.day)
    open_sitting(house.ground, sitting)
    story.vote(item, 4, 0, 1)
    close_sitting(house.ground, sitting)
    stage.look()
    story.draft_award()
    stage.look()
    story.move("release_award", story.staff("leitung"))
    story.settle()
    stage.look()
    story.move("dispatch_award", story.staff("geschaeftsstelle"), 15, posted_on=story.day)
    stage.look()
    story.later()
    story.waive_remedies()
    story.clock(house.today)
    stage.look()
    call = story.call_funds(Decimal(1000))
    stage.look(call)
    Organisation.objects.filter(pk=story.organisation.pk).update(iban_verified_at=None, iban_verified_by=None)
    stage.look(call)
    assert row_of(story.staff("sachbearbeitung"), house.today, "verify_iban"), "nothing is paid before that"
    assert not row_of(story.staff("feststellung"), house.today, "certify")
    verify(story)
    stage.look(call)
    assert row_of(story.staff("feststellung"), house.today, "certify")
    story.certify(call)
    stage.look(call)
    story.order(call)
    stage.look(call)
    assert row_of(story.staff("kasse"), house.today, "confirm_payment")
    story.move("suspend_payments", story.staff("leitung"), reason="Rückfragen")
    assert not row_of(story.staff("kasse"), house.today, "confirm_payment"), "the payments are suspended"
    stage.look(call)
    story.move("resume_payments", story.staff("leitung"), reason="Geklärt")
    assert row_of(story.staff("kasse"), house.today, "confirm_payment")
    assert stage.unseen == []


def verify(story: Story) -> None:
    from grants.actions.desk import verify_iban

    verify_iban(story.case, by=story.staff("sachbearbeitung"), now=story.now())


def test_what_stands_beside_a_case_waits_for_nobody_unseen():
    house = House()
    story = house.final()
    stage = Seen(story, house.today)
    day, clerk, lead = house.today, story.staff("sachbearbeitung"), story.staff("leitung")
    story.born(
        "aenderungsantrag", "request_change", story.applicant, subject="content", wish="Anders", why="Darum"
    )
    change = story.case.changes.get()
    stage.look(change)
    assert row_of(clerk, day, "draft_decision"), "a change that was asked for"
    story.move("draft_decision", clerk, record=change, reasoning="Der Zweck bleibt gewahrt.")
    stage.look(change)
    assert row_of(lead, day, "grant_change")
    assert not row_of(clerk, day, "draft_decision")
    send_message(story.case, by=story.applicant, text="Wann kommt das Geld?")
    assert row_of(clerk, day, "send_message"), "a message of the organisation"
    send_message(story.case, by=clerk, text="Ist geklärt.", internal=True)
    assert not row_of(clerk, day, "send_message")
    story.move("grant_change", lead, record=change)
    type(change).objects.filter(pk=change.pk).update(made_at=story.now())
    stage.look(change)
    assert row_of(story.staff("geschaeftsstelle"), day, "dispatch_change")
    assert stage.unseen == []


def test_the_list_goes_on_after_its_first_rows_and_asks_no_more_for_more_cases():
    house = House()
    clerk = None
    counts = []
    for number in range(3):
        story = house.submitted(title=f"Vorhaben {number}", organisation=f"Verein {number} e. V.")
        clerk = story.staff("sachbearbeitung")
        if number in (0, 2):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                found = tasks_of(clerk, house.today, most=2)
            counts.append(len(asked))
    assert counts[0] == counts[1], "as many statements for three cases as for one"
    assert (len(found.rows), found.total) == (2, 3)
    rest = tasks_of(clerk, house.today, start=2, most=2)
    assert len(rest.rows) == 1
    assert not {row.title for row in rest.rows} & {row.title for row in found.rows}


@pytest.mark.rest
def test_a_start_page_that_says_nothing_is_noticed(monkeypatch):
    """The control: without the rows of the cases, somebody is not told."""
    house = House()
    stage = Seen(house.submitted(), house.today)
    stage.look()
    assert stage.unseen == []
    monkeypatch.setattr("grants.waiting.SOURCES", ())
    stage.look()
    assert any("caseworker could do begin_check" in line for line in stage.unseen)


@pytest.mark.rest
@pytest.mark.parametrize("name", ROADS)
def test_a_case_waits_for_nobody_unseen_in_any_of_its_stages(name):
    stage = Seen(drive(World(), name))
    stage.look()
    assert stage.unseen == []
