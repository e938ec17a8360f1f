"""What lies beside a case comes in one statement, is what the tables hold, and a move is not dearer for it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grants.actions import perform
from grants.actions.sittings import cast, exclude, open_ballot, record_presence
from grants.cases import beside
from grants.cases.ballots import excluded_seats, poll_of, put_back_for_quorum, voting_seats
from grants.cases.facts import applications, case_of
from grants.models import Attachment, Ballot, Item, Lawsuit, Milestone, Mittelabruf, OfficeData, PlanLine
from tests.factories import World, drive
from tests.tables import each
from tools.bench import door
from workflows.stages import Stage

pytestmark = pytest.mark.django_db

IN_THE_ORM: dict[str, Any] = {
    "attachments": lambda case: Attachment.objects.filter(application=case, removed_at=None).order_by("pk"),
    "drafts": lambda case: case.drafts.filter(current=True),
    "items": lambda case: Item.objects.filter(application=case).order_by("-sitting__held_on", "-pk")[:1],
    "lawsuits": lambda case: Lawsuit.objects.filter(application=case).order_by("pk"),
    "milestones": lambda case: Milestone.objects.filter(project__application=case),
    "mittelabrufe": lambda case: Mittelabruf.objects.filter(application=case),
    "offices": lambda case: OfficeData.objects.order_by("valid_from"),
    "plan_lines": lambda case: PlanLine.objects.filter(project__application=case),
    "versions": lambda case: case.versions.order_by("-number")[:1],
}
"""Name of what lies beside a case → the same, asked of the ORM."""


def columns_of(record):
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def test_rows_read_together_are_those_of_the_tables():
    world = World()
    story = drive(world, Stage.AWARDED)
    lead, sued = story.staff("leitung"), {"filed_on": story.day, "scope": "grant"}
    perform(story.case, "record_lawsuit", sued, by=lead, now=story.now())
    drive(world, Stage.RUNNING)  # another case, of which nothing is read
    case = drive(world, Stage.PROOF_DUE).case
    for application in (story.case, case):
        found = beside.rows(application, *IN_THE_ORM)
        for name, ask in IN_THE_ORM.items():
            rows = list(ask(application))
            assert [columns_of(row) for row in found[name]] == [columns_of(row) for row in rows], name
    assert found["mittelabrufe"]
    assert found["plan_lines"]
    assert found["items"]
    assert beside.rows(story.case, "lawsuits")["lawsuits"]


def test_a_poll_is_counted_from_the_seats_that_the_rules_know():
    world = World()
    first, second = drive(world, Stage.READY_FOR_SITTING), drive(world, Stage.READY_FOR_SITTING)
    sitting, seats = world.sitting(first, second), world.ground.seats
    office = first.staff("geschaeftsstelle")
    first.case.organisation.memberships.create(user=seats[1].user, signatory=False)
    exclude(first.case, seats[0], ground="Vorstand", by=seats[0].user, now=first.now(17))
    record_presence(sitting, seats[:4], by=office, now=first.now(17))
    first.move("open_item", office, 18)
    item = sitting.items.get(application=first.case)
    open_ballot(item, by=office, now=first.now(18))
    cast(item, "yes", by=seats[2].user, now=first.now(18))
    item = Item.objects.select_related("sitting__body", "application").get(pk=item.pk)
    for asked in (item, sitting.items.get(application=second.case)):
        poll = poll_of(asked)
        there = set(voting_seats(asked).values_list("pk", flat=True))
        barred = set(excluded_seats(asked).values_list("pk", flat=True))
        voted = set(Ballot.objects.filter(item=asked).exclude(seat__in=barred).values_list("seat", flat=True))
        assert (poll.there, poll.voted, poll.ballot.excluded) == (there, voted, len(barred))
        assert poll.ballot.second_summons == put_back_for_quorum(Item.objects.filter(pk=asked.pk)).exists()
    assert poll_of(item).ballot.excluded == 2
    assert poll_of(item).ballot.yes == 1


def test_facts_ask_once_for_all_that_lies_beside_a_case():
    story = drive(World(), Stage.AWARDED)
    case = applications().get(pk=story.case.pk)
    with CaptureQueriesContext(connection) as asked:
        facts = case_of(case)
    assert len(asked) == 1
    assert (facts.lawsuits, facts.called) == ((), 0)
    assert case.kept is None


def test_what_is_kept_is_forgotten_but_for_what_belongs_to_the_house():
    case = drive(World(), Stage.AWARDED).case
    with beside.keeping(case):
        beside.rows(case, "lawsuits", "offices")
        Lawsuit.objects.create(application=case, scope="grant", filed_on=case.posted_on)
        assert beside.rows(case, "lawsuits")["lawsuits"] == []
        beside.forget(case)
        assert list(case.kept) == ["offices"]
        assert len(beside.rows(case, "lawsuits")["lawsuits"]) == 1
    assert case.kept is None


@each(door.MOVES, kind=lambda stage, move, who, answers: stage)
def test_a_saved_move_takes_few_statements(stage, move, who, answers):
    story = drive(World(), Stage(stage))
    if move == "confirm_completeness":
        door._tick_checklist(story)
    data, by = answers(story), story.staff(who)
    with CaptureQueriesContext(connection) as seen:
        perform(story.case, move, data, by=by, key="Formular", now=story.now())
    statements = door._statements([query["sql"] for query in seen.captured_queries])
    assert statements <= door.MOST_STATEMENTS, (move, statements)
