"""The council path in the records: the measure's cap, one paper for many cases, the reserve list, pinned Terms."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from demo.stories.ground import fill_pot, open_round, seats_of
from demo.stories.measures import announce, catalogue, hold_sitting, select
from demo.stories.paper import Paper
from demo.stories.sittings import close_sitting
from demo.stories.steps import Story, at
from demo.stories.telling import Telling, letter_of
from grants.actions import perform
from grants.actions.desk import save_review
from grants.actions.effects import hold_measure
from grants.actions.papers import record_for_paper
from grants.actions.sittings import exclude
from grants.cases.competition import packages_of, proposals_for
from grants.cases.completeness import missing_in_memo
from grants.cases.facts import case_of
from grants.models import Guideline, Measure, Round
from grants.models.canonical import terms_to_text
from tests.factories import make_letters
from tests.grants.ground import browser, text_of
from workflows.errors import NotYet
from workflows.period import Period, Unit
from workflows.stages import Stage

pytestmark = pytest.mark.rest

DAY = timedelta(days=1)
HELD = date(2026, 4, 13)


@pytest.fixture
def tale(world):
    return Telling(world.ground, make_letters)


@pytest.fixture
def contest(world):
    pot = fill_pot(2026, Decimal(20_000), "GFZ 2026", "gesellschaftsfonds")
    return open_round(
        "Ideenwettbewerb", "neu", date(2026, 1, 1), date(2026, 3, 31),
        pot=pot, earliest_start=date(2026, 5, 1), latest_end=date(2027, 12, 31),
    )  # fmt: skip


@pytest.fixture
def measure(world, tale):
    """Selected and announced, with a call that is open in February."""
    fill_pot(2026, Decimal(200_000), "Bereich 2", "wir20-grossprojekt")
    found = catalogue(world.ground, "Lesen in der Halle", now=at(date(2026, 1, 5)))
    sitting = hold_sitting(world.ground, date(2026, 1, 19), 23)
    select(world.ground, found, date(2026, 1, 19), "15:6:2")
    close_sitting(world.ground, sitting)
    announce(
        world.ground, found, date(2026, 1, 20),
        closes=date(2026, 3, 31), starts=date(2026, 5, 1), ends=date(2027, 4, 30),
    )  # fmt: skip
    return found


def ready(tale: Telling, call: Round, title: str, grant: int, **more) -> Story:
    paper = Paper(
        organisation=f"Verein {title}", title=title, grant=Decimal(grant), own=Decimal(grant) / 4,
        begins=date(2026, 6, 1), ends=date(2026, 11, 30), **more,
    )  # fmt: skip
    story = tale.story(paper, call, date(2026, 2, 2))
    story.apply()
    story.check()
    return story


def recommended(tale: Telling, *stories: Story, votes=(3, 1, 0)) -> None:
    items = tale.sit(HELD, list(stories), invited_on=HELD - 10 * DAY)
    for story, item in zip(stories, items, strict=True):
        story.vote(item, *votes)
    tale.rise(items[0].sitting)
    for story in stories:
        story.later()


def test_a_contest_case_goes_through_jury_and_council_to_a_bescheid_that_names_them(tale, contest):
    story = ready(tale, contest, "Erzählnacht", 8000)
    assert letter_of(story, "eingangsbestaetigung").body == "Jury des Gesellschaftsfonds"
    recommended(tale, story)
    story.hand_over("0123/2026")
    assert "Internationaler Ausschuss" in letter_of(story, "ratsgremien").lines[1]
    story.put_off_in_council(story.day, "in die Fraktion gezogen")
    story.advised(story.day + DAY, "8:2:0")
    story.approved(story.day + DAY, "7:3:0")
    assert story.case.stage == Stage.AWARD_DRAFTED
    story.write_award()
    story.send_award()
    bescheid = letter_of(story, "zuwendungsbescheid")
    assert (bescheid.body, bescheid.decided_on) == ("Verwaltungsausschuss", date(2026, 4, 16))
    assert "„Jury des Gesellschaftsfonds“ hat am 13. April 2026 empfohlen" in bescheid.reasons[0]
    assert (
        "„Internationaler Ausschuss“ hat am 15. April 2026 über die Drucksache 0123/2026"
        in bescheid.reasons[1]
    )
    assert "öffentlich vor" in bescheid.obligations[0]
    said = [(vote.body, vote.result, vote.votes) for vote in story.case.council_votes.all()]
    assert said == [
        ("Internationaler Ausschuss", "deferred", ""),
        ("Internationaler Ausschuss", "advised", "8:2:0"),
        ("Verwaltungsausschuss", "approved", "7:3:0"),
    ]


def test_a_case_of_a_contest_is_closed_only_after_its_presentation(tale, contest):
    story = ready(tale, contest, "Stadtteilkino", 4000)
    recommended(tale, story)
    story.hand_over("0124/2026")
    story.advised(story.day, "einstimmig")
    story.approved(story.day, "einstimmig")
    story.write_award()
    story.send_award()
    story.waive_remedies()
    story.clock(story.paper.begins)
    story.pay(story.paper.grant)
    story.clock(story.paper.ends + DAY)
    story.file_proof()
    story.check_proof()
    with pytest.raises(NotYet, match="öffentliche Vorstellung"):
        story.move("accept_proof", story.staff("leitung"), 14)
    story.present_results()
    story.move("accept_proof", story.staff("leitung"), 14)
    assert (story.case.stage, story.case.outcome) == (Stage.CLOSED, "settled")


def test_a_refusal_of_the_council_frees_the_money_and_names_the_council(tale, contest):
    story = ready(tale, contest, "Nachtlauf", 4000)
    recommended(tale, story)
    story.hand_over("0125/2026")
    assert Round.objects.get(pk=contest.pk).pot.left == Decimal(16_000)
    story.advised(story.day, "9:0:1")
    story.refused_by_council(story.day, "5:5:0")
    assert story.case.stage == Stage.DECLINED
    assert Round.objects.get(pk=contest.pk).pot.left == Decimal(20_000)
    story.draft_refusal("Die Mittel sollen anders verwendet werden.")
    story.move("release_refusal", story.staff("leitung"), 11)
    refusal = letter_of(story, "ablehnungsbescheid")
    assert (refusal.body, refusal.formal) == ("Verwaltungsausschuss", False)
    assert "empfohlen" in refusal.reasons[0]


def test_the_awards_of_a_measure_share_its_cap_to_the_cent(tale, measure):
    call = measure.rounds.get()
    two = [ready(tale, call, "Lesekreis", 30_000), ready(tale, call, "Lesebus", 20_000)]
    third = ready(tale, call, "Lesezelt", 100)
    recommended(tale, *two, votes=(15, 6, 2))
    measure.refresh_from_db()
    assert (measure.used, measure.left) == (Decimal(50_000), Decimal(0))
    assert case_of(third.case).measure_left == Decimal(0)
    with pytest.raises(NotYet, match="nur noch 0,00"), transaction.atomic():
        hold_measure(measure.pk, "reserved", "budget", 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(used_cents=measure.cap_cents + 1)
    two[1].move("withdraw", two[1].applicant)
    measure.refresh_from_db()
    assert measure.left == Decimal(20_000)


def test_a_large_project_comes_before_the_body_with_the_words_of_its_unit(world, tale, measure):
    story = ready(tale, measure.rounds.get(), "Lesewelt", 20_000)
    story.move("return_to_check", story.staff("leitung"), reason="Die Facheinheit fehlt.")
    clerk, address = (
        browser(story.staff("sachbearbeitung")),
        reverse("grants:review", args=[story.case.public_id]),
    )
    assert 'name="unit_statement"' in text_of(clerk.get(address))
    story.write(save_review, {"unit_statement": ""}, by=story.staff("sachbearbeitung"))
    with pytest.raises(NotYet, match="Es fehlt noch: die Stellungnahme der Facheinheit"):
        story.move("release_for_sitting", story.staff("leitung"), 14)
    story.write(save_review, {"unit_statement": "Wir lesen mit."}, by=story.staff("sachbearbeitung"))
    story.move("release_for_sitting", story.staff("leitung"), 15)
    item = tale.sit(HELD, [story], invited_on=HELD - 10 * DAY)[0]
    page = reverse("grants:item", args=[item.sitting.public_id, item.position])
    assert "Wir lesen mit." in text_of(browser(seats_of(item.sitting.body)[1].user).get(page))


def test_a_small_project_is_not_asked_for_the_words_of_a_unit(tale, contest):
    story = ready(tale, contest, "Klein", 5000)
    story.move("return_to_check", story.staff("leitung"), reason="Noch einmal.")
    clerk = browser(story.staff("sachbearbeitung"))
    page = text_of(clerk.get(reverse("grants:review", args=[story.case.public_id])))
    assert "unit_statement" not in page
    assert missing_in_memo(story.case.review) == ()


def test_a_measure_is_announced_again_under_the_same_cap(world, tale, measure):
    again = announce(
        world.ground, measure, date(2026, 9, 1),
        closes=date(2026, 10, 15), starts=date(2027, 1, 1), ends=date(2027, 12, 31),
    ) if fill_pot(2027, Decimal(200_000), "Bereich 2", "wir20-grossprojekt") else None  # fmt: skip
    assert [call.title for call in measure.rounds.order_by("opens_on")] == [
        "Lesen in der Halle",
        "Lesen in der Halle (2. Bekanntmachung)",
    ]
    assert again.measure == measure
    assert again.guideline.version == "2025"


def test_one_paper_covers_many_cases_and_what_one_refuses_holds_up_no_other(tale, contest):
    stories = [ready(tale, contest, name, 4000) for name in ("Chor", "Küche", "Garten")]
    recommended(tale, *stories)
    for story in stories:
        story.hand_over("0200/2026")
    office, now = stories[0].staff("geschaeftsstelle"), stories[0].now(12)
    advice = {"held_on": stories[0].day, "votes": "8:2:0"}
    stories[2].advised(stories[2].day, "8:2:0")
    rows = record_for_paper("0200/2026", "record_council_advice", advice, by=office, key="a", now=now)
    assert [bool(row.reasons) for row in rows] == [False, False, True]
    said = {"resolved_on": stories[0].day, "votes": "einstimmig"}
    for _ in range(2):  # the same key again does nothing twice
        record_for_paper("0200/2026", "record_council_approval", said, by=office, key="b", now=now)
    for story in stories:
        story.case.refresh_from_db()
        assert story.case.stage == Stage.AWARD_DRAFTED
        assert story.case.council_votes.filter(result="approved").count() == 1


def test_the_reserve_list_moves_up_when_money_is_freed(tale, contest):
    first, second, waits = (
        ready(tale, contest, name, grant) for name, grant in (("A", 12_000), ("B", 8_000), ("C", 8_000))
    )
    items = tale.sit(HELD, [first, second, waits], invited_on=HELD - 10 * DAY)
    for story, item in zip((first, second), items[:2], strict=True):
        story.vote(item, 4, 0, 0)
    waits.call_up(items[2])
    waits.count(items[2], 4, 0, 0)
    waits.rank(1)
    tale.rise(items[2].sitting)
    office = waits.staff("geschaeftsstelle")
    assert (waits.case.stage, waits.case.reserve_rank) == (Stage.DEFERRED, 1)
    assert "Platz 1" in letter_of(waits, "nachrueckliste").lines[1]
    with pytest.raises(NotYet, match="noch nicht genug Geld"):
        perform(waits.case, "move_up", by=office, now=waits.now(19))
    second.later()
    second.move("withdraw", second.applicant)
    waits.later()
    waits.move("move_up", office)
    assert (waits.case.stage, waits.case.reserve_rank) == (Stage.READY_FOR_SITTING, None)


def test_a_changed_value_of_terms_changes_new_cases_and_no_pinned_one(tale, contest):
    pinned = ready(tale, contest, "Alt", 20_000)
    row = Guideline.objects.get(programme="gesellschaftsfonds", version="neu")
    row.terms_text = terms_to_text(
        replace(
            row.terms, cap=Decimal(15_000), deciding_body="Ratsversammlung", longest=Period(6, Unit.MONTHS)
        )
    )
    row.save()
    pinned.case.refresh_from_db()
    assert case_of(pinned.case).terms.cap == Decimal(20_000)
    assert pinned.case.terms.deciding_body == "Verwaltungsausschuss"
    fresh = Round.objects.select_related("guideline").get(pk=contest.pk)
    assert fresh.guideline.terms.cap == Decimal(15_000)
    too_much = Paper(
        organisation="Verein Neu", title="Neu", grant=Decimal("15000.01"), own=Decimal(4000),
        begins=date(2026, 6, 1), ends=date(2026, 11, 30),
    )  # fmt: skip
    story = tale.story(too_much, fresh, date(2026, 2, 2))
    story.consult()
    story.draft()
    with pytest.raises(NotYet, match=r"Höchstbetrag ist 15\.000,00"):
        story.submit()


def test_who_is_barred_from_one_case_is_proposed_for_those_that_compete_with_it(world, tale, contest):
    stories = [ready(tale, contest, name, 8000) for name in ("Eins", "Zwei", "Drei")]
    items = tale.sit(HELD, stories, invited_on=HELD - 10 * DAY)
    seat = seats_of(world.ground.bodies["jury"])[2]
    assert proposals_for(items[0].sitting, items) == []
    exclude(stories[0].case, seat, "Im Vorstand", by=world.ground.staff["geschaeftsstelle"], now=at(HELD, 16))
    found = proposals_for(items[0].sitting, items)
    assert [(row.item.position, row.seat) for row in found] == [(2, seat), (3, seat)]
    assert packages_of(items[0].sitting, items) == [[1], [2, 3]]
    client = Client()
    client.force_login(world.ground.staff["geschaeftsstelle"])
    page = client.get(items[0].sitting.get_absolute_url()).content.decode()
    assert "Mitwirkungsverbot prüfen" in page
    assert "TOP 2, 3" in page


# Seiten


def test_the_office_takes_selects_and_announces_a_measure_on_its_pages(world, measure):
    client = Client()
    client.force_login(world.ground.staff["geschaeftsstelle"])
    assert "Lesen in der Halle" in client.get(reverse("grants:measures")).content.decode()
    page = client.get(measure.get_absolute_url()).content.decode()
    assert "50.000,00" in page
    assert "15:6:2" in page
    form = {
        "title": "Zweite Maßnahme",
        "field_of_action": "demokratie",
        "unit": "Fachbereich",
        "key": "a" * 12,
    }
    for _ in range(2):
        assert client.post(reverse("grants:new_measure"), form).status_code == 302
    assert Measure.objects.filter(title="Zweite Maßnahme", stage="catalogued").count() == 1
    assert client.post(reverse("grants:new_measure"), {**form, "key": "b" * 12}).status_code == 422
    second = Measure.objects.get(title="Zweite Maßnahme")
    move = reverse("grants:measure_move", args=[second.public_id, "select_measures"])
    assert "Stimmen nach dem Protokoll" in client.get(move).content.decode()


def test_the_page_of_a_paper_records_one_result_for_all_its_cases(tale, contest):
    stories = [ready(tale, contest, name, 4000) for name in ("Rad", "Rollschuh")]
    recommended(tale, *stories)
    for story in stories:
        story.hand_over("0201/2026")
    client = Client()
    client.force_login(stories[0].staff("geschaeftsstelle"))
    address = reverse("grants:papers")
    assert "0201/2026" in client.get(address).content.decode()
    page = client.get(address, {"nr": "0201/2026"}).content.decode()
    assert "8.000,00" in page
    said = {
        "result": "record_council_advice",
        "day": f"{stories[0].day:%d.%m.%Y}",
        "votes": "",
        "key": "c" * 12,
    }
    assert client.post(f"{address}?nr=0201/2026", said).status_code == 422
    done = client.post(f"{address}?nr=0201/2026", {**said, "votes": "8:2:0"})
    assert done.status_code == 302
    for story in stories:
        story.case.refresh_from_db()
        assert story.case.council_advised_on == story.day
    client.force_login(stories[0].applicant)
    assert client.get(address).status_code == 404
