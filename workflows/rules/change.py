"""What must hold before plan, content or period of a running grant change (ANBest-P 1.2, 5; T22, T23)."""

from datetime import date

from workflows.machine import Machine
from workflows.roles import Role
from workflows.rules.notice import BEING_MADE
from workflows.rules.submission import signatures
from workflows.sentence import TOGETHER, Percent
from workflows.stages import CHANGEABLE, Stage
from workflows.verdict import ELSEWHERE, Verdict


def grant_can_change(machine: Machine) -> Verdict:
    """Before the end of the grant period, and not while the recipient is heard."""
    grant = machine.case.grant
    return Verdict(
        grant.stage in CHANGEABLE,
        "Ändern lässt sich nur eine bestandskräftige Förderung, deren Zeitraum noch läuft.",
        mend=ELSEWHERE if grant.stage == Stage.HEARING and may_go_on(machine) else None,
    )


def may_go_on(machine: Machine) -> bool:
    """Whether the request can still be granted, now or after a hearing; otherwise it can only be refused."""
    grant = machine.case.grant
    return (grant.heard_from if grant.stage == Stage.HEARING else grant.stage) in CHANGEABLE


def may_be_extended(machine: Machine) -> bool:
    """The same for more time: on the day after the period there is nothing left to extend."""
    return may_go_on(machine) and bool(period_not_over(machine))


def period_not_over(machine: Machine) -> Verdict:
    """The last day of the grant period counts whole; afterwards nothing is left to extend (T23)."""
    ends = machine.case.grant.period_ends
    if ends is None:
        return Verdict(False, "Es gibt keinen Zeitraum.")
    return Verdict(machine.today <= ends, "Der Bewilligungszeitraum endete am {ends}.", ends=ends)


def change_is_complete(machine: Machine) -> Verdict:
    """The request says what shall change and why."""
    return Verdict(not machine.case.missing, TOGETHER, sentences=machine.case.missing)


def shift_needs_consent(machine: Machine) -> Verdict:
    """One line may be exceeded by 20 % without asking; exactly 20 % is within (ANBest-P 1.2)."""
    change = machine.case
    percent = change.grant.terms.line_tolerance_percent
    free = change.shift and change.shift * 100 <= change.to_planned * percent
    return Verdict(
        not free,
        "Bis {percent} mehr je Einzelansatz brauchen Sie keine Genehmigung. "
        "Bitte teilen Sie es nur in einer Nachricht mit.",
        percent=Percent(percent),
    )


def shift_is_there(machine: Machine) -> Verdict:
    """The line that gives has the amount."""
    change = machine.case
    return Verdict(
        change.shift <= change.from_planned,
        "Dieser Einzelansatz hat nur {planned}.",
        planned=change.from_planned,
    )


def ends_later(machine: Machine) -> Verdict:
    """An extension names a later end."""
    change = machine.case
    ends = change.grant.period_ends
    return Verdict(
        ends is not None and change.new_ends is not None and change.new_ends > ends,
        "Das neue Ende muss nach dem bisherigen liegen.",
    )


def money_reaches_next_year(machine: Machine, carried_over: bool | None) -> Verdict:
    """Beyond the budget year the money needs a carry-over (Haushaltsrest) before anybody promises it (T23, X15)."""
    change = machine.case
    last = change.grant.budget_year_ends
    beyond = last is not None and change.new_ends is not None and change.new_ends > last
    return Verdict(
        not beyond or bool(carried_over),
        "Die Verlängerung reicht über das Haushaltsjahr hinaus: Bitte klären Sie zuerst den Haushaltsrest.",
    )


def signed_by_all(machine: Machine) -> Verdict:
    """Joint representation: a request takes effect with the n-th release (§ 26 Abs. 2 BGB)."""
    change = machine.case
    filed = frozenset() if change.filed_by is None else frozenset({change.filed_by})
    return signatures(change.grant.signatures_needed, change.signed_by | filed, act="release_change")


def decision_is_drafted(machine: Machine) -> Verdict:
    """The reasons of the Änderungsbescheid are written (§ 39 VwVfG)."""
    return Verdict(
        machine.case.drafted_by is not None,
        "Die Entscheidung ist noch nicht entworfen.",
        internal=True,
        mend=(Role.CASEWORKER, "draft_decision"),
    )


def four_eyes_on_change(machine: Machine) -> Verdict:
    """Who drafted the decision does not release it (Vier-Augen-Prinzip)."""
    return Verdict(
        machine.case.drafted_by != machine.actor.user_id,
        "Wer die Entscheidung entworfen hat, gibt sie nicht selbst frei (Vier-Augen-Prinzip).",
        internal=True,
    )


def change_not_posted(machine: Machine) -> Verdict:
    """The dispatch is noted once."""
    return Verdict(machine.case.posted_on is None, "Der Versand ist schon vermerkt.")


def change_letter_is_made(machine: Machine) -> Verdict:
    """The Änderungsbescheid lies in the archive as a PDF."""
    return Verdict(machine.case.made, BEING_MADE, internal=True)


def posted_after_decision(machine: Machine, posted_on: date) -> Verdict:
    """The Ab-Vermerk: not before the decision, not in the future."""
    since = machine.case.decided_on
    return Verdict(
        since is not None and since <= posted_on <= machine.today,
        "Bitte nennen Sie einen Tag zwischen der Entscheidung und heute.",
    )
