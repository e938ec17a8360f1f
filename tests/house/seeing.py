"""Everybody's start page: who is told of a record, whether rightly, and whether they can do it there (G17)."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from unittest.mock import patch
from urllib.parse import urljoin

from django.test import Client
from django.urls import reverse
from django.utils.functional import cached_property

from demo.stories.ground import SINCE, find_user, seats_of
from demo.stories.steps import Story
from grants.kinds import actor_for, facts_of, machine_class
from grants.models import Application, Function, Sitting, User
from grants.pages import move_url
from grants.turn import IN_A_SITTING, roles_of_step
from grants.waiting import Task, tasks_of
from tests.forms_in import forms_in
from tests.grants.ground import browser
from tests.house.test_matrix import STAFF
from workflows.acts import ACTS, may
from workflows.case import Actor
from workflows.law import law_of
from workflows.programmes import PROGRAMMES
from workflows.roles import Role

BY_A_BODY = (*IN_A_SITTING, "select_measures")
"""Steps that are told of while the body sits, with the sitting."""
INSTEAD = {"refuse_call": {"certify", "order_payment"}}
"""Step → what is possible instead of it: while a refusal is drafted it is the lead's turn, not the money's."""
SECOND = "second caseworker"
"""Is in charge of no case."""


class Reader:
    """Somebody who looks once: their tasks, and the pages that they open, each read once."""

    def __init__(self, name: str, person: User, day: date) -> None:
        self.name, self.person, self.day = name, person, day
        self.tasks = tasks_of(person, day).rows
        self.pages: dict[str, str] = {}

    @cached_property
    def client(self) -> Client:
        return browser(self.person)

    def page(self, address: str) -> str:
        """The page at an address; "" for a file and where this person finds none."""
        if address not in self.pages:
            answer = self.client.get(address)
            if answer.streaming:
                list(answer)  # a file is closed when it has been read
            found = answer.status_code == 200 and not answer.streaming
            self.pages[address] = answer.content.decode() if found else ""
        return self.pages[address]


class Seen:
    """One story, and everybody who may have something to do with it."""

    def __init__(self, story: Story, today: date | None = None) -> None:
        self.story = story
        self.today = today
        """The day on which everybody looks; None: the present day of the story."""
        self.unseen: list[str] = []

    @property
    def day(self) -> date:
        return self.today or self.story.day

    @property
    def people(self) -> dict[str, User]:
        """By function; the second caseworker is in charge of no case."""
        story, programme = self.story, self.story.round.programme
        people = {name: story.staff(key) for name, key in STAFF.items()}
        people |= {f"signatory {number}": person for number, person in enumerate(story.applicants, 1)}
        people["chair"] = seats_of(story.ground.bodies[PROGRAMMES[programme].body])[0].user
        people[SECOND] = find_user("zweite", "Zweite Sachbearbeitung")
        held = {"role": Role.CASEWORKER, "programme": programme, "valid_from": SINCE}
        Function.objects.get_or_create(user=people[SECOND], **held)
        return people

    def look(self, *beside: Any) -> None:
        """Whoever could do the next step of the records (of the case, if none is named) has it on the start page."""
        with patch("django.utils.timezone.localdate", return_value=self.day):
            people = [Reader(name, person, self.day) for name, person in self.people.items()]
            for record in beside or (self.story.case,):
                self._look_at(type(record)._default_manager.get(pk=record.pk), people)

    def _look_at(self, record: Any, people: list[Reader]) -> None:
        told, facts = False, facts_of(record)
        for reader in people:
            rows = [task for task in reader.tasks if task.record == record]
            # A call for funds may wait for its account, which is told of with the case.
            told = told or bool(rows) or any(task.step == "verify_iban" for task in reader.tasks)
            self.unseen += list(wrong_for(reader, record, rows, facts))
        if not told and (waits := waits_for_somebody(record)):
            self.unseen.append(f"{record.stage}: {waits} waits and nobody is told")

    def told(self, key: str, step: str) -> bool:
        """Whether somebody of the office has this step on the start page."""
        return self.told_as(self.story.staff(key), step)

    def told_as(self, person: User, step: str) -> bool:
        """Whether a person has this step on the start page."""
        return bool(row_of(person, self.day, step))

    def reason(self, key: str, record: Any) -> str:
        """What somebody of the office reads about the one thing that they have to do with a record."""
        rows = tasks_of(self.story.staff(key), self.day).rows
        (row,) = [task for task in rows if task.record == record]
        return row.reason


def waits_for_somebody(record: Any) -> str:
    """The step that the law gives to a person; "" if there is none, or if it is the clock's."""
    step = getattr(record, "next_move", "")
    by = roles_of_step(machine_class(record), record.stage, step)
    return step if by - {Role.CLOCK} else ""


def wrong_for(reader: Reader, record: Any, rows: list[Task], facts: Any) -> Iterator[str]:
    """What is wrong on somebody's start page, as sentences."""
    where, machine = f"{record.stage}: {reader.name}", machine_class(record)
    actor = actor_for(reader.person, record, reader.day)
    offers = machine(facts, actor, reader.day).offers()
    possible = {offer.move for offer in offers if offer.feasible}
    if not rows and reader.name != SECOND:
        left = {move.slug for move in machine.moves() if law_of(move).repeatable}.union(BY_A_BODY)
        left |= INSTEAD.get(getattr(record, "next_move", ""), set())
        for offer in offers:
            if offer.feasible and not offer.aside and offer.move not in left:
                yield f"{where} could do {offer.move} and is not told"
    page = reader.page(reverse("grants:home")) if rows else ""
    for row in rows:
        if row.url.partition("#")[0] not in page:
            yield f"{where} does not read {row.reason}"
        if not (row.step in possible or may_do(row, actor)):
            yield f"{where} is told to do {row.step} and cannot"
        if not works(reader, row):
            yield f"{where} is sent to {row.step}, where no button is"
    beside_it = isinstance(record, Application) and actor.roles and not rows
    if beside_it and "Sie sind dran" in reader.page(record.get_absolute_url()):
        yield f"{where} reads that it is their turn and has nothing to do"


def may_do(row: Task, actor: Actor) -> bool:
    """Whether what a row names is theirs here, unless its own page is that of a move: that has to be possible."""
    if row.step not in ACTS:
        return row.url != move_url(row.record, row.step)
    if isinstance(row.record, Sitting):  # an act on an item has the stages of the item's case
        return not actor.roles.isdisjoint(ACTS[row.step].by)
    return may(row.step, actor, row.record.stage)


def works(reader: Reader, row: Task) -> bool:
    """Whether there is something to send at the address of a row, or behind a door of that page, but the way back."""

    def main_of(address: str) -> str:
        return reader.page(address).partition("<main")[2]

    def has_form(address: str) -> bool:
        return any(form.method == "post" for form in forms_in(main_of(address), address))

    page = row.url.partition("#")[0]
    doors = {urljoin(page, door) for door in re.findall(r'href="([^"#]+)', main_of(page))}
    return has_form(page) or any(has_form(door) for door in sorted(doors - {row.record.get_absolute_url()}))


def row_of(person: User, day: Any, step: str) -> list[Any]:
    return [task for task in tasks_of(person, day).rows if task.step == step]
