"""The Kleinprojekt at its boundaries: the day and the day after, the cent and one more."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.workflows.ripe import (
    CARRIED,
    CASE,
    DRAFT,
    FAILED,
    FINAL,
    GRANT,
    ME,
    MEMO,
    NOT_QUORATE,
    OTHER,
    POSTED,
    RELEASED,
    TERMS_2025,
    TODAY,
    actor,
)
from workflows.case import CLOCK, Case, Lawsuit, Memo, Role
from workflows.errors import MoveRefused, NotYet
from workflows.machine import Booking
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.rules.financing import financing
from workflows.stages import Stage

DAY = timedelta(days=1)
TERMS_2022 = Wir20Kleinprojekt.terms_for("2022")
CENT = Decimal("0.01")


def on(today: date, stage: Stage, role: Role, user_id: int = ME, **facts) -> Wir20Kleinprojekt:
    """The case in a stage on a day, seen by somebody in a role."""
    who = CLOCK if role is Role.CLOCK else actor(role, user_id=user_id)
    return Wir20Kleinprojekt(replace(CASE, stage=stage, **facts), who, today)


def refused(machine: Wir20Kleinprojekt, move: str, **data) -> NotYet:
    """The refusal of a move."""
    with pytest.raises(NotYet) as raised:
        machine.perform(move, **data)
    return raised.value


# Days


def test_submit_on_the_first_and_the_last_day_of_the_round_and_not_around_them():
    opens, closes = CASE.round_opens, CASE.round_closes
    for day in (opens, closes):
        assert on(day, Stage.DRAFT, Role.SIGNATORY).perform("submit").target == Stage.SUBMITTED
    assert (
        "beginnt erst am 01.01.2026"
        in refused(on(opens - DAY, Stage.DRAFT, Role.SIGNATORY), "submit").reasons[0]
    )
    late = refused(on(closes + DAY, Stage.DRAFT, Role.SIGNATORY), "submit")
    assert late.reasons == ["Die Antragsfrist endete am 31.03.2026. Bitte wenden Sie sich an die Beratung."]


def test_a_project_starts_on_the_earliest_day_and_not_before():
    early = {"begins": date(2026, 4, 30)}
    assert on(TODAY, Stage.DRAFT, Role.SIGNATORY, begins=date(2026, 5, 1)).perform("submit")
    assert (
        "frühestens am 01.05.2026"
        in refused(on(TODAY, Stage.DRAFT, Role.SIGNATORY, **early), "submit").reasons[0]
    )
    assert on(TODAY, Stage.DRAFT, Role.SIGNATORY, early_start_on=date(2026, 4, 30), **early).perform("submit")
    late = on(TODAY, Stage.DRAFT, Role.SIGNATORY, early_start_on=date(2026, 5, 1), **early)
    assert refused(late, "submit")


@pytest.mark.parametrize(
    ("move", "stage", "fact"),
    [
        ("lapse_request", Stage.DOCUMENTS_REQUESTED, "documents_due"),
        ("lapse_adapted_plan", Stage.PLAN_ADJUSTMENT, "plan_due"),
        ("lapse_proof_request", Stage.PROOF_INCOMPLETE, "proof_documents_due"),
        ("end_period", Stage.RUNNING, "period_ends"),
    ],
)
def test_a_period_lapses_on_the_day_after_its_last_day(move, stage, fact):
    last = date(2026, 4, 7)
    facts = FINAL | {fact: last}
    assert refused(on(last, stage, Role.CLOCK, **facts), move).reasons == ["Frühestens am 08.04.2026."]
    for day in (last + DAY, last + 30 * DAY):
        machine = on(day, stage, Role.CLOCK, **facts)
        assert machine.due() == [(last + DAY, move)]
        assert machine.perform(move).day == last + DAY


def test_a_project_ends_on_the_last_day_of_its_round_and_not_after():
    last = date(2026, 12, 31)
    fits = on(TODAY, Stage.DRAFT, Role.SIGNATORY, ends=last, latest_end=last)
    assert fits.perform("submit").target == Stage.SUBMITTED
    late = on(TODAY, Stage.DRAFT, Role.SIGNATORY, ends=last + DAY, latest_end=last)
    assert refused(late, "submit").reasons == [
        "Das Vorhaben muss in dieser Runde spätestens am 31.12.2026 enden."
    ]


def test_documents_are_supplied_on_the_last_day_and_until_the_clock_comes():
    last = date(2026, 4, 7)
    for day in (last, last + DAY):
        assert on(day, Stage.DOCUMENTS_REQUESTED, Role.SIGNATORY, documents_due=last).perform(
            "supply_documents"
        )


def test_a_request_for_documents_names_a_working_day_after_the_notification():
    outcome = on(date(2026, 3, 16), Stage.FORMAL_CHECK, Role.CASEWORKER).perform(
        "request_documents", items="x"
    )
    assert outcome.effects.fields["documents_due"] == date(2026, 4, 7)  # 20 March + 14 = Good Friday; Easter


@pytest.mark.parametrize(
    ("posted", "final"),
    [
        ("2024-12-30", "2025-02-04"),
        ("2025-01-02", "2025-02-07"),
        ("2025-03-10", "2025-04-15"),
        ("2025-03-17", "2025-04-23"),
        ("2026-01-27", "2026-03-03"),
        ("2025-09-26", "2025-10-31"),
        ("2025-12-19", "2026-01-24"),
    ],
)
def test_a_bescheid_becomes_final_on_the_legal_day_and_not_before(posted, final):
    move, stage, target = "become_final", Stage.AWARDED, Stage.FINAL
    final_on = date.fromisoformat(final)
    facts = POSTED | {"posted_on": date.fromisoformat(posted)}
    assert refused(on(final_on - DAY, stage, Role.CLOCK, **facts), move).reasons == [
        f"Frühestens am {final_on:%d.%m.%Y}."
    ]
    for day in (final_on, final_on + 40 * DAY):
        outcome = on(day, stage, Role.CLOCK, **facts).perform(move)
        assert (outcome.target, outcome.day) == (target, final_on)
        assert outcome.effects.fields["final_on"] == final_on


@pytest.mark.parametrize(
    ("posted", "final", "closes"),
    [("2026-01-27", "2026-03-03", "2026-03-17"), ("2026-03-16", "2026-04-21", "2026-05-06")],
)
def test_a_refusal_stays_open_for_a_suit_on_its_way_but_closes_on_its_legal_day(posted, final, closes):
    final_on, closes_on = date.fromisoformat(final), date.fromisoformat(closes)
    facts = POSTED | {"posted_on": date.fromisoformat(posted)}
    early = on(closes_on - DAY, Stage.REFUSED, Role.CLOCK, **facts)
    assert refused(early, "close_refusal").reasons == [f"Frühestens am {closes_on:%d.%m.%Y}."]
    lead = on(closes_on - DAY, Stage.REFUSED, Role.LEAD, **facts)
    assert lead.perform("record_lawsuit", filed_on=final_on - DAY, scope="grant")
    outcome = on(closes_on, Stage.REFUSED, Role.CLOCK, **facts).perform("close_refusal")
    assert outcome.target == Stage.CLOSED
    assert outcome.effects.fields == {"final_on": final_on, "closed_on": final_on, "outcome": "refused"}


@pytest.mark.parametrize("way", ["receipt", "service"])
@pytest.mark.parametrize(
    ("stage", "clock"), [(Stage.AWARDED, "become_final"), (Stage.REFUSED, "close_refusal")]
)
def test_a_later_receipt_moves_finality_and_an_earlier_one_does_not(stage, clock, way):
    facts = POSTED | {"posted_on": date(2026, 2, 5)}  # presumed on 9 February
    today = date(2026, 2, 20)
    too_early = date(2026, 2, 9) if way == "receipt" else date(2026, 2, 4)  # a service counts from its day
    for day in (too_early, today + DAY):
        machine = on(today, stage, Role.CASEWORKER, **facts)
        assert list(refused(machine, "record_receipt", notified_on=day, way=way).fields) == ["notified_on"]
    outcome = on(today, stage, Role.OFFICE, **facts).perform(
        "record_receipt", notified_on=date(2026, 2, 10), way=way
    )
    assert outcome.target == stage
    before = on(today, stage, Role.CLOCK, **facts).due()
    assert on(today, stage, Role.CLOCK, **facts | outcome.effects.fields).due() == [
        (before[0][0] + DAY, clock)
    ]


def test_a_receipt_is_proven_after_three_days_for_letters_before_2025():
    facts = POSTED | {"released_on": date(2024, 12, 1), "posted_on": date(2024, 12, 12)}
    with pytest.raises(NotYet):
        on(TODAY, Stage.AWARDED, Role.OFFICE, **facts).perform(
            "record_receipt", notified_on=date(2024, 12, 15), way="receipt"
        )
    assert on(TODAY, Stage.AWARDED, Role.OFFICE, **facts).perform(
        "record_receipt", notified_on=date(2024, 12, 16), way="receipt"
    )


def test_a_bescheid_without_instruction_becomes_final_after_a_year():
    facts = POSTED | {"posted_on": date(2025, 3, 10), "instructed": False}
    assert on(TODAY, Stage.AWARDED, Role.CLOCK, **facts).due() == [(date(2026, 3, 17), "become_final")]


def test_finality_waits_for_the_end_of_a_lawsuit():
    suit = Lawsuit("grant", date(2026, 3, 1))
    facts = POSTED | {"posted_on": date(2026, 1, 27)}
    pending = on(TODAY, Stage.AWARDED, Role.CLOCK, lawsuits=(suit,), **facts)
    assert pending.due() == []
    assert "Eine Klage ist anhängig." in refused(pending, "become_final").reasons
    ended = replace(suit, closed_on=date(2026, 3, 15))
    assert on(TODAY, Stage.AWARDED, Role.CLOCK, lawsuits=(ended,), **facts).due() == [(TODAY, "become_final")]


def test_a_suit_against_the_refused_part_does_not_keep_the_award_open():
    suits = (Lawsuit("refused_part", date(2026, 3, 1)),)
    facts = POSTED | {"posted_on": date(2026, 1, 27), "lawsuits": suits}
    assert on(TODAY, Stage.AWARDED, Role.CLOCK, **facts).perform("become_final").target == Stage.FINAL
    ended = POSTED | {
        "posted_on": date(2026, 1, 27),
        "lawsuits": (replace(suits[0], closed_on=date(2026, 9, 1)),),
    }
    assert on(date(2026, 9, 2), Stage.AWARDED, Role.CLOCK, **ended).perform("become_final").day == date(
        2026, 3, 3
    )


def test_the_project_begins_on_its_day_but_not_before_finality():
    begins = date(2026, 6, 1)
    assert refused(on(begins - DAY, Stage.FINAL, Role.CLOCK, **FINAL), "begin_project")
    assert on(begins, Stage.FINAL, Role.CLOCK, **FINAL).perform("begin_project").day == begins
    late = FINAL | {"final_on": date(2026, 7, 1)}
    assert on(begins, Stage.FINAL, Role.CLOCK, **late).due() == [(date(2026, 7, 1), "begin_project")]


@pytest.mark.parametrize(
    ("period_ends", "proof_due"),
    [
        (date(2026, 3, 15), date(2026, 9, 30)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2026, 11, 30), date(2027, 5, 31)),
    ],
)
def test_the_proof_is_due_at_the_end_of_the_sixth_month(period_ends, proof_due):
    machine = on(period_ends + DAY, Stage.RUNNING, Role.CLOCK, **FINAL | {"period_ends": period_ends})
    assert machine.perform("end_period").effects.fields["proof_due"] == proof_due


def test_finishing_early_brings_the_proof_forward():
    machine = on(date(2026, 8, 10), Stage.RUNNING, Role.SIGNATORY, **FINAL)
    outcome = machine.perform("finish_early", fulfilled_on=date(2026, 8, 9))
    assert outcome.effects.fields["proof_due"] == date(2027, 2, 9)
    for wrong in (CASE.begins - DAY, date(2026, 8, 11)):
        machine = on(date(2026, 8, 10), Stage.RUNNING, Role.SIGNATORY, **FINAL)
        assert list(refused(machine, "finish_early", fulfilled_on=wrong).fields) == ["fulfilled_on"]


@pytest.mark.parametrize(
    ("stage", "outcome", "first"),
    [
        (Stage.CLOSED, "settled", date(2037, 1, 1)),
        (Stage.CLOSED, "refused", date(2030, 1, 1)),
        (Stage.WITHDRAWN, "", date(2030, 1, 1)),
        (Stage.DISCONTINUED, "", date(2030, 1, 1)),
    ],
)
def test_a_file_is_archived_on_the_first_day_after_its_retention(stage, outcome, first):
    facts = {"closed_on": date(2026, 5, 5), "outcome": outcome}
    assert refused(on(first - DAY, stage, Role.CLOCK, **facts), "archive")
    assert on(first, stage, Role.CLOCK, **facts).perform("archive").target == Stage.ARCHIVED


def test_a_waived_grant_is_kept_as_long_as_other_files_with_a_bescheid_without_money():
    facts = {"closed_on": date(2026, 5, 5)}
    assert on(TODAY, Stage.WAIVED, Role.CLOCK, **facts).due() == [(date(2030, 1, 1), "archive")]


# Rechtsbehelfsverzicht


def test_a_waiver_counts_only_after_the_dispatch():
    posted = POSTED["posted_on"]
    for received, fine in [(posted - DAY, False), (posted, True), (TODAY, True), (TODAY + DAY, False)]:
        machine = on(TODAY, Stage.AWARDED, Role.CASEWORKER, **POSTED)
        if fine:
            outcome = machine.perform("accept_waiver_of_remedies", received_on=received)
            assert outcome.effects.fields["final_on"] == received
        else:
            assert refused(machine, "accept_waiver_of_remedies", received_on=received).fields


def test_a_waiver_before_the_dispatch_is_not_here():
    with pytest.raises(MoveRefused):
        on(TODAY, Stage.AWARD_DRAFTED, Role.CASEWORKER, **RELEASED).perform(
            "accept_waiver_of_remedies", received_on=TODAY
        )


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


# Votes


def test_a_resolution_decides_which_moves_are_feasible():
    def feasible(resolution):
        machine = on(TODAY, Stage.IN_SITTING, Role.CHAIR, resolution=resolution)
        return {offer.move for offer in machine.offers() if offer.feasible}

    assert feasible(CARRIED) == {"endorse"}
    assert feasible(FAILED) == {"decline"}
    assert feasible(NOT_QUORATE) == {"defer"}
    assert feasible(None) == {"defer"}


def test_a_carried_item_without_money_is_put_off_and_with_a_cent_enough_it_is_not():
    for left, moves in [(GRANT, {"endorse"}), (GRANT - CENT, {"endorse", "defer"})]:
        machine = on(TODAY, Stage.IN_SITTING, Role.CHAIR, resolution=CARRIED, pot_left=left)
        assert {offer.move for offer in machine.offers() if offer.feasible} == moves
    said = refused(machine, "endorse", amount=GRANT).fields["amount"]
    assert "Sonst wird der Punkt vertagt, weil Geld fehlt." in said[0]
    assert machine.perform("defer", reason="Im Topf fehlt Geld.").target == Stage.DEFERRED
    failed = on(TODAY, Stage.IN_SITTING, Role.CHAIR, resolution=FAILED, pot_left=Decimal(0))
    assert refused(failed, "defer", reason="x")


# Four eyes


@pytest.mark.parametrize(
    ("move", "stage", "facts"),
    [
        ("release_for_sitting", Stage.EXPERT_CHECK, {"memo": replace(MEMO, written_by=ME)}),
        ("release_award", Stage.AWARD_DRAFTED, {"draft": replace(DRAFT, drafted_by=ME)}),
        ("release_refusal", Stage.REFUSAL_DRAFTED, {"draft": replace(DRAFT, kind="refusal", drafted_by=ME)}),
        (
            "accept_proof",
            Stage.PROOF_IN_REVIEW,
            {"proof": replace(CASE.proof, checked_by=ME), "paid": GRANT, "called": GRANT},
        ),
    ],
)
def test_who_wrote_it_does_not_release_it_even_as_a_deputy_with_both_roles(move, stage, facts):
    case = replace(CASE, stage=stage, **facts)
    both = Wir20Kleinprojekt(case, actor(Role.LEAD, Role.CASEWORKER), TODAY)
    assert "(Vier-Augen-Prinzip)" in refused(both, move).reasons[0]
    other = Wir20Kleinprojekt(case, actor(Role.LEAD, Role.CASEWORKER, user_id=OTHER), TODAY)
    assert other.perform(move)


def test_joint_representation_needs_the_second_signatory():
    facts = {"signatures_needed": 2}
    assert (
        refused(on(TODAY, Stage.DRAFT, Role.SIGNATORY, **facts), "submit")
        .reasons[0]
        .startswith("Es fehlt noch die")
    )
    alone = on(TODAY, Stage.DRAFT, Role.SIGNATORY, signed_by=frozenset({ME}), **facts)
    assert refused(alone, "submit")
    assert on(TODAY, Stage.DRAFT, Role.SIGNATORY, signed_by=frozenset({OTHER}), **facts).perform("submit")


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


def test_an_award_before_the_first_day_of_the_project_is_not_overlooked_by_an_empty_memo():
    machine = on(TODAY, Stage.EXPERT_CHECK, Role.LEAD, memo=None)
    assert refused(machine, "release_for_sitting").reasons == ["Es fehlt noch: der Prüfvermerk."]
    assert Memo().missing == ()


# Next step


def test_the_next_step_is_what_has_still_to_be_done():
    def next_of(stage: Stage, **facts) -> tuple[str, str]:
        case: Case = replace(CASE, stage=stage, **facts)
        return Wir20Kleinprojekt(case, CLOCK, TODAY).next_step()

    assert next_of(Stage.DRAFT) == ("signatory", "Antrag einreichen")
    assert next_of(Stage.AWARD_DRAFTED) == ("lead", "Bewilligung freigeben")
    assert next_of(Stage.AWARD_DRAFTED, **RELEASED) == ("caseworker", "Versand der Bewilligung vermerken")
    assert next_of(Stage.REFUSAL_DRAFTED, **RELEASED) == ("caseworker", "Versand der Ablehnung vermerken")
    assert next_of(Stage.AWARDED, **POSTED) == ("clock", "Bestandskraft eingetreten")
    assert next_of(Stage.ENDORSED) == ("caseworker", "Bewilligung entwerfen")
    assert next_of(Stage.ENDORSED, regime_confirmed=False) == ("caseworker", "Bewilligung entwerfen")
    lowered = {"endorsed": GRANT - 1}
    assert next_of(Stage.ENDORSED, **lowered) == ("caseworker", "Angepassten Finanzierungsplan anfordern")
    assert next_of(Stage.FORMAL_CHECK, checklist_open=("Satzung",)) == ("caseworker", "Prüfliste abarbeiten")
    assert next_of(Stage.FORMAL_CHECK) == ("caseworker", "Vollständigkeit bestätigen")
    assert next_of(Stage.EXPERT_CHECK, memo=None) == ("caseworker", "Prüfvermerk schreiben")
    assert next_of(Stage.EXPERT_CHECK) == ("lead", "Für die Sitzung freigeben")
    half = replace(DRAFT, missing=("die Begründung",))
    assert next_of(Stage.AWARD_DRAFTED, draft=half) == ("caseworker", "Bescheid entwerfen")
    assert next_of(Stage.IN_SITTING, resolution=FAILED) == ("office", "Förderung ablehnen")
    assert next_of(Stage.PROOF_IN_REVIEW, **FINAL | {"proof": None}) == ("caseworker", "Nachweis prüfen")
    assert next_of(Stage.FINAL, **FINAL) == ("clock", "Projekt beginnt")
    assert next_of(Stage.ARCHIVED) == ("dpo", "Personenbezogene Daten löschen")
    assert next_of(Stage.ARCHIVED, erased_on=TODAY) == ("", "")
