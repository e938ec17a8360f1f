"""A move happens wholly or not at all, whichever of its steps is the last one of its process."""

from collections.abc import Callable
from datetime import date, timedelta
from datetime import time as daytime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db.models import F

from demo.stories.acting import PDF
from demo.stories.paper import plan_of
from demo.stories.steps import Story, plan_sitting
from grants.actions import begin, perform
from grants.actions.desk import raise_pot, save_review, send_message
from grants.actions.door import tick
from grants.actions.drafts import save_organisation, save_plan
from grants.actions.log import append
from grants.actions.redaction import rest_left
from grants.actions.sittings import cast, close_ballot, list_item, open_ballot, record_presence
from grants.actions.uploads import upload
from grants.kinds import actor_for
from grants.models import Application, Attachment, Dossier, Pot, Transition
from grants.tasks import forget_the_rest
from tests.crashing import MOST_STEPS, Crash, steps_that_leave_halves
from tests.factories import World, drive
from tests.grants.logged import long_story
from tests.tables import sampled
from workflows.stages import Stage

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], Any]


def moving(story: Story, move: str, by: Any, record: Any = None, **data: Any) -> Act:
    """The move as a page sends it: with a key, so that sending it again is the same."""
    return lambda: perform(record or story.case, move, data, by=by, key="page", now=story.now(20))


def submitting(world: World) -> Act:
    """A number, a frozen version, a letter."""
    story = drive(world, Stage.DRAFT)
    return moving(story, "submit", story.applicant)


def endorsing(world: World) -> Act:
    """A booking."""
    story = drive(world, Stage.IN_SITTING)
    item = story.case.items.get()
    open_ballot(item, by=story.staff("geschaeftsstelle"), now=story.now(18))
    item = story.count(item.__class__.objects.get(pk=item.pk), 4, 0, 1)
    return moving(story, "endorse", story.staff("geschaeftsstelle"), amount=item.amount)


def releasing(world: World) -> Act:
    """A letter on paper and a booking."""
    story = drive(world, Stage.AWARD_DRAFTED)
    return moving(story, "release_award", story.staff("leitung"))


def confirming(world: World) -> Act:
    """The last of four people: the money has left."""
    story = drive(world, Stage.RUNNING)
    call = story.call_funds(Decimal(1000))
    story.certify(call)
    story.order(call)
    return moving(
        story,
        "confirm_payment",
        story.staff("kasse"),
        call.__class__.objects.get(pk=call.pk),
        paid_on=story.day,
    )


def erasing(world: World) -> Act:
    """Texts of many records and of the whole log."""
    story = drive(world, Stage.ARCHIVED)
    return moving(story, "erase", story.staff("datenschutz"), offered=True)


def suing(world: World) -> Act:
    """A record beside the case."""
    story = drive(world, Stage.AWARDED)
    return moving(story, "record_lawsuit", story.staff("leitung"), filed_on=story.day, scope="grant")


def beginning(world: World) -> Act:
    """A case with its dossier and project."""
    story = world.story()
    given = {"organisation": story.organisation, "round": world.round, "title": "Erzählcafé"}
    return lambda: begin(
        "application", "start_draft", by=story.applicant, key="page", now=story.now(), **given
    )


def calling(world: World) -> Act:
    """A call for funds."""
    story = drive(world, Stage.RUNNING)
    given = {"application": story.case, "amount": Decimal(1000), "need": "Honorare"}
    return lambda: begin(
        "mittelabruf", "call_funds", by=story.applicant, key="page", now=story.now(), **given
    )


def planning(world: World) -> Act:
    """A sitting with its number."""
    office, now = world.ground.staff["geschaeftsstelle"], world.story().now()
    given = {"held_on": date(2026, 3, 2), "starts_at": daytime(17), "place": "Raum 1"}
    return lambda: begin(
        "sitzung", "plan_sitting", by=office, key="page", now=now, body=world.ground.body, **given
    )


def raising(world: World) -> Act:
    """A pot that is raised."""
    return partial(
        raise_pot, world.pot, Decimal(1000), "Ratsbeschluss", by=world.ground.staff["leitung"], key="page"
    )


KEYED = (
    submitting, endorsing, releasing, confirming, erasing, suing, beginning, calling, planning, raising,
)  # fmt: skip


@pytest.mark.parametrize("prepare", sampled(KEYED, 2))
def test_a_move_that_breaks_off_at_any_step_is_old_or_new_and_happens_once(prepare):
    act = prepare(World())
    entries = Transition.objects.count()
    steps, halves = steps_that_leave_halves(act)
    assert halves == []
    assert steps > 4
    assert Transition.objects.count() == entries + (prepare is not raising)


def messaging(story: Story) -> Act:
    return partial(send_message, story.case, by=story.staff("sachbearbeitung"), text="Hallo", now=story.now())


def reviewing(story: Story) -> Act:
    fields = {"checked": ["form"], "assessment": "gut", "proposal": Decimal(4800)}
    return partial(save_review, story.case, fields, by=story.staff("sachbearbeitung"), now=story.now())


def uploading(story: Story) -> Act:
    return partial(upload, story.case, by=story.applicant, name="Satzung.pdf", content=PDF, now=story.now())


def replanning(story: Story) -> Act:
    return partial(save_plan, story.case, plan_of(story.paper), by=story.applicant, now=story.now())


def moving_account(story: Story) -> Act:
    fields = {"iban": "DE02500105170137075030", "account_holder": "Verein"}
    return partial(save_organisation, story.case, fields, by=story.applicant, now=story.now())


def listing(story: Story) -> Act:
    sitting = plan_sitting(story.ground, story.day + timedelta(days=14), now=story.now())
    office = story.staff("geschaeftsstelle")
    return partial(
        list_item, story.case, sitting, by=office, amount=Decimal(4800), motion="Ja", now=story.now()
    )


WRITERS = [
    (Stage.FORMAL_CHECK, messaging),
    (Stage.EXPERT_CHECK, reviewing),
    (Stage.FORMAL_CHECK, uploading),
    (Stage.DRAFT, replanning),
    (Stage.DOCUMENTS_REQUESTED, replanning),
    (Stage.DRAFT, moving_account),
    (Stage.READY_FOR_SITTING, listing),
]


@pytest.mark.rest
@pytest.mark.parametrize(("stage", "prepare"), WRITERS)
def test_a_writer_that_breaks_off_at_any_step_leaves_old_or_new(stage, prepare):
    """The version of the dossier is what a writer raises last: whatever is written is written with it."""
    story = drive(World(), stage)
    act, raised = prepare(story), version(story) + 1
    steps, halves = steps_that_leave_halves(
        act, whole=lambda: version(story) == raised, outside=((default_storage, "save"),)
    )
    assert halves == []
    assert steps > 4


def version(story: Story) -> int:
    return Dossier.objects.get(pk=story.case.dossier_id).version


def test_a_ballot_that_breaks_off_while_it_is_closed_is_open_or_closed():
    story = drive(World(), Stage.IN_SITTING)
    item, office = story.case.items.get(), story.staff("geschaeftsstelle")
    open_ballot(item, by=office, now=story.now(18))
    cast(item, "no", by=story.ground.seats[0].user, now=story.now(18))
    dossier = item.sitting.dossier
    raised = Dossier.objects.get(pk=dossier.pk).version + 1
    act = partial(close_ballot, item, by=office, now=story.now(18))
    _, halves = steps_that_leave_halves(
        act, whole=lambda: Dossier.objects.get(pk=dossier.pk).version == raised
    )
    item.refresh_from_db()
    assert halves == []
    assert (item.closed_at, item.carried) == (story.now(18), False)


@pytest.mark.rest
def test_presence_that_breaks_off_is_whole():
    world = World()
    story = drive(world, Stage.IN_SITTING)
    sitting = story.case.items.get().sitting
    raised = Dossier.objects.get(pk=sitting.dossier_id).version + 1
    office = story.staff("geschaeftsstelle")
    act = partial(record_presence, sitting, world.ground.seats[1:], by=office, now=story.now(19))
    _, halves = steps_that_leave_halves(
        act, whole=lambda: Dossier.objects.get(pk=sitting.dossier_id).version == raised
    )
    assert halves == []
    assert sitting.presences.filter(left_at=None).count() == 4


def test_the_clock_that_breaks_off_goes_on_with_the_same_move_once():
    story = drive(World(), Stage.AWARDED)
    due = story.now() + timedelta(days=(story.case.wake_on - story.day).days)
    entries = Transition.objects.count()
    _, halves = steps_that_leave_halves(lambda: tick(Application.objects.get(pk=story.case.pk), now=due))
    assert halves == []
    assert Transition.objects.count() == entries + 1


# What an erasure has left to do after its commit


@pytest.mark.rest
def test_an_erasure_that_breaks_off_after_its_commit_is_finished_later():
    """At every step behind the commit (files, the log of the sittings) it is known whose rest is left."""
    story = long_story()
    _, halves = steps_that_leave_halves(moving(story, "erase", story.staff("datenschutz"), offered=True))
    assert halves == []
    assert rest_left() == [story.case.pk]
    for step in range(1, MOST_STEPS):
        with Crash(step, after=bool(step % 2), outside=((default_storage, "delete"),)) as crashed:
            forget_the_rest()
        if not crashed:
            break
        if not rest_left():
            assert_forgotten()
    assert step > 10
    assert_forgotten()


def assert_forgotten() -> None:
    """No file, and no words in the log of the sitting."""
    assert not Attachment.objects.exclude(file="").exists()
    spoken = Transition.objects.filter(dossier__sitting__isnull=False, private__isnull=False)
    assert set(spoken.values_list("move", flat=True)) <= {"erase"}


# The controls


def naive_endorse(story: Story, amount: Decimal) -> None:
    """The same writes as the door's, each committed on its own."""
    Pot.objects.filter(pk=story.round.pot_id).update(reserved_cents=F("reserved_cents") + int(amount * 100))
    Application.objects.filter(pk=story.case.pk).update(stage=Stage.ENDORSED)
    dossier = Dossier.objects.get(pk=story.case.dossier_id)
    append(
        dossier,
        record=story.case,
        move="endorse",
        source=Stage.IN_SITTING,
        target=Stage.ENDORSED,
        at=story.now(),
        actor=actor_for(story.staff("leitung"), story.case, story.day),
        role="lead",
        facts={},
        private={},
    )
    dossier.save()


def test_a_move_without_its_transaction_is_caught():
    """The control: the prober sees what is left between two commits."""
    story = drive(World(), Stage.IN_SITTING)
    _, halves = steps_that_leave_halves(lambda: naive_endorse(story, Decimal(4800)))
    assert halves == ["after step 1: grants_pot"]


@pytest.mark.rest
def test_a_move_that_happens_twice_is_caught():
    """The control: without a key the repetition after an uncertain end is a second move."""
    story = drive(World(), Stage.RUNNING)
    lead = story.staff("leitung")

    def act() -> None:
        move = (
            "resume_payments"
            if Application.objects.get(pk=story.case.pk).payments_suspended
            else "suspend_payments"
        )
        perform(story.case, move, {"reason": "x"}, by=lead, now=story.now())

    _, halves = steps_that_leave_halves(act)
    assert len(halves) == 1
