"""What waits on the start page: for those who share a step with somebody else, for the advisors, and all of it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from demo.stories.sittings import plan_sitting
from grants.models import Application, Dossier, Project
from grants.views.portal import MOST_OWN, MOST_TASKS
from tests.factories import World, drive
from tests.grants.desk_story import client_of
from tests.grants.ground import House
from workflows.stages import Stage

pytestmark = pytest.mark.django_db


def start_of(story, who):
    return client_of(story.staff(who)).get(reverse("grants:home")).content.decode()


@pytest.mark.parametrize("stage", [Stage.AWARD_DRAFTED, Stage.REFUSAL_DRAFTED])
def test_released_bescheid_waits_for_the_office_to_post_it(stage):
    story = drive(World(), stage)
    assert story.case.get_absolute_url() not in start_of(story, "geschaeftsstelle")
    story.move("release_award" if stage == Stage.AWARD_DRAFTED else "release_refusal", story.staff("leitung"))
    story.settle()
    for who in ("geschaeftsstelle", "sachbearbeitung"):
        assert story.case.get_absolute_url() in start_of(story, who), who
    assert story.case.get_absolute_url() not in start_of(story, "leitung")


def test_consultations_are_on_the_start_page_of_the_advisor_and_of_nobody_else():
    story = drive(World(), Stage.CONSULTATION)
    page = start_of(story, "beratung")
    assert story.case.get_absolute_url() in page
    assert reverse("grants:advice", args=[story.case.public_id]) in page
    for who in ("geschaeftsstelle", "sachbearbeitung", "leitung"):
        assert story.case.get_absolute_url() not in start_of(story, who), who
    story.move("start_draft", story.applicant)
    assert story.case.get_absolute_url() not in start_of(story, "beratung")


def test_what_does_not_fit_on_the_start_page_is_counted_and_stands_on_the_next_one():
    story = drive(World(), Stage.CONSULTATION)
    for place in range(MOST_TASKS):
        case = Application.objects.get(pk=story.case.pk)
        case.pk = case.public_id = None
        case.public_id = Application._meta.get_field("public_id").get_default()
        case.dossier = Dossier.objects.create()
        case.save(force_insert=True)
        Project.objects.create(application=case, title=f"Vorhaben {place:03}")
    client, home = client_of(story.staff("beratung")), reverse("grants:home")
    first = client.get(home).content.decode()
    assert f"1 bis {MOST_TASKS} von {MOST_TASKS + 1}" in first
    more = re.search(r'href="(\?seite=2)">Weitere anzeigen', first)
    last = client.get(home + more[1]).content.decode()
    assert f"{MOST_TASKS + 1} bis {MOST_TASKS + 1} von {MOST_TASKS + 1}" in last
    addresses = [case.get_absolute_url() for case in Application.objects.all()]
    assert [a for a in addresses if (a in first) == (a in last)] == []


def test_more_sittings_than_fit_are_linked():
    house = House()
    office, now = client_of(house.ground.staff["geschaeftsstelle"]), house.story().now()
    for week in range(1, MOST_OWN + 2):
        page = office.get(reverse("grants:home")).content.decode()
        assert "Alle Sitzungen ansehen" not in page, week
        plan_sitting(house.ground, house.today + timedelta(weeks=week), now=now)
    assert "Alle Sitzungen ansehen" in office.get(reverse("grants:home")).content.decode()
