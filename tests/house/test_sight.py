"""Who holds a role sees the case, and who sees nothing holds none: for every stage and everybody."""

import pytest
from django.contrib.auth.models import AnonymousUser

from demo.stories.ground import find_user
from demo.stories.sittings import plan_sitting
from grants.access import applications_visible_to, mittelabrufe_visible_to, sittings_visible_to
from grants.actions.sittings import exclude
from grants.held import held_by
from grants.kinds import actor_for, machine_of
from grants.models import Function, Organisation, Seat, Sitting
from tests.factories import ROADS
from tests.tables import sampled
from workflows.law import law_of
from workflows.roles import Role
from workflows.stages import Stage

DESK = {"beratung", "sachbearbeitung", "leitung", "geschaeftsstelle", "pruefamt", "datenschutz"}
MONEY = {"feststellung", "anordnung", "kasse"}
SENT = set(ROADS) - {Stage.CONSULTATION, Stage.DRAFT}
POSTED = {
    Stage.AWARDED, Stage.FINAL, Stage.RUNNING, Stage.PROOF_DUE, Stage.PROOF_IN_REVIEW, Stage.PROOF_INCOMPLETE,
    Stage.HEARING, Stage.REFUND_CLAIMED, Stage.ENFORCEMENT, Stage.CLOSED, Stage.WAIVED,
}  # fmt: skip
AT_THE_BODY = SENT - {
    Stage.SUBMITTED, Stage.FORMAL_CHECK, Stage.DOCUMENTS_REQUESTED, Stage.EXPERT_CHECK, Stage.READY_FOR_SITTING,
    Stage.WITHDRAWN, Stage.DISCONTINUED, Stage.ARCHIVED,
}  # fmt: skip
"""Stages to which our cases come by way of a summoned sitting."""


def people(story):
    """Everybody who could be at the door: name → user."""
    everybody = dict(story.ground.staff)
    everybody |= {f"mitglied{number}": seat.user for number, seat in enumerate(story.ground.seats, 1)}
    everybody["antrag"] = story.applicant
    everybody["anderer Verein"] = _member_elsewhere()
    everybody["fremd"] = find_user("fremd", "Fremde Person")
    everybody["admin"] = _with_function("admin", Role.ADMIN, story.day)
    everybody["anderes Programm"] = _with_function(
        "gfz", Role.LEAD, story.day, programme="gesellschaftsfonds"
    )
    return everybody


def _member_elsewhere():
    user = find_user("anders", "Vorstand Anders")
    Organisation.objects.create(name="Anderer Verein").memberships.create(user=user, signatory=True)
    return user


def _with_function(key, role, day, programme=""):
    user = find_user(key, key)
    Function.objects.get_or_create(user=user, role=role, programme=programme, valid_from=day)
    return user


@pytest.mark.parametrize("stage", sampled(ROADS, 3))
def test_roles_and_sight_agree_for_everybody_in_every_stage(case_in, stage):
    story = case_in(stage)
    seeing = set()
    for name, user in people(story).items():
        actor = actor_for(user, story.case, story.day)
        sees = applications_visible_to(held_by(user, story.day)).filter(pk=story.case.pk).exists()
        assert sees == bool(actor.roles), (name, actor.roles)
        if machine_of(story.case, actor, story.day).offers():
            assert sees, name
        if sees:
            seeing.add(name)
    expected = {"antrag"}
    if stage in SENT or stage == Stage.CONSULTATION:
        expected |= DESK
    if stage in POSTED:
        expected |= MONEY
    if stage in AT_THE_BODY:
        expected |= {f"mitglied{number}" for number in range(1, 6)}
    assert seeing == expected
    assert not applications_visible_to(held_by(AnonymousUser(), story.day)).exists()


@pytest.mark.parametrize("stage", sampled(ROADS, 3))
def test_somebody_can_go_on_in_every_stage(case_in, stage):
    """Whoever a move is for can see the case: no move is offered to roles that nobody at the door holds."""
    story = case_in(stage)
    held = {role for user in people(story).values() for role in actor_for(user, story.case, story.day).roles}
    clock = {Role.CLOCK}
    for move in type(
        machine_of(story.case, actor_for(story.applicant, story.case, story.day), story.day)
    ).moves():
        if str(move.source) == stage:
            assert law_of(move).by & (held | clock), move.slug


def test_who_is_excluded_sees_and_may_nothing(case_in):
    story = case_in(Stage.IN_SITTING)
    seat = story.ground.seats[2]
    exclude(story.case, seat, "Schwester im Vorstand", by=seat.user, now=story.now(18))
    assert actor_for(seat.user, story.case, story.day).roles == frozenset()
    assert not applications_visible_to(held_by(seat.user, story.day)).filter(pk=story.case.pk).exists()


def test_a_function_or_seat_that_has_ended_gives_no_sight(case_in):
    story = case_in(Stage.IN_SITTING)
    clerk, member = story.staff("sachbearbeitung"), story.ground.seats[1].user
    for rows in (Function.objects.filter(user=clerk), Seat.objects.filter(user=member)):
        rows.update(valid_to=story.day)
    for user in (clerk, member):
        assert applications_visible_to(held_by(user, story.day)).filter(pk=story.case.pk).exists()
        tomorrow = story.day.replace(day=story.day.day + 1)
        assert not applications_visible_to(held_by(user, tomorrow)).filter(pk=story.case.pk).exists()
        assert actor_for(user, story.case, tomorrow).roles == frozenset()


def test_an_applicant_who_also_works_in_the_office_is_only_an_applicant(case_in):
    story = case_in(Stage.FORMAL_CHECK)
    story.organisation.memberships.create(user=story.staff("sachbearbeitung"))
    assert actor_for(story.staff("sachbearbeitung"), story.case, story.day).roles == {Role.APPLICANT}


def test_roles_and_sight_agree_on_calls_for_funds(case_in):
    story = case_in(Stage.PROOF_DUE)
    call = story.case.mittelabrufe.get()
    for name, user in people(story).items():
        sees = mittelabrufe_visible_to(held_by(user, story.day)).filter(pk=call.pk).exists()
        assert sees == bool(actor_for(user, call, story.day).roles), name
        assert sees == (name in {"antrag"} | DESK | MONEY), name


def test_roles_and_sight_agree_on_sittings(case_in):
    story = case_in(Stage.IN_SITTING)
    planned = plan_sitting(story.ground, story.day.replace(month=6), now=story.now())
    for sitting in (planned, Sitting.objects.get(items__application=story.case)):
        for name, user in people(story).items():
            sees = sittings_visible_to(held_by(user, story.day)).filter(pk=sitting.pk).exists()
            assert sees == bool(actor_for(user, sitting, story.day).roles), (name, sitting.stage)
