"""What must hold before a decided case is corrected, taken up again, or decided anew after a judgement."""

from datetime import date

from workflows.machine import Machine
from workflows.roles import Role
from workflows.stages import Stage
from workflows.verdict import Verdict


def was_granted(machine: Machine) -> Verdict:
    """Only a grant that was settled can be taken back later."""
    return Verdict(
        machine.case.outcome in ("settled", "refunded"), "Hier gibt es nichts zurückzunehmen.", moot=True
    )


def was_refused(machine: Machine) -> Verdict:
    """The case ended with a refusal."""
    return Verdict(machine.case.outcome == "refused", "Der Antrag wurde nicht abgelehnt.", moot=True)


def second_person_agrees(machine: Machine) -> Verdict:
    """A second person has agreed in writing that a closed case is taken up again."""
    others = machine.case.reopening_agreed_by - {machine.actor.user_id}
    return Verdict(
        bool(others),
        "Eine zweite Person muss der Wiederaufnahme zustimmen.",
        internal=True,
        mend=(Role.CASEWORKER, "agree_reopening"),
    )


def court_has_ruled(machine: Machine) -> Verdict:
    """No suit is pending any more, and before the closing one has ended."""
    case = machine.case
    pending = any(suit.closed_on is None for suit in case.lawsuits)
    ended = case.stage == Stage.CLOSED or any(suit.closed_on for suit in case.lawsuits)
    return Verdict(ended and not pending, "Es ist noch keine Klage beendet.", internal=True)


def ruled_since_dispatch(machine: Machine, judged_on: date) -> Verdict:
    """The judgement came after the refusal and not in the future."""
    posted = machine.case.posted_on
    return Verdict(
        posted is not None and posted <= judged_on <= machine.today,
        "Bitte nennen Sie einen Tag zwischen dem Versand der Ablehnung und heute.",
    )


def something_is_corrected(machine: Machine, right: str, wrong: str | None) -> Verdict:
    """§ 42 VwVfG: an obvious mistake is put right, so the two texts differ."""
    return Verdict(right != wrong, "Beide Fassungen sind gleich.")
