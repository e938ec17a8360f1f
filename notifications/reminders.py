"""What is due to be remembered, to whom, and when: reminders follow from the law of each programme and are rows.

The planned days of a reminder are the fact's day plus each offset. For one record and one kind of reminder:

* Only the latest planned day that has come counts. Several that were missed during an outage collapse into that one.
* It goes out on that day or later, never earlier, once, on working days of Lower Saxony from 7:00 to 20:00.
* A reminder before a day lapses when the day is over; one after it lapses when it is 31 days late.
* A planned day on or before the day on which the record came into its stage says nothing new and is left out. Only
  the last of its kind, if it would be lost altogether, moves to the day after.
* At the hand-over all of this is looked at again; if it no longer holds, the row ends as „entfallen“, unsent.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from grants.cases.restores import last_restore
from grants.clock import day_of
from grants.kinds import facts_of, machine_class, names_of, owner_of
from grants.letters import erinnerung
from grants.models import Application, Record, Sitting, Transition
from notifications.letters import Composed, compose
from notifications.models import Post
from notifications.rows import NOBODY, address_digest, recipients
from workflows.letters import Reminder
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES
from workflows.rules.deadlines import next_sending_time

DAY = timedelta(days=1)
LATE = timedelta(days=31)
BREATH = 0.01


def _year_ends(low: date, high: date) -> Q:
    return Q(
        round__pot__budget_year__in=[
            y for y in range(low.year, high.year + 1) if low <= date(y, 12, 31) <= high
        ]
    )


def _between(column: str) -> Callable[[date, date], Q]:
    return lambda low, high: Q(**{f"{column}__range": (low, high)})


def _of_claim(column: str) -> Callable[[date, date], Q]:
    """The current claim of a case; only one row of it can match."""
    return lambda low, high: Q(claims__current=True, **{f"claims__{column}__range": (low, high)})


def _any_march(low: date, high: date) -> Q:
    """Interim proofs are due on 31 March of some year; which one follows from the facts."""
    near = any(low <= date(year, 3, 31) <= high for year in range(low.year, high.year + 1))
    return Q(period_ends__gte=date(low.year, 1, 1)) if near else Q(pk__in=[])


def _any_half_year(low: date, high: date) -> Q:
    """Base rates hold for half-years; up to which day they are known follows from the facts."""
    ends = (date(year, *end) for year in range(low.year, high.year + 1) for end in ((6, 30), (12, 31)))
    return Q() if any(low <= end <= high for end in ends) else Q(pk__in=[])


COLUMNS: dict[str, Callable[[date, date], Q]] = {
    "documents_due": _between("documents_due"),
    "plan_due": _between("plan_due"),
    "proof_due": _between("proof_due"),
    "round_closes": _between("round__closes_on"),
    "hearing_due": _between("hearing_due"),
    "claim_limit": _of_claim("limit"),
    "refund_due": _of_claim("due"),
    "period_ends": _between("period_ends"),
    "interim_due": _any_march,
    "rates_known_until": _any_half_year,
    "budget_year_ends": _year_ends,
    "held_on": _between("held_on"),
}
"""The fact that a reminder counts from → the stored column that finds the records for which it may be due."""


def make_due(now: datetime) -> list[int]:
    """Make the rows of every reminder whose day has come, each record in its own transaction; return their ids."""
    made, today = [], day_of(now)
    for record in candidates(today):
        facts = facts_of(record)
        for reminder in machine_class(record).all_reminders():
            planned = planned_day(reminder, record, facts, today)
            if planned and not _rows_of(reminder, record, planned).exists():
                made += _make(reminder, record, planned, now)
                time.sleep(BREATH)
    return made


def candidates(today: date) -> Iterator[Record]:
    """Every record that stored columns say a reminder may be due for, with one query a kind of record."""
    alike: dict[tuple[Reminder, ...], list[str]] = {}
    for slug, programme in PROGRAMMES.items():
        alike.setdefault(programme.all_reminders(), []).append(slug)
    near = Q(pk__in=())
    for remembered, slugs in alike.items():
        near |= Q(programme__in=slugs) & _near(remembered, today)
    cases = Application.objects.select_related("organisation", "project", "round__pot", "round__guideline")
    yield from _found(cases, near)
    sittings = Sitting.objects.select_related("body")
    yield from _found(sittings, _near(PROCEDURES["sitzung"].all_reminders(), today))


def planned_day(reminder: Reminder, record: Record, facts: Any, today: date) -> date | None:
    """The planned day of the reminder that is to go out now; None if none is, or if its reason is gone."""
    if record.stage not in reminder.stages:
        return None
    day = getattr(facts, reminder.day)
    if day is None or (reminder.given and not getattr(facts, reminder.given)):
        return None
    return latest(reminder.offsets, day, today, _since(reminder, record))


def latest(offsets: tuple[int, ...], day: date, today: date, since: date | None) -> date | None:
    """The latest planned day that has come and has not lapsed, by the rules at the head of this module."""
    last = max(offsets)
    plan = {offset: day + offset * DAY for offset in offsets}
    if since:
        if plan[last] <= since:
            plan = {last: since + DAY}
        plan = {offset: planned for offset, planned in plan.items() if planned > since}
    come = [(planned, offset) for offset, planned in plan.items() if planned <= today]
    if not come:
        return None
    planned, offset = max(come)
    lapsed = today > day if offset <= 0 else today > planned + LATE
    return None if lapsed else planned


def still_due(post: Post, now: datetime) -> Composed | None:
    """The text of a reminder's row, if its reason still holds at the hand-over; else None."""
    record, today = owner_of(post.dossier), day_of(now)
    reminder = reminder_of(post, record)
    if reminder is None or planned_day(reminder, record, facts_of(record), today) != post.due_on:
        return None
    if post.user not in recipients(reminder.to, record, today):
        return None
    return compose(
        "erinnerung", record.machine, erinnerung.gather(reminder, record, today), number="", made_on=today
    )


def reminder_of(post: Post, record: Record) -> Reminder | None:
    """The reminder that a row is for; None if the record's machine has it no more."""
    return next((r for r in machine_class(record).all_reminders() if r.key == post.letter), None)


def _near(reminders: Iterable[Reminder], today: date) -> Q:
    """Records of which stored columns say that one of these reminders may be due."""
    near = Q(pk__in=())
    for reminder in reminders:
        low = today - max(reminder.offsets) * DAY - LATE
        high = today - min(reminder.offsets) * DAY
        near |= COLUMNS[reminder.day](low, high) & Q(stage__in=reminder.stages)
    return near


def _found(records: QuerySet, near: Q) -> Iterator[Any]:
    # A case may have several claims: found by its key, it comes once.
    keys = records.model.objects.filter(near).values("pk")
    return records.filter(pk__in=keys).order_by("pk").iterator(200)


def _since(reminder: Reminder, record: Record) -> date | None:
    """The day on which the record came into the stages of the reminder from outside."""
    moves = Transition.objects.filter(
        dossier=record.dossier_id, record__in=names_of(record), target__in=reminder.stages
    )
    at = moves.exclude(source__in=reminder.stages).order_by("-sequence").values_list("at", flat=True).first()
    return day_of(at) if at else None


def _rows_of(reminder: Reminder, record: Record, planned: date) -> QuerySet[Post]:
    return Post.objects.filter(
        kind=Post.Kind.REMINDER, dossier=record.dossier_id, letter=reminder.key, due_on=planned
    )


def _make(reminder: Reminder, record: Record, planned: date, now: datetime) -> list[int]:
    people = list(recipients(reminder.to, record, day_of(now)))
    common = {
        "kind": Post.Kind.REMINDER,
        "dossier_id": record.dossier_id,
        "letter": reminder.key,
        "due_on": planned,
        "run_after": next_sending_time(now),
        "made_at": now,
    }
    name = f"{record.public_id.hex}:{reminder.key}:{planned}"
    restore = last_restore()
    held: dict[str, Any] = {}
    if restore and restore.noted_at and planned <= day_of(restore.noted_at):
        held = {"state": Post.State.HELD, "held_since": restore}
    rows = [
        Post(key=f"{name}:{address_digest(user.email)}", user=user, address=user.email, **common, **held)
        for user in people
    ]
    if not rows:
        rows = [Post(key=f"{name}:nobody", state=Post.State.DEAD, error=NOBODY, **common)]
    with transaction.atomic(durable=True):
        Post.objects.bulk_create(rows, ignore_conflicts=True)
    return list(_rows_of(reminder, record, planned).values_list("pk", flat=True))
