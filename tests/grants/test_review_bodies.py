"""Nobody decides on their own case, and every ballot that was cast is counted."""

from datetime import timedelta

import pytest

from demo.stories.acting import PDF, at
from demo.stories.steps import close_sitting, invite, open_sitting, plan_sitting
from grants.access import attachments_visible_to
from grants.actions.sittings import cast, close_ballot, list_item, open_ballot, record_presence
from grants.actions.uploads import upload
from grants.held import held_by
from grants.kinds import actor_for
from grants.models import Membership
from tests.factories import World, drive
from workflows.errors import NotYet, NotYours
from workflows.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def called_up():
    """A world, a case that is called up, and its item."""
    world = World()
    story = drive(world, Stage.IN_SITTING)
    return world, story, story.case.items.get()


def test_a_member_on_the_board_of_the_applicant_neither_votes_nor_counts(called_up):
    world, story, item = called_up
    office, now = story.staff("geschaeftsstelle"), story.now(18)
    mine = world.ground.seats[1]
    Membership.objects.create(organisation=story.organisation, user=mine.user)
    open_ballot(item, by=office, now=now)
    with pytest.raises(NotYours):
        cast(item, "yes", by=mine.user, now=now)
    cast(item, "yes", by=world.ground.seats[0].user, now=now)
    closed = close_ballot(item, by=office, now=now)
    assert (closed.present, closed.excluded, closed.yes) == (4, 1, 1)


def test_a_chair_of_the_applicants_board_neither_opens_nor_closes_the_ballot(called_up):
    world, story, item = called_up
    chair = world.ground.seats[0]
    assert actor_for(chair.user, item, story.day).roles
    Membership.objects.create(organisation=story.organisation, user=chair.user)
    assert not actor_for(chair.user, item, story.day).roles
    with pytest.raises(NotYours):
        open_ballot(item, by=chair.user, now=story.now(18))


def test_a_vote_that_is_none_is_refused_with_a_sentence(called_up):
    world, story, item = called_up
    open_ballot(item, by=story.staff("geschaeftsstelle"), now=story.now(18))
    with pytest.raises(NotYet):
        cast(item, "perhaps", by=world.ground.seats[0].user, now=story.now(18))


def _second_sitting(world, story, item):
    """Not quorate, put off, and summoned again."""
    office = story.staff("geschaeftsstelle")
    open_ballot(item, by=office, now=story.now(18))
    close_ballot(item, by=office, challenged=True, now=story.now(18))
    story.move("defer", office, 18, reason="Nicht beschlussfähig")
    close_sitting(world.ground, item.sitting)
    story.move("relist", office, 21)
    sitting = plan_sitting(world.ground, story.day + timedelta(days=14), now=story.now(21))
    again = list_item(
        story.case, sitting, by=office, amount=item.amount, motion="Wie zuvor", now=story.now(21)
    )
    invite(world.ground, sitting, story.day)
    return sitting, again


def test_after_a_second_summons_two_of_five_resolve(called_up):
    world, story, item = called_up
    office = story.staff("geschaeftsstelle")
    record_presence(item.sitting, world.ground.seats[:2], by=office, now=story.now(18))
    sitting, again = _second_sitting(world, story, item)
    open_sitting(world.ground, sitting, present=2)
    story.day = sitting.held_on
    story.move("open_item", office, 18)
    open_ballot(again, by=office, now=story.now(18))
    cast(again, "yes", by=world.ground.seats[0].user, now=story.now(18))
    closed = close_ballot(again, by=office, now=story.now(18))
    assert (closed.quorate, closed.carried) == (True, True)
    letters = sitting.dossier.transitions.get(move="invite").private
    assert "zweite Ladung" in letters


def test_without_a_second_summons_two_of_five_do_not_resolve():
    world = World()
    story = drive(world, Stage.READY_FOR_SITTING)
    sitting = plan_sitting(world.ground, story.day + timedelta(days=14), now=story.now())
    item = story.put_to(sitting)
    invite(world.ground, sitting, story.day)
    open_sitting(world.ground, sitting, present=2)
    story.day = sitting.held_on
    story.move("open_item", story.staff("geschaeftsstelle"), 18)
    open_ballot(item, by=story.staff("geschaeftsstelle"), now=story.now(18))
    cast(item, "yes", by=world.ground.seats[0].user, now=story.now(18))
    closed = close_ballot(item, by=story.staff("geschaeftsstelle"), now=story.now(18))
    assert (closed.quorate, closed.carried, closed.approval_needed) == (False, False, False)


def test_members_see_the_concept_but_not_the_account_or_the_register(called_up):
    world, story, _ = called_up
    for kind in ("konzept", "register", "vollmacht", "sonstiges"):
        upload(story.case, by=story.applicant, name=f"{kind}.pdf", content=PDF, kind=kind, now=at(story.day))
    seen = attachments_visible_to(held_by(world.ground.seats[1].user, story.day))
    assert {file.kind for file in seen} == {"konzept"}
    assert attachments_visible_to(held_by(story.staff("sachbearbeitung"), story.day)).count() == 4
