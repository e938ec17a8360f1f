"""By which rules a vote was counted: a Bescheid rests only on those that the lead has confirmed."""

from datetime import timedelta
from decimal import Decimal

import pytest

from demo.stories.steps import invite, open_sitting, plan_sitting
from grants.actions.desk import confirm_regime
from grants.actions.sittings import cast, close_ballot
from grants.models import Body, Transition
from grants.waiting import tasks_of
from tests.factories import World, drive
from tests.grants.ground import browser, text_of
from workflows.errors import MoveRefused, NotYet
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]
OTHERWISE = "nach anderen Verfahrensregeln ausgezählt"


def confirm(story, regime=None):
    confirm_regime(story.ground.body, by=story.staff("leitung"), regime=regime, now=story.now(9))


def unconfirmed():
    Body.objects.update(regime_confirmed_on=None, regime_confirmed_by=None)


def tied(world):
    """A case that a tie has declined: under §§ 65, 66 NKomVG, with a chair who said yes."""
    story = drive(world, Stage.READY_FOR_SITTING)
    item = world.sitting(story).items.get()
    story.call_up(item)
    choices = zip(world.ground.seats, ["yes", "yes", "no", "no"], strict=False)
    for seat, choice in choices:
        cast(item, choice, by=seat.user, now=story.now(18))
    closed = close_ballot(item, by=story.staff("geschaeftsstelle"), now=story.now(18))
    assert (closed.carried, closed.regime) == (False, "nkomvg")
    story.move("decline", story.staff("geschaeftsstelle"), 18)
    return story


def test_a_refusal_is_not_drafted_before_the_lead_has_confirmed_the_rules():
    story = tied(World())
    unconfirmed()
    with pytest.raises(NotYet, match="nach welchen Verfahrensregeln"):
        story.draft_refusal("Bei Stimmengleichheit abgelehnt.")
    confirm(story)
    story.draft_refusal("Bei Stimmengleichheit abgelehnt.")
    assert story.case.drafts.get(current=True).rests_on_vote


def test_with_the_rules_confirmed_the_case_waits_for_the_caseworker_and_no_longer_for_the_lead():
    story = tied(World())
    unconfirmed()
    confirm(story, "vwvfg")  # counted otherwise: the body has to vote anew
    assert steps_of(story) == {"leitung": ["return_to_check"], "sachbearbeitung": []}
    confirm(story, "nkomvg")
    assert steps_of(story) == {"leitung": [], "sachbearbeitung": ["draft_refusal"]}


def steps_of(story):
    """What of the case stands on the start pages of lead and caseworker."""
    people = ("leitung", "sachbearbeitung")
    return {
        key: [row.step for row in tasks_of(story.staff(key), story.day).rows if row.record == story.case]
        for key in people
    }


def test_a_vote_counted_by_other_rules_carries_no_refusal_and_is_voted_on_anew():
    world = World()
    story = tied(world)
    confirm(story, "vwvfg")
    with pytest.raises(NotYet, match=OTHERWISE):
        story.draft_refusal("Bei Stimmengleichheit abgelehnt.")
    lead = story.staff("leitung")
    story.move("return_to_check", lead, 19, reason="Es gilt § 91 Satz 2 VwVfG.")
    story.move("release_for_sitting", lead, 19)
    sitting = plan_sitting(world.ground, story.day + timedelta(days=14), now=story.now(19))
    again = story.put_to(sitting)
    invite(world.ground, sitting, story.day)
    open_sitting(world.ground, sitting)
    story.call_up(again)
    for seat, choice in zip(world.ground.seats, ["yes", "yes", "no", "no"], strict=False):
        cast(again, choice, by=seat.user, now=story.now(18))
    closed = close_ballot(again, by=story.staff("geschaeftsstelle"), now=story.now(18))
    assert (closed.carried, closed.regime) == (True, "vwvfg")  # the chair's vote decides
    story.move("endorse", story.staff("geschaeftsstelle"), 18, amount=again.amount)
    story.draft_award()
    assert story.case.stage == Stage.AWARD_DRAFTED


def test_who_confirms_the_rules_that_were_counted_by_goes_on():
    story = tied(World())
    confirm(story, "vwvfg")
    confirm(story, "nkomvg")
    with pytest.raises(MoveRefused):
        story.move("return_to_check", story.staff("leitung"), 19, reason="Ohne Grund")
    story.draft_refusal("Bei Stimmengleichheit abgelehnt.")


def test_a_refusal_is_not_released_on_a_vote_counted_by_other_rules():
    story = tied(World())
    story.draft_refusal("Bei Stimmengleichheit abgelehnt.")
    unconfirmed()
    with pytest.raises(NotYet, match="nach welchen Verfahrensregeln"):
        story.move("release_refusal", story.staff("leitung"), 11)
    confirm(story, "vwvfg")
    with pytest.raises(NotYet, match=OTHERWISE):
        story.move("release_refusal", story.staff("leitung"), 11)
    confirm(story, "nkomvg")
    story.move("release_refusal", story.staff("leitung"), 11)


def test_a_refusal_of_the_check_rests_on_no_vote_even_after_one():
    story = tied(World())
    confirm(story, "vwvfg")
    lead, clerk = story.staff("leitung"), story.staff("sachbearbeitung")
    story.move("return_to_check", lead, 19, reason="Es gilt § 91 Satz 2 VwVfG.")
    story.move("propose_refusal", clerk, 19, reason="Der Verein hat sich aufgelöst.")
    assert not story.case.drafts.get(current=True).rests_on_vote
    unconfirmed()
    story.move("release_refusal", lead, 20)


def test_an_award_and_a_lowered_one_need_the_rules_that_were_counted_by():
    world = World()
    full, lowered = drive(world, Stage.ENDORSED), drive(world, Stage.READY_FOR_SITTING)
    item = world.sitting(lowered, amount=Decimal(3600)).items.get()
    lowered.vote(item, 4, 0, 1)
    confirm(lowered, "vwvfg")
    with pytest.raises(NotYet, match=OTHERWISE):
        full.move("draft_award", full.staff("sachbearbeitung"))
    with pytest.raises(NotYet, match=OTHERWISE):
        lowered.move("request_adapted_plan", lowered.staff("sachbearbeitung"), 19)
    confirm(lowered, "nkomvg")
    full.move("draft_award", full.staff("sachbearbeitung"))
    lowered.move("request_adapted_plan", lowered.staff("sachbearbeitung"), 19)


def test_the_money_is_free_again_when_the_body_has_to_vote_anew():
    world = World()
    story = drive(world, Stage.ENDORSED)
    assert story.case.reserved == story.paper.grant
    confirm(story, "vwvfg")
    story.move("return_to_check", story.staff("leitung"), reason="Es gilt § 90 VwVfG.")
    assert (story.case.reserved, story.case.endorsed) == (0, None)


def test_log_and_page_say_by_which_rules_was_counted():
    story = tied(World())
    sitting = story.case.items.get().sitting
    entry = Transition.objects.filter(dossier=sitting.dossier, move="close_ballot").get()
    assert '"regime":"nkomvg"' in entry.facts.replace(" ", "")
    confirm(story, "vwvfg")
    page = text_of(browser(story.staff("sachbearbeitung")).get(story.case.get_absolute_url()))
    assert OTHERWISE in page
