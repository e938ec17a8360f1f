"""Two bodies with people who sign in: one is heard first and advises, the other one decides."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from demo.stories.ground import seats_of
from demo.stories.sittings import close_sitting, invite, open_sitting, plan_sitting
from demo.stories.telling import letter_of
from grants import access
from grants.actions import perform
from grants.actions.sittings import cast, exclude, list_item
from grants.cases.facts import case_of
from grants.cases.sittings import sitting_of
from grants.held import held_by
from grants.kinds import actor_for
from grants.models import Body, Guideline, Seat
from grants.models.canonical import terms_to_text
from grants.waiting.cases import SOURCES
from tests.grants.ground import House, browser, text_of
from tests.hearing import hearing
from workflows.errors import NotYet, NotYours
from workflows.period import Period, Unit
from workflows.programmes import programmes_of
from workflows.roles import Role
from workflows.sentence import LongDay, Sentence
from workflows.stages import SittingStage, Stage

pytestmark = pytest.mark.django_db

WAIT = 7
DAY = timedelta(days=1)


@pytest.fixture
def house():
    """The jury is heard before the Arbeitsausschuss decides on the Kleinprojekte."""
    with hearing("jury"):
        yield House()


@pytest.fixture
def ready(house):
    """An examined case that waits for the jury, and whose deciding body waits a week after it."""
    guideline = house.round.guideline
    terms = replace(guideline.terms, advice_wait=Period(WAIT, Unit.DAYS))
    Guideline.objects.filter(pk=guideline.pk).update(terms_text=terms_to_text(terms))
    house.round.guideline.refresh_from_db()
    story = house.in_check(title="Nachbarschaft hört zu", days=90)
    story.complete()
    story.examine()
    return story


def jury_of(house):
    return house.ground.bodies["jury"]


def summoned(house, story, body, days=10):
    """A sitting of a body with the case on its agenda, to which its members are invited."""
    sitting = plan_sitting(house.ground, story.day + days * DAY, now=story.now(), body=body)
    item = story.put_to(sitting)
    invite(house.ground, sitting, story.day)
    item.sitting = sitting
    return item


def called_up(house, story, body, days=10):
    item = summoned(house, story, body, days)
    open_sitting(house.ground, item.sitting)
    story.call_up(item)
    return item


def advised(house, story, yes=3, no=1):
    """The jury has voted, and its advice is recorded."""
    item = called_up(house, story, jury_of(house))
    item = story.count(item, yes, no, 4 - yes - no)
    story.move("record_advice", story.staff("geschaeftsstelle"), 18)
    return item


def decided(house, story, yes=4, no=1):
    item = summoned(house, story, house.ground.body, WAIT + 1)
    open_sitting(house.ground, item.sitting)
    story.vote(item, yes, no, 0)


def sees(user, case):
    return access.applications_visible_to(held_by(user, case.round.closes_on)).filter(pk=case.pk).exists()


def roles(user, record, story):
    return actor_for(user, record, story.day).roles


# The way


def test_a_case_is_heard_by_one_body_and_decided_by_the_other(house, ready):
    advised(house, ready, yes=1, no=3)
    assert ready.case.stage == Stage.READY_FOR_SITTING
    assert (ready.case.reserved, ready.case.endorsed) == (Decimal(0), None)
    facts = case_of(ready.case)
    assert [(said.body, said.voted_on, said.carried) for said in facts.advice] == [("jury", ready.day, False)]
    decided(house, ready)
    assert ready.case.stage == Stage.ENDORSED
    ready.draft_award()
    ready.send_award()
    bescheid = letter_of(ready, "zuwendungsbescheid")
    assert bescheid.body == "Arbeitsausschuss"
    assert "„Jury des Gesellschaftsfonds“ ist vorher gehört worden." in bescheid.reasons[0]
    assert "nicht zu fördern (Ja: 1, Nein: 3, Enthaltungen: 0)" in bescheid.reasons[0]


def test_a_refusal_names_who_decided_and_who_advised(house, ready):
    advised(house, ready)
    decided(house, ready, yes=1, no=4)
    ready.draft_refusal("Das Vorhaben passt nicht zu den Zielen.")
    ready.send_refusal()
    refusal = letter_of(ready, "ablehnungsbescheid")
    assert (refusal.body, refusal.formal) == ("Arbeitsausschuss", False)
    assert "empfohlen, das Vorhaben zu fördern (Ja: 3, Nein: 1" in refusal.reasons[0]


def test_a_refusal_of_the_office_after_the_advice_does_not_say_that_no_body_saw_it(house, ready):
    advised(house, ready)
    ready.move("return_to_check", ready.staff("leitung"), reason="Die Gemeinnützigkeit ist weggefallen.")
    ready.propose_refusal("Die Organisation ist nicht mehr antragsberechtigt.")
    ready.send_refusal()
    refusal = letter_of(ready, "ablehnungsbescheid")
    assert (refusal.formal, refusal.body) == (False, "")
    assert "Jury des Gesellschaftsfonds" in refusal.reasons[0]


def test_the_acknowledgement_names_both_bodies_and_the_first_sitting(house, ready):
    letter = letter_of(ready, "eingangsbestaetigung")
    assert (letter.heard_first, letter.body) == (("Jury des Gesellschaftsfonds",), "Arbeitsausschuss")


def test_after_a_return_to_the_check_everybody_is_heard_anew(house, ready):
    advised(house, ready)
    ready.move("return_to_check", ready.staff("leitung"), reason="Der Plan ist zu prüfen.")
    ready.later()
    ready.move("release_for_sitting", ready.staff("leitung"), 14)
    assert case_of(ready.case).advice == ()
    sitting = plan_sitting(house.ground, ready.day + 20 * DAY, now=ready.now())
    with pytest.raises(NotYet, match="An der Reihe ist ein anderes Gremium: Jury des Gesellschaftsfonds"):
        ready.put_to(sitting)


# The agenda


def test_a_case_is_listed_for_the_body_in_turn_and_for_no_other(house, ready):
    office = ready.staff("geschaeftsstelle")
    own = plan_sitting(house.ground, ready.day + 20 * DAY, now=ready.now())
    other = plan_sitting(
        house.ground, ready.day + 20 * DAY, now=ready.now(), body=house.ground.bodies["kuratorium"]
    )
    said = {"by": office, "amount": Decimal(4800), "motion": "Fördern.", "now": ready.now()}
    with pytest.raises(NotYet, match="An der Reihe ist ein anderes Gremium: Jury des Gesellschaftsfonds"):
        list_item(ready.case, own, **said)
    with pytest.raises(NotYet, match="entscheidet ein anderes Gremium"):
        list_item(ready.case, other, **said)
    advised(house, ready)
    again = plan_sitting(house.ground, ready.day + 20 * DAY, now=ready.now(), body=jury_of(house))
    with pytest.raises(NotYet, match="An der Reihe ist ein anderes Gremium: Arbeitsausschuss"):
        list_item(ready.case, again, **said | {"now": ready.now(19)})
    assert list_item(ready.case, own, **said | {"now": ready.now(19)}).sitting == own


def test_a_sitting_on_the_last_day_of_the_wait_is_too_early_and_the_day_after_is_not(house, ready):
    advised(house, ready)
    last = plan_sitting(house.ground, ready.day + WAIT * DAY, now=ready.now(19))
    with pytest.raises(NotYet, match="Ihr letzter Tag ist der"):
        ready.put_to(last)
    after = plan_sitting(house.ground, ready.day + (WAIT + 1) * DAY, now=ready.now(19))
    assert ready.put_to(after).sitting == after


def test_the_page_of_the_agenda_offers_sittings_of_the_body_in_turn_after_the_wait(house, ready):
    office = browser(ready.staff("geschaeftsstelle"))
    ready.day = house.today - 11 * DAY
    plan_sitting(house.ground, house.today + 2 * DAY, now=ready.now())
    plan_sitting(house.ground, house.today + 3 * DAY, now=ready.now(), body=jury_of(house))
    page = reverse("grants:list_item", args=[ready.case.public_id])
    offered = text_of(office.get(page))
    assert "Sitzung Jury des Gesellschaftsfonds" in offered
    assert "Sitzung Arbeitsausschuss" not in offered
    item = called_up(house, ready, jury_of(house), days=8)
    ready.count(item, 3, 1, 0)
    ready.move("record_advice", ready.staff("geschaeftsstelle"), 18)
    too_early = text_of(office.get(page))
    assert "Sitzung Arbeitsausschuss" not in too_early
    last = Sentence("{last}", last=LongDay(item.sitting.held_on + WAIT * DAY))
    assert f"keine Sitzung nach dem {last} geplant; bis dahin läuft die Wartezeit" in too_early
    plan_sitting(house.ground, house.today + 5 * DAY, now=ready.now(19))
    offered = text_of(office.get(page))
    assert "2. Sitzung Arbeitsausschuss" in offered
    assert "1. Sitzung Arbeitsausschuss" not in offered


def test_a_sitting_whose_items_are_advised_can_be_closed(house, ready):
    item = called_up(house, ready, jury_of(house))
    item = ready.count(item, 3, 1, 0)
    assert sitting_of(item.sitting).items_open == (f"TOP {item.position}",)
    ready.move("record_advice", ready.staff("geschaeftsstelle"), 18)
    assert sitting_of(item.sitting).items_open == ()
    close_sitting(house.ground, item.sitting)
    assert item.sitting.stage == SittingStage.CLOSED


def test_a_body_that_advises_lets_nobody_decide(house, ready):
    item = called_up(house, ready, jury_of(house))
    item = ready.count(item, 3, 1, 0)
    chair = seats_of(jury_of(house))[0].user
    with pytest.raises(NotYet, match="Dieses Gremium berät nur"):
        perform(ready.case, "endorse", {"amount": item.amount}, by=chair, now=ready.now(18))
    page = text_of(browser(ready.staff("geschaeftsstelle")).get(item.sitting.get_absolute_url()))
    assert "empfohlen" in page


def test_the_deciding_body_reads_on_its_papers_what_the_other_one_has_said(house, ready):
    first = advised(house, ready, yes=1, no=3)
    second = summoned(house, ready, house.ground.body, WAIT + 1)
    said = "„Jury des Gesellschaftsfonds“ ist vorher gehört worden"
    for reader in (house.ground.members[1], ready.staff("geschaeftsstelle")):
        papers = reverse("grants:item", args=[second.sitting.public_id, second.position])
        assert f"{said}. Es hat am " in text_of(browser(reader).get(papers))
    own = reverse("grants:item", args=[first.sitting.public_id, first.position])
    assert said not in text_of(browser(seats_of(jury_of(house))[1].user).get(own))


# Who sees, leads and votes


def test_members_see_the_papers_when_the_case_comes_to_their_body_and_not_before(house, ready):
    juror, member = seats_of(jury_of(house))[1].user, house.ground.members[1]
    assert not sees(juror, ready.case)
    first = summoned(house, ready, jury_of(house))
    paper = reverse("grants:item", args=[first.sitting.public_id, first.position])
    assert sees(juror, ready.case)
    assert not sees(member, ready.case)
    assert browser(juror).get(paper).status_code == 200
    assert browser(member).get(paper).status_code == 404
    open_sitting(house.ground, first.sitting)
    ready.call_up(first)
    ready.count(first, 3, 1, 0)
    ready.move("record_advice", ready.staff("geschaeftsstelle"), 18)
    assert not sees(member, ready.case)
    second = summoned(house, ready, house.ground.body, WAIT + 1)
    assert sees(member, ready.case)
    paper = reverse("grants:item", args=[second.sitting.public_id, second.position])
    assert browser(member).get(paper).status_code == 200
    assert browser(juror).get(paper).status_code == 404


def test_only_members_of_the_body_that_sits_vote(house, ready):
    juror, member = seats_of(jury_of(house))[1].user, house.ground.members[1]
    item = called_up(house, ready, jury_of(house))
    with pytest.raises(NotYours):
        cast(item, "no", by=member, now=ready.now(18))
    cast(item, "yes", by=juror, now=ready.now(18))
    ready.count(item, 4, 0, 0)
    ready.move("record_advice", ready.staff("geschaeftsstelle"), 18)
    item = called_up(house, ready, house.ground.body, WAIT + 1)
    with pytest.raises(NotYours):
        cast(item, "no", by=juror, now=ready.now(18))
    cast(item, "yes", by=member, now=ready.now(18))


def test_each_body_is_led_by_its_own_chair(house, ready):
    juror, chair = seats_of(jury_of(house))[0].user, house.ground.seats[0].user
    first = called_up(house, ready, jury_of(house))
    assert roles(juror, ready.case, ready) == {Role.CHAIR, Role.MEMBER}
    assert roles(chair, ready.case, ready) == set()
    ready.count(first, 3, 1, 0)
    assert waits(juror, ready) == ["record_advice"]
    perform(ready.case, "record_advice", by=juror, now=ready.now(18))
    ready.case.refresh_from_db()
    second = called_up(house, ready, house.ground.body, WAIT + 1)
    assert roles(juror, ready.case, ready) == {Role.MEMBER}
    assert roles(chair, ready.case, ready) == {Role.CHAIR, Role.MEMBER}
    ready.count(second, 4, 1, 0)
    assert waits(juror, ready) == []
    assert waits(chair, ready) == ["endorse"]
    with pytest.raises(NotYours):
        perform(ready.case, "endorse", {"amount": second.amount}, by=juror, now=ready.now(18))


def waits(user, story):
    """The steps of the case that are on somebody's list."""
    found = []
    for source in SOURCES:
        rows = source(held_by(user, story.day))
        if rows is not None:
            found += [rows[1](row, held_by(user, story.day)) for row in rows[0]]
    return [task.step for task in found if task.record == story.case]


def test_a_biased_member_of_each_body_is_barred(house, ready):
    juror = seats_of(jury_of(house))[1]
    item = called_up(house, ready, jury_of(house))
    exclude(ready.case, juror, "Selbst beteiligt", by=juror.user, now=ready.now(18))
    assert not sees(juror.user, ready.case)
    with pytest.raises(NotYours):
        cast(item, "yes", by=juror.user, now=ready.now(18))
    item = ready.count(item, 3, 0, 0)
    assert (item.yes, item.excluded) == (3, 1)
    ready.move("record_advice", ready.staff("geschaeftsstelle"), 18)
    member = house.ground.seats[1]
    item = called_up(house, ready, house.ground.body, WAIT + 1)
    exclude(ready.case, member, "Selbst beteiligt", by=member.user, now=ready.now(18))
    item = ready.count(item, 4, 0, 0)
    assert (item.yes, item.excluded) == (4, 1)


def test_who_is_biased_by_one_seat_is_barred_by_every_seat(house, ready):
    member = house.ground.seats[1]
    seat = Seat.objects.create(
        body=jury_of(house), user=member.user, label="Gast", valid_from=member.valid_from
    )
    Body.objects.filter(pk=jury_of(house).pk).update(seats_total=5)
    item = called_up(house, ready, jury_of(house))
    exclude(ready.case, seat, "Angehörige sind beteiligt", by=member.user, now=ready.now(18))
    ready.count(item, 3, 1, 0)
    ready.move("record_advice", ready.staff("geschaeftsstelle"), 18)
    item = called_up(house, ready, house.ground.body, WAIT + 1)
    assert not sees(member.user, ready.case)
    with pytest.raises(NotYours):
        cast(item, "yes", by=member.user, now=ready.now(18))
    item = ready.count(item, 4, 0, 0)
    assert (item.present, item.excluded) == (4, 1)


def test_the_office_finds_the_members_of_both_bodies_to_write_down_a_bias(house, ready):
    page = text_of(
        browser(ready.staff("geschaeftsstelle")).get(reverse("grants:exclude", args=[ready.case.public_id]))
    )
    assert "(Jury des Gesellschaftsfonds)" in page
    assert "(Arbeitsausschuss)" in page
    assert "(Kuratorium WIR2.0)" not in page
    stranger = seats_of(house.ground.bodies["kuratorium"])[6]
    with pytest.raises(NotYet, match="gehört einem anderen Gremium an"):
        exclude(ready.case, stranger, "Befangen", by=ready.staff("geschaeftsstelle"), now=ready.now())


# The house


def test_functions_for_the_fund_reach_all_its_bodies(house, ready):
    fund = ready.case.programme
    assert fund in programmes_of("jury")
    lead = ready.staff("leitung")
    lead.functions.update(programme=fund)
    held = held_by(type(lead).objects.get(pk=lead.pk), house.today)
    assert set(access.bodies_visible_to(held).values_list("key", flat=True)) == {"jury", "arbeitsausschuss"}


def test_a_round_is_refused_without_every_body(house):
    house.round.clean()
    Seat.objects.filter(body=jury_of(house)).delete()
    jury_of(house).delete()
    with pytest.raises(ValidationError, match="Das Gremium „jury“ fehlt"):
        house.round.clean()
