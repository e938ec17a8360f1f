"""The council path at its boundaries: the cent, the day, the tie; who competes; who is proposed for exclusion."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.workflows.ripe import CARRIED, CASE, GRANT, ME, TODAY, actor
from tests.workflows.ripe_council import GFZ, GFZ_CASE, GROSS, GROSS_CASE, HELD, MEASURE, SAID
from workflows.effects import Booking
from workflows.errors import NotHere, NotYet
from workflows.procedures.massnahme import MeasureMachine
from workflows.programmes import PROGRAMMES
from workflows.roles import Role
from workflows.rules.competition import Rival, competing, proposed_exclusions, split_package
from workflows.rules.ledger import reserve
from workflows.rules.voting import resolve
from workflows.stages import MeasureStage, Stage

DAY = timedelta(days=1)
CENT = Decimal("0.01")


def gross(stage, role=Role.OFFICE, today=TODAY, **facts):
    return GROSS(replace(GROSS_CASE, stage=stage, **facts), actor(role), today)


def gfz(stage, role=Role.OFFICE, today=TODAY, **facts):
    return GFZ(replace(GFZ_CASE, stage=stage, **facts), actor(role), today)


def refused(machine, move, **data):
    with pytest.raises(NotYet) as raised:
        machine.perform(move, **data)
    return raised.value.reasons


# Wer entscheidet


def test_the_recommendation_alone_never_leads_to_a_bescheid():
    for machine in (gross(Stage.ENDORSED, Role.CASEWORKER), gfz(Stage.ENDORSED, Role.CASEWORKER)):
        offered = {offer.move: offer.target for offer in machine.offers()}
        assert Stage.AWARD_DRAFTED not in offered.values()
        with pytest.raises(NotHere):
            machine.perform("draft_award")


def test_a_no_of_the_advising_committee_does_not_end_the_case():
    told = gross(Stage.IN_COUNCIL, council_on=TODAY).perform(
        "record_council_advice", held_on=TODAY, votes="3:7:0"
    )
    assert told.target == Stage.IN_COUNCIL
    assert told.effects.open[0].fields["body"] == "Internationaler Ausschuss"
    then = gross(Stage.IN_COUNCIL, **HELD).perform("record_council_approval", **SAID)
    assert then.target == Stage.AWARD_DRAFTED
    assert then.effects.open[0].fields["body"] == "Verwaltungsausschuss"


def test_the_deciding_body_is_the_one_of_the_terms():
    terms = replace(CASE.terms, deciding_body="Ratsversammlung", advising_body="Migrationsausschuss")
    told = gfz(Stage.IN_COUNCIL, terms=terms, **HELD).perform("record_council_approval", **SAID)
    assert told.effects.open[0].fields["body"] == "Ratsversammlung"
    without = HELD | {"council_advised_on": None}
    assert (
        "Migrationsausschuss"
        in refused(gfz(Stage.IN_COUNCIL, terms=terms, **without), "record_council_approval", **SAID)[0]
    )


def test_a_deferral_stays_in_council_and_may_come_again():
    machine = gfz(Stage.IN_COUNCIL, council_on=TODAY - DAY)
    for _ in range(2):
        told = machine.perform("record_council_deferral", held_on=TODAY, reason="in die Fraktion gezogen")
        assert (told.target, told.effects.book) == (Stage.IN_COUNCIL, ())
    assert told.effects.open[0].fields["result"] == "deferred"


@pytest.mark.parametrize(
    ("votes", "why"),
    [
        ("8:2:0", ""),
        ("7:3:0", ""),
        ("1:0:9", ""),
        ("einstimmig", ""),
        ("5:5:1", "Stimmengleichheit"),
        ("0:0:9", "Niemand hat mit Ja oder Nein gestimmt"),
        ("3:7:0", "mehr Nein als Ja"),
    ],
)
def test_a_tie_of_the_deciding_body_is_a_no(votes, why):
    machine = gross(Stage.IN_COUNCIL, **HELD)
    if not why:
        assert machine.perform("record_council_approval", **SAID | {"votes": votes})
    else:
        assert why in refused(machine, "record_council_approval", **SAID | {"votes": votes})[0]
        told = machine.perform("record_council_refusal", resolved_on=TODAY, votes=votes)
        assert told.target == Stage.DECLINED
        assert told.effects.book == [Booking("budget", "reserved", GRANT)]


def test_the_decision_falls_on_the_day_of_the_advice_at_the_earliest_and_today_at_the_latest():
    advised = HELD["council_advised_on"]
    for day in (advised, TODAY):
        assert gross(Stage.IN_COUNCIL, **HELD).perform(
            "record_council_approval", **SAID | {"resolved_on": day}
        )
    for day in (advised - DAY, TODAY + DAY):
        assert refused(
            gross(Stage.IN_COUNCIL, **HELD), "record_council_approval", **SAID | {"resolved_on": day}
        )


# Betrag


def test_a_lower_amount_frees_the_difference_and_asks_for_a_plan():
    machine = gross(Stage.IN_COUNCIL, **HELD)
    told = machine.perform("request_adapted_plan", **SAID | {"amount": GRANT - CENT})
    assert told.target == Stage.PLAN_ADJUSTMENT
    assert told.effects.book == [Booking("budget", "reserved", CENT)]
    assert told.effects.fields["endorsed"] == GRANT - CENT
    assert told.effects.fields["plan_due"] > TODAY + 21 * DAY
    assert refused(gross(Stage.IN_COUNCIL, **HELD), "request_adapted_plan", **SAID)
    assert refused(gross(Stage.IN_COUNCIL, **HELD), "request_adapted_plan", **SAID | {"amount": Decimal(0)})


def test_the_council_may_give_more_than_was_recommended_down_to_the_last_cent():
    held = HELD | {"reserved": Decimal(4000), "endorsed": Decimal(4000), "pot_left": Decimal(800)}
    told = gross(Stage.IN_COUNCIL, **held).perform("record_council_approval", **SAID)
    assert told.effects.book == [reserve(Decimal(800))]
    for short in ({"pot_left": Decimal("799.99")}, {"measure_left": Decimal("799.99")}):
        assert (
            "überschritten um 0,01"
            in refused(gross(Stage.IN_COUNCIL, **held | short), "record_council_approval", **SAID)[0]
        )


def test_what_is_held_stays_held_when_the_pot_is_empty():
    told = gfz(Stage.IN_COUNCIL, **HELD, pot_left=Decimal(0)).perform("record_council_approval", **SAID)
    assert told.effects.book == []


# Maßnahme


def sits(**facts):
    said = {"resolution": CARRIED, "requested": Decimal(20000), "motion_amount": Decimal(20000)}
    return gross(Stage.IN_SITTING, Role.CHAIR, **said | facts)


def test_the_third_award_of_a_measure_takes_what_two_have_left_to_the_cent():
    amount = Decimal(20000)
    left = GROSS.terms_for("2025").measure_cap - 2 * Decimal(15000)
    assert sits(measure_left=left).perform("endorse", amount=amount).target == Stage.ENDORSED
    assert refused(sits(measure_left=left - CENT), "endorse", amount=amount) == [
        "Höchstbetrag der Maßnahme überschritten um 0,01 €: Für diese Maßnahme sind noch 19.999,99 € da."
    ]
    assert sits(measure_left=None).perform("endorse", amount=amount)


def test_a_request_keeps_the_cap_of_its_guideline_to_the_cent():
    for slug, version, cap in (
        ("wir20-grossprojekt", "2022", 50000),
        ("wir20-grossprojekt", "2025", 50000),
        ("gesellschaftsfonds", "14", 20000),
        ("gesellschaftsfonds", "neu", 20000),
    ):
        programme = PROGRAMMES[slug]
        case = replace(CASE, stage=Stage.DRAFT, terms=programme.terms_for(version), ends=date(2026, 11, 30))
        fits = programme(replace(case, requested=Decimal(cap)), actor(Role.SIGNATORY), TODAY)
        assert fits.perform("submit").target == Stage.SUBMITTED
        over = programme(replace(case, requested=cap + CENT), actor(Role.SIGNATORY), TODAY)
        assert "Höchstens" in refused(over, "submit")[0]


def measure(today=TODAY, stage=MeasureStage.CATALOGUED, **facts):
    return MeasureMachine(replace(MEASURE, stage=stage, **facts), actor(Role.OFFICE), today)


def test_two_measures_a_half_year_and_the_next_on_the_first_day_of_the_other_half():
    last, first = date(2026, 6, 30), date(2026, 7, 1)
    chosen = {"chosen": (date(2026, 1, 5), last), "sittings": frozenset({last, first})}
    assert "schon 2" in refused(measure(last, **chosen), "select_measures", held_on=last, votes="9:0:0")[0]
    told = measure(first, **chosen).perform("select_measures", held_on=first, votes="9:0:0")
    assert told.effects.fields["selected_on"] == first


def test_a_measure_is_announced_again_the_day_after_its_call_closed():
    days = {"opens_on": TODAY, "closes_on": TODAY, "earliest_start": TODAY + DAY, "latest_end": TODAY + DAY}
    over = measure(stage=MeasureStage.ANNOUNCED, call_closes=TODAY - DAY)
    assert over.perform("announce_again", **days).effects.open[0].kind == "round"
    assert refused(measure(stage=MeasureStage.ANNOUNCED, call_closes=TODAY), "announce_again", **days)


# Nachrückliste


def test_a_case_moves_up_when_exactly_its_amount_is_free_and_in_order():
    waits = {"reserve_rank": 2, "pot_left": GRANT}
    assert gfz(Stage.DEFERRED, **waits).perform("move_up").effects.fields == {"reserve_rank": None}
    assert refused(gfz(Stage.DEFERRED, **waits | {"pot_left": GRANT - CENT}), "move_up")
    assert refused(gfz(Stage.DEFERRED, **waits, reserve_taken=frozenset({1})), "move_up")
    assert gfz(Stage.DEFERRED, **waits, reserve_taken=frozenset({3, 4})).perform("move_up")
    assert refused(gfz(Stage.DEFERRED, **waits), "relist")


def test_what_moves_up_is_decided_anew():
    assert gfz(Stage.DEFERRED, reserve_rank=1).perform("move_up").target == Stage.READY_FOR_SITTING


# Wertgrenze


def test_above_the_competence_limit_a_kleinprojekt_warns_and_goes_on():
    klein = PROGRAMMES["wir20-kleinprojekt"]
    for limit, warned in ((GRANT, False), (GRANT - CENT, True), (None, False)):
        terms = replace(CASE.terms, competence_limit=limit)
        case = replace(CASE, stage=Stage.IN_SITTING, terms=terms, resolution=CARRIED, endorsed=None)
        offer = next(o for o in klein(case, actor(Role.CHAIR), TODAY).offers() if o.move == "endorse")
        assert offer.feasible
        assert [w.unmet.split(":")[0] for w in offer.warnings] == (["Zuständigkeit prüfen"] if warned else [])
        assert klein(case, actor(Role.CHAIR), TODAY).perform("endorse", amount=GRANT)


# Laufzeit und Vorstellung


def test_a_project_of_round_14_runs_eighteen_months_and_no_day_longer():
    terms = GFZ.terms_for("14")
    assert (str(terms.longest), str(GFZ.terms_for("12").longest)) == ("18 months", "24 months")
    case = replace(GFZ_CASE, stage=Stage.DRAFT, terms=terms, begins=date(2026, 6, 1), latest_end=None)
    fits = GFZ(replace(case, ends=date(2027, 11, 30)), actor(Role.SIGNATORY), TODAY)
    assert fits.perform("submit")
    longer = GFZ(replace(case, ends=date(2027, 12, 1)), actor(Role.SIGNATORY), TODAY)
    assert "höchstens 18 Monate" in refused(longer, "submit")[0]


# Befangenheit im Wettbewerb

ALPHA, BETA, GAMMA = (Rival(n, 1, None, Decimal(100)) for n in (1, 2, 3))


def test_cases_compete_when_together_they_ask_for_a_cent_more_than_there_is():
    three = (ALPHA, BETA, GAMMA)
    assert competing(ALPHA, three, Decimal(300)) == frozenset()
    assert competing(ALPHA, three, Decimal("299.99")) == {2, 3}
    other_round = replace(GAMMA, round=2)
    assert competing(ALPHA, (ALPHA, BETA, other_round), Decimal(200)) == frozenset()


def test_a_measure_or_a_reserve_list_makes_cases_compete_whatever_the_pot_holds():
    plenty = Decimal(10**6)
    same = (replace(ALPHA, measure=9), replace(BETA, measure=9, round=2), GAMMA)
    assert competing(same[0], same, plenty) == {2}
    listed = (ALPHA, BETA, replace(GAMMA, on_reserve=True))
    assert competing(ALPHA, listed, plenty) == {2, 3}


def test_who_is_tied_to_one_applicant_is_proposed_for_exclusion_from_the_competing_cases():
    three = (ALPHA, BETA, GAMMA)
    tied = {1: {70}, 2: {70, 80}}
    assert proposed_exclusions(tied, three, {1: Decimal(299)}) == {1: {80}, 3: {70, 80}}
    assert proposed_exclusions(tied, three, {1: Decimal(300)}) == {}


def test_a_package_is_split_where_somebody_is_excluded():
    assert split_package([1, 2, 3, 4], {2: {70}}) == [(1, 3, 4), (2,)]
    assert split_package([1, 2, 3], {1: {70}, 3: {70}}) == [(1, 3), (2,)]
    assert split_package([1, 2], {}) == [(1, 2)]


# Beispiele aus der Wirklichkeit


def test_the_kuratorium_of_26_recommends_with_15_to_6_to_2_and_one_excluded():
    said = resolve(
        "nkomvg_by_rules", seats=26, present=23, excluded=1, yes=15, no=6, abstained=2, opened_with=24
    )
    assert said.quorate
    assert said.carried


def test_the_office_and_the_caseworker_write_down_what_the_council_resolved_and_nobody_else():
    for role in set(Role) - {Role.OFFICE, Role.CASEWORKER}:
        assert not [o for o in gross(Stage.IN_COUNCIL, role).offers() if "council" in o.move]
    assert actor(Role.OFFICE).user_id == ME
