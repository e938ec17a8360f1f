"""The Kleinprojekt and its money: to the cent, what may be asked for, what is given, what goes back to the pot."""

from datetime import date
from decimal import Decimal

import pytest

from tests.workflows.ripe import CARRIED, CENT, DAY, GRANT, RELEASED, TERMS_2025, TODAY
from tests.workflows.standing import on, refused
from workflows.effects import Booking
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role
from workflows.rules.financing import financing
from workflows.stages import Stage

TERMS_2022 = Wir20Kleinprojekt.terms_for("2022")


# Amounts


def test_exactly_the_cap_may_be_requested_and_not_a_cent_more():
    for terms in (TERMS_2022, TERMS_2025):
        fits = on(TODAY, Stage.DRAFT, Role.SIGNATORY, terms=terms, requested=terms.cap)
        assert fits.perform("submit").target == Stage.SUBMITTED
        above = on(TODAY, Stage.DRAFT, Role.SIGNATORY, terms=terms, requested=terms.cap + CENT)
        assert "Höchstens" in refused(above, "submit").reasons[0]


def test_a_cent_may_be_requested_and_nothing_may_not():
    assert on(TODAY, Stage.DRAFT, Role.SIGNATORY, requested=CENT).perform("submit")
    assert refused(on(TODAY, Stage.DRAFT, Role.SIGNATORY, requested=Decimal(0)), "submit")


def test_exactly_the_rest_of_the_pot_may_be_resolved_and_not_a_cent_more():
    facts = {"resolution": CARRIED}
    outcome = on(TODAY, Stage.IN_SITTING, Role.CHAIR, pot_left=GRANT, **facts).perform(
        "endorse", amount=GRANT
    )
    assert outcome.effects.book == [Booking("reserved", "budget", GRANT)]
    short = on(TODAY, Stage.IN_SITTING, Role.CHAIR, pot_left=GRANT - CENT, **facts)
    assert "Budget überschritten um 0,01" in refused(short, "endorse", amount=GRANT).fields["amount"][0]


@pytest.mark.parametrize(
    "amount", [Decimal(0), Decimal(-1), GRANT + CENT, Decimal("NaN"), Decimal("Infinity"), Decimal("0.001")]
)
def test_no_other_amount_can_be_resolved(amount):
    machine = on(TODAY, Stage.IN_SITTING, Role.CHAIR, resolution=CARRIED, motion_amount=amount)
    assert refused(machine, "endorse", amount=amount).fields["amount"]


def test_every_fault_of_an_amount_is_told_at_once():
    machine = on(
        TODAY,
        Stage.IN_SITTING,
        Role.CHAIR,
        requested=Decimal(100),
        motion_amount=Decimal(50),
        pot_left=Decimal(1),
    )
    said = refused(machine, "endorse", amount=Decimal(200))
    assert len(said.fields["amount"]) == 3
    assert len(said.reasons) == 4


# A lower award


def test_a_lower_award_goes_through_the_adapted_plan():
    asked, given = Decimal(9000), Decimal(8000)
    endorsed = {"requested": asked, "endorsed": given, "eligible": Decimal(11250), "own": Decimal(2250)}
    assert financing(asked, Decimal(10500), Decimal(1500), TERMS_2025).kind == "anteil"
    assert (
        "Der Betrag wurde gesenkt"
        in refused(on(TODAY, Stage.ENDORSED, Role.CASEWORKER, **endorsed), "draft_award").reasons[0]
    )
    asked_for = on(TODAY, Stage.ENDORSED, Role.CASEWORKER, **endorsed).perform("request_adapted_plan")
    assert asked_for.target == Stage.PLAN_ADJUSTMENT
    assert asked_for.effects.fields["plan_due"] == date(2026, 4, 10)
    assert [letter.key for letter in asked_for.letters] == ["plan_anpassen"]
    assert refused(on(TODAY, Stage.PLAN_ADJUSTMENT, Role.SIGNATORY, **endorsed), "confirm_adapted_plan")
    adapted = endorsed | {"requested": given, "eligible": Decimal(10000), "own": Decimal(2000)}
    confirmed = on(TODAY, Stage.PLAN_ADJUSTMENT, Role.SIGNATORY, **adapted).perform("confirm_adapted_plan")
    assert confirmed.effects.open[1].fields["amount"] == given
    assert financing(given, adapted["eligible"], adapted["own"], TERMS_2025).kind == "festbetrag"


def test_an_adapted_plan_that_does_not_balance_is_refused():
    facts = {"endorsed": GRANT, "requested": GRANT, "expenses": Decimal(6000), "income": Decimal("5999.99")}
    assert refused(on(TODAY, Stage.PLAN_ADJUSTMENT, Role.SIGNATORY, **facts), "confirm_adapted_plan")


def test_a_full_award_needs_no_adapted_plan():
    assert refused(on(TODAY, Stage.ENDORSED, Role.CASEWORKER), "request_adapted_plan")
    assert on(TODAY, Stage.ENDORSED, Role.CASEWORKER).perform("draft_award").target == Stage.AWARD_DRAFTED


# Bookings


def test_money_goes_back_to_the_pot_on_every_way_out():
    held = {"reserved": GRANT, "committed": Decimal(100)}
    back = [Booking("budget", "reserved", GRANT), Booking("budget", "committed", Decimal(100))]
    ways = [
        (Stage.AWARD_DRAFTED, Role.SIGNATORY, "withdraw", {}),
        (Stage.ENDORSED, Role.LEAD, "discontinue", {"reason": "x"}),
        (Stage.AWARD_DRAFTED, Role.LEAD, "return_to_check", {"reason": "x"}),
        (Stage.RUNNING, Role.SIGNATORY, "waive_grant", {}),
    ]
    for stage, role, move, data in ways:
        assert on(TODAY, stage, role, **held).perform(move, **data).effects.book == back
    lapsed = on(TODAY, Stage.PLAN_ADJUSTMENT, Role.CLOCK, plan_due=TODAY - DAY, **held)
    assert lapsed.perform("lapse_adapted_plan").effects.book == back


def test_a_return_to_the_check_takes_back_all_that_was_decided():
    decided = RELEASED | {
        "condition_open": "Mietvertrag",
        "plan_confirmed": True,
        "period_ends": date(2026, 11, 30),
    }
    machine = on(TODAY, Stage.AWARD_DRAFTED, Role.LEAD, **decided)
    fields = machine.perform("return_to_check", reason="Neue Tatsachen").effects.fields
    taken_back = {
        "endorsed", "awarded", "period_begins", "period_ends", "condition_open",
        "released_by", "released_on", "plan_confirmed",
    }  # fmt: skip
    assert taken_back <= set(fields)
    assert not any(fields[name] for name in taken_back)
