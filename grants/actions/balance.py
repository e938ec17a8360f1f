"""Whether the money agrees: running sums against the ledger, and the ledger against the log."""

import json
from collections.abc import Iterator
from typing import TypeVar

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from grants.actions.proving import Finding
from grants.models import Application, Dossier, Entry, Pot, Transition
from grants.models.money import to_euro
from workflows.sentence import Sentence

HELD = ("reserved", "committed", "paid")
NAMES = {"reserved": "Reserviert", "committed": "Festgelegt", "paid": "Gezahlt", "override": "Erhöhung"}


def check_money() -> Iterator[Finding]:
    """Everything in the sums of pots and cases that the ledger, or in the ledger that the log, does not bear out."""
    yield from check_pots()
    yield from check_applications()
    yield from check_bookings()
    yield from check_facts()


def check_pots() -> Iterator[Finding]:
    """A pot's running sums are the balances of its accounts, and it holds no more than it has."""
    raised = Q(entries__debit="budget", entries__credit="council")
    for pot in _with_balances(Pot.objects.all()).annotate(booked_override=_sum(raised)).order_by("pk"):
        for account in (*HELD, "override"):
            kept, booked = getattr(pot, f"{account}_cents"), getattr(pot, f"booked_{account}")
            if kept != booked:
                yield Finding(f"Topf „{pot}“: {_differ(account, kept, booked)}")
        if pot.left_cents < 0:
            yield Finding(Sentence("Topf „{pot}“: Es ist mehr gebunden, als da ist.", pot=str(pot)))


def check_applications() -> Iterator[Finding]:
    """The running sums of a case are the balances of its bookings."""
    for case in _with_balances(Application.objects.all()).order_by("pk").iterator(chunk_size=500):
        for account in HELD:
            kept, booked = getattr(case, f"{account}_cents"), getattr(case, f"booked_{account}")
            if kept != booked:
                yield Finding(
                    _differ(account, kept, booked), case.dossier_id, None, f"application:{case.public_id}"
                )


def check_bookings() -> Iterator[Finding]:
    """A booking of a case belongs to an entry of its dossier and to the pot of its round."""
    bookings = Entry.objects.select_related("transition", "application__round").order_by("pk")
    for booking in bookings.iterator(chunk_size=500):
        case, entry = booking.application, booking.transition
        if case is None and entry is None:
            continue
        if case is None or entry is None or entry.dossier_id != case.dossier_id:
            yield Finding(Sentence("Die Buchung {key} gehört zu keinem Eintrag ihrer Akte.", key=booking.key))
        elif not booking.key.startswith(f"{entry.dossier_id}:{entry.sequence}:"):
            sentence = Sentence("Die Buchung {key} gehört zu einem anderen Eintrag.", key=booking.key)
            yield Finding(sentence, entry.dossier_id, entry.sequence, entry.record)
        elif booking.pot_id != case.round.pot_id:
            sentence = Sentence("Die Buchung {key} belastet einen fremden Topf.", key=booking.key)
            yield Finding(sentence, entry.dossier_id, entry.sequence, entry.record)


def check_facts() -> Iterator[Finding]:
    """After each move of a case the ledger holds what the log's facts say, so that no booking changes unnoticed."""
    seen = dict(
        Dossier.objects.values_list("pk", "length")
    )  # what is written from here on is left to the next time
    bookings: dict[int, list[tuple[int, str, str, int]]] = {}
    rows = Entry.objects.filter(transition__isnull=False).order_by("transition__sequence", "pk")
    for dossier, sequence, debit, credit, cents in rows.values_list(
        "transition__dossier_id", "transition__sequence", "debit", "credit", "amount_cents"
    ):
        bookings.setdefault(dossier, []).append((sequence, debit, credit, cents))
    moves = Transition.objects.filter(record__startswith="application:").order_by("dossier_id", "sequence")
    for entry in moves.iterator(chunk_size=500):
        if entry.sequence > seen.get(entry.dossier_id, 0):
            continue
        yield from _compare(entry, bookings.get(entry.dossier_id, []))


def _compare(entry: Transition, bookings: list[tuple[int, str, str, int]]) -> Iterator[Finding]:
    try:
        facts = json.loads(entry.facts)
    except ValueError:
        return  # the chain's check names this entry
    if not isinstance(facts, dict) or not set(HELD) <= set(facts):
        return
    for account in HELD:
        known = [(debit, credit, cents) for at, debit, credit, cents in bookings if at <= entry.sequence]
        booked = sum(c * ((debit == account) - (credit == account)) for debit, credit, c in known)
        if str(to_euro(booked)) != facts[account]:
            said = Sentence(
                "Das Protokoll sagt {told} EUR, die Buchungen ergeben {booked} EUR.",
                told=str(facts[account]),
                booked=str(to_euro(booked)),
            )
            sentence = Sentence("{account}: {said}", account=NAMES[account], said=said)
            yield Finding(sentence, entry.dossier_id, entry.sequence, entry.record)


Balanced = TypeVar("Balanced", Application, Pot)


def _with_balances(records: QuerySet[Balanced]) -> QuerySet[Balanced]:
    """Each record with the balance of its accounts in cents, in one statement with its running sums."""
    known: QuerySet[Balanced] = records.annotate(
        **{f"booked_{name}": _sum(Q(entries__debit=name)) - _sum(Q(entries__credit=name)) for name in HELD}
    )
    return known


def _sum(which: Q) -> Coalesce:
    return Coalesce(Sum("entries__amount_cents", filter=which), 0)


def _differ(account: str, kept: int, booked: int) -> str:
    return Sentence(
        "{account} sind {kept}, die Buchungen ergeben {booked}.",
        account=NAMES[account],
        kept=to_euro(kept),
        booked=to_euro(booked),
    )
