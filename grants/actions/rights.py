"""Who may do what: each function, seat, membership and administrator given or taken is an entry of a log of its own.

The entries stand in one dossier, so that seals, export and both verifiers know them as they know all others. What the
log adds up to is what the tables must say (:func:`check_rights`). To lead and to administer are given and taken by
two people: one asks, another confirms.
"""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from grants.actions.chains import lock_chain, note
from grants.actions.lock import hold
from grants.actions.proving import Finding
from grants.clock import database_now, day_of
from grants.models import Dossier, Function, Membership, RightAsked, Seat, Transition, User
from grants.models.people import valid_on
from workflows.errors import NotYet
from workflows.roles import TWO_GIVE, Role
from workflows.sentence import Sentence

CHAIN = "rights"
"""The name of the dossier."""
STOCK, CHANGE = "take_stock", "change_rights"
Lines = frozenset[str]


@dataclass(frozen=True)
class Asking:
    """A right that one person wants to give or take; ``function`` is the row that would change."""

    person: User
    role: Role
    programme: str = ""
    valid_from: date | None = None
    """None: not a function, but the administration itself."""
    valid_to: date | None = None
    function: Function | None = None
    given: bool = True


def rights(*, person: User | None = None, body: int | None = None, organisation: int | None = None) -> Lines:
    """What the tables say, one line a right: of a person, a body, an organisation, or of all."""
    everything = person is None and body is None and organisation is None
    of_person = {"user": person} if person else {}
    found: list[str] = []
    if everything or person:
        rows = Function.objects.filter(**of_person)
        found += [f"function {r.pk} {r.user_id} {r.role} {r.programme} {_time(r)}" for r in rows]
        powerful = User.objects.filter(Q(is_staff=True) | Q(is_superuser=True))
        found += [
            f"administrator {user.pk}" for user in (powerful.filter(pk=person.pk) if person else powerful)
        ]
    if everything or person or body:
        seats = Seat.objects.filter(**of_person, **({"body": body} if body else {}))
        found += [f"seat {r.pk} {r.user_id} {r.body_id} {_yes(r.chair)} {_time(r)}" for r in seats]
    if everything or person or organisation:
        members = Membership.objects.filter(
            **of_person, **({"organisation": organisation} if organisation else {})
        )
        found += [f"membership {r.pk} {r.user_id} {r.organisation_id} {_yes(r.signatory)}" for r in members]
    return frozenset(found)


def _time(row: Function | Seat) -> str:
    return f"{row.valid_from.isoformat()} {row.valid_to.isoformat() if row.valid_to else '-'}"


def _yes(said: bool) -> str:
    return "yes" if said else "no"


def keep(before: Lines, after: Lines, *, by: User | None, second: User | None = None) -> None:
    """Log what has changed; the caller's transaction holds the change itself. Nothing if nothing has."""
    if before == after:
        return
    now = database_now()
    facts: dict[str, object] = {"given": sorted(after - before), "taken": sorted(before - after)}
    if second:
        facts["confirmed_by"] = second.pk
    _write(CHANGE, facts, by, now, lambda: (rights() - after) | before)


def _write(
    move: str, facts: dict[str, object], by: User | None, now: datetime, stock: Callable[[], Lines]
) -> None:
    chain = lock_chain(CHAIN)
    if not chain.length:
        note(chain, STOCK, by=None, facts={"given": sorted(stock()), "taken": []}, at=now)
    note(chain, move, by=by, facts=facts, at=now)


def check_rights() -> Iterator[Finding]:
    """Every right that the tables give stands in the log, and none that the log has taken is still there."""
    dossier = Dossier.objects.filter(name=CHAIN).first()
    if dossier is None:
        return
    known: set[str] = set()
    for text in (
        Transition.objects.filter(dossier=dossier).order_by("sequence").values_list("facts", flat=True)
    ):
        said = json.loads(text)
        known = (known - set(said["taken"])) | set(said["given"])
    now = rights()
    for line in sorted(now - known):
        yield Finding(
            Sentence("Dieses Recht hat niemand im Protokoll gegeben: {line}", line=line), dossier.pk
        )
    for line in sorted(known - now):
        yield Finding(Sentence("Dieses Recht fehlt, das Protokoll kennt es: {line}", line=line), dossier.pk)


# Two people


def others_for(asking: User, person: User) -> Collection[User]:
    """Whoever could confirm: administrators and leads of today, but for the one who asks and the one concerned."""
    today = day_of(database_now())
    leading = Function.objects.filter(valid_on(today), role__in=TWO_GIVE).values("user")
    may = User.objects.filter(Q(is_superuser=True) | Q(pk__in=leading), is_active=True)
    return list(may.exclude(pk__in=[asking.pk, person.pk]))


def waiting_for(person: User) -> int:
    """How many rights this person can confirm."""
    return RightAsked.objects.filter(answered_at=None).exclude(asked_by=person).exclude(person=person).count()


def ask(asking: Asking, *, by: User) -> RightAsked | None:
    """Ask a second person; in effect at once, and None, where there is nobody to ask: the first day of an office."""
    row = RightAsked(
        person=asking.person,
        role=asking.role,
        programme=asking.programme,
        valid_from=asking.valid_from,
        valid_to=asking.valid_to,
        function=asking.function,
        given=asking.given,
        asked_by=by,
        asked_at=database_now(),
    )
    with transaction.atomic():
        if others_for(by, asking.person):
            row.save()
            return row
        _take_effect(row, by=by, second=None)
    return None


def answer(asked: RightAsked, *, by: User, granted: bool) -> None:
    """Confirm or refuse what another has asked for. NotYet for who asked, who is concerned, or what is answered."""
    with transaction.atomic():
        hold(asked)
        row = RightAsked.objects.get(pk=asked.pk)
        if row.answered_at is not None:
            raise NotYet("Darüber ist schon entschieden.")
        if by not in others_for(row.asked_by, row.person):
            raise NotYet(
                "Das bestätigt eine andere Person: nicht wer es beantragt hat, nicht wen es betrifft."
            )
        row.answered_by, row.answered_at, row.granted = by, database_now(), granted
        row.save()
        if granted:
            _take_effect(row, by=row.asked_by, second=by)


def _take_effect(row: RightAsked, *, by: User, second: User | None) -> None:
    before = rights(person=row.person)
    if row.valid_from is None:
        row.person.is_staff = row.person.is_superuser = row.given
        row.person.save(update_fields=["is_staff", "is_superuser"])
    else:
        function = row.function or Function(user=row.person, role=row.role)
        function.programme, function.valid_from, function.valid_to = (
            row.programme,
            row.valid_from,
            row.valid_to,
        )
        function.save()
    keep(before, rights(person=row.person), by=by, second=second)
