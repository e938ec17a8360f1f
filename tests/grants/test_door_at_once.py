"""The door with many before it at once: one record, numbers without gaps, and what was declared meanwhile counts."""

import time as clock
from datetime import date
from datetime import time as daytime
from threading import Event

import pytest

from grants.actions import begin, perform
from grants.actions.writing import writing
from grants.models import Application, Dossier, Exclusion, Organisation, Sitting, Transition
from grants.stories.steps import at
from tests.factories import World, drive
from tests.grants.records import at_once, refused
from workflows.errors import NotYet, NotYours
from workflows.programmes import PROGRAMMES
from workflows.stages import Stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("kind", ["application", "sitzung"])
def test_begin_with_the_same_key_at_the_same_time_makes_one_record(kind):
    world = World()
    story = world.story()
    if kind == "application":
        move, by, given = (
            "start_draft",
            story.applicant,
            {"organisation": story.organisation, "call": world.call},
        )
    else:
        move, by = "plan_sitting", world.ground.staff["geschaeftsstelle"]
        given = {"body": world.ground.body, "held_on": story.day, "starts_at": daytime(17), "place": "Raum 1"}
    answers = at_once(*[lambda: begin(kind, move, by=by, key="k", now=story.now(), **given)] * 8)
    assert refused(answers) == []
    assert len({answer.pk for answer in answers}) == 1
    model = Application if kind == "application" else Sitting
    assert (model.objects.count(), Dossier.objects.count(), Transition.objects.count()) == (1, 1, 1)


def test_sittings_planned_at_the_same_time_have_numbers_without_gaps():
    world = World()
    office, now = world.ground.staff["geschaeftsstelle"], at(date(2026, 2, 2))
    given = {
        "body": world.ground.body,
        "held_on": date(2026, 3, 2),
        "starts_at": daytime(17),
        "place": "Raum 1",
    }
    answers = at_once(*[lambda: begin("sitzung", "plan_sitting", by=office, now=now, **given)] * 8)
    assert refused(answers) == []
    assert sorted(Sitting.objects.values_list("number", flat=True)) == list(range(1, 9))


def test_cases_listed_at_the_same_time_stand_one_after_the_other_on_the_agenda():
    from grants.stories.steps import plan_sitting

    world = World()
    stories = [drive(world, Stage.READY_FOR_SITTING) for _ in range(4)]
    sitting = plan_sitting(world.ground, date(2026, 3, 16), now=stories[0].now())
    assert refused(at_once(*[lambda story=story: story.put_to(sitting) for story in stories])) == []
    assert [item.position for item in sitting.items.all()] == [1, 2, 3, 4]


def test_numbers_have_neither_gaps_nor_doubles_under_sixteen_threads():
    world = World()
    drafts = [drive(world, Stage.DRAFT) for _ in range(16)]
    refused_one = drafts[7]
    Organisation.objects.filter(pk=refused_one.organisation.pk).update(city="")
    answers = at_once(*[lambda s=s: perform(s.case, "submit", by=s.applicant, now=s.now()) for s in drafts])
    assert [type(wrong) for wrong in refused(answers)] == [NotYet]
    numbers = sorted(Application.objects.exclude(number=None).values_list("number", flat=True))
    prefix = PROGRAMMES["wir20-kleinprojekt"].number_prefix
    assert numbers == [f"{prefix}-2026-{number:04}" for number in range(1, 16)]


def test_a_bias_declared_meanwhile_counts():
    world = World()
    story = drive(world, Stage.READY_FOR_SITTING)
    world.sitting(story)
    chair = world.ground.seats[0]
    held, done = Event(), []

    def declare():
        with writing(story.case, "exclude", by=chair.user, now=story.now()) as work:
            Exclusion.objects.create(
                application=work.record, seat=chair, ground="Schwester", declared_at=work.now
            )
            held.set()
            clock.sleep(0.4)
        done.append(clock.monotonic())

    def call_up():
        held.wait(10)
        try:
            return perform(story.case, "open_item", by=chair.user, now=story.now(18))
        finally:
            done.append(clock.monotonic())

    answers = at_once(declare, call_up)
    assert answers[0] is None
    assert isinstance(answers[1], NotYours)
    assert len(done) == 2
