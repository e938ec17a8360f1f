"""What remains of a grant after the proof: more income than planned reduces it, whoever it came from but oneself."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from grants.actions.proofs import check_proof
from grants.cases.reckoning import new_funds, of_proof, own_of
from grants.models import Application, PlanLine, ProofLine
from tests.factories import World, drive
from tests.grants.desk_story import client_of
from workflows.rules.categories import IncomeCategory, Side
from workflows.stages import Stage

pytestmark = pytest.mark.django_db
WHOLE = Decimal(6000)


@pytest.fixture
def story():
    """A proof in review: 6,000 EUR spent as planned, 4,800 EUR granted (Festbetrag)."""
    return drive(World(), Stage.PROOF_IN_REVIEW)


def income(story, category, planned, actual):
    project = story.case.project
    line = PlanLine.objects.create(
        project=project,
        side=Side.INCOME,
        category=category,
        position=20 + planned,
        amount_cents=planned * 100,
    )
    if actual is not None:
        ProofLine.objects.create(proof=story.case.proof, plan_line=line, actual_cents=actual * 100)


def again(story):
    return Application.objects.get(pk=story.case.pk)


def test_new_income_of_others_reduces_the_grant(story):
    income(story, IncomeCategory.THIRD_PARTY, 1000, 3000)
    assert new_funds(again(story)) == Decimal(2000)
    assert of_proof(again(story), WHOLE, WHOLE).grant == Decimal(4000)


def test_income_as_planned_or_unsaid_reduces_nothing(story):
    income(story, IncomeCategory.DONATIONS, 500, 500)
    income(story, IncomeCategory.CITY, 700, None)
    assert of_proof(again(story), WHOLE, WHOLE).grant == Decimal(4800)


def test_less_income_is_set_off_against_more_and_never_raises_the_grant(story):
    income(story, IncomeCategory.THIRD_PARTY, 1000, 3000)
    income(story, IncomeCategory.CONTRIBUTIONS, 500, 0)
    assert new_funds(again(story)) == Decimal(1500)
    income(story, IncomeCategory.DONATIONS, 4000, 0)
    assert new_funds(again(story)) == 0


def test_own_money_beyond_the_plan_reduces_nothing(story):
    income(story, IncomeCategory.OWN_CASH, 100, 3000)
    assert new_funds(again(story)) == 0


def test_money_of_others_is_own_only_where_the_guideline_says_so(story):
    income(story, IncomeCategory.THIRD_PARTY, 1000, 1000)
    case = again(story)
    own = case.project.own
    assert own_of(case) == own
    case.terms = replace(case.terms, third_party_is_own=True)
    assert own_of(case) == own + Decimal(1000)


def test_check_keeps_the_reduced_grant_and_the_page_says_why(story):
    income(story, IncomeCategory.THIRD_PARTY, 1000, 3000)
    clerk = story.staff("sachbearbeitung")
    proof = check_proof(
        story.case, by=clerk, recognised=WHOLE, recognised_cash=WHOLE, note="Geprüft.", now=story.now()
    )
    assert proof.recognised_grant == Decimal(4000)
    page = client_of(clerk).get(reverse("grants:check_proof", args=[story.case.public_id])).content.decode()
    assert "Mehr Einnahmen als geplant" in page
