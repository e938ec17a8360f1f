"""The Kleinprojekt on its days: the first and the last, and the day after."""

from dataclasses import replace
from datetime import date

import pytest

from tests.workflows.ripe import CASE, DAY, FINAL, POSTED, RELEASED, TODAY
from tests.workflows.standing import on, refused
from workflows.case import Lawsuit
from workflows.errors import MoveRefused, NotYet
from workflows.roles import Role
from workflows.stages import Stage

# Rounds, projects, documents


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
    ("move", "stage"), [("submit", Stage.DRAFT), ("supply_documents", Stage.DOCUMENTS_REQUESTED)]
)
def test_who_begins_earlier_asks_for_it_and_for_no_later_day(move, stage):
    early = {"begins": date(2026, 4, 30), "asked": CASE.requested, "documents_due": TODAY}
    if move == "submit":
        del early["asked"], early["documents_due"]
    for asked in (date(2026, 4, 30), date(2026, 4, 1)):
        assert on(TODAY, stage, Role.SIGNATORY, early_start_asked=asked, **early).perform(move)
    too_late = on(TODAY, stage, Role.SIGNATORY, early_start_asked=date(2026, 5, 1), **early)
    assert "spätestens ab 30.04.2026" in refused(too_late, move).reasons[0]


@pytest.mark.parametrize(
    ("allowed", "fine"), [(date(2026, 4, 30), True), (date(2026, 5, 1), False), (None, False)]
)
def test_an_application_that_begins_early_comes_before_no_body_without_consent(allowed, fine):
    asked = {"begins": date(2026, 4, 30), "early_start_asked": date(2026, 4, 30)}
    machine = on(TODAY, Stage.EXPERT_CHECK, Role.LEAD, early_start_on=allowed, **asked)
    if fine:
        assert machine.perform("release_for_sitting").target == Stage.READY_FOR_SITTING
    else:
        assert "muss vorher zugestimmt sein" in refused(machine, "release_for_sitting").reasons[0]


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


# Finality


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


# Project, proof, archive


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


@pytest.mark.parametrize("asked", [TODAY - DAY, TODAY, TODAY + DAY])
def test_consent_to_an_early_start_is_to_the_day_that_was_asked_for_or_today(asked):
    machine = on(TODAY, Stage.SUBMITTED, Role.LEAD, early_start_asked=asked)
    latest = max(asked, TODAY)
    assert (
        machine.perform("consent_early_start", early_start_on=latest).effects.fields["early_start_on"]
        == latest
    )
    told = refused(machine, "consent_early_start", early_start_on=latest + DAY)
    assert f"spätestens ab dem {latest:%d.%m.%Y}" in told.reasons[0]
    freely = on(TODAY, Stage.SUBMITTED, Role.LEAD)
    assert freely.perform("consent_early_start", early_start_on=TODAY + 30 * DAY)


@pytest.mark.parametrize(
    ("begins", "ends", "warned"),
    [(0, 0, False), (1, -1, False), (-1, 0, True), (0, 1, True)],
    ids=["the project's", "within", "a day before", "a day after"],
)
def test_a_period_that_goes_beyond_the_project_is_warned_of_before_the_award_is_released(
    begins, ends, warned
):
    draft = replace(CASE.draft, period_begins=CASE.begins + begins * DAY, period_ends=CASE.ends + ends * DAY)
    machine = on(TODAY, Stage.AWARD_DRAFTED, Role.LEAD, draft=draft, released_by=None)
    (offer,) = [offer for offer in machine.offers() if offer.move == "release_award"]
    assert ["geht über das Vorhaben hinaus" in warning.unmet for warning in offer.warnings] == [True] * warned
