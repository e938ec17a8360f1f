"""„Passt das?“ agrees with the rules of the submission, at every boundary of a generated table."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from tests.workflows.ripe import CASE, CENT, DAY, TERMS_2025
from workflows.case import Actor, Case, OwnShare
from workflows.fit import BEGUN, NO_FIELD, NO_ROUND, Answer, Call, Wish, draft_of, fit
from workflows.machine import Programme, way_on
from workflows.programmes import PROGRAMMES
from workflows.programmes.gesellschaftsfonds import Gesellschaftsfonds
from workflows.programmes.wir20_grossprojekt import Wir20Grossprojekt
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role
from workflows.rules.eligibility import plan_problems, totals
from workflows.stages import Stage

CALL = Call(
    opens=date(2026, 1, 1),
    closes=date(2026, 3, 31),
    earliest_start=date(2026, 5, 1),
    latest_end=date(2026, 11, 30),
)
TODAY = CALL.closes
SOUND: dict[str, Any] = {
    "cost": Decimal(6000),
    "own": Decimal(1200),
    "field_of_action": "kultur",
    "begins": CALL.earliest_start,
    "ends": CALL.latest_end,
}


def asked(day: date = TODAY, call: Call | None = CALL, **said: Any) -> Any:
    return fit(Wir20Kleinprojekt, Wish(**SOUND | said), TERMS_2025, call, day)


def test_what_keeps_every_rule_fits() -> None:
    assert asked().answer == Answer.FITS
    assert asked().reasons == ()


@pytest.mark.parametrize(
    ("said", "answer", "word"),
    [
        # exactly the cap with exactly 20 %, and a cent more
        ({"cost": Decimal(12500), "own": Decimal(2500)}, Answer.FITS, ""),
        ({"cost": Decimal(12500) + 2 * CENT, "own": Decimal(2500) + CENT}, Answer.FITS_IF, "Höchstbetrag"),
        # exactly 20 %, and a cent less; unpaid work counts as own
        ({"own": Decimal(1200) - CENT}, Answer.FITS_IF, "Eigenbeteiligung"),
        ({"cost": Decimal(5000), "own": Decimal(0), "unpaid": Decimal(1250)}, Answer.FITS, ""),
        (
            {"cost": Decimal(5000), "own": Decimal(0), "unpaid": Decimal(1250) + CENT},
            Answer.FITS_IF,
            "Unbare",
        ),
        # other people's money is no own money (Q4)
        ({"own": Decimal(0), "others": Decimal(1200)}, Answer.FITS_IF, "Eigenbeteiligung"),
        ({"begins": CALL.earliest_start - DAY}, Answer.FITS_IF, "frühestens"),
        ({"ends": CALL.latest_end + DAY}, Answer.FITS_IF, "spätestens"),
        ({"begins": None, "ends": None}, Answer.FITS, ""),
        ({"begun": True}, Answer.NOT, "VV 1.3"),
        ({"here": False}, Answer.FITS_IF, "Hannover"),
        ({"field_of_action": ""}, Answer.FITS_IF, "Handlungsfeld"),
    ],
)
def test_each_rule_is_kept_at_its_boundary(said: dict[str, Any], answer: Answer, word: str) -> None:
    found = asked(**said)
    assert found.answer == answer
    assert word in " ".join(reason.sentence for reason in found.reasons)
    assert len(found.reasons) == (answer != Answer.FITS)
    assert all(reason.rule for reason in found.reasons)


def test_last_day_of_a_round_counts_and_the_day_after_is_too_late() -> None:
    assert asked(CALL.closes).answer == Answer.FITS
    late = asked(CALL.closes + DAY)
    assert late.answer == Answer.NOT
    assert "endete am 31.03.2026" in late.reasons[0].sentence


def test_round_that_has_not_begun_is_judged_as_on_its_first_day() -> None:
    assert asked(CALL.opens - 30 * DAY).answer == Answer.FITS


def test_without_a_round_nothing_fits_and_the_other_rules_are_told_all_the_same() -> None:
    found = asked(call=None, cost=Decimal(50_000))
    assert found.answer == Answer.NOT
    assert found.reasons[0].sentence == NO_ROUND
    assert len(found.reasons) > 1


def test_needed_share_is_said_as_needed() -> None:
    needed = replace(TERMS_2025, own_share=OwnShare.NEEDED)
    said = fit(Wir20Kleinprojekt, Wish(**SOUND | {"own": Decimal(0)}), needed, CALL, TODAY)
    assert "eine Begründung ersetzt es nicht" in said.reasons[0].sentence


def test_measure_has_to_be_carried_out_and_only_its_fund_asks_for_a_field_of_action() -> None:
    terms, call = Wir20Grossprojekt.versions[-1], replace(CALL, measure="Singen im Stadtteil")
    found = fit(Wir20Grossprojekt, Wish(**SOUND), terms, call, TODAY)
    assert found.answer == Answer.FITS_IF
    assert "Singen im Stadtteil" in found.reasons[0].sentence
    contest = fit(
        Gesellschaftsfonds,
        Wish(**SOUND | {"field_of_action": ""}),
        Gesellschaftsfonds.versions[-1],
        CALL,
        TODAY,
    )
    assert NO_FIELD not in [reason.sentence for reason in contest.reasons]


def test_table_of_answers_agrees_with_the_submission() -> None:
    """Every combination is judged as the same draft is where it is sent: feasible exactly where nothing was said."""
    judged = 0
    amounts = [Decimal(0), Decimal(1200) - CENT, Decimal(1200), Decimal(5000)]
    days = [CALL.earliest_start - DAY, CALL.earliest_start, None]
    ends = [CALL.latest_end, CALL.latest_end + DAY, None]
    for programme in PROGRAMMES.values():
        terms = programme.versions[-1]
        sending = way_on(programme, Stage.DRAFT)
        for cost, own, others, unpaid, begins, end, begun, here in product(
            [Decimal(6000), terms.cap + own_of(terms), terms.cap + own_of(terms) + CENT],
            amounts, amounts[:2], amounts[:3], days, ends, [False, True], [False, True],
        ):  # fmt: skip
            wish = Wish(
                cost=cost, own=own, others=others, unpaid=unpaid, begins=begins, ends=end,
                begun=begun, here=here, field_of_action="kultur",
            )  # fmt: skip
            if wish.requested <= 0:
                continue
            found = fit(programme, wish, terms, CALL, TODAY)
            machine = programme(
                as_sent(programme, wish, terms), Actor("", frozenset({Role.SIGNATORY}), 1), TODAY
            )
            possible = not machine.obstacles(sending) and here and not begun
            assert (found.answer == Answer.FITS) == possible, (programme.slug, wish, found)
            assert (found.answer == Answer.NOT) == begun
            judged += 1
    assert judged > 4000


def own_of(terms: Any) -> Decimal:
    return terms.cap / 4


def as_sent(programme: type[Programme], wish: Wish, terms: Any) -> Case:
    """The same draft, built apart from what is tested: a whole application with these figures and days."""
    lines = wish.plan()
    sums = totals(lines)
    return replace(
        CASE,
        stage="draft",
        terms=terms,
        begins=wish.begins,
        ends=wish.ends,
        requested=wish.cost - wish.own - wish.others,
        plan_problems=tuple(plan_problems(lines, sums, terms)),
        signed_by=frozenset({1}),
        own_facts=programme.example_facts(),
    )


def test_plan_of_a_wish_balances() -> None:
    wish = Wish(**SOUND | {"others": Decimal(300), "unpaid": Decimal(400)})
    sums = totals(wish.plan())
    assert (sums.expenses, sums.income) == (Decimal(6400), Decimal(6400))
    assert (sums.cash, sums.requested) == (Decimal(6000), Decimal(4500))
    assert draft_of(Wir20Kleinprojekt, wish, TERMS_2025, CALL).missing == ()
    assert draft_of(Wir20Kleinprojekt, replace(wish, begun=True), TERMS_2025, CALL).missing == (BEGUN,)
