"""Where cases compete for the same money: the cap of a measure, the reserve list, and who is biased (§ 41 NKomVG)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.case import ZERO
from workflows.machine import Machine
from workflows.rules.council import left_for
from workflows.verdict import Verdict


def within_measure(machine: Machine, amount: Decimal) -> Verdict:
    """The awards of one measure share its cap; exactly the rest is within."""
    left = machine.case.measure_left
    if left is None:
        return Verdict(True)
    return Verdict(
        amount <= left,
        "Höchstbetrag der Maßnahme überschritten um {over}: Für diese Maßnahme sind noch {left} da.",
        over=amount - left,
        left=left,
    )


# Nachrückliste


def money_is_lacking(machine: Machine) -> Verdict:
    """Only what the body would fund and cannot pay waits on the reserve list."""
    case = machine.case
    return Verdict(
        case.motion_amount is not None and case.motion_amount > left_for(case),
        "Das Geld reicht: Der Antrag braucht keine Nachrückliste.",
    )


def rank_is_free(machine: Machine, rank: int) -> Verdict:
    """Every place is given once in a round; 1 moves up first."""
    if rank < 1:
        return Verdict(False, "Der erste Platz ist Platz 1.")
    return Verdict(
        rank not in machine.case.reserve_taken,
        "Platz {rank} der Nachrückliste ist schon vergeben.",
        rank=rank,
    )


def on_reserve_list(machine: Machine) -> Verdict:
    """The case waits for money."""
    return Verdict(machine.case.reserve_rank is not None, "Der Antrag steht nicht auf der Nachrückliste.")


def first_on_reserve_list(machine: Machine) -> Verdict:
    """Nobody moves up past another one."""
    rank, taken = machine.case.reserve_rank, machine.case.reserve_taken
    first = min(taken, default=rank)
    return Verdict(
        rank is None or first is None or rank <= first,
        "Zuerst rückt der Antrag auf Platz {first} nach.",
        first=first,
    )


def money_has_come(machine: Machine) -> Verdict:
    """Pot and measure hold the amount that the body resolved; exactly that is enough."""
    case, left = machine.case, left_for(machine.case)
    return Verdict(
        case.motion_amount is not None and case.motion_amount <= left,
        "Es ist noch nicht genug Geld frei: {left}.",
        left=left,
    )


# Befangenheit im Wettbewerb


@dataclass(frozen=True)
class Rival:
    """One case in a competition: a name for it, its round, its measure (if any), what it asks for in EUR."""

    case: int
    round: int
    measure: int | None
    requested: Decimal
    on_reserve: bool = False


def competing(entry: Rival, others: Collection[Rival], left: Decimal) -> frozenset[int]:
    """The cases that one case competes with; ``left`` is what the pot of its round still holds, in EUR.

    Those of the same measure; those of the same round if together they ask for more than there is, or if the round
    has a reserve list.
    """
    same = [other for other in others if other.round == entry.round]
    asked = sum((other.requested for other in same), ZERO)
    scarce = asked > left or any(other.on_reserve for other in same)
    rivals = {other.case for other in same} if scarce else set()
    if entry.measure is not None:
        rivals |= {other.case for other in others if other.measure == entry.measure}
    return frozenset(rivals - {entry.case})


def proposed_exclusions(
    tied: Mapping[int, Collection[int]], entries: Collection[Rival], left: Mapping[int, Decimal]
) -> dict[int, frozenset[int]]:
    """Case → seats that should not take part in it, because they are tied to a case that competes with it.

    ``tied``: case → seats that are excluded from it (§ 41 NKomVG, §§ 20, 21 VwVfG); ``left``: round → EUR. They are
    proposals: whether the rule reaches so far is for the body to say.
    """
    proposed: dict[int, set[int]] = {}
    for entry in entries:
        seats = set(tied.get(entry.case, ()))
        for rival in competing(entry, entries, left.get(entry.round, ZERO)) if seats else ():
            proposed.setdefault(rival, set()).update(seats - set(tied.get(rival, ())))
    return {case: frozenset(seats) for case, seats in proposed.items() if seats}


def split_package(cases: Sequence[int], excluded: Mapping[int, Collection[int]]) -> list[tuple[int, ...]]:
    """Cases that may be voted on together, in their order: a package never holds two circles of voters.

    ``excluded``: case → seats that take no part in it. Cases with the same seats make one package.
    """
    packages: dict[frozenset[int], list[int]] = {}
    for case in cases:
        packages.setdefault(frozenset(excluded.get(case, ())), []).append(case)
    return [tuple(package) for package in packages.values()]
