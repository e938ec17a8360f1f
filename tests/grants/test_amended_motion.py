"""The body grants less than listed, or sets conditions: its motion is amended in the sitting, before the ballot."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from demo.stories.sittings import invite, open_sitting, plan_sitting
from grants.actions.sittings import amend_item, cast, close_ballot, open_ballot
from grants.models import Exclusion, Item, Transition
from tests.factories import GRANT, World, drive
from tests.grants.desk_story import World as House
from tests.grants.desk_story import client_of
from workflows.errors import NotHere, NotYet, NotYours, Stale
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]
CENT = Decimal("0.01")
LESS = Decimal(3600)
WORDS = "Gefördert werden 3.600,00 €, wenn der Mietvertrag vorliegt."


@pytest.fixture
def called_up():
    story = drive(World(), Stage.IN_SITTING)
    return story, story.case.items.get(), story.staff("geschaeftsstelle"), story.now(18)


def again(item):
    return Item.objects.get(pk=item.pk)


def test_the_amended_motion_is_voted_on_and_endorsed_and_asks_for_an_adapted_plan(called_up):
    story, item, office, now = called_up
    chair = story.ground.seats[0].user
    amend_item(item, by=chair, amount=LESS, motion=WORDS, now=now)
    found = again(item)
    assert (found.amount, found.motion, found.listed) == (LESS, WORDS, GRANT)
    assert found.listed_motion == item.motion
    open_ballot(item, by=office, now=now)
    for seat in story.ground.seats:
        cast(item, "yes", by=seat.user, now=now)
    assert close_ballot(item, by=office, now=now).carried
    with pytest.raises(NotYet, match=r"Abgestimmt wurde über 3\.600,00"):
        story.move("endorse", office, 18, amount=GRANT)
    story.move("endorse", office, 18, amount=LESS)
    assert (story.case.endorsed, story.case.reserved) == (LESS, LESS)
    story.request_adapted_plan()
    assert story.case.stage == Stage.PLAN_ADJUSTMENT


def test_never_more_than_listed_even_after_an_amendment(called_up):
    _, item, office, now = called_up
    said = {"by": office, "motion": WORDS, "now": now}
    for amount in (GRANT + CENT, Decimal(0), Decimal(-1), Decimal("0.001")):
        with pytest.raises(NotYet):
            amend_item(item, amount=amount, **said)
    assert again(item).listed is None
    amend_item(item, amount=LESS, **said)
    amend_item(item, amount=GRANT, **said)  # back to what was listed
    assert (again(item).amount, again(item).listed) == (GRANT, GRANT)
    with pytest.raises(NotYet):
        amend_item(item, amount=GRANT + CENT, **said)


def test_the_agenda_is_the_limit_where_less_was_listed_than_asked_for():
    world = World()
    story = drive(world, Stage.READY_FOR_SITTING)
    item = world.sitting(story, amount=LESS).items.get()
    said = {"by": story.staff("geschaeftsstelle"), "motion": WORDS, "now": story.now(18)}
    with pytest.raises(NotYet, match=r"auf der Tagesordnung angekündigt ist: 3\.600,00"):
        amend_item(item, amount=LESS + CENT, **said)
    amend_item(item, amount=LESS, **said)  # only conditions; before the item is called up
    assert again(item).motion == WORDS


def test_words_are_needed(called_up):
    _, item, office, now = called_up
    with pytest.raises(NotYet):
        amend_item(item, by=office, amount=LESS, motion="x" * 2001, now=now)
    assert again(item).listed is None


def test_nothing_changes_once_the_ballot_is_open_or_the_item_is_put_off(called_up):
    _, item, office, now = called_up
    said = {"by": office, "amount": LESS, "motion": WORDS, "now": now}
    open_ballot(item, by=office, now=now)
    with pytest.raises(NotHere, match="nicht mehr ändern"):
        amend_item(item, **said)
    cast(item, "no", by=item.sitting.body.seats.first().user, now=now)
    close_ballot(item, by=office, now=now)
    with pytest.raises(NotHere, match="nicht mehr ändern"):
        amend_item(item, **said)
    other = drive(World(), Stage.DEFERRED)
    with pytest.raises(NotHere, match="nicht mehr ändern"):
        amend_item(other.case.items.get(), by=office, amount=LESS, motion=WORDS, now=other.now(18))


def test_only_in_an_open_sitting():
    world = World()
    story = drive(world, Stage.READY_FOR_SITTING)
    sitting = plan_sitting(world.ground, story.day.replace(month=6), now=story.now())
    item = story.put_to(sitting)
    said = {"by": story.staff("geschaeftsstelle"), "amount": LESS, "motion": WORDS, "now": story.now()}
    with pytest.raises(NotHere):
        amend_item(item, **said)
    invite(world.ground, sitting, story.day)
    with pytest.raises(NotHere):
        amend_item(item, **said)
    open_sitting(world.ground, sitting)
    amend_item(item, **said)


def test_members_others_and_an_excluded_chair_amend_nothing(called_up):
    story, item, _, now = called_up
    chair, member = story.ground.seats[0], story.ground.seats[1]
    Exclusion.objects.create(application=story.case, seat=chair, ground="Vorstand", declared_at=now)
    for person in (chair.user, member.user, story.staff("leitung"), story.applicant):
        with pytest.raises(NotYours):
            amend_item(item, by=person, amount=LESS, motion=WORDS, now=now)


def test_nobody_amends_or_opens_what_they_have_not_read(called_up):
    _, item, office, now = called_up
    seen = item.wording
    amend_item(item, by=office, amount=LESS, motion=WORDS, seen=seen, now=now)
    with pytest.raises(Stale, match="inzwischen geändert"):
        amend_item(item, by=office, amount=GRANT, motion="Anders", seen=seen, now=now)
    with pytest.raises(Stale):
        open_ballot(item, by=office, seen=seen, now=now)
    open_ballot(item, by=office, seen=again(item).wording, now=now)


def test_the_amendment_is_logged_in_the_sitting(called_up):
    _, item, office, now = called_up
    amend_item(item, by=office, amount=LESS, motion=WORDS, now=now)
    entry = Transition.objects.filter(dossier=item.sitting.dossier).latest("sequence")
    facts = json.loads(entry.facts)
    assert entry.move == "amend_item"
    assert (facts["item"], facts["amount"], facts["listed"]) == (1, "3600.00", "4800.00")
    assert WORDS in json.loads(entry.private)["data"]["motion"]


# Seiten


def address(item, name="item"):
    return reverse(f"grants:{name}", args=[item.sitting.public_id, item.position])


def test_the_chair_amends_on_the_page_and_members_read_it_before_they_vote():
    house = House()
    _, item = house.called_up()
    chair, member, url = client_of(house.ground.members[0]), client_of(house.ground.members[1]), ""
    url = address(item, "amend_item")
    assert url in chair.get(address(item)).content.decode()
    assert url not in member.get(address(item)).content.decode()
    assert member.get(url).status_code == 404
    assert client_of(house.ground.staff["leitung"]).get(url).status_code == 404
    form = chair.get(url).content.decode()
    assert "Höchstens 4.800,00" in form
    seen = item.wording
    data = {"amount": "4.800,01", "motion": WORDS, "seen": seen}
    answer = chair.post(url, data | {"motion": "Gefördert wird wie beantragt."})
    assert answer.status_code == 422
    assert "höchstens der beantragte Betrag" in answer.content.decode()
    assert chair.post(url, {"amount": "3.600", "motion": "", "seen": seen}).status_code == 422
    assert chair.post(url, data | {"amount": "3.600"}).url == address(item)
    page = member.get(address(item)).content.decode()
    assert "In der Sitzung geändert." in page
    assert "wenn der Mietvertrag vorliegt" in page
    assert "Angekündigt waren 4.800,00" in page
    assert "geändert, angekündigt 4.800,00" in member.get(item.sitting.get_absolute_url()).content.decode()


def test_stale_pages_neither_amend_nor_open_the_ballot_and_show_the_new_words():
    house = House()
    _, item = house.called_up()
    office, chair = client_of(house.ground.staff["geschaeftsstelle"]), client_of(house.ground.members[0])
    seen, url = item.wording, address(item, "amend_item")
    assert f'name="seen" value="{seen}"' in office.get(address(item)).content.decode()
    assert chair.post(url, {"amount": "3.600", "motion": WORDS, "seen": seen}).status_code == 302
    late = office.post(url, {"amount": "4.000", "motion": "Vier", "seen": seen})
    assert late.status_code == 422
    assert "inzwischen geändert" in late.content.decode()
    assert WORDS in late.content.decode()
    assert f'value="{again(item).wording}"' in late.content.decode()
    refused = office.post(address(item, "open_ballot"), {"seen": seen}, follow=True).content.decode()
    assert "inzwischen geändert" in refused
    assert again(item).opened_at is None
    office.post(address(item, "open_ballot"), {"seen": again(item).wording})
    assert again(item).opened_at is not None
    assert url not in office.get(address(item)).content.decode()
    assert "nicht mehr ändern" in office.get(url).content.decode()
    assert office.post(url, {"amount": "3.000", "motion": "Zu spät"}).status_code == 422
    assert again(item).amount == LESS
