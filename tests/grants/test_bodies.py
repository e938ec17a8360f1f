"""Around a sitting: who votes, who leaves, who is biased, and what counts in the end."""

from datetime import timedelta

import pytest

from demo.stories.sittings import invite, plan_sitting
from grants.access import applications_visible_to
from grants.actions.sittings import cast, close_ballot, exclude, open_ballot, record_presence
from grants.held import held_by
from grants.kinds import actor_for
from grants.models import Ballot, Seat, User
from tests.factories import drive
from workflows.errors import MoveRefused, NotHere, NotYet, NotYours
from workflows.roles import Role
from workflows.stages import Stage

pytestmark = pytest.mark.smoke


@pytest.fixture
def polling(case_in):
    """A case in its sitting with an open ballot: (story, item, seats, moment)."""
    story = case_in(Stage.IN_SITTING)
    item = story.case.items.select_related("sitting__body").get()
    now = story.now(18)
    open_ballot(item, by=story.staff("geschaeftsstelle"), now=now)
    return story, item, story.ground.seats, now


def vote(item, seats, choices, now):
    for seat, choice in zip(seats, choices, strict=False):
        cast(item, choice, by=seat.user, now=now)


def test_votes_are_counted_and_a_change_of_mind_replaces_the_first(polling):
    story, item, seats, now = polling
    vote(item, seats, ["no", "yes", "no", "yes", "abstained"], now)
    cast(item, "yes", by=seats[0].user, now=now)
    closed = close_ballot(item, by=story.staff("geschaeftsstelle"), now=now)
    assert (closed.yes, closed.no, closed.abstained, closed.present) == (3, 1, 1, 5)
    assert (closed.quorate, closed.carried) == (True, True)


def test_a_tie_is_a_no(polling):
    story, item, seats, now = polling
    vote(item, seats, ["yes", "yes", "no", "no", "abstained"], now)
    assert close_ballot(item, by=story.staff("geschaeftsstelle"), now=now).carried is False


def test_who_voted_and_left_still_counts(polling):
    story, item, seats, now = polling
    office = story.staff("geschaeftsstelle")
    vote(item, seats, ["yes"] * 5, now)
    record_presence(item.sitting, seats[:2], by=office, now=now)
    closed = close_ballot(item, by=office, now=now)
    assert (closed.yes, closed.present, closed.carried) == (5, 5, True)


def test_who_left_without_voting_does_not_count_as_present(polling):
    story, item, seats, now = polling
    office = story.staff("geschaeftsstelle")
    vote(item, seats, ["yes"] * 2, now)
    record_presence(item.sitting, seats[:3], by=office, now=now)
    with pytest.raises(NotYours, match="nicht stimmberechtigt anwesend"):
        cast(item, "no", by=seats[4].user, now=now)
    assert close_ballot(item, by=office, now=now).present == 3


def test_an_excluded_member_neither_votes_nor_leads_the_ballot_and_is_not_present(case_in):
    story = case_in(Stage.IN_SITTING)
    item, seats, now = story.case.items.get(), story.ground.seats, story.now(18)
    chair = seats[0]
    exclude(story.case, chair, "Schwester im Vorstand", by=chair.user, now=now)
    assert actor_for(chair.user, story.case, story.day).roles == frozenset()
    for act in (
        lambda: open_ballot(item, by=chair.user, now=now),
        lambda: cast(item, "yes", by=chair.user, now=now),
        lambda: close_ballot(item, by=chair.user, now=now),
    ):
        with pytest.raises(NotYours):
            act()
    office = story.staff("geschaeftsstelle")
    open_ballot(item, by=office, now=now)
    with pytest.raises(NotYours):
        cast(item, "yes", by=chair.user, now=now)
    vote(item, seats[1:], ["yes", "yes", "no", "no"], now)
    closed = close_ballot(item, by=office, now=now)
    assert (closed.present, closed.excluded, closed.carried) == (4, 1, False)


def test_a_vote_that_was_cast_by_a_member_excluded_in_the_same_moment_does_not_count(polling):
    story, item, seats, now = polling
    office = story.staff("geschaeftsstelle")
    vote(item, seats[1:], ["yes", "yes", "no"], now)
    exclude(story.case, seats[0], "Schwester", by=office, now=now)
    Ballot.objects.create(item=item, seat=seats[0], choice="no")
    closed = close_ballot(item, by=office, now=now)
    assert (closed.yes, closed.no, closed.present) == (2, 1, 4)


def test_who_has_voted_cannot_be_excluded_any_more(polling):
    story, item, seats, now = polling
    cast(item, "yes", by=seats[1].user, now=now)
    with pytest.raises(NotYet, match="schon abgestimmt"):
        exclude(story.case, seats[1], "Schwester", by=seats[1].user, now=now)


def test_a_member_declares_only_their_own_bias(polling):
    story, _, seats, now = polling
    with pytest.raises(NotYours, match="nur die eigene"):
        exclude(story.case, seats[2], "Schwester", by=seats[1].user, now=now)


def test_nobody_votes_before_the_opening_after_the_closing_or_on_a_deferred_item(case_in):
    story = case_in(Stage.IN_SITTING)
    office, item, now = story.staff("geschaeftsstelle"), story.case.items.get(), story.now(18)
    member = story.ground.seats[1].user
    with pytest.raises(NotHere):
        cast(item, "yes", by=member, now=now)
    open_ballot(item, by=office, now=now)
    with pytest.raises(NotHere):
        open_ballot(item, by=office, now=now)
    story.move("defer", office, 18, reason="Rückfragen")
    for act in (
        lambda: cast(item, "yes", by=member, now=now),
        lambda: close_ballot(item, by=office, now=now),
    ):
        with pytest.raises(NotHere):
            act()
    assert not Ballot.objects.filter(item=item).exists()


def test_nobody_votes_after_the_close(polling):
    story, item, seats, now = polling
    office = story.staff("geschaeftsstelle")
    vote(item, seats, ["yes"], now)
    close_ballot(item, by=office, now=now)
    for act in (
        lambda: cast(item, "yes", by=seats[1].user, now=now),
        lambda: close_ballot(item, by=office, now=now),
    ):
        with pytest.raises(NotHere):
            act()


def test_strangers_and_applicants_never_vote(polling):
    story, item, _, now = polling
    stranger, _ = User.objects.get_or_create(
        email="fremd@beispiel.example", defaults={"name": "Fremde Person"}
    )
    for person in (story.applicant, story.staff("leitung"), stranger):
        with pytest.raises(MoveRefused):
            cast(item, "yes", by=person, now=now)


def test_seats_of_another_body_are_not_present(polling):
    story, item, seats, now = polling
    foreign = Seat.objects.create(
        body=type(item.sitting.body).objects.create(
            key="beirat", name="Beirat", seats_total=3, regime="vwvfg"
        ),
        user=story.staff("leitung"),
        label="Gast",
        valid_from=story.day,
    )
    record_presence(item.sitting, [*seats[:3], foreign], by=story.staff("geschaeftsstelle"), now=now)
    assert item.sitting.presences.filter(left_at=None).count() == 3


def test_members_read_a_case_only_from_the_summons_on(world):
    story = drive(world, Stage.READY_FOR_SITTING)
    sitting = plan_sitting(story.ground, story.day + timedelta(days=14), now=story.now())
    story.put_to(sitting)
    member = story.ground.seats[1].user
    assert not applications_visible_to(held_by(member, story.day)).exists()
    invite(story.ground, sitting, story.day)
    assert applications_visible_to(held_by(member, story.day)).get() == story.case


def test_members_hold_their_seat_in_a_case_only_from_the_summons_on(case_in):
    for stage in (Stage.SUBMITTED, Stage.EXPERT_CHECK, Stage.READY_FOR_SITTING):
        story = case_in(stage)
        assert actor_for(story.ground.seats[0].user, story.case, story.day).roles == frozenset()
    story = case_in(Stage.IN_SITTING)
    assert actor_for(story.ground.seats[0].user, story.case, story.day).roles == {Role.MEMBER, Role.CHAIR}
