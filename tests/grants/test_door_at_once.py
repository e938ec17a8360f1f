"""The door with many before it at once: one record, numbers without gaps, and what was declared meanwhile counts."""

import time as clock
from datetime import date
from datetime import time as daytime
from decimal import Decimal
from threading import Event

import pytest

from demo.stories.ground import find_user
from demo.stories.measures import catalogue
from demo.stories.steps import at
from grants.actions import begin, perform
from grants.actions.desk import raise_pot
from grants.actions.memberships import found_organisation
from grants.actions.writing import writing
from grants.models import (
    Application,
    Dossier,
    Exclusion,
    Measure,
    Membership,
    Organisation,
    Sitting,
    Transition,
)
from tests.factories import World, drive
from tests.grants.records import at_once, refused
from workflows.errors import NotYet, NotYours, Stale
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
            {"organisation": story.organisation, "round": world.round},
        )
    else:
        move, by = "plan_sitting", world.ground.staff["geschaeftsstelle"]
        given = {"body": world.ground.body, "held_on": story.day, "starts_at": daytime(17), "place": "Raum 1"}
    answers = at_once(*[lambda: begin(kind, move, by=by, key="k", now=story.now(), **given)] * 8)
    assert refused(answers) == []
    assert len({answer.pk for answer in answers}) == 1
    model = Application if kind == "application" else Sitting
    assert (model.objects.count(), Dossier.objects.count(), Transition.objects.count()) == (1, 1, 1)


@pytest.mark.rest
def test_one_key_at_the_same_time_for_two_organisations_makes_one_case():
    world = World()
    story, other = world.story(), Organisation.objects.create(name="Zweiter Verein e. V.")
    Membership.objects.create(organisation=other, user=story.applicant, signatory=True)
    born = [
        lambda of=of: begin(
            "application",
            "start_draft",
            by=story.applicant,
            key="k",
            now=story.now(),
            organisation=of,
            round=world.round,
        )
        for of in (story.organisation, other) * 4
    ]
    answers = at_once(*born)
    assert {type(wrong) for wrong in refused(answers)} == {Stale}
    assert len(refused(answers)) == 4
    assert Application.objects.count() == 1


@pytest.mark.rest
@pytest.mark.parametrize("keys", ["same", "different"])
def test_measures_catalogued_at_the_same_time_under_one_title_are_one(keys):
    world = World()
    office = world.ground.staff["geschaeftsstelle"]
    said = {
        "programme": "wir20-grossprojekt",
        "title": "Lesen",
        "field_of_action": "bildung",
        "unit": "FB 42",
    }
    catalogue(world.ground, "Eine andere", now=at(date(2026, 2, 2)))
    answers = at_once(
        *[
            lambda key=key: begin(
                "massnahme", "catalogue_measure", by=office, key=key, now=at(date(2026, 2, 2)), **said
            )
            for key in (["k"] * 8 if keys == "same" else [f"k{n}" for n in range(8)])
        ]
    )
    assert [type(wrong) for wrong in refused(answers)] == ([] if keys == "same" else [NotYet] * 7)
    assert Measure.objects.filter(title="Lesen").count() == 1


@pytest.mark.rest
def test_an_organisation_founded_at_the_same_time_is_one():
    person = find_user("gruenderin", "Gründer*in")
    answers = at_once(*[lambda: found_organisation("Neuer Verein e. V.", by=person)] * 8)
    assert refused(answers) == []
    assert len({answer.pk for answer in answers}) == 1
    assert Organisation.objects.filter(name="Neuer Verein e. V.").count() == 1


@pytest.mark.rest
def test_pot_raised_twice_with_one_key_is_raised_once_and_other_words_are_refused():
    world = World()
    lead = world.ground.staff["leitung"]

    def raised(amount="100.00", reason="Beschluss vom 1.2."):
        return raise_pot(world.pot, Decimal(amount), reason, by=lead, key="k" * 8)

    assert len({entry.pk for entry in at_once(*[raised] * 8)}) == 1
    for other in ({"amount": "100.01"}, {"reason": "Ein anderer Grund"}):
        with pytest.raises(Stale, match="anderen Angaben"):
            raised(**other)
    assert raised().amount_cents == 10000
    world.pot.refresh_from_db()
    assert world.pot.override_cents == 10000


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


@pytest.mark.rest
def test_cases_listed_at_the_same_time_stand_one_after_the_other_on_the_agenda():
    from demo.stories.steps import plan_sitting

    world = World()
    stories = [drive(world, Stage.READY_FOR_SITTING) for _ in range(4)]
    sitting = plan_sitting(world.ground, date(2026, 3, 16), now=stories[0].now())
    assert refused(at_once(*[lambda story=story: story.put_to(sitting) for story in stories])) == []
    assert [item.position for item in sitting.items.all()] == [1, 2, 3, 4]


@pytest.mark.rest
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
