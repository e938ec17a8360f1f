"""How long a file is kept, and what must hold before personal data are erased."""

from datetime import date, timedelta

from workflows.machine import Machine
from workflows.rules.deadlines import end_of
from workflows.stages import Stage
from workflows.verdict import Verdict


def archive_day(machine: Machine) -> date | None:
    """The first day after the retention, which begins with the end of the closing year (KomHKVO § 41)."""
    case = machine.case
    if case.closed_on is None:
        return None
    paid = case.stage == Stage.CLOSED and case.outcome != "refused"
    kept = case.terms.retention if paid else case.terms.retention_refused
    return end_of(date(case.closed_on.year, 12, 31), kept) + timedelta(days=1)


def not_erased(machine: Machine) -> Verdict:
    """Personal data are erased once."""
    return Verdict(machine.case.erased_on is None, "Die personenbezogenen Daten sind schon gelöscht.")


def archive_was_offered(machine: Machine, offered: bool | None) -> Verdict:
    """The file was offered to the Stadtarchiv before anything is erased (KGSt 4/2006)."""
    return Verdict(bool(offered), "Bitte bieten Sie die Akte zuerst dem Stadtarchiv an.")
