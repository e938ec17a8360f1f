"""The walk finds nothing in today's machines, and every promise notices a machine that breaks it."""

from contextlib import ExitStack
from datetime import timedelta
from enum import StrEnum
from typing import Any

import pytest

from workflows.case import Role
from workflows.explore import MACHINES, explore
from workflows.explore.mutants import Mutant, mutants
from workflows.machine import Effects, Machine, Verdict, move
from workflows.procedures.aenderungsantrag import Aenderungsantrag, ChangeStage
from workflows.procedures.erstattung import Erstattung, RefundStage
from workflows.procedures.massnahme import Massnahme, MeasureStage
from workflows.procedures.mittelabruf import CallStage, Mittelabruf
from workflows.procedures.sitzung import SittingStage, Sitzung
from workflows.procedures.verwendungsnachweis import InterimStage, Zwischennachweis
from workflows.programmes.wir20_grossprojekt import Wir20Grossprojekt
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt
from workflows.stages import Stage

K = Wir20Kleinprojekt
PAY = (
    ("certify", CallStage.FILED),
    ("order_payment", CallStage.CERTIFIED),
    ("confirm_payment", CallStage.ORDERED),
)


def found(machine: type[Machine], name: str, source: str) -> Any:
    """The move of this name from this stage."""
    return next(m for m in machine.moves() if (m.slug, str(m.source)) == (name, source))


def without(machine: type[Machine], name: str, source: str, *rules: str) -> Mutant:
    """The machine without some rules of one move."""
    broken = found(machine, name, source)
    when = [rule for rule in broken.conditions if rule.__name__ not in rules]
    given = tuple(rule for rule in broken.custom["given"] if rule.__name__ not in rules)
    dropped = len(broken.conditions) + len(broken.custom["given"]) - len(when) - len(given)
    assert dropped == len(rules), "a control that breaks nothing controls nothing"
    changes = (("conditions", when), ("custom", broken.custom | {"given": given}))
    return Mutant(machine, broken, f"ohne {rules}", changes)


def leading(machine: type[Machine], name: str, source: str, target: str) -> Mutant:
    """The machine with a move that leads elsewhere."""
    return Mutant(machine, found(machine, name, source), f"nach {target}", (("target", target),))


def never(machine: type[Machine], name: str, source: str) -> Mutant:
    """The machine with a move that nobody can make."""
    broken = found(machine, name, source)
    return Mutant(machine, broken, "nie", (("conditions", [lambda machine: Verdict(False, "Nie.")]),))


def on_another_day(machine: type[Machine], name: str, source: str, days: int) -> Mutant:
    """The machine with a clock move so many days later."""
    broken = found(machine, name, source)
    on = broken.custom["on"]

    def shifted(machine: Machine) -> Any:
        day = on(machine)
        return day and day + timedelta(days)

    return Mutant(machine, broken, f"{days} Tage", (("custom", broken.custom | {"on": shifted}),))


def caught(machine: type[Machine], sentence: str, *broken: Mutant, hasty: bool = True) -> None:
    """The walk tells this fault and how it comes about, move by move."""
    with ExitStack() as stack:
        for mutant in broken:
            stack.enter_context(mutant.alive())
        faults = explore(machine, hasty=hasty).faults
    told = [fault for fault in faults if sentence in fault.sentence and fault.path]
    assert told, [str(fault) for fault in faults]
    assert all("→" in line and line[2] == "." for line in told[0].path), told[0]


@pytest.mark.parametrize("slug", MACHINES)
def test_todays_machines_have_no_fault(slug):
    report = explore(MACHINES[slug])
    assert [str(fault) for fault in report.faults] == []
    assert report.states > len(report.stages) > 3


# Where the way ends


class Elsewhere(StrEnum):
    """A stage that no machine of the house knows."""

    LOST = "lost"


def test_a_dead_end_is_found():
    class Broken(Sitzung):
        @move(SittingStage.PLANNED, Elsewhere.LOST, label="Verlieren", by={Role.OFFICE})
        def lose(self) -> Effects:
            return Effects()

    caught(Broken, "Im Stand „lost“ geht nichts mehr weiter", hasty=False)


def test_a_state_that_cannot_reach_an_end_is_found():
    caught(
        Sitzung, "ist kein Ende erreichbar", never(Sitzung, "close_sitting", SittingStage.OPEN), hasty=False
    )


def test_a_move_and_a_stage_that_nobody_comes_to_are_found():
    with never(Sitzung, "invite", SittingStage.PLANNED).alive():
        told = [fault.sentence for fault in explore(Sitzung).faults]
    assert "„Einladen“ ist im Stand „Geplant“ nie möglich." in told
    assert "„Sitzung eröffnen“ kommt nie vor." in told


def test_a_move_after_the_end_is_found():
    class Broken(K):
        @move(Stage.DISCONTINUED, Stage.SUBMITTED, label="Weitermachen", by={Role.LEAD})
        def go_on(self) -> Effects:
            return Effects()

    caught(Broken, "Nach dem Ende geschieht noch etwas: „Weitermachen“")


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


def test_four_eyes_that_are_two_are_found():
    caught(
        K, "Wer den Prüfvermerk", without(K, "release_for_sitting", Stage.EXPERT_CHECK, "four_eyes_on_memo")
    )
    caught(
        K, "Wer den Nachweis geprüft", without(K, "accept_proof", Stage.PROOF_IN_REVIEW, "four_eyes_on_proof")
    )


# Geld


def test_money_that_is_kept_or_kept_back_wrongly_is_found():
    caught(K, "schon ausgezahlt ist", without(K, "waive_grant", Stage.RUNNING, "nothing_paid"))
    caught(K, "zu viel gezahlt", without(K, "accept_proof", Stage.PROOF_IN_REVIEW, "nothing_overpaid"))

    class Broken(K):
        @move(Stage.ENDORSED, Stage.DISCONTINUED, label="Einstellen", by={Role.LEAD})
        def drop(self) -> Effects:
            return Effects(fields={"closed_on": self.today})

    caught(Broken, "hält noch Geld zurück")


def test_a_payment_beside_a_case_that_is_not_final_is_found():
    unchecked = [without(Mittelabruf, name, source, "may_pay") for name, source in PAY]
    early = without(Mittelabruf, "call_funds", "", "award_is_final", "within_award")
    caught(K, "Es ist Geld ausgezahlt", *unchecked, early)


@pytest.mark.parametrize(
    "sentence",
    [
        "ohne dass ein Bescheid freigegeben und versandt ist",
        "bevor der Bescheid bestandskräftig ist",
        "bevor die Wartezeit auf Klageeingänge um ist",
        "während eine Anhörung läuft",
        "obwohl der Vorgang zu Ende ist",
        "obwohl eine Bedingung offen ist",
        "obwohl die Auszahlungen ausgesetzt sind",
        "obwohl eine Klage anhängig ist",
    ],
)
def test_a_payment_that_must_not_be_is_found(sentence):
    unchecked = [without(Mittelabruf, name, source, "may_pay") for name, source in PAY]
    caught(Mittelabruf, sentence, *unchecked, hasty=False)


def test_a_payment_by_two_people_instead_of_three_is_found():
    certified = without(Mittelabruf, "order_payment", CallStage.CERTIFIED, "orders_not_what_they_certified")
    caught(Mittelabruf, "von der Person angeordnet, die sie festgestellt hat", certified)
    ordered = without(Mittelabruf, "confirm_payment", CallStage.ORDERED, "pays_not_what_they_ordered")
    caught(Mittelabruf, "nicht drei Personen", ordered)


def test_an_order_to_an_account_that_nobody_checked_is_found():
    order = without(Mittelabruf, "order_payment", CallStage.CERTIFIED, "account_is_verified")
    caught(Mittelabruf, "ungeprüftes Konto", order)


# Anhörung und Erstattung


def test_a_revocation_or_a_refund_without_a_hearing_is_found():
    for name in ("claim_refund", "release_revocation"):
        unheard = without(K, name, Stage.HEARING, "hearing_is_over")
        drafted = without(K, "draft_claim", Stage.HEARING, "hearing_is_over")
        caught(K, "ohne dass jemand angehört wurde", unheard, drafted)
    caught(
        K, "ohne dass jemand angehört wurde", leading(K, "open_hearing", Stage.RUNNING, Stage.REFUND_CLAIMED)
    )


def test_a_revocation_released_by_its_drafter_or_by_nobody_is_found():
    caught(
        K,
        "Wer den Widerruf entworfen hat",
        without(K, "release_revocation", Stage.HEARING, "four_eyes_on_claim"),
    )
    rules = ("revocation_is_released", "claim_letter_is_made", "posted_after_claim")
    caught(K, "ohne dass ein Bescheid freigegeben ist", without(K, "revoke_unpaid", Stage.HEARING, *rules))


def test_an_enforcement_before_its_time_is_found():
    caught(
        K,
        "nicht bestandskräftig",
        without(K, "enforce", Stage.REFUND_CLAIMED, "claim_is_final", "reminded_in_vain"),
    )
    caught(K, "niemand angemahnt", without(K, "enforce", Stage.REFUND_CLAIMED, "reminded_in_vain"))
    caught(K, "niemand beglichen", without(K, "settle_refund", Stage.REFUND_CLAIMED, "refund_is_settled"))


def test_a_case_that_one_person_takes_up_again_is_found():
    caught(K, "von einer Person allein", without(K, "reopen", Stage.CLOSED, "second_person_agrees"))


@pytest.mark.parametrize(
    ("name", "source", "rule", "sentence"),
    [
        ("close_collection", RefundStage.OPEN, "nothing_left", "obwohl noch etwas offen ist"),
        ("record_receipt_of_refund", RefundStage.OPEN, "no_more_than_owed", "mehr gebucht, als gefordert"),
        (
            "record_receipt_of_refund",
            RefundStage.OPEN,
            "books_not_what_they_ordered",
            "angeordnet hat, hat gebucht",
        ),
        ("order_collection", "", "claim_has_left", "bevor die Rückforderung versandt ist"),
        ("remind_of_refund", RefundStage.OPEN, "is_overdue", "bevor etwas fällig war"),
    ],
)
def test_a_refund_that_comes_in_wrongly_is_found(name, source, rule, sentence):
    caught(Erstattung, sentence, without(Erstattung, name, source, rule), hasty=False)


@pytest.mark.parametrize(
    ("name", "source", "rule", "sentence"),
    [
        ("grant_change", ChangeStage.CHANGE_FILED, "four_eyes_on_change", "hat sie freigegeben"),
        (
            "refuse_change",
            ChangeStage.CHANGE_FILED,
            "decision_is_drafted",
            "ohne dass jemand sie begründet hat",
        ),
        (
            "grant_extension",
            ChangeStage.EXTENSION_FILED,
            "period_not_over",
            "nachdem der Zeitraum zu Ende ist",
        ),
        ("grant_change", ChangeStage.CHANGE_FILED, "grant_can_change", "während angehört wird"),
        ("grant_change", ChangeStage.CHANGE_FILED, "signed_by_all", "nicht alle zugestimmt"),
        ("dispatch_change", ChangeStage.GRANTED, "change_letter_is_made", "der noch nicht gemacht ist"),
    ],
)
def test_a_change_that_is_decided_wrongly_is_found(name, source, rule, sentence):
    caught(Aenderungsantrag, sentence, without(Aenderungsantrag, name, source, rule), hasty=False)


def test_an_interim_proof_at_the_wrong_time_is_found():
    filed = without(Zwischennachweis, "file_interim_proof", "", "grant_runs")
    caught(Zwischennachweis, "obwohl das Projekt nicht läuft", filed)
    unsigned = without(Zwischennachweis, "accept_interim_proof", InterimStage.FILED, "interim_signed_by_all")
    caught(Zwischennachweis, "nicht alle freigegeben", unsigned)


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
    caught(Massnahme, sentence, without(Massnahme, name, source, rule), hasty=False)


# Sitzung


def test_a_vote_after_the_close_is_found(monkeypatch):
    monkeypatch.setattr("workflows.explore.sittings.ballot_is_open", lambda *facts: Verdict(True))
    caught(Sitzung, "obwohl die Abstimmung nicht (mehr) offen war")


def test_a_vote_of_an_excluded_member_is_found(monkeypatch):
    monkeypatch.setattr("workflows.explore.sittings.may_vote", lambda present, excluded: Verdict(present))
    caught(Sitzung, "Ein ausgeschlossenes Mitglied hat abgestimmt")


def test_a_sitting_that_is_summoned_opened_or_closed_wrongly_is_found():
    for name, source, rule, sentence in (
        ("invite", SittingStage.PLANNED, "summoned_in_time", "zu spät eingeladen"),
        ("open_sitting", SittingStage.INVITED, "day_has_come", "vor ihrem Tag eröffnet"),
        ("close_sitting", SittingStage.OPEN, "every_item_is_dealt_with", "obwohl ein Punkt offen ist"),
    ):
        caught(Sitzung, sentence, without(Sitzung, name, source, rule))


# Mutanten


def test_a_mutant_is_gone_when_its_block_ends():
    for mutant in mutants([Sitzung]):
        before = (mutant.move.conditions, mutant.move.target, mutant.move.custom, mutant.move.permission)
        with mutant.alive():
            during = (mutant.move.conditions, mutant.move.target, mutant.move.custom, mutant.move.permission)
            assert during != before
        assert (
            mutant.move.conditions,
            mutant.move.target,
            mutant.move.custom,
            mutant.move.permission,
        ) == before


def test_every_rule_target_role_and_day_has_its_mutant():
    faults = [str(mutant) for mutant in mutants(MACHINES.values())]
    assert len(faults) == len(set(faults))
    moves = {m for machine in MACHINES.values() for m in machine.moves()}
    assert sum("ohne die Regel" in f for f in faults) <= sum(
        len(m.conditions) + len(m.custom["given"]) for m in moves
    )
    assert sum("+1 Tag" in f for f in faults) == sum("-1 Tag" in f for f in faults) > 5
