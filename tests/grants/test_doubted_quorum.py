"""A doubt of the quorum outlasts its item: it stays on the sitting until enough members are really there again."""

import json

import pytest

from grants.actions.sittings import cast, close_ballot, exclude, open_ballot, record_presence
from grants.models import Sitting
from tests.factories import World, drive
from tests.grants.ground import browser, text_of
from workflows.rules.voting import Doubt
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]


class Evening:
    """A sitting with three items, opened with five of five."""

    def __init__(self):
        world = World()
        self.stories = [drive(world, Stage.READY_FOR_SITTING) for _ in range(3)]
        self.sitting = world.sitting(*self.stories)
        self.seats = world.ground.seats
        self.office = self.stories[0].staff("geschaeftsstelle")

    def room(self, count):
        now = self.stories[0].now(17)
        record_presence(self.sitting, self.seats[:count], by=self.office, now=now)

    def called(self, number):
        story = self.stories[number - 1]
        item = self.sitting.items.get(position=number)
        story.move("open_item", self.office, 18)
        open_ballot(item, by=self.office, now=story.now(18))
        return item

    def close(self, item, *, yes=2, challenged=False):
        now = self.stories[0].now(18)
        for seat in self.seats[:yes]:
            cast(item, "yes", by=seat.user, now=now)
        return close_ballot(item, by=self.office, challenged=challenged, now=now)

    def item(self, number, **said):
        return self.close(self.called(number), **said)

    def doubt(self):
        return Sitting.objects.get(pk=self.sitting.pk).doubt


def test_the_next_item_is_not_quorate_either_without_a_second_doubt():
    evening = Evening()
    evening.room(2)
    first = evening.item(1, challenged=True)
    assert (first.quorate, first.challenged) == (False, True)
    second = evening.item(2)
    assert (second.quorate, second.carried, second.challenged) == (False, False, False)
    assert "bei TOP 1 angezweifelt" in " ".join(second.reasons)
    assert evening.doubt() == Doubt(1)


def test_without_a_doubt_two_of_five_go_on():
    evening = Evening()
    evening.room(2)
    assert evening.item(1).carried
    assert evening.doubt() is None


def test_who_comes_back_ends_the_doubt_and_the_quorum_stays_anew():
    evening = Evening()
    evening.room(2)
    evening.item(1, challenged=True)
    evening.room(3)
    assert evening.doubt() == Doubt(1, 3)
    evening.room(2)
    second = evening.item(2)
    assert (second.quorate, second.carried) == (True, True)
    assert "Nach dem Zweifel bei TOP 1 waren wieder 3 Mitglieder da" in " ".join(second.reasons)
    assert not evening.item(3, challenged=True).quorate
    assert evening.doubt() == Doubt(3)


def test_a_doubt_that_finds_the_quorum_in_the_room_ends_at_once():
    evening = Evening()
    evening.room(3)
    assert evening.item(1, challenged=True).carried
    assert evening.doubt() == Doubt(1, 3)


def test_who_voted_and_left_makes_their_item_quorate_but_not_the_next_one():
    evening = Evening()
    first = evening.called(1)
    for seat in evening.seats[:5]:
        cast(first, "yes", by=seat.user, now=evening.stories[0].now(18))
    evening.room(2)
    assert evening.close(first, yes=0, challenged=True).quorate
    assert evening.doubt() == Doubt(1)
    assert not evening.item(2).quorate


def test_members_excluded_from_the_item_do_not_end_a_doubt_by_sitting_on():
    evening = Evening()
    evening.room(3)
    story, now = evening.stories[0], evening.stories[0].now(17)
    exclude(story.case, evening.seats[2], "Schwester", by=evening.office, now=now)
    assert not evening.item(1, challenged=True).quorate
    evening.room(3)
    assert evening.doubt() == Doubt(1)
    assert evening.item(2).quorate  # nobody is excluded here, so three of five are really there
    assert evening.doubt() == Doubt(1, 3)


def test_the_page_of_the_sitting_the_close_and_the_log_say_it():
    evening = Evening()
    evening.room(2)
    evening.item(1, challenged=True)
    second = evening.called(2)
    client = browser(evening.office)
    page = text_of(client.get(evening.sitting.get_absolute_url()))
    assert "Das Gremium ist nicht beschlussfähig." in page
    assert "bei TOP 1 angezweifelt" in page
    closing = f"{evening.sitting.get_absolute_url()}top/{second.position}/schliessen/"
    assert "bei TOP 1 angezweifelt" in text_of(client.get(closing))
    entry = evening.sitting.dossier.transitions.filter(move="close_ballot").latest("sequence")
    assert json.loads(entry.facts)["challenged"] is True
