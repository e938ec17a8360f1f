"""Durchführung: the project runs, money may be called, the period ends (T20, T21, T25, T35)."""

from datetime import date, timedelta
from typing import ClassVar

from workflows.effects import Effects
from workflows.letters import Letter, Reminder
from workflows.machine import Programme, move
from workflows.mittelabruf import Pays
from workflows.readers import Reader
from workflows.roles import Role
from workflows.rules import implementation as rules
from workflows.rules.ledger import free_all
from workflows.rules.proof import fulfilled_within_period, proof_day
from workflows.rules.submission import ending_signed_by_all
from workflows.stages import PAYABLE, Stage

PAYING = set(PAYABLE)
VORZEITIGER_BEGINN = Letter("vorzeitiger_beginn")
VORZEITIG_ABGESCHLOSSEN = Letter("vorzeitig_abgeschlossen", document=False)


def start_day(machine: Programme) -> date | None:
    """The project runs from its begin, but not before finality."""
    case = machine.case
    return max(case.begins, case.final_on) if case.begins and case.final_on else None


def day_after_period(machine: Programme) -> date | None:
    """The proof falls due on the day after the grant period."""
    ends = machine.case.period_ends
    return ends and ends + timedelta(days=1)


class Implementation(Programme):
    """From finality to the end of the grant period."""

    reminders: ClassVar[tuple[Reminder, ...]] = (
        Reminder(
            "mittel_nicht_abgerufen",
            frozenset({Stage.FINAL, Stage.RUNNING}),
            "budget_year_ends",
            (-60,),
            given="nothing_called",
            pays=Pays.ON_CALL,
        ),
        Reminder("zwischennachweis", frozenset({Stage.RUNNING}), "interim_due", (-14, 7)),
        Reminder("zeitraum_endet", frozenset({Stage.RUNNING}), "period_ends", (-30,)),
    )

    @move(Stage.FINAL, Stage.RUNNING, label="Projekt beginnt", by={Role.CLOCK}, on=start_day)
    def begin_project(self) -> Effects:
        return Effects()

    @move(
        Stage.RUNNING,
        Stage.PROOF_DUE,
        label="Bewilligungszeitraum endet",
        by={Role.CLOCK},
        on=day_after_period,
    )
    def end_period(self) -> Effects:
        return Effects(fields={"proof_due": proof_day(self)})

    @move(
        Stage.RUNNING,
        Stage.PROOF_DUE,
        label="Projekt vorzeitig abschließen",
        by={Role.SIGNATORY},
        given=[fulfilled_within_period],
        letters=[VORZEITIG_ABGESCHLOSSEN],
        aside=True,
    )
    def finish_early(self, fulfilled_on: date) -> Effects:
        return Effects(fields={"proof_due": proof_day(self, fulfilled_on)})

    @move(
        {Stage.AWARDED, Stage.FINAL, Stage.RUNNING},
        Stage.WAIVED,
        label="Auf die Zuwendung verzichten",
        by={Role.SIGNATORY},
        when=[rules.nothing_paid, rules.nothing_on_its_way, ending_signed_by_all],
        confirm="Ja, wir verzichten endgültig auf die ganze Zuwendung. Das ist kein Rechtsbehelfsverzicht: "
        "Wer nur schneller Geld bekommen möchte, verzichtet nicht auf die Zuwendung.",
        signs=True,
        aside=True,
        readers={"reason": Reader.APPLICANT},
    )
    def waive_grant(self, reason: str = "") -> Effects:
        return Effects(fields={"closed_on": self.today, "outcome_reason": reason}, book=free_all(self.case))

    @move(PAYING, label="Auszahlungen aussetzen", by={Role.LEAD}, once=rules.not_suspended, aside=True)
    def suspend_payments(self, reason: str) -> Effects:
        return Effects(fields={"payments_suspended": True})

    @move(PAYING, label="Auszahlungen wieder freigeben", by={Role.LEAD}, once=rules.suspended, aside=True)
    def resume_payments(self, reason: str) -> Effects:
        return Effects(fields={"payments_suspended": False})

    @move(
        {Stage.AWARDED, *PAYING},
        label="Erfüllung der Bedingung vermerken",
        by={Role.LEAD},
        once=rules.condition_is_open,
        aside=True,
        reversible=True,
    )
    def meet_condition(self, reason: str) -> Effects:
        return Effects(fields={"condition_open": ""})

    @move(
        {Stage.SUBMITTED, Stage.FORMAL_CHECK, Stage.EXPERT_CHECK, Stage.READY_FOR_SITTING},
        label="Vorzeitigem Maßnahmebeginn zustimmen",
        by={Role.LEAD},
        once=rules.no_early_start,
        given=[rules.early_start_lies_ahead, rules.early_start_as_asked],
        letters=[VORZEITIGER_BEGINN],
        aside=True,
    )
    def consent_early_start(self, early_start_on: date) -> Effects:
        return Effects(fields={"early_start_on": early_start_on})
