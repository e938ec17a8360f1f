"""What must hold before a period that the office has set is extended (§ 31 Abs. 7 VwVfG)."""

from datetime import date

from workflows.machine import Machine
from workflows.stages import Stage
from workflows.verdict import Verdict

PERIODS = {
    Stage.DOCUMENTS_REQUESTED: "documents_due",
    Stage.PLAN_ADJUSTMENT: "plan_due",
    Stage.PROOF_INCOMPLETE: "proof_documents_due",
    Stage.HEARING: "hearing_due",
}
"""Stage in which the office waits for the applicant → the fact with the last day that it has set."""


def longer_than_now(machine: Machine, until: date) -> Verdict:
    """An extension gives time and takes none: the new day is later than the one there is."""
    due = getattr(machine.case, PERIODS[machine.case.stage])
    if due is None:
        return Verdict(False, "Hier läuft keine Frist.")
    return Verdict(
        until > due, "Die Frist läuft schon bis zum {due}. Bitte nennen Sie einen späteren Tag.", due=due
    )


def not_over_yet(machine: Machine, until: date) -> Verdict:
    """A period may be extended after its end, but not to a day that is over as well; today is allowed."""
    return Verdict(until >= machine.today, "Der neue Tag liegt in der Vergangenheit.")
