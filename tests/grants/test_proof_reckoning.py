"""What remains of a grant after the proof: more income than planned reduces it, whoever it came from but oneself."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from grants.actions.proofs import check_proof
from grants.cases.completeness import missing_in_proof
from grants.cases.reckoning import new_funds, of_proof, own_of
from grants.cases.releases import content_digest
from grants.models import Application, PlanLine, ProofLine
from tests.factories import World, drive
from tests.forms_in import forms_in
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


def state(story, amount: str, *, recognised: str | None = None):
    """The recipient states income from outside the plan; the office recognises some of it."""
    proof = story.case.proof
    proof.further_income = Decimal(amount)
    proof.further_income_from = "Stiftung Beispiel, für den Druck"
    proof.recognised_income = None if recognised is None else Decimal(recognised)
    proof.save()


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


@pytest.mark.rest
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


# Weitere Einnahmen, die nicht im Plan standen (ANBest-P 2)


def test_income_from_outside_the_plan_reduces_the_grant_to_the_cent(story):
    state(story, "1200.00")  # 6,000 EUR spent: the Festbetrag of 4,800 EUR still fits
    assert of_proof(again(story), WHOLE, WHOLE).grant == Decimal(4800)
    state(story, "1200.01")
    assert of_proof(again(story), WHOLE, WHOLE).grant == Decimal("4799.99")


def test_what_the_office_recognises_counts_before_what_was_stated(story):
    state(story, "3000", recognised="2000")
    assert new_funds(again(story)) == Decimal(2000)
    state(story, "3000", recognised="0")
    assert new_funds(again(story)) == 0
    assert new_funds(again(story), Decimal(500)) == Decimal(500)


def test_income_from_outside_the_plan_is_set_off_against_less_of_the_planned(story):
    income(story, IncomeCategory.DONATIONS, 700, 0)
    state(story, "1000")
    assert new_funds(again(story)) == Decimal(300)


def test_check_page_proposes_what_was_stated_and_keeps_what_the_clerk_types(story):
    state(story, "2000")
    clerk = client_of(story.staff("sachbearbeitung"))
    address = reverse("grants:check_proof", args=[story.case.public_id])
    page = clerk.get(address).content.decode()
    assert 'value="2.000,00"' in page
    assert "Stiftung Beispiel, für den Druck" in page
    typed = {"recognised": "6000", "recognised_cash": "6000", "recognised_income": "0", "note": "Geprüft."}
    computed = clerk.post(address, typed | {"compute": "1"}).content.decode()
    assert "Mehr Einnahmen als geplant" not in computed
    clerk.post(address, typed | {"recognised_income": "1.500"})
    proof = again(story).proof
    assert (proof.recognised_income, proof.recognised_grant) == (Decimal(1500), Decimal(4500))


def test_income_without_a_source_keeps_the_proof_from_being_sent(story):
    proof = story.case.proof
    proof.further_income = Decimal(10)
    assert "„Von wem kommen die weiteren Einnahmen?“ fehlt." in missing_in_proof(proof, 1, 1)
    proof.further_income = Decimal(0)
    assert "„Von wem kommen die weiteren Einnahmen?“ fehlt." not in missing_in_proof(proof, 1, 1)


@pytest.mark.parametrize(("name", "value"), [("further_income", Decimal(5)), ("further_income_from", "Bank")])
def test_a_release_binds_to_the_income_that_was_stated(story, name, value):
    before = content_digest(again(story))
    proof = again(story).proof
    setattr(proof, name, value)
    proof.save()
    assert content_digest(again(story)) != before


def test_the_recipient_states_income_on_the_page_of_the_proof():
    story = drive(World(), Stage.PROOF_DUE)
    applicant = client_of(story.applicant)
    address = reverse("grants:proof", args=[story.case.public_id])
    (form,) = forms_in(applicant.get(address).content.decode(), address)[:1]
    sent = form.values | {
        "further_income": "1.250,50",
        "further_income_from": "Spende der Bank, für Getränke",
    }
    assert applicant.post(address, sent).status_code == 302
    proof = again(story).proof
    assert (proof.further_income, proof.further_income_from) == (
        Decimal("1250.50"),
        "Spende der Bank, für Getränke",
    )
    assert "1.250,50" in applicant.get(address).content.decode()
