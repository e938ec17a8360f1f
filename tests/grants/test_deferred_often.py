"""A case that the body puts off time and again: office and lead are told with the third deferral, nobody else."""

from dataclasses import replace

import pytest

from demo.stories.steps import close_sitting
from grants.models import Application
from tests.factories import World, drive
from tests.grants.ground import browser, text_of
from tests.workflows.ripe import CASE, TERMS_2025, TODAY, actor
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role
from workflows.rules.sitting import not_put_off_too_often
from workflows.stages import Stage

ALERT = "Mehrmals vertagt"


def verdict(deferrals, stage=Stage.DEFERRED, terms=TERMS_2025):
    facts = replace(CASE, stage=stage, deferrals=deferrals, terms=terms)
    return not_put_off_too_often(Wir20Kleinprojekt(facts, actor(Role.LEAD), TODAY))


@pytest.mark.parametrize(("deferrals", "fine"), [(0, True), (2, True), (3, False), (4, False)])
def test_the_third_deferral_is_one_too_many(deferrals, fine):
    assert bool(verdict(deferrals)) is fine
    assert fine or f"{deferrals}-mal vertagt" in verdict(deferrals).unmet


def test_how_many_is_said_by_the_guideline_and_a_decided_case_is_left_alone():
    assert verdict(3, terms=replace(TERMS_2025, deferrals_alert=4))
    assert not verdict(4, terms=replace(TERMS_2025, deferrals_alert=4))
    assert not verdict(3, Stage.READY_FOR_SITTING)
    assert verdict(3, Stage.AWARDED)


@pytest.mark.rest
@pytest.mark.django_db(transaction=True)
def test_office_and_lead_read_it_on_the_page_of_the_case_and_others_do_not():
    world = World()
    story = drive(world, Stage.DEFERRED)
    office, lead = story.staff("geschaeftsstelle"), story.staff("leitung")

    def told(person):
        return ALERT in text_of(browser(person).get(story.case.get_absolute_url()))

    for number in (2, 3):
        assert not told(office)
        close_sitting(world.ground, story.case.items.latest("id").sitting)
        story.move("relist", office, 20)
        item = world.sitting(story).items.get(application=story.case)
        story.defer(item, f"Rückfragen {number}")
    assert Application.objects.get(pk=story.case.pk).deferrals == 3
    assert told(office)
    assert told(lead)
    assert not told(story.applicant)
    assert not told(story.staff("sachbearbeitung"))
    assert not told(world.ground.seats[1].user)
