"""What waits for a person: one answer for the start page, for mails and for tests.

The law says who has the next step, the door writes its name on the record (:func:`grants.actions.door.foresee`); here
it is read, with the same few statements however many cases there are.
"""

from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import Count, QuerySet, Window

from grants import post_office
from grants.held import Held, held_by
from grants.models import Application, Mittelabruf, User
from grants.waiting import cases, sittings
from grants.waiting.task import Source, Task

__all__ = ["Task", "Tasks", "is_turn_of", "mittelabrufe_waiting_for", "tasks_of"]

SOURCES: tuple[Source, ...] = (*cases.SOURCES, *sittings.SOURCES)


@dataclass(frozen=True)
class Tasks:
    """Some of what waits for a person, and how much it is in all."""

    rows: list[Task]
    total: int


def tasks_of(user: User, day: date, *, start: int = 0, most: int = 25) -> Tasks:
    """What waits for ``user`` on a day, the most urgent first: ``most`` of it from ``start`` on, and how much it is."""
    held = held_by(user, day)
    queues: list[list[Task]] = []
    total = 0
    for source in (*SOURCES, *post_office.sources()):
        if (asked := source(held)) is None:
            continue
        found, task = asked
        records, in_all = _first(found, start + most)
        queue = [task(record, held) for record in records]
        # Where all of a kind fits on one page it is in order; a longer queue stays as the database has it, so that
        # each page goes on where the one before ended and nothing is on two of them or on none.
        queues.append(sorted(queue, key=_order) if in_all <= most else queue)
        total += in_all
    return Tasks(list(islice(merge(*queues, key=_order), start, start + most)), total)


def _first(found: QuerySet[Any], most: int) -> tuple[list[Any], int]:
    """The first records of a query and how many it finds in all.

    Only ids are sorted and counted; what a record is shown with is read for those that are shown.
    """
    counted = list(found.values_list("pk", Window(Count("pk")))[:most])
    if not counted:
        return [], 0
    records = {record.pk: record for record in found.order_by().filter(pk__in=[pk for pk, _ in counted])}
    return [records[pk] for pk, _ in counted if pk in records], counted[0][1]


def _order(task: Task) -> tuple[Any, ...]:
    return task.order


def is_turn_of(user: User, case: Application, day: date) -> bool:
    """Whether the next step of a case is on the start page of ``user``: its own page asks the same."""
    asked = cases.next_steps(held_by(user, day))
    return asked is not None and bool(asked[0].filter(pk=case.pk).exists())


def mittelabrufe_waiting_for(held: Held) -> QuerySet[Mittelabruf] | None:
    """The calls for funds that wait for a person; None if none ever does."""
    asked = cases.mittelabrufe(held)
    return None if asked is None else asked[0]
