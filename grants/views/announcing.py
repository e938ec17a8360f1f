"""What the page of a move says will happen: the stage after it, letters, number, money, deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from grants.views.wording import letter_sentence
from grants.wording import euro, long_day
from workflows.effects import Booking
from workflows.errors import MoveRefused
from workflows.law import Move, law_of
from workflows.letters import Letter
from workflows.machine import Machine, asks_of, goes_to

DEADLINES = {
    "documents_due": "Die Frist für die Unterlagen endet am",
    "plan_due": "Die Frist für den angepassten Plan endet am",
    "hearing_due": "Die Frist zur Stellungnahme endet am",
    "dunning_due": "Die Frist der Mahnung endet am",
    "proof_due": "Der Verwendungsnachweis ist fällig am",
    "proof_documents_due": "Die Frist für die Nachforderung zum Nachweis endet am",
}
"""Field that a move sets → how its day is announced."""
BOOKED = {
    ("reserved", "budget"): "werden im Topf reserviert",
    ("committed", "reserved"): "werden aus der Reservierung festgelegt",
    ("paid", "committed"): "werden als ausgezahlt gebucht",
    ("budget", "reserved"): "der Reservierung werden wieder frei",
    ("budget", "paid"): "werden als erstattet gebucht",
    ("budget", "committed"): "der Festlegung werden wieder frei",
}
"""Debit and credit → what becomes of the amount."""


@dataclass(frozen=True)
class Announced:
    """What a move will do. ``whole`` is False while it depends on answers that are not known yet.

    Then number, money and deadlines are left out.
    """

    target: str
    letters: tuple[Letter, ...]
    whole: bool = False
    deadlines: Mapping[str, date] = field(default_factory=dict)
    bookings: tuple[Booking, ...] = ()
    number: bool = False
    redact: bool = False


def announced(
    move: Move, machine: Machine, *, possible: bool, known: Mapping[str, object] = MappingProxyType({})
) -> Announced:
    """Try a declared move out on the frozen facts of ``machine``; nothing is written.

    ``possible``: it is offered here, and nothing stands in its way. ``known`` are the answers that stand in its form;
    any text does for one that is still missing.
    """
    target, letters, asks = goes_to(move, machine), tuple(law_of(move).letters), asks_of(move)
    answers = {ask.name: known[ask.name] for ask in asks if known.get(ask.name) not in (None, "")}
    answers |= {ask.name: "…" for ask in asks if ask.required and ask.type is str and ask.name not in answers}
    if not possible or any(ask.required and ask.name not in answers for ask in asks):
        return Announced(target, letters)
    trial = type(machine)(machine.case, machine.actor, machine.today)
    try:
        effects = trial.perform(move.slug, **answers).effects
    except MoveRefused:  # a rule over the answers; the form will say it
        return Announced(target, letters)
    deadlines = {name: day for name, day in effects.fields.items() if name in DEADLINES and day}
    return Announced(target, letters, True, deadlines, tuple(effects.book), effects.number, effects.redact)


def in_words(said: Announced) -> list[str]:
    """One German sentence for everything but the stage."""
    told = [letter_sentence(letter) for letter in said.letters]
    if said.number:
        told.append("Der Antrag bekommt ein Aktenzeichen.")
    if said.redact:
        told.append(
            "Namen, Anschriften und freie Texte dieser Akte werden gelöscht. Das lässt sich nicht zurücknehmen."
        )
    told += [f"{DEADLINES[name]} {long_day(day)}." for name, day in said.deadlines.items()]
    return told + [_booking(booking) for booking in said.bookings]


def _booking(booking: Booking) -> str:
    words = BOOKED.get(
        (booking.debit, booking.credit), f"werden gebucht ({booking.credit} an {booking.debit})"
    )
    return f"{euro(booking.amount)} {words}."
