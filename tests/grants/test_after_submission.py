"""What may still be written once an application is sent: what was asked for, and no more money."""

from decimal import Decimal
from random import Random

import pytest

from demo.stories.paper import Paper, plan_of
from grants.actions.drafts import save_milestones, save_organisation, save_plan, save_project
from grants.models import Application, PlanLine
from tests.factories import World, drive
from tests.grants.ground import browser, text_of
from tests.typist import Typist
from workflows.acts import ACTS
from workflows.errors import NotHere, NotYet
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]
CENT = Decimal("0.01")
RAISED = "darf der beantragte Zuschuss nicht steigen"


def ask_for(story, grant):
    """Write a balanced plan with this grant."""
    paper = Paper(**vars(story.paper) | {"grant": grant})
    save_plan(story.case, plan_of(paper), by=story.applicant, now=story.now())


def requested(story):
    """The line of the plan that asks for the grant, and the sum of the project (EUR)."""
    line = PlanLine.objects.get(project__application=story.case, category="requested")
    return line.amount, Application.objects.get(pk=story.case.pk).project.requested


@pytest.mark.parametrize("stage", [Stage.DOCUMENTS_REQUESTED, Stage.PLAN_ADJUSTMENT])
def test_nobody_asks_for_a_cent_more_than_was_sent(stage):
    story = drive(World(), stage)
    sent = story.case.requested
    with pytest.raises(NotYet, match=RAISED) as refused:
        ask_for(story, sent + CENT)
    assert set(refused.value.fields) == {"requested"}
    assert requested(story) == (sent, sent)
    for grant in (sent - CENT, sent):
        ask_for(story, grant)
        assert requested(story) == (grant, grant)


def test_a_draft_may_ask_for_more_from_day_to_day():
    story = drive(World(), Stage.DRAFT)
    for grant in (story.paper.grant, story.paper.grant * 2):
        ask_for(story, grant)
        assert requested(story) == (grant, grant)


def test_who_came_by_more_money_all_the_same_cannot_supply_it():
    story = drive(World(), Stage.DOCUMENTS_REQUESTED)
    sent = story.case.requested
    Application.objects.filter(pk=story.case.pk).update(requested_cents=int(sent * 100) - 1)
    with pytest.raises(NotYet, match=RAISED):
        story.move("supply_documents", story.applicant)
    Application.objects.filter(pk=story.case.pk).update(requested_cents=int(sent * 100))
    story.move("supply_documents", story.applicant, note="Der Betrag stimmt.")
    assert story.case.stage == Stage.FORMAL_CHECK


def test_after_a_lower_award_only_the_plan_is_adapted():
    story = drive(World(), Stage.PLAN_ADJUSTMENT)
    by, now = story.applicant, story.now()
    for act in (
        lambda: save_project(story.case, {"title": "Ein anderes Vorhaben"}, by=by, now=now),
        lambda: save_project(story.case, {"low_share_reason": "x", "title": "y"}, by=by, now=now),
        lambda: save_milestones(story.case, [{"title": "Etwas anderes"}], by=by, now=now),
        lambda: save_organisation(story.case, {"name": "Ein anderer Verein"}, by=by, now=now),
    ):
        with pytest.raises(NotHere, match=r"nicht \(mehr\) möglich"):
            act()
    save_project(story.case, {"low_share_reason": "Weniger Eintritt."}, by=by, now=now)
    ask_for(story, story.case.endorsed)
    story.move("confirm_adapted_plan", story.applicant)
    assert story.case.stage == Stage.AWARD_DRAFTED


def test_the_law_of_writing_names_where_each_part_is_open():
    assert ACTS["save_project"].stages == {Stage.DRAFT, Stage.DOCUMENTS_REQUESTED}
    assert ACTS["save_plan"].stages == ACTS["save_project"].stages | {Stage.PLAN_ADJUSTMENT}


# Auf der Seite


def address(story, section=""):
    return f"/faelle/{story.case.public_id}/antrag/" + (f"?abschnitt={section}" if section else "")


def page_with(story, grant):
    """The page of the plan with this grant in it, balanced by own money."""
    typist = Typist(browser(story.applicant), address(story, "finanzierung"), Random(1))
    amounts = {"own_cash": "1200", "requested": str(grant)}
    for table, first in (("expenses", str(grant + 1200)), ("income", "")):
        for number, row in enumerate(typist.rows(table)):
            typed = "" if number else first
            typist.type(f"{row}-amount", amounts.get(typist.form.values[f"{row}-category"][0], typed))
    return typist


def test_the_page_says_at_the_amount_that_it_may_not_rise():
    story = drive(World(), Stage.DOCUMENTS_REQUESTED)
    sent = story.case.requested
    typist = page_with(story, int(sent) * 2)
    assert RAISED in typist.autosave()["text"]
    assert not typist.save()
    page = text_of(typist.answer)
    assert RAISED in page
    assert 'href="#id_income-1-amount"' in page
    assert requested(story) == (sent, sent)
    for name, typed in page_with(story, int(sent) - 1).form.values.items():
        if name.endswith("-amount"):
            typist.type(name, *typed)
    assert typist.save()
    assert requested(story) == (sent - 1, sent - 1)


def test_the_page_opens_only_the_plan_after_a_lower_award():
    story = drive(World(), Stage.PLAN_ADJUSTMENT)
    client = browser(story.applicant)
    overview = text_of(client.get(address(story)))
    assert "?abschnitt=finanzierung" in overview
    assert "?abschnitt=vorhaben" not in overview
    assert story.case.project.answers["goals"].splitlines()[0] in overview
    read = text_of(client.get(address(story, "vorhaben")))
    assert 'name="title"' not in read
    answer = client.post(address(story, "vorhaben"), {"title": "Anders", "stamp": "x"})
    assert answer.status_code == 409
    assert page_with(story, int(story.case.endorsed)).save()
    assert requested(story) == (story.case.endorsed, story.case.endorsed)
    case = Application.objects.get(pk=story.case.pk)
    assert case.project.title == story.paper.title
