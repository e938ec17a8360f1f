"""The one way back: two people, only the last step, only while nothing has left the house; the log shows both."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import F
from django.urls import reverse

from demo.stories.ground import find_user
from grants.actions.desk import send_message
from grants.actions.undoing import confirm_undo, last_entries, request_undo
from grants.models import Application, Entry, Pot, Transition
from tests.factories import World, drive
from tests.grants.desk_story import client_of
from tests.tables import sampled
from workflows.effects import Effects
from workflows.errors import NotYet, NotYours, Stale
from workflows.law import law_of
from workflows.machine import Machine, move
from workflows.programmes import PROGRAMMES
from workflows.roles import Role
from workflows.stages import Stage

pytestmark = pytest.mark.django_db
CLERK, LEAD, OFFICE = "sachbearbeitung", "leitung", "geschaeftsstelle"
REVERSIBLE = {
    "begin_check", "confirm_completeness", "release_for_sitting", "return_to_check", "discontinue", "relist",
    "record_returned_mail", "record_receipt", "meet_condition",
}  # fmt: skip
"""What may be taken back: an internal step, or a note of something that did not happen. Nothing else, ever."""


def columns(case):
    """Everything that stands in the case."""
    return Application.objects.filter(pk=case.pk).values().get()


def last(story):
    return story.case.dossier.transitions.order_by("-sequence")[0]


def ask(story, who=LEAD, sequence=None, hour=16):
    number = last(story).sequence if sequence is None else sequence
    request_undo(story.case, by=story.staff(who), sequence=number, reason="Versehen", now=story.now(hour))


def confirm(story, who=OFFICE, sequence=None):
    number = last(story).sequence if sequence is None else sequence
    entry = confirm_undo(story.case, by=story.staff(who), sequence=number, now=story.now(17))
    story.case.refresh_from_db()
    return entry


def test_only_these_moves_can_be_taken_back():
    declared = {m.slug for fund in PROGRAMMES.values() for m in fund.moves() if law_of(m).reversible}
    assert declared == REVERSIBLE


@pytest.mark.parametrize("more", [{"letters": ["x"]}, {"on": lambda machine: None}])
def test_letters_and_days_of_the_law_cannot_be_declared_reversible(more):
    with pytest.raises(TypeError, match="cannot be taken back"):

        class Wrong(Machine):
            @move("a", "b", label="x", by={Role.CLOCK}, reversible=True, **more)
            def go(self) -> Effects:
                return Effects()


STEPS = [
    (Stage.SUBMITTED, "begin_check", CLERK, {"unbiased": True}),
    (Stage.EXPERT_CHECK, "discontinue", LEAD, {"reason": "Falscher Vorgang"}),
    (Stage.READY_FOR_SITTING, "return_to_check", LEAD, {"reason": "Falscher Vorgang"}),
    (Stage.ENDORSED, "discontinue", LEAD, {"reason": "Falscher Vorgang"}),
    (Stage.AWARD_DRAFTED, "return_to_check", LEAD, {"reason": "Falscher Vorgang"}),
    (Stage.DEFERRED, "relist", OFFICE, {}),
    (Stage.AWARDED, "record_returned_mail", CLERK, {"reason": "Falscher Vorgang"}),
    (Stage.REFUSED, "record_returned_mail", CLERK, {"reason": "Falscher Vorgang"}),
]


@pytest.mark.parametrize(("stage", "name", "who", "said"), sampled(STEPS, 3))
def test_step_is_taken_back_wholly(stage, name, who, said):
    story = drive(World(), stage)
    before, pot = columns(story.case), Pot.objects.values().get(pk=story.round.pot_id)
    story.move(name, story.staff(who), **said)
    assert columns(story.case) != before
    ask(story)
    confirm(story, OFFICE if who != OFFICE else CLERK)
    assert columns(story.case) == before
    assert Pot.objects.values().get(pk=story.round.pot_id) == pot
    call_command("verify_log")


def test_log_shows_the_step_the_request_and_the_way_back():
    story = drive(World(), Stage.ENDORSED)
    story.move("discontinue", story.staff(LEAD), reason="Falscher Vorgang")
    ask(story)
    entry = confirm(story)
    rows = list(story.case.dossier.transitions.order_by("-sequence")[:3])[::-1]
    assert [(e.move, e.source, e.target) for e in rows] == [
        ("discontinue", "endorsed", "discontinued"),
        ("request_undo", "discontinued", "discontinued"),
        ("confirm_undo", "discontinued", "endorsed"),
    ]
    assert [json.loads(e.facts).get("undoes") for e in rows] == [None, rows[0].sequence, rows[0].sequence]
    assert "Versehen" in rows[1].private
    assert "Versehen" not in rows[1].facts
    assert [(e.debit, e.credit) for e in Entry.objects.filter(transition__in=[rows[0], entry])] == [
        ("budget", "reserved"),
        ("reserved", "budget"),
    ]
    page = client_of(story.staff(LEAD)).get(story.case.get_absolute_url()).content.decode()
    assert "Rücknahme des letzten Schritts bestätigen" in page


def test_old_values_stand_in_the_private_part_only():
    story = drive(World(), Stage.AWARDED)
    entry = story.move("record_returned_mail", story.staff(CLERK), reason="Verzogen")
    assert set(json.loads(entry.private)["before"]) == {"posted_on", "returned_on"}
    assert "before" not in json.loads(entry.facts)


def test_case_goes_on_after_the_way_back():
    story = drive(World(), Stage.SUBMITTED)
    story.take_over()
    ask(story)
    confirm(story)
    assert (story.case.stage, story.case.caseworker_id) == (Stage.SUBMITTED, None)
    assert story.case.next_move == "begin_check"
    story.later()
    story.take_over()
    assert story.case.stage == Stage.FORMAL_CHECK


def test_lead_alone_takes_nothing_back():
    story = drive(World(), Stage.READY_FOR_SITTING)
    story.move("return_to_check", story.staff(LEAD), reason="Falscher Vorgang")
    ask(story)
    with pytest.raises(NotYours, match="zweite Person"):
        confirm(story, LEAD)


def test_who_made_the_step_does_not_confirm_that_it_is_taken_back():
    story = drive(World(), Stage.SUBMITTED)
    story.take_over()
    ask(story)
    with pytest.raises(NotYours, match="zweite Person"):
        confirm(story, CLERK)


@pytest.mark.parametrize("who", [CLERK, OFFICE, "beratung", "kasse", "pruefamt"])
def test_only_the_lead_asks(who):
    story = drive(World(), Stage.SUBMITTED)
    story.take_over()
    with pytest.raises(NotYours):
        ask(story, who)


@pytest.mark.parametrize("who", ["beratung", "kasse", "pruefamt"])
def test_others_do_not_confirm(who):
    story = drive(World(), Stage.SUBMITTED)
    story.take_over()
    ask(story)
    with pytest.raises(NotYours):
        confirm(story, who)


@pytest.mark.parametrize(
    "stage",
    [
        Stage.SUBMITTED,
        Stage.ENDORSED,
        Stage.DECLINED,
        Stage.AWARDED,
        Stage.REFUSED,
        Stage.FINAL,
        Stage.DEFERRED,
    ],
)
def test_what_has_left_the_house_is_not_taken_back(stage):
    story = drive(World(), stage)
    with pytest.raises(NotYet, match="nicht zurücknehmen"):
        ask(story)


def test_release_that_is_recalled_is_not_made_undone():
    story = drive(World(), Stage.AWARD_DRAFTED)
    story.release_award()
    story.move("return_to_check", story.staff(LEAD), reason="Falscher Zeitraum")
    with pytest.raises(NotYet, match="nicht zurücknehmen"):
        ask(story)


def test_case_that_was_before_the_body_is_not_put_back_there():
    story = drive(World(), Stage.IN_SITTING)
    story.move("discontinue", story.staff(LEAD), reason="Falscher Vorgang")
    with pytest.raises(NotYet, match="nicht zurücknehmen"):
        ask(story)


def test_anything_written_after_the_step_closes_the_way():
    story = drive(World(), Stage.SUBMITTED)
    story.take_over()
    step = last(story).sequence
    send_message(story.case, by=story.applicant, text="Wann hören wir?", now=story.now(15))
    with pytest.raises(NotYet):
        ask(story)
    with pytest.raises(NotYet):
        ask(story, sequence=step)


def test_anything_written_after_the_request_closes_the_way():
    story = drive(World(), Stage.SUBMITTED)
    story.take_over()
    ask(story)
    wish = last(story).sequence
    send_message(story.case, by=story.applicant, text="Wann hören wir?", now=story.now(16))
    with pytest.raises(Stale):
        confirm(story, sequence=wish)
    with pytest.raises(Stale):
        confirm(story)
    assert story.case.stage == Stage.FORMAL_CHECK


def test_way_back_is_gone_only_once():
    story = drive(World(), Stage.SUBMITTED)
    story.take_over()
    ask(story)
    wish = last(story).sequence
    confirm(story)
    with pytest.raises(Stale):
        confirm(story, sequence=wish)
    with pytest.raises(NotYet):
        ask(story)


def test_money_that_somebody_else_got_meanwhile_does_not_come_back():
    story = drive(World(), Stage.ENDORSED)
    story.move("discontinue", story.staff(LEAD), reason="Falscher Vorgang")
    ask(story)
    used = F("reserved_cents") + F("committed_cents") + F("paid_cents") - F("override_cents")
    Pot.objects.filter(pk=story.round.pot_id).update(total_cents=used)
    with pytest.raises(NotYet, match="Das Geld reicht nicht"):
        confirm(story)
    story.case.refresh_from_db()
    assert story.case.stage == Stage.DISCONTINUED
    assert last(story).move == "request_undo"


def test_clock_looks_again_after_the_way_back():
    story = drive(World(), Stage.AWARDED)
    wakes = story.case.wake_on
    story.move("record_returned_mail", story.staff(CLERK), reason="Falscher Vorgang")
    assert story.case.wake_on is None
    ask(story)
    confirm(story)
    assert story.case.wake_on == wakes
    story.clock(wakes + timedelta(days=1))
    assert story.case.stage == Stage.FINAL


# The page


def test_page_leads_the_lead_to_the_request_and_the_office_to_the_confirmation():
    story = drive(World(), Stage.SUBMITTED)
    story.take_over()
    address = reverse("grants:undo", args=[story.case.public_id])
    lead, office = client_of(story.staff(LEAD)), client_of(story.staff(OFFICE))
    assert address in lead.get(story.case.get_absolute_url()).content.decode()
    assert address not in office.get(story.case.get_absolute_url()).content.decode()
    assert "Prüfung übernehmen" in lead.get(address).content.decode()
    assert lead.post(address, {"sequence": "x", "reason": "y"}).status_code == 422
    step = last_entries(story.case.dossier)[-1].sequence
    assert lead.post(address, {"sequence": step, "reason": "Falscher Vorgang"}).status_code == 302
    assert "wartet auf die Bestätigung" in lead.get(address).content.decode()
    assert address in office.get(story.case.get_absolute_url()).content.decode()
    assert office.post(address, {"sequence": step + 1}).status_code == 302
    story.case.refresh_from_db()
    assert story.case.stage == Stage.SUBMITTED
    assert Transition.objects.filter(move="confirm_undo").count() == 1


def test_page_is_not_there_for_others():
    story = drive(World(), Stage.SUBMITTED)
    story.take_over()
    address = reverse("grants:undo", args=[story.case.public_id])
    for who in (story.applicant, story.staff("kasse"), story.staff("beratung"), find_user("f", "F")):
        assert client_of(who).get(address).status_code == 404
