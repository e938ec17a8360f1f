"""What must hold for an interim proof (Zwischennachweis; ANBest-P 6, T24)."""

from datetime import date

from workflows.machine import Machine
from workflows.rules.submission import signatures
from workflows.sentence import TOGETHER
from workflows.stages import Stage
from workflows.verdict import Verdict


def fund_asks_for_interim(machine: Machine) -> Verdict:
    """A guideline may do with the proof at the end."""
    return Verdict(
        machine.case.grant.terms.interim_proofs,
        "Diese Förderung verlangt keinen Zwischennachweis.",
        moot=True,
    )


def grant_runs(machine: Machine) -> Verdict:
    """Only while the project runs; afterwards the whole proof is due."""
    return Verdict(
        machine.case.grant.stage == Stage.RUNNING,
        "Ein Zwischennachweis gehört in die Laufzeit des Projekts.",
    )


def year_is_over(due: date, today: date) -> bool:
    """Whether the year that an interim proof covers is over: it is due on 31 March of the next one."""
    return today.year >= due.year


def interim_is_complete(machine: Machine) -> Verdict:
    """A report, what was spent, and until when."""
    return Verdict(not machine.case.missing, TOGETHER, sentences=machine.case.missing)


def covers_something_new(machine: Machine) -> Verdict:
    """From the end of the last interim proof on, up to a day that is over."""
    case = machine.case
    since = case.grant.interim_until or case.grant.period_begins
    return Verdict(
        since is not None and case.until is not None and since < case.until < machine.today,
        "Der Zeitraum muss nach dem letzten Zwischennachweis und vor heute enden.",
    )


def interim_signed_by_all(machine: Machine) -> Verdict:
    """Joint representation: it counts with the n-th release (§ 26 Abs. 2 BGB)."""
    case = machine.case
    filed = frozenset() if case.filed_by is None else frozenset({case.filed_by})
    return signatures(case.grant.signatures_needed, case.signed_by | filed, act="release_interim")
