"""The walk notices a machine that breaks a promise about decisions: who resolves, drafts and releases, and when."""

from datetime import timedelta

import pytest

from tests.workflows.controls import caught, leading, on_another_day, without
from workflows.effects import Effects
from workflows.machine import move
from workflows.procedures.aenderungsantrag import ChangeRequestMachine
from workflows.procedures.massnahme import MeasureMachine
from workflows.procedures.verwendungsnachweis import InterimProofMachine
from workflows.programmes.wir20_grossprojekt import Wir20Grossprojekt
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.roles import Role
from workflows.stages import ChangeRequestStage, InterimProofStage, MeasureStage, Stage

pytestmark = pytest.mark.rest
K = Wir20Kleinprojekt


# Bescheid


def test_a_bescheid_that_is_sent_without_release_is_found():
    rules = ("released", "letter_is_made", "posted_after_release")
    caught(K, "nicht freigegeben", without(K, "dispatch_award", Stage.AWARD_DRAFTED, *rules))
    caught(K, "nicht freigegeben", without(K, "dispatch_refusal", Stage.REFUSAL_DRAFTED, *rules))


def test_a_bescheid_that_counts_as_sent_without_dispatch_is_found():
    caught(K, "ohne dass der Versand", leading(K, "release_award", Stage.AWARD_DRAFTED, Stage.AWARDED))


@pytest.mark.parametrize(
    ("name", "stage"),
    [("release_award", Stage.AWARD_DRAFTED), ("release_refusal", Stage.REFUSAL_DRAFTED)],
)
def test_a_bescheid_released_by_its_drafter_is_found(name, stage):
    caught(K, "Wer den Bescheid entworfen hat", without(K, name, stage, "four_eyes_on_draft"))


def test_an_approval_without_a_resolution_is_found():
    caught(
        K,
        "so nicht beschlossen",
        without(K, "endorse", Stage.IN_SITTING, "resolution_carried", "as_resolved"),
    )
    caught(K, "so nicht beschlossen", leading(K, "decline", Stage.IN_SITTING, Stage.ENDORSED))
    caught(
        K,
        "ohne dass das Gremium sie abgelehnt hat",
        without(K, "decline", Stage.IN_SITTING, "resolution_failed"),
    )
    caught(
        K,
        "zuständige Gremium zugestimmt",
        leading(K, "propose_refusal", Stage.EXPERT_CHECK, Stage.AWARD_DRAFTED),
    )


def test_another_amount_than_the_resolved_one_is_found():
    caught(K, "so nicht beschlossen", without(K, "endorse", Stage.IN_SITTING, "as_resolved"))
    caught(K, "nicht beschlossen hat", without(K, "release_award", Stage.AWARD_DRAFTED, "amount_as_endorsed"))


def test_finality_before_its_time_is_found():
    accepted = without(K, "accept_waiver_of_remedies", Stage.AWARDED, "no_lawsuit_pending")
    caught(K, "gegen den geklagt wird", accepted)
    caught(K, "Tag in der Zukunft", on_another_day(K, "become_final", Stage.AWARDED, -3))

    class Broken(K):
        @move(Stage.AWARDED, Stage.FINAL, label="Zu früh", by={Role.LEAD})
        def become_final_now(self) -> Effects:
            return Effects(fields={"final_on": self.today})

    caught(Broken, "vor dem Ende der Klagefrist")


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("lapse_request", Stage.DOCUMENTS_REQUESTED),
        ("lapse_adapted_plan", Stage.PLAN_ADJUSTMENT),
        ("lapse_proof_request", Stage.PROOF_INCOMPLETE),
    ],
)
def test_a_clock_that_is_a_day_early_is_found(name, stage):
    caught(K, "deren letzter Tag noch läuft", on_another_day(K, name, stage, -1))


def test_a_period_that_is_extended_wrongly_is_found():
    for rule in ("longer_than_now", "not_over_yet"):
        caught(K, "Frist wird verkürzt", without(K, "extend_period", Stage.HEARING, rule))

    class Broken(K):
        @move(Stage.HEARING, label="Bis zum Samstag", by={Role.LEAD}, repeatable=True)
        def extend_to_a_saturday(self) -> Effects:
            days = timedelta(days=12 - self.case.hearing_due.weekday())
            return Effects(fields={"hearing_due": self.case.hearing_due + days})

    caught(Broken, "endet an einem Wochenende")


def test_four_eyes_that_are_two_are_found():
    caught(
        K, "Wer den Prüfvermerk", without(K, "release_for_sitting", Stage.EXPERT_CHECK, "four_eyes_on_memo")
    )
    caught(
        K, "Wer den Nachweis geprüft", without(K, "accept_proof", Stage.PROOF_IN_REVIEW, "four_eyes_on_proof")
    )


# Änderung und Zwischennachweis


@pytest.mark.parametrize(
    ("name", "source", "rule", "sentence"),
    [
        ("grant_change", ChangeRequestStage.CHANGE_FILED, "four_eyes_on_change", "hat sie freigegeben"),
        (
            "refuse_change",
            ChangeRequestStage.CHANGE_FILED,
            "decision_is_drafted",
            "ohne dass jemand sie begründet hat",
        ),
        (
            "grant_extension",
            ChangeRequestStage.EXTENSION_FILED,
            "period_not_over",
            "nachdem der Zeitraum zu Ende ist",
        ),
        ("grant_change", ChangeRequestStage.CHANGE_FILED, "grant_can_change", "während angehört wird"),
        ("grant_change", ChangeRequestStage.CHANGE_FILED, "signed_by_all", "nicht alle zugestimmt"),
        (
            "dispatch_change",
            ChangeRequestStage.GRANTED,
            "change_letter_is_made",
            "der noch nicht gemacht ist",
        ),
    ],
)
def test_a_change_that_is_decided_wrongly_is_found(name, source, rule, sentence):
    caught(ChangeRequestMachine, sentence, without(ChangeRequestMachine, name, source, rule), hasty=False)


def test_an_interim_proof_at_the_wrong_time_is_found():
    filed = without(InterimProofMachine, "file_interim_proof", "", "grant_runs")
    caught(InterimProofMachine, "obwohl das Projekt nicht läuft", filed)
    unsigned = without(
        InterimProofMachine, "accept_interim_proof", InterimProofStage.FILED, "interim_signed_by_all"
    )
    caught(InterimProofMachine, "nicht alle freigegeben", unsigned)


# Ratsgremien und Maßnahmen


def test_an_award_that_the_council_did_not_resolve_is_found():
    torn = without(Wir20Grossprojekt, "record_council_approval", Stage.IN_COUNCIL, "votes_carry")
    caught(Wir20Grossprojekt, "ohne dass das zuständige Gremium zugestimmt hat", torn)
    past = leading(Wir20Grossprojekt, "hand_to_council", Stage.ENDORSED, Stage.AWARD_DRAFTED)
    caught(Wir20Grossprojekt, "ohne dass das zuständige Gremium zugestimmt hat", past)


@pytest.mark.parametrize(
    ("name", "source", "rule", "sentence"),
    [
        ("select_measures", MeasureStage.CATALOGUED, "in_a_sitting", "nicht ausgewählt hat"),
        ("select_measures", MeasureStage.CATALOGUED, "votes_carry", "nicht ausgewählt hat"),
        ("select_measures", MeasureStage.CATALOGUED, "selection_has_room", "mehr Maßnahmen ausgewählt"),
        ("announce_again", MeasureStage.ANNOUNCED, "call_has_ended", "obwohl sie läuft"),
        ("close_measure", MeasureStage.ANNOUNCED, "nothing_under_way", "noch nicht entschieden"),
        ("announce_again", MeasureStage.ANNOUNCED, "cap_is_not_used_up", "kein Geld mehr da"),
    ],
)
def test_a_measure_that_is_chosen_or_announced_wrongly_is_found(name, source, rule, sentence):
    caught(MeasureMachine, sentence, without(MeasureMachine, name, source, rule), hasty=False)
