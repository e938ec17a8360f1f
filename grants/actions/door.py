"""The one door: lock, check, apply, log, and (after the commit) tell."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import TypeVar

from django.db import transaction

from grants.actions import effects as write
from grants.actions.births import birth_of, save_new
from grants.actions.lock import CHANGED, SENT_OTHERWISE, hold, lock_all, raise_version, read_again
from grants.actions.log import append
from grants.actions.redaction import redact
from grants.actions.relisting import show_to_body
from grants.actions.seen import Seen
from grants.cases.beside import TO_BE_FORESEEN, rows
from grants.cases.facts import asked_beside
from grants.cases.listed import LISTED
from grants.clock import database_now, day_of
from grants.events import moved
from grants.kinds import BESIDE, actor_for, facts_of, kind_of, machine_class, machine_of, name_of, names_of
from grants.letters import letter_facts
from grants.models import (
    Application,
    ChangeRequest,
    Dossier,
    InterimProof,
    Mittelabruf,
    Record,
    Refund,
    Transition,
    User,
)
from grants.models.canonical import canonical
from grants.models.columns import column_of
from grants.models.money import to_euro
from workflows.acts import ACTS
from workflows.case import CLOCK, Actor, Case, Facts, NotLoaded, changed
from workflows.effects import Booking
from workflows.errors import NotYet, Stale
from workflows.law import law_of
from workflows.machine import Machine, label_of
from workflows.outcome import Outcome
from workflows.roles import Role
from workflows.sentence import TOGETHER, Listed, Sentence
from workflows.stages import BESIDE_OVER, Stage

logger = logging.getLogger(__name__)
UNREADABLE = (
    "Das geht im Moment nicht: Dem Programm fehlt eine Angabe, die es für diesen Schritt braucht. "
    "Nichts ist geschehen, und der Fehler ist gemeldet."
)
"""The refusal of a move that asks for a fact that is not read in its stage."""
LONGEST_KEY = 64
PRIVATE_FACTS = ("missing", "plan_problems", "condition_open", "draft", "review_returned")
"""Facts that may repeat what somebody wrote; the log keeps them under ``private``."""
LEFT = {"budget": ("pot_left", "measure_left")}
"""Account → facts that say what is left on it, where they are not called like the account."""


Known = TypeVar("Known", bound=Facts)


def perform(
    record: Record,
    move: str,
    data: Mapping[str, object] | None = None,
    *,
    by: User | Actor,
    key: str | None = None,
    seen: Seen | None = None,
    now: datetime | None = None,
) -> Transition:
    """Carry out one move on one record: lock, check, apply, log; then tell.

    ``data`` are the cleaned values of the move's form, ``by`` a person or CLOCK, ``key`` the form's idempotency key,
    ``seen`` what the page showed that the actor saw, ``now`` an aware moment (default: the database's).
    Raises :class:`workflows.errors.MoveRefused` with nothing changed; ValueError or TypeError for what no form sends (a
    moment without a time zone, a key of more than 64 characters, words that no log can keep, unknown answers). The
    same key again gives the first result.
    """
    data, now = dict(data or {}), now or database_now()
    _insist_on_key(key)
    with transaction.atomic(durable=True):
        dossier = lock_all(record)
        digest = _digest(record, move, data)
        record = read_again(record, dossier)
        if key and (first := _known(record, dossier, by, key, digest)):
            return first
        machine = machine_of(record, actor_for(by, record, day_of(now)), day_of(now))
        _insist_on_seen(record, machine, move, seen)
        try:
            return _carry_out(record, machine, move, data, now, key, digest)
        except NotLoaded as fault:
            logger.exception("%s of %s needs a fact that nobody has read", move, name_of(record))
            raise NotYet(UNREADABLE) from fault


def rehearse(
    record: Record,
    move: str,
    data: Mapping[str, object] | None = None,
    *,
    by: User,
    seen: Seen | None = None,
    now: datetime | None = None,
) -> Transition:
    """Carry out a move and take everything back: the entry that it would leave, with what its letters would say.

    The arguments and errors are those of :func:`perform`. Nothing is changed and nobody is told.
    """
    data, now = dict(data or {}), now or database_now()
    with transaction.atomic(durable=True):
        dossier = lock_all(record)
        record = read_again(record, dossier)
        machine = machine_of(record, actor_for(by, record, day_of(now)), day_of(now))
        _insist_on_seen(record, machine, move, seen)
        entry = _carry_out(record, machine, move, data, now, None, "")
        transaction.set_rollback(True)
    return entry


def begin(
    kind: str,
    move: str,
    *,
    by: User | Actor,
    key: str | None = None,
    now: datetime | None = None,
    **given: object,
) -> Transition:
    """The only birth: make the record of ``kind`` and its dossier, and log the first move.

    ``given`` is what the record needs to exist (see :mod:`grants.actions.births`). The same key again gives the first
    result. Raises :class:`workflows.errors.MoveRefused`; then there is no record.
    """
    now = now or database_now()
    _insist_on_key(key)
    with transaction.atomic(durable=True):
        if key and isinstance(by, User):
            hold(by)  # one key of one person makes one record, whatever the second click asks for
        record, _ = birth_of(kind)(by=by, key=key, now=now, **given)
        digest = _digest(record, move, given)
        if record.pk:
            return _first_entry(record, by, digest)
        machine = machine_of(record, actor_for(by, record, day_of(now)), day_of(now))
        return _carry_out(record, machine, move, {}, now, key, digest)


def tick(record: Record, *, now: datetime) -> Transition | None:
    """Make the clock move of ``record`` whose legal day came first, if one has come; None if none has."""
    today = day_of(now)
    due = machine_of(record, CLOCK, today).due()
    if not due or due[0][0] > today:
        return None
    return perform(record, due[0][1], by=CLOCK, now=now)


def _carry_out(
    record: Record,
    machine: Machine,
    move: str,
    data: Mapping[str, object],
    now: datetime,
    key: str | None,
    digest: str,
) -> Transition:
    """Check the move, write its effects, log it, and tell after the commit."""
    before = machine.case
    outcome = machine.perform(move, **data)
    dossier, application = record.dossier, record.case
    columns = _columns(record)
    record.stage = outcome.target
    write.write_fields(record, outcome.effects.fields)
    if application:
        write.write_own_facts(application, outcome.effects.own_facts)
    old = {name: value for name, value in columns.items() if getattr(record, name) != value}
    if outcome.effects.number and application:
        write.draw_number(application, now)
    if record._state.adding:
        save_new(record)
    write.open_records(record, outcome.effects.open, now)
    facts = _booked(facts_of(record), outcome.effects.book)
    foresee(record, facts, day_of(now))
    entry = append(
        dossier,
        record=record,
        move=move,
        source=outcome.source,
        target=outcome.target,
        at=now,
        actor=machine.actor,
        role=outcome.role.value,
        facts=open_part(facts) | {"legal_day": outcome.day} | _signed(before) | _recalled(outcome),
        private=_private_text(record, outcome, data, facts, now) | _way_back(outcome, old),
        key=key,
        data_digest=digest,
        posted_at=None if _is_heard(outcome) else now,
    )
    if application:
        write.book(application, outcome.effects.book, entry, now)
    if outcome.effects.redact and application:
        redact(application, dossier)
        keep_listed(application)
    record.save()
    if kind_of(record).has_agenda:
        show_to_body(record)
    if application and application is not record:
        write.write_fields(application, outcome.effects.grant)
        foresee(application, facts_of(application), day_of(now))
        application.save()
    elif application:
        foresee_beside(application, day_of(now))
    raise_version(dossier)
    tell = partial(moved.send_robust, Transition, transition_id=entry.pk, letters=_is_heard(outcome))
    transaction.on_commit(tell, robust=True)
    return entry


def _booked(facts: Known, bookings: Sequence[Booking]) -> Known:
    """The facts with the bookings of the move, which the ledger has yet to write."""
    sums: dict[str, Decimal | None] = vars(facts)
    booked: dict[str, Decimal] = {}
    for booking in bookings:
        for account, sign in ((booking.debit, 1), (booking.credit, -1)):
            for name in LEFT.get(account, (account,)):
                if (before := booked.get(name, sums.get(name))) is not None:
                    booked[name] = before + sign * booking.amount
    return changed(facts, **booked)


def foresee(record: Record, facts: Facts, today: date) -> None:
    """Write down when the clock has to look again, and who has to act next."""
    machine = machine_class(record)(facts, CLOCK, today)
    for column, value in kind_of(record).foreseen(machine).items():
        setattr(record, column, value)
    keep_listed(record)


def keep_listed(record: Record) -> None:
    """Write down what lists sort and search by, as the record stands now."""
    for name, value in kind_of(record).listed(record).items():
        setattr(record, name, value)


def foresee_beside(application: Application, today: date) -> None:
    """The same for what is open beside a case: a hearing, a suit or a suspension changes whose turn it is there."""
    if application.awarded_cents is None or application.posted_on is None:
        return
    if application.stage == Stage.ARCHIVED:  # nobody's turn any more, and its claims are not read
        return
    for record in _open_beside(application):
        record.application = application
        before = record.next_move
        foresee(record, facts_of(record), today)
        if record.next_move != before:
            record.save(update_fields=["next_move"])


def _open_beside(application: Application) -> Iterator[Mittelabruf | ChangeRequest | InterimProof | Refund]:
    """What is open beside a case; only the kinds that are there cost a statement."""
    known = rows(application, *TO_BE_FORESEEN)
    yield from (call for call in known["mittelabrufe"] if call.next_move or call.stage not in BESIDE_OVER)
    for kind in BESIDE:
        if numbers := [number for (number,) in known.get(f"open_{kind.name}", ())]:
            yield from kind.rows().filter(pk__in=numbers)


def open_part(facts: Facts) -> dict[str, object]:
    """The facts that an entry shows to whoever may read the log."""
    if isinstance(facts, Case):
        return {name: value for name, value in vars(facts).items() if name not in PRIVATE_FACTS}
    return {
        name: value for name, value in vars(facts).items() if name not in ("grant", "items_open", "missing")
    }


def _signed(before: Facts) -> dict[str, object]:
    """Who had released what is now sent: after the move it is another content and nobody has."""
    return {name: value for name, value in vars(before).items() if name == "signed_by"}


def put_back(record: Application, done: Transition, actor: Actor, role: Role, now: datetime) -> Transition:
    """The one way back: stage, columns and bookings are what they were before the entry ``done``, and that is logged.

    ``done`` keeps its ``before``; the caller holds the dossier's lock, has checked who may, and that nothing has left
    the house. NotYet if a pot no longer holds what the move had set free.
    """
    dossier, source, record.stage = record.dossier, record.stage, done.source
    for name, value in json.loads(done.private or "{}")["before"].items():
        setattr(record, name, column_of(type(record), name).to_python(value))
    back = [
        Booking(entry.credit, entry.debit, to_euro(entry.amount_cents))
        for entry in done.entries.order_by("-pk")
    ]
    facts = _booked(facts_of(record), back)
    foresee(record, facts, day_of(now))
    entry = append(
        dossier,
        record=record,
        move="confirm_undo",
        source=source,
        target=record.stage,
        at=now,
        actor=actor,
        role=role.value,
        facts=open_part(facts) | {"undoes": done.sequence},
        private={"facts": _private_part(facts)},
        posted_at=now,
    )
    write.book(record, back, entry, now)
    record.save()
    raise_version(dossier)
    tell = partial(moved.send_robust, Transition, transition_id=entry.pk, letters=False)
    transaction.on_commit(tell, robust=True)
    return entry


def _columns(record: Record) -> dict[str, object]:
    """What stands in the record's columns, apart from the stage and what the door itself keeps."""
    kept = {"id", "stage", "wake_on", "waits_for", "next_move", "not_before", *LISTED}
    return {
        f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields if f.attname not in kept
    }


def _way_back(outcome: Outcome, old: Mapping[str, object]) -> dict[str, object]:
    """The old values of what changed, for a move that can be taken back: it made no record, number or letter."""
    effects = outcome.effects
    lasting = effects.open or effects.number or effects.redact or _is_heard(outcome)
    return {"before": dict(old)} if outcome.law.reversible and not lasting else {}


def _is_heard(outcome: Outcome) -> bool:
    """Whether the post office has something to do after the move."""
    law = outcome.law
    return bool(law.letters or law.dispatches or outcome.effects.recall or outcome.effects.redact)


def _recalled(outcome: Outcome) -> dict[str, object]:
    """What the post office must know: letters on paper that have not left the house are taken back."""
    return {"recall": outcome.effects.recall.value} if outcome.effects.recall else {}


def _private_part(facts: Facts) -> dict[str, object]:
    return {name: vars(facts)[name] for name in PRIVATE_FACTS if name in vars(facts)}


def _private_text(
    record: Record, outcome: Outcome, data: Mapping[str, object], facts: Facts, now: datetime
) -> dict[str, object]:
    """What only the file may know. A move that erases repeats nothing of what it takes away."""
    said: dict[str, object] = {"data": data, "fields": dict(outcome.effects.fields)}
    if outcome.effects.redact:
        return said
    return said | {"facts": _private_part(facts), "letters": letter_facts(record, outcome, now)}


def _digest(record: Record, move: str, data: Mapping[str, object]) -> str:
    """What a key stands for: the record, the move and its data."""
    said = {name: getattr(value, "pk", value) for name, value in data.items()}
    return sha256(canonical([name_of(record), move, said]).encode()).hexdigest()


def _insist_on_key(key: str | None) -> None:
    if key is not None and len(key) > LONGEST_KEY:
        raise ValueError(f"an idempotency key has at most {LONGEST_KEY} characters")
    canonical(key)  # ValueError for what no database can hold


def _known(record: Record, dossier: Dossier, by: User | Actor, key: str, digest: str) -> Transition | None:
    """The entry that this user already made with this key; Stale if it was made with other data.

    Of a case it is read together with what the facts need.
    """
    if isinstance(by, Actor):
        return None
    if (case := record.case) is not None and case is record:
        asked: dict[str, int | str] = {"dossier": dossier.pk, "user": by.pk, "key": key}
        found = rows(case, "known", *asked_beside(case), **asked)["known"]
    else:
        found = list(Transition.objects.filter(dossier=dossier, user=by, key=key))
    if found and found[0].data_digest != digest:
        raise Stale(SENT_OTHERWISE)
    return found[0] if found else None


def _first_entry(record: Record, by: User | Actor, digest: str) -> Transition:
    entries = Transition.objects.filter(dossier_id=record.dossier_id, record__in=names_of(record))
    entry = entries.order_by("sequence")[0]
    if entry.user_id != getattr(by, "pk", None) or entry.data_digest != digest:
        raise Stale(SENT_OTHERWISE)
    return entry


def _label(machine: Machine, name: str) -> str:
    return ACTS[name].label if name in ACTS else label_of(type(machine), name)


def _insist_on_seen(record: Record, machine: Machine, move: str, seen: Seen | None) -> None:
    """Who signs or sends a letter must have seen what they sign and send: what the page showed stands there still."""
    if seen is None or not any(
        m.slug == move and (law_of(m).signs or law_of(m).letters) for m in machine.moves()
    ):
        return
    changed = seen.changed(record, machine)
    if changed is None:
        return
    said = [CHANGED]
    if changed:
        said.append(Sentence("Anders ist jetzt: {parts}.", parts=Listed(map(Sentence, changed))))
    since = Transition.objects.filter(dossier=record.dossier).order_by("-sequence").first()
    if isinstance(machine.case, Case) and machine.case.stage == Stage.DRAFT:
        since = None  # what is typed into a draft is no entry: the last one is not what has changed
    if since is not None:
        said.append(
            Sentence(
                "Zuletzt geschah: „{what}“ am {day}.",
                what=Sentence(_label(machine, since.move)),
                day=day_of(since.at),
            )
        )
    raise Stale(Sentence(TOGETHER, sentences=tuple(said)))
