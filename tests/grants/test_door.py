"""The one door: a move happens wholly and once, is logged and told after the commit, or nothing has changed."""

import json
from copy import copy
from datetime import date, datetime, timedelta
from datetime import time as daytime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import F

from demo.stories.ground import find_user
from demo.stories.steps import at
from grants.actions import begin, perform
from grants.actions.desk import send_message
from grants.actions.door import UNREADABLE, tick
from grants.actions.log import digest, hash_of
from grants.cases import facts
from grants.clock import database_now
from grants.events import moved
from grants.kinds import machine_class, machine_of
from grants.models import Application, Dossier, Pot, Transition
from tests.factories import ROADS, World, drive
from tests.grants.records import fingerprint, take_over
from tests.tables import sampled
from workflows.case import CLOCK, Actor
from workflows.errors import MoveRefused, NotHere, NotYet, NotYours
from workflows.roles import Role
from workflows.stages import Stage

BERLIN = ZoneInfo("Europe/Berlin")
whole = pytest.mark.django_db(transaction=True)


# What a move writes


def test_a_move_writes_stage_fields_log_and_version(case_in):
    story = case_in(Stage.SUBMITTED)
    dossier = Dossier.objects.get(pk=story.case.dossier_id)
    entry = take_over(story)
    story.case.refresh_from_db()
    after = Dossier.objects.get(pk=dossier.pk)
    assert (story.case.stage, story.case.caseworker) == (Stage.FORMAL_CHECK, story.staff("sachbearbeitung"))
    assert (entry.move, entry.source, entry.target) == ("begin_check", Stage.SUBMITTED, Stage.FORMAL_CHECK)
    assert (entry.user, entry.role, entry.at) == (story.staff("sachbearbeitung"), "caseworker", story.now())
    assert (after.version, after.length, after.head) == (dossier.version + 1, dossier.length + 1, entry.hash)
    assert (entry.sequence, entry.previous) == (after.length, dossier.head)
    facts = json.loads(entry.facts)
    assert (facts["stage"], facts["caseworker"], facts["legal_day"]) == (
        Stage.FORMAL_CHECK,
        story.case.caseworker_id,
        story.day.isoformat(),
    )
    assert entry.posted_at == story.now()


@pytest.mark.parametrize("stage", sampled(ROADS, 3))
def test_the_log_of_every_case_is_an_unbroken_chain(case_in, stage):
    story = case_in(stage)
    previous, entries = "0" * 64, list(Transition.objects.filter(dossier_id=story.case.dossier_id))
    for number, entry in enumerate(entries, 1):
        assert (entry.sequence, entry.previous) == (number, previous)
        assert entry.facts_digest == digest(entry.facts_salt, entry.facts)
        assert entry.private_digest == digest(entry.private_salt, entry.private)
        assert entry.hash == hash_of(entry)
        previous = entry.hash
    dossier = Dossier.objects.get(pk=story.case.dossier_id)
    assert (dossier.head, dossier.length) == (previous, len(entries))
    assert entries[-1].target == stage


@pytest.mark.parametrize("stage", sampled(ROADS, 3))
def test_only_a_move_with_letters_waits_for_the_post_office(case_in, stage):
    for entry in Transition.objects.filter(dossier_id=case_in(stage).case.dossier_id):
        letters = json.loads(entry.private).get("letters", {})
        assert (entry.posted_at is None) == bool(letters), entry.move


@pytest.mark.parametrize("stage", sampled(ROADS, 3))
def test_the_foresight_stored_with_a_case_is_what_its_facts_say(case_in, stage):
    story = case_in(stage)
    machine = machine_of(story.case, CLOCK, story.day)
    due = machine.due()
    assert story.case.wake_on == (due[0][0] if due else None)
    assert (story.case.waits_for, story.case.next_move) == machine.next_step()


def test_the_foresight_is_right_after_a_bescheid_under_suit_came_back_and_went_out_again(case_in):
    story = case_in(Stage.AWARDED)
    lead, clerk = story.staff("leitung"), story.staff("sachbearbeitung")
    story.move("record_lawsuit", lead, filed_on=story.day, scope="grant")
    assert story.case.wake_on is None
    story.move("record_returned_mail", clerk, reason="Unbekannt verzogen")
    story.move("dispatch_award", clerk, posted_on=story.day)
    assert story.case.stage == Stage.AWARDED
    assert story.case.wake_on is None
    assert tick(story.case, now=at(date(2028, 1, 1))) is None


def test_the_foresight_follows_the_end_of_a_lawsuit(case_in):
    story = case_in(Stage.AWARDED)
    first = story.case.wake_on
    story.move("record_lawsuit", story.staff("leitung"), filed_on=story.day, scope="grant")
    story.later(100)
    story.move("close_lawsuit", story.staff("leitung"), ended_on=story.day)
    assert story.case.wake_on == story.day + timedelta(days=1) > first


def test_a_clock_move_bears_the_legal_day_however_late_it_runs(case_in):
    story = case_in(Stage.AWARDED)
    due = story.case.wake_on
    assert tick(story.case, now=at(due, 0) - timedelta(microseconds=1)) is None
    entry = tick(story.case, now=at(due + timedelta(days=40)))
    story.case.refresh_from_db()
    assert (entry.move, entry.role, entry.user) == ("become_final", "clock", None)
    assert (story.case.final_on, json.loads(entry.facts)["legal_day"]) == (due, due.isoformat())


def test_the_earliest_legal_day_goes_first(case_in):
    story = case_in(Stage.FINAL)
    late = at(date(2027, 6, 1))
    moves = []
    while entry := tick(Application.objects.get(pk=story.case.pk), now=late):
        moves.append(entry.move)
    assert moves == ["begin_project", "end_period"]


# What a refusal leaves


@pytest.mark.parametrize("stage", sampled(ROADS, 3))
def test_a_refused_move_changes_nothing_and_tells_nobody(case_in, stage, django_capture_on_commit_callbacks):
    story = case_in(stage)
    machine = machine_class(story.case)
    stranger = find_user("fremd", "Fremde Person")
    before = fingerprint()
    with django_capture_on_commit_callbacks() as told:
        for move in {m.slug for m in machine.moves()}:
            with pytest.raises(MoveRefused) as raised:
                perform(story.case, move, by=stranger, now=story.now())
            assert all(reason.endswith(".") for reason in raised.value.reasons)
            here = {m.slug for m in machine.moves() if str(m.source) == stage}
            assert isinstance(raised.value, NotYours if move in here else NotHere)
    assert fingerprint() == before
    assert told == []


def test_a_move_that_needs_a_fact_that_nobody_has_read_is_refused_and_reported(
    case_in, monkeypatch, error_log
):
    """No fact answers with a default: what stands in the pot for a case is never taken for nothing."""
    story = case_in(Stage.SUBMITTED)
    monkeypatch.setattr(facts, "AS_THEY_ARE", tuple(name for name in facts.AS_THEY_ARE if name != "reserved"))
    before = fingerprint()
    with pytest.raises(NotYet) as raised:
        perform(story.case, "withdraw", by=story.applicant, now=story.now())
    assert raised.value.reasons == [UNREADABLE]
    (told,) = error_log.messages
    assert "withdraw" in told
    error_log.clear()
    assert fingerprint() == before


def test_a_move_that_the_pot_refuses_at_the_last_moment_changes_nothing(case_in, world):
    story = case_in(Stage.IN_SITTING)
    item = story.case.items.get()
    item.__class__.objects.filter(pk=item.pk).update(
        opened_at=story.now(),
        closed_at=story.now(),
        carried=True,
        quorate=True,
        yes=5,
        no=0,
        abstained=0,
        present=5,
    )
    machine = machine_of(story.case, Actor("Vorsitz", frozenset({Role.CHAIR}), 1), story.day)
    Pot.objects.filter(pk=world.pot.pk).update(
        total_cents=F("reserved_cents") + F("committed_cents") + F("paid_cents")
    )
    before = fingerprint()
    assert machine.case.pot_left > item.amount
    with pytest.raises(NotYet, match="Budget überschritten"):
        perform(
            story.case,
            "endorse",
            {"amount": item.amount},
            by=story.staff("geschaeftsstelle"),
            now=story.now(),
        )
    assert fingerprint() == before


def test_nobody_acts_without_an_account_but_the_clock(case_in):
    story = case_in(Stage.SUBMITTED)
    for impostor in (Actor("Uhr", frozenset({Role.CLOCK})), Actor("x", frozenset(Role), 1)):
        with pytest.raises(TypeError):
            take_over(story, by=impostor)


def test_an_inactive_account_may_nothing(case_in):
    story = case_in(Stage.SUBMITTED)
    clerk = copy(story.staff("sachbearbeitung"))
    clerk.is_active = False
    with pytest.raises(NotYours):
        take_over(story, by=clerk)


# Telling


@pytest.fixture
def listener():
    """Who listens to ``moved`` and what they heard; everything is disconnected afterwards."""
    heard, connected = [], []

    def listen(function=None):
        def receiver(sender, transition_id, **_):
            heard.append(
                (
                    transition_id,
                    connection.in_atomic_block,
                    Transition.objects.filter(pk=transition_id).exists(),
                )
            )
            if function:
                function()

        moved.connect(receiver)
        connected.append(receiver)
        return heard

    yield listen
    for receiver in connected:
        moved.disconnect(receiver)


@whole
def test_moved_is_told_once_and_only_after_the_commit(listener):
    story = drive(World(), Stage.SUBMITTED)
    heard = listener()
    entry = take_over(story)
    assert heard == [(entry.pk, False, True)]
    with pytest.raises(MoveRefused):
        take_over(story)
    assert len(heard) == 1


@whole
def test_a_deaf_listener_undoes_nothing_and_stops_no_other(listener, error_log):
    def break_down():
        raise ConnectionError("Der Briefkasten ist zu.")

    story = drive(World(), Stage.SUBMITTED)
    listener(break_down)
    heard = listener()
    take_over(story)
    story.case.refresh_from_db()
    assert story.case.stage == Stage.FORMAL_CHECK
    assert len(heard) == 2
    error_log.clear()


@whole
def test_the_door_does_not_open_inside_another_transaction():
    story = drive(World(), Stage.SUBMITTED)
    for act in (
        lambda: take_over(story),
        lambda: begin(
            "application",
            "start_draft",
            by=story.applicant,
            organisation=story.organisation,
            round=story.round,
        ),
        lambda: send_message(story.case, by=story.applicant, text="Hallo"),
    ):
        before = fingerprint()
        with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
            act()
        assert fingerprint() == before


# Days


@pytest.mark.parametrize(
    "last", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 31), date(2026, 12, 31)]
)
def test_the_last_day_of_a_round_counts_whole_in_berlin(case_in, last):
    def draft():
        story = case_in(Stage.DRAFT)
        call = story.case.round
        type(call).objects.filter(pk=call.pk).update(closes_on=last)
        return story

    midnight = datetime.combine(last + timedelta(days=1), daytime(0), BERLIN)
    late = draft()
    with pytest.raises(NotYet, match=f"endete am {last:%d.%m.%Y}"):
        perform(late.case, "submit", by=late.applicant, now=midnight)
    story = draft()
    perform(
        story.case,
        "submit",
        by=story.applicant,
        now=midnight.astimezone(ZoneInfo("UTC")) - timedelta(microseconds=1),
    )
    story.case.refresh_from_db()
    assert story.case.submitted_on == last


def test_the_clock_of_the_door_is_the_clock_of_the_database(case_in):
    story = case_in(Stage.SUBMITTED)
    earliest = database_now()
    entry = take_over(story, now=None)
    assert earliest <= entry.at <= database_now()
