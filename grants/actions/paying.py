"""Many payments at once: certify, order or confirm each by itself, through the door, as a batch.

Each row carries what its list showed of it: a payment that is another one by the time its turn comes is refused.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import cast

from grants.actions import batches
from grants.actions.batches import Act, Work
from grants.actions.door import perform
from grants.actions.seen import Part, Seen, stamp_of
from grants.models import Mittelabruf, Record
from grants.wording import euro
from workflows.errors import NotHere
from workflows.law import Move, law_of
from workflows.machine import Machine, asks_of
from workflows.meaning import Meaning
from workflows.procedures.mittelabruf import MittelabrufMachine
from workflows.roles import Role

GONE = "Diese Zahlung gibt es hier nicht (mehr)."
Said = Mapping[str, str]
"""What was said once for all rows of a batch."""
ANSWERS: dict[type, Callable[[Mittelabruf, Said], object]] = {
    Decimal: lambda call, said: call.amount,
    date: lambda call, said: date.fromisoformat(said["day"]),
}
"""Type of what a move asks → the answer for one of many: the whole amount, the day that is said for all."""


@dataclass(frozen=True)
class Step:
    """A move that a payment passes on its way, made for many at once."""

    move: Move

    @property
    def act(self) -> str:
        """The name of its batches."""
        return f"many_{self.move.slug}"

    @property
    def label(self) -> str:
        """The German name of the move."""
        return self.move.label

    @property
    def stage(self) -> str:
        """Where a payment waits for it."""
        return str(self.move.source)

    @property
    def by(self) -> frozenset[Role]:
        """Whose step it is."""
        return law_of(self.move).by

    @property
    def asks_day(self) -> bool:
        """Whether a day is to be said for all."""
        return any(ask.type is date for ask in asks_of(self.move) if ask.required)

    def answers(self, call: Mittelabruf, said: Said) -> dict[str, object]:
        """What the form of the move would have sent for this payment."""
        return {ask.name: ANSWERS[ask.type](call, said) for ask in asks_of(self.move) if ask.required}


STEPS = {move.slug: Step(move) for move in MittelabrufMachine.moves() if Meaning.PAYS in law_of(move).means}
"""Name of the move → the step, in the order in which a payment comes to them."""


def parts_of(call: Mittelabruf) -> Sequence[Part]:
    """What the list shows of a payment, by few names: a row of a batch carries their digests."""
    return [
        ("Stand", call.stage),
        ("Betrag", [call.amount_cents, call.recognised_cents]),
        ("Konto", [call.account_holder, call.iban]),
        ("Verwendungszweck", call.reference),
    ]


def shown(record: Record, machine: Machine) -> Sequence[Part]:
    """The same as the door asks for it."""
    return parts_of(cast(Mittelabruf, record))


def row_of(call: Mittelabruf) -> tuple[str, str]:
    """Subject and label of a payment in a batch; no name of anybody is in them."""
    amount = call.amount if call.recognised is None else call.recognised
    return f"{call.pk}:{stamp_of(parts_of(call))}", f"{call.reference} · {euro(amount)}"


def call_of(work: Work) -> tuple[Mittelabruf, Seen]:
    """The payment of a row, and what its list showed of it; NotHere if there is none."""
    name, _, stamp = work.subject.partition(":")
    call = Mittelabruf.objects.select_related("application").filter(pk=int(name)).first()
    if call is None:
        raise NotHere(GONE)
    return call, Seen(stamp, shown)


def register() -> None:
    """Tell the batches what can be done with many payments."""
    for step in STEPS.values():
        batches.ACTS[step.act] = Act(step.label, partial(_make, step))


def _make(step: Step, work: Work) -> None:
    call, seen = call_of(work)
    answers = step.answers(call, work.data)
    perform(call, step.move.slug, answers, by=work.by, key=work.key, seen=seen, now=work.now)
