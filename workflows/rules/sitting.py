"""What must hold around the vote of a body."""

from decimal import Decimal

from workflows.case import ZERO
from workflows.machine import Machine, Programme
from workflows.roles import Role
from workflows.rules.advice import only_advises
from workflows.rules.council import left_for
from workflows.stages import BEFORE_DECISION
from workflows.verdict import ELSEWHERE, Verdict

NOT_QUORATE = "Das Gremium war nicht beschlussfähig. Der Punkt wird vertagt."
ADVISES = "Dieses Gremium berät nur. Sein Votum wird als Empfehlung festgehalten."


def item_is_listed(machine: Machine) -> Verdict:
    """The case is an item of a sitting that was summoned in due form and is open (§ 65 NKomVG)."""
    return Verdict(
        machine.case.item_listed,
        "Der Vorgang steht nicht auf der Tagesordnung einer eröffneten Sitzung.",
        mend=ELSEWHERE if machine.case.item_announced else (Role.OFFICE, "list_item"),
    )


def resolution_carried(machine: Programme) -> Verdict:
    """The body was quorate and more said yes than no (§§ 65, 66 NKomVG). What is only advised is neither."""
    if only_advises(machine):
        return Verdict(False, ADVISES, moot=True)
    resolution = machine.case.resolution
    if resolution is None:
        return _not_counted(machine)
    if not resolution.quorate:
        return Verdict(False, NOT_QUORATE, moot=True)
    return Verdict(resolution.carried, "Das Gremium hat den Antrag nicht angenommen.", moot=True)


def _not_counted(machine: Machine) -> Verdict:
    act = "close_ballot" if machine.case.ballot_open else "open_ballot"
    return Verdict(False, "Die Abstimmung ist noch nicht geschlossen.", mend=(Role.CHAIR, act))


def resolution_failed(machine: Programme) -> Verdict:
    """The body was quorate and did not say yes; a tie is a no (§ 66 NKomVG). What is only advised is neither."""
    if only_advises(machine):
        return Verdict(False, ADVISES, moot=True)
    resolution = machine.case.resolution
    if resolution is None:
        return _not_counted(machine)
    if not resolution.quorate:
        return Verdict(False, NOT_QUORATE, moot=True)
    return Verdict(not resolution.carried, "Das Gremium hat den Antrag angenommen.", moot=True)


def body_has_voted(machine: Machine) -> Verdict:
    """The ballot is closed, and the body was quorate (§ 65 NKomVG); what it voted is another question."""
    resolution = machine.case.resolution
    if resolution is None:
        return _not_counted(machine)
    return Verdict(resolution.quorate, NOT_QUORATE, moot=True)


def can_be_put_off(machine: Programme) -> Verdict:
    """An item without a resolution can be put off, and a carried one for which the money is lacking."""
    resolution = machine.case.resolution
    if resolution is None or not resolution.quorate:
        return Verdict(True)
    lacking = resolution.carried and not only_advises(machine) and not money_holds_motion(machine)
    return Verdict(lacking, "Das Gremium hat schon beschlossen.", moot=True)


def can_still_resolve(machine: Machine) -> bool:
    """Whether the body may come to a result here; where too few are there, putting off is the next step."""
    case = machine.case
    return case.resolution.quorate if case.resolution else not case.quorum_lacking


def money_holds_motion(machine: Machine) -> Verdict:
    """Pot and measure still hold what the body votes on: better known before the ballot opens than after (X12)."""
    amount, left = machine.case.motion_amount, left_for(machine.case)
    return Verdict(
        amount is None or amount <= left,
        "Für diesen Antrag reicht das Geld nicht: Vorgeschlagen sind {amount}, da sind noch "
        "{left}. Auch wenn das Gremium ihn annimmt, kann die Förderung so nicht festgehalten werden. "
        "Ändern Sie den Antrag, vertagen Sie den Punkt, oder bitten Sie die Leitung, das Budget zu erhöhen.",
        amount=amount,
        left=left,
    )


def not_put_off_too_often(machine: Machine) -> Verdict:
    """A case that waits to be decided was not put off time and again (T11; § 10 Satz 2 VwVfG, § 75 VwGO)."""
    case = machine.case
    return Verdict(
        case.stage not in BEFORE_DECISION or case.deferrals < case.terms.deferrals_alert,
        "Das Gremium hat den Antrag schon {deferrals}-mal vertagt. Bitte klären Sie mit dem Vorsitz, was noch "
        "fehlt: Über Anträge ist zügig zu entscheiden (§ 10 Satz 2 VwVfG), sonst droht eine Untätigkeitsklage "
        "(§ 75 VwGO).",
        deferrals=case.deferrals,
        internal=True,
    )


def as_resolved(machine: Machine, amount: Decimal) -> Verdict:
    """The amount is the one that the body voted on, not another one."""
    voted = machine.case.motion_amount
    if voted is None:
        return Verdict(False, "Über einen Betrag wurde nicht abgestimmt.")
    return Verdict(amount == voted, "Abgestimmt wurde über {voted}.", voted=voted)


def within_request(machine: Machine, amount: Decimal) -> Verdict:
    """Nobody gets more than they asked for."""
    asked = machine.case.requested
    return Verdict(
        0 < amount <= asked,
        "Möglich sind mehr als {nothing} und höchstens der beantragte Betrag {asked}.",
        nothing=ZERO,
        asked=asked,
    )


def within_pot(machine: Machine, amount: Decimal) -> Verdict:
    """The pot still holds the amount; exactly the rest is within."""
    left = machine.case.pot_left
    return Verdict(
        amount <= left,
        "Budget überschritten um {over}: Im Topf sind noch {left}. "
        "Die Leitung kann das Budget mit Begründung erhöhen. Sonst wird der Punkt vertagt, weil Geld fehlt.",
        over=amount - left,
        left=left,
    )


def within_competence(machine: Machine) -> Verdict:
    """Above the value limit of the Hauptsatzung the council bodies may have to decide (Hauptsatzung, Wertgrenzen)."""
    case, limit = machine.case, machine.case.terms.competence_limit
    amount = case.endorsed or case.motion_amount or case.requested
    return Verdict(
        limit is None or amount <= limit,
        "Zuständigkeit prüfen: Der Betrag {amount} liegt über der Wertgrenze {limit} der Hauptsatzung.",
        amount=amount,
        limit=limit,
    )


def not_on_reserve_list(machine: Machine) -> Verdict:
    """Who waits on the reserve list moves up in its order, when there is money."""
    rank = machine.case.reserve_rank
    return Verdict(
        rank is None, "Der Antrag steht auf Platz {rank} der Nachrückliste.", rank=rank, mend=ELSEWHERE
    )
