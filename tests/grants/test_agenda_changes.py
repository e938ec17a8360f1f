"""Carried without money, off the agenda, changed before the invitation; and another clerk takes over."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from demo.stories.ground import find_user
from demo.stories.sittings import close_sitting, invite, plan_sitting
from grants.actions.desk import assign
from grants.actions.sittings import cast, change_item, close_ballot, list_item, open_ballot, unlist_item
from grants.models import Application, Function, Item, Pot, Transition
from tests.factories import World, drive
from tests.grants.ground import House, again, browser, text_of
from workflows.errors import NotHere, NotYet, NotYours
from workflows.roles import Role
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]


def test_a_carried_item_without_money_is_put_off_and_the_sitting_closes():
    world = World()
    story = drive(world, Stage.IN_SITTING)
    item, office, at = story.case.items.get(), story.staff("geschaeftsstelle"), story.now(18)
    open_ballot(item, by=office, now=at)
    for seat in story.ground.seats:
        cast(item, "yes", by=seat.user, now=at)
    close_ballot(item, by=office, now=at)
    Pot.objects.filter(pk=world.pot.pk).update(total_cents=0)
    with pytest.raises(NotYet, match="wird der Punkt vertagt, weil Geld fehlt"):
        story.move("endorse", office, 18, amount=item.amount)
    with pytest.raises(NotYet, match="Noch ohne Ergebnis"):
        close_sitting(world.ground, item.sitting)
    story.move("defer", office, 18, reason="Im Topf fehlt Geld.")
    close_sitting(world.ground, item.sitting)
    story.later()
    story.move("relist", office)
    sitting = plan_sitting(world.ground, story.day.replace(month=6), now=story.now())
    assert story.put_to(sitting).position == 1


def planned(count):
    """A planned sitting with some cases on its agenda."""
    world = World()
    stories = [drive(world, Stage.READY_FOR_SITTING) for _ in range(count)]
    sitting = plan_sitting(world.ground, stories[0].day.replace(month=6), now=stories[0].now())
    return world, stories, sitting, [story.put_to(sitting) for story in stories]


def test_an_item_leaves_the_agenda_and_positions_stay_unique():
    world, stories, sitting, items = planned(3)
    office = stories[0].staff("geschaeftsstelle")
    with pytest.raises(NotYours):
        unlist_item(items[1], by=stories[0].staff("leitung"), now=stories[1].now())
    unlist_item(items[1], by=office, now=stories[1].now())
    assert [i.position for i in sitting.items.all()] == [1, 3]
    entry = Transition.objects.filter(dossier=stories[1].case.dossier).order_by("sequence").last()
    assert entry.move == "unlist_item"
    with pytest.raises(NotHere):
        unlist_item(items[1], by=office, now=stories[1].now())
    assert stories[1].put_to(sitting).position == 4
    invite(world.ground, sitting, stories[0].day)
    with pytest.raises(NotYet, match="Zu diesem Punkt ist eingeladen") as refused:
        unlist_item(items[0], by=office, reason=" ", now=stories[0].now())
    assert "reason" in refused.value.fields
    unlist_item(items[0], by=office, reason="Unterlagen fehlen noch.", now=stories[0].now())
    assert [i.position for i in sitting.items.all()] == [3, 4]
    entry = Transition.objects.filter(dossier=stories[0].case.dossier).order_by("sequence").last()
    assert "Unterlagen fehlen noch." in entry.private
    assert "Unterlagen fehlen noch." not in entry.facts


def test_an_item_before_the_body_cannot_leave():
    story = drive(World(), Stage.IN_SITTING)
    with pytest.raises(NotHere):
        unlist_item(story.case.items.get(), by=story.staff("geschaeftsstelle"), now=story.now(18))


def test_an_item_that_was_voted_on_cannot_leave_while_the_sitting_is_open():
    story = drive(World(), Stage.READY_FOR_SITTING)
    item = World().sitting(story).items.get()
    story.vote(item, 4, 0, 1)
    assert story.case.stage == Stage.ENDORSED
    with pytest.raises(NotHere):
        unlist_item(item, by=story.staff("geschaeftsstelle"), now=story.now(19))
    assert Item.objects.filter(pk=item.pk).exists()


def test_a_case_that_went_back_into_the_check_leaves_the_agenda_and_can_be_listed_again():
    _, [story], sitting, [item] = planned(1)
    office = story.staff("geschaeftsstelle")
    story.move("return_to_check", story.staff("leitung"), reason="Neue Tatsachen")
    story.move("release_for_sitting", story.staff("leitung"))
    said = {"by": office, "amount": Decimal(100), "motion": "Neu", "now": story.now()}
    with pytest.raises(NotYet, match="schon auf einer Tagesordnung"):
        list_item(story.case, sitting, **said)
    unlist_item(item, by=office, now=story.now())
    assert list_item(story.case, sitting, **said).amount == Decimal(100)


def test_motion_and_amount_change_until_the_invitation():
    world, [story], sitting, [item] = planned(1)
    office, said = story.staff("geschaeftsstelle"), {"motion": "Weniger.", "now": story.now()}
    with pytest.raises(NotYet, match="höchstens der beantragte Betrag"):
        change_item(item, by=office, amount=story.paper.grant + Decimal("0.01"), **said)
    change_item(item, by=office, amount=Decimal(4000), **said)
    item.refresh_from_db()
    assert (item.amount, item.motion) == (Decimal(4000), "Weniger.")
    invite(world.ground, sitting, story.day)
    with pytest.raises(NotHere, match="schon eingeladen"):
        change_item(item, by=office, amount=Decimal(3000), **said)


def test_the_office_changes_and_takes_off_an_item_on_its_page():
    house = House()
    story = house.in_check()
    story.complete()
    story.examine()
    sitting = plan_sitting(house.ground, house.today.replace(year=house.today.year + 1), now=story.now())
    item = story.put_to(sitting)
    office, url = (
        browser(story.staff("geschaeftsstelle")),
        reverse("grants:change_item", args=[sitting.public_id, 1]),
    )
    assert url in text_of(office.get(sitting.get_absolute_url()))
    assert url not in text_of(browser(story.staff("leitung")).get(sitting.get_absolute_url()))
    assert browser(story.staff("leitung")).get(url).status_code == 404
    assert "Ändern" in text_of(office.get(url))
    assert office.post(url, {"amount": "99.999", "motion": "Zu viel"}).status_code == 422
    assert office.post(url, {"amount": "4.000", "motion": "Weniger"}).status_code == 302
    item.refresh_from_db()
    assert item.amount == Decimal(4000)
    off = reverse("grants:unlist_item", args=[sitting.public_id, 1])
    assert office.get(off).status_code == 302
    assert Item.objects.filter(pk=item.pk).exists()
    assert office.post(off).status_code == 302
    assert not Item.objects.filter(pk=item.pk).exists()


def test_after_the_invitation_an_item_leaves_the_agenda_with_a_reason():
    house = House()
    story = house.submitted()
    story.check()
    sitting = plan_sitting(house.ground, house.today + timedelta(days=30), now=story.now())
    story.put_to(sitting)
    invite(house.ground, sitting, story.day)
    office = browser(story.staff("geschaeftsstelle"))
    off = reverse("grants:unlist_item", args=[sitting.public_id, 1])
    answer = office.post(off, {"reason": ""})
    assert answer.status_code == 422
    assert "Bitte nennen Sie den Grund, warum er entfällt." in text_of(answer)
    assert sitting.items.count() == 1
    assert office.post(off, {"reason": "Der Verein hat um Aufschub gebeten."}).status_code == 302
    assert sitting.items.count() == 0


def deputy(day):
    """A second caseworker."""
    user = find_user("vertretung", "Vertretung Beispiel")
    Function.objects.create(user=user, role=Role.CASEWORKER, programme="", valid_from=day)
    return user


def test_another_caseworker_goes_on_after_the_lead_has_assigned_them():
    story = drive(World(), Stage.EXPERT_CHECK)
    other, lead = deputy(story.day), story.staff("leitung")
    with pytest.raises(NotYet, match="andere Person"):
        story.move("request_documents", other, items="Satzung")
    with pytest.raises(NotYours):
        assign(story.case, other, by=other, now=story.now())
    with pytest.raises(NotYet, match="kann den Vorgang nicht bearbeiten"):
        assign(story.case, story.staff("geschaeftsstelle"), by=lead, now=story.now())
    assign(story.case, other, by=lead, now=story.now())
    story.move("request_documents", other, items="Satzung")
    assert Application.objects.get(pk=story.case.pk).caseworker == other


def test_who_belongs_to_the_applicant_cannot_be_assigned():
    story = drive(World(), Stage.EXPERT_CHECK)
    other = deputy(story.day)
    story.organisation.memberships.create(user=other)
    with pytest.raises(NotYet):
        assign(story.case, other, by=story.staff("leitung"), now=story.now())


def test_the_lead_assigns_on_the_page_and_others_do_not():
    story = House().in_check()
    other, url = deputy(story.day), reverse("grants:assign", args=[story.case.public_id])
    lead = browser(story.staff("leitung"))
    assert url in text_of(lead.get(story.case.get_absolute_url()))
    assert browser(story.staff("sachbearbeitung")).get(url).status_code == 404
    assert "Bitte wählen Sie eine Person" in text_of(lead.post(url, {}))
    assert lead.post(url, {"caseworker": other.pk}).status_code == 302
    assert again(story.case).caseworker == other


def test_a_bescheid_whose_period_leaves_out_a_day_of_the_project_is_not_released():
    story = drive(World(), Stage.AWARD_DRAFTED)
    story.write_award(period_ends=story.paper.ends.replace(day=29))
    with pytest.raises(NotYet, match="in dem das ganze Vorhaben liegt"):
        story.move("release_award", story.staff("leitung"))
    story.write_award(period_begins=story.paper.begins.replace(day=2))
    with pytest.raises(NotYet, match="in dem das ganze Vorhaben liegt"):
        story.move("release_award", story.staff("leitung"))
    story.write_award()
    story.move("release_award", story.staff("leitung"))


def test_an_application_that_ends_after_its_round_is_not_sent():
    world = World()
    story = drive(world, Stage.DRAFT, ends=world.round.latest_end.replace(month=5))
    with pytest.raises(NotYet, match="spätestens am 30"):
        story.submit()
