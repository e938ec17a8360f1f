"""Where other bodies are heard before the one that decides: whose turn it is, and how long the decision waits."""

from collections.abc import Collection
from datetime import date

from workflows.calendar import end_of
from workflows.case import Advice, Terms
from workflows.machine import Programme
from workflows.roles import Role
from workflows.verdict import ELSEWHERE, Verdict


def body_in_turn(programme: type[Programme], advice: Collection[Advice]) -> str:
    """Key of the body that a case comes before next: the first that was not heard yet, in the end the deciding one."""
    heard = {vote.body for vote in advice}
    return next(body for body in programme.bodies() if body not in heard)


def waits_until(advice: Collection[Advice], terms: Terms) -> date | None:
    """The last day on which the deciding body still waits after the last advice; None if it does not wait."""
    if not (advice and terms.advice_wait.count):
        return None
    return end_of(max(vote.voted_on for vote in advice), terms.advice_wait)


def only_advises(machine: Programme) -> bool:
    """Whether the case is, or was last, on the agenda of a body whose vote binds nobody."""
    return bool(machine.heard_first) and machine.case.item_body in machine.heard_first


def turn_has_come(machine: Programme) -> Verdict:
    """Nobody is heard twice or out of order, and the deciding body comes last."""
    case = machine.case
    return Verdict(
        not case.item_listed or case.item_body == body_in_turn(type(machine), case.advice),
        "Zuerst ist ein anderes Gremium an der Reihe. Bitte nehmen Sie den Punkt von dieser Tagesordnung.",
        mend=(Role.OFFICE, "unlist_item"),
    )


def wait_is_over(machine: Programme) -> Verdict:
    """The deciding body waits so many days after the last advice; on the last of them it does not decide yet."""
    case = machine.case
    last = waits_until(case.advice, case.terms)
    waits = last is not None and body_in_turn(type(machine), case.advice) == machine.body
    return Verdict(
        not waits or last is None or machine.today > last,
        "Nach der Beratung der anderen Gremien läuft noch eine Wartezeit. Ihr letzter Tag ist der {last}.",
        last=last,
        mend=ELSEWHERE,
    )


def body_advises(machine: Programme) -> Verdict:
    """The body that sits is one of those that are heard first."""
    return Verdict(only_advises(machine), "Dieses Gremium entscheidet selbst.", moot=True)
