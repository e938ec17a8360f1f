"""What is internal stays inside (G20): every text has a word of its own, and no word is found where it may not be."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from demo.stories import changes, endings, refunds, scenarios
from demo.stories.ground import find_user, lay_ground, seats_of
from demo.stories.telling import Telling
from grants.kinds import actor_for, owner_of
from grants.letters import WRITERS
from grants.models import Sitting, Transition, User
from grants.views.finding import today
from grants.views.offering import machine_for
from notifications.making import written
from notifications.models import Post
from notifications.reminders import make_due, reminder_of, still_due
from notifications.rows import letters_of, make_rows
from tests.grants.marked import Place, marking, places
from tests.grants.said import DRAFTED, SAID
from tests.house.test_routes import routes
from tests.notifications import further
from tests.notifications.recording import KEPT, key_of, settle
from tests.pictures import once_in_a_run
from workflows.programmes import PROGRAMMES
from workflows.readers import OUTSIDE, Reader
from workflows.roles import APPLICANTS, Role
from workflows.sentence import Sentence

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
MEMBERS = OUTSIDE | {Reader.BODY}

STORIES = (*KEPT, *SAID, endings.discontinued, scenarios.court_sends_back)
LOOKED_AT = (scenarios.tie, further.in_other_words, refunds.underspent, changes.eighteen_months, SAID[1])
"""Stories whose pages are opened at their end, too: a no, calls for funds, money that comes back, changes, messages."""


@dataclass
class Told:
    """What came of a story: the texts that got a word, and those whose word was found where it may not be."""

    given: set[Place] = field(default_factory=set)
    leaks: set[tuple[str, Place]] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    pages: set[tuple[str, str]] = field(default_factory=set)


def may_read(role: Role, record: Any) -> frozenset[Reader] | None:
    """Whose texts may stand in a letter to a role; None for the office, which reads all."""
    if isinstance(record, Sitting):
        return MEMBERS
    return OUTSIDE if role in APPLICANTS else None


def letters_to_outsiders(now: datetime) -> Iterator[tuple[str, str, frozenset[Reader]]]:
    """Everything that the post office sends to somebody outside: its name, its text, whose texts may stand in it."""
    for entry in Transition.objects.order_by("pk"):
        if entry.posted_at is None:
            make_rows(entry.pk, now=entry.at)
        if kept := json.loads(entry.private or "{}").get("letters"):
            to, record = {letter.key: letter.to for letter in letters_of(entry)}, owner_of(entry.dossier)
            for key, facts in kept.items():
                if allowed := may_read(to[key.partition(":")[0]], record):
                    yield f"facts of {key}", facts, allowed
    make_due(now)
    for post in Post.objects.exclude(kind=Post.Kind.PAPER).order_by("pk"):
        record = owner_of(post.dossier)
        if post.transition is None:
            reminder = reminder_of(post, record)
            made, role = still_due(post, now), reminder.to
        else:
            made, role = (
                written(post),
                next(x.to for x in letters_of(post.transition) if x.key == post.letter),
            )
        allowed = may_read(role, record)
        if made and allowed:
            yield f"{post.kind} {post.letter}", f"{made.subject} {made.body_text} {made.html}", allowed


def records_with_pages() -> list[Any]:
    """Every record that has a page of its own."""
    kinds = [kind for kind in apps.get_models() if hasattr(kind, "get_absolute_url")]
    return [record for kind in kinds for record in kind._default_manager.all()]


def addresses(user: User | None, day: date, records: list[Any]) -> Iterator[str]:
    """Every address of ours that is of no record or of one of these, whether or not the person may see it."""
    for _, route in routes():
        of, names = "/" + route.partition("<")[0], re.findall(r"<(?:\w+:)?(\w+)>", route)
        there = [record for record in records if record.get_absolute_url().startswith(of)]
        if set(names) <= set(FREE):
            there = [None]
        for record in there:
            values = [FREE[name] if name in FREE else VALUES[name](record, user, day) for name in names]
            for said in product(*values):
                address = "/" + route
                for value in said:
                    address = re.sub(r"<[^>]+>", str(value), address, count=1)
                yield address


def moves_for(record: Any, user: User | None, day: date) -> list[str]:
    """The moves that the person finds on the page of the record."""
    if user is None or not (hasattr(record, "stage") and actor_for(user, record, day).roles):
        return ["submit"]
    return [offer.move for offer in machine_for(record, user, day).offers()]


FREE: dict[str, Iterable[Any]] = {"slug": PROGRAMMES, "mail_id": [1]}
"""Part of an address that is of no record that has a page → what may stand there."""
VALUES: dict[str, Callable[[Any, User | None, date], Iterable[Any]]] = {
    "public_id": lambda record, user, day: [record.public_id],
    "file_id": lambda record, user, day: record.attachments.values_list("public_id", flat=True),
    "position": lambda record, user, day: record.items.values_list("position", flat=True),
    "move": moves_for,
    "row_id": lambda record, user, day: [record.pk],
    "act": lambda record, user, day: ["drucken"],
    "number": lambda record, user, day: [record.number],
}
"""Part of an address → what may stand there for a record."""


def pages_of(user: User | None, day: date, records: list[Any]) -> Iterator[tuple[str, str]]:
    """What a person reads, at whichever address."""
    client = Client()
    if user:
        client.force_login(user)
    for address in addresses(user, day, records):
        answer = client.get(address)
        if answer.streaming:  # a file that somebody sent us
            for close in answer._resource_closers:  # close() would end the request
                close()
        elif answer.status_code == 200:
            yield address, answer.content.decode(errors="replace")


def outsiders(end: Any, stranger: User) -> dict[str, tuple[User | None, frozenset[Reader], list[Any]]]:
    """Who is not the office, whose texts each of them may read, and the records whose pages they try.

    That somebody without a share in a record finds none of its pages is known from tests/house/test_routes.py.
    """
    seat = seats_of(end.ground.bodies[PROGRAMMES[end.case.programme].body])[1]
    public, records = frozenset({Reader.PUBLIC}), records_with_pages()
    return {
        "somebody": (None, public, []),
        "a stranger": (stranger, public, []),
        "the applicant": (end.applicant, OUTSIDE, records),
        "a member": (seat.user, MEMBERS, records),
    }


def tell(story, *, pages: bool = False, own: Iterable[Place] = ()) -> Told:
    """Tell a story with marked texts and read all that went out; the database is left as it was."""
    point, told, stranger = transaction.savepoint(), Told(), find_user("fremd", "Fremde Person")
    with marking(dict.fromkeys(own, Reader.OFFICE)) as marks:
        tale = Telling(lay_ground(), settle)
        end = story(tale)
        assert not tale.failed, tale.failed
        told.given = marks.given
        for name, text, allowed in letters_to_outsiders(end.now()):
            told.letters.add(name)
            told.leaks |= {(name, place) for place in marks.found_in(text, allowed)}
        shown = outsiders(end, stranger) if pages else {}
        for name, (user, allowed, records) in shown.items():
            for address, text in pages_of(user, today(), records):
                told.pages.add((name, address))
                told.leaks |= {(f"{name} at {address}", place) for place in marks.found_in(text, allowed)}
    transaction.savepoint_rollback(point)
    return told


def told_once(story) -> Told:
    return once_in_a_run(f"inside-{story.__name__}", lambda: tell(story, pages=story in LOOKED_AT))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_no_internal_word_leaves_the_house(story):
    assert sorted(told_once(story).leaks) == []


def test_every_text_has_got_its_word_and_every_letter_was_read():
    told = [told_once(story) for story in STORIES]
    given, read = (set().union(*found) for found in zip(*((t.given, t.letters) for t in told), strict=True))
    assert sorted(places() - given - NOBODY_WRITES - OF_NO_CASE) == []
    keys = {key_of(name.rpartition(" ")[2]) for name in read}
    assert sorted({*WRITERS} - keys) == ["kassenanordnung"]  # it is never mailed: the treasury's own
    assert any(name.startswith("reminder") for name in read)
    readers = {name for found in told for name, _ in found.pages}
    assert readers == {"somebody", "a stranger", "the applicant", "a member"}


NOBODY_WRITES = {("ProofLine", "note")}
"""Columns without a writer."""
OF_NO_CASE = {
    *(("Restore", name) for name in ("reason", "lost", "noted_by")),
    *(("BatchRow", name) for name in ("label", "reason")),
    ("Confirmation", "subject"),
    *(("PaymentRun", name) for name in ("payer", "content")),
    ("PaymentRunRow", "returned_reason"),
}
"""Of the house itself: a restore, the rows of a batch, what was confirmed on the first day. Payment runs are
read by the treasury. Their pages are for whoever works them off (tests/grants/test_batches.py,
tests/notifications/test_held_page.py, tests/grants/test_first_day.py, tests/grants/test_payment_runs.py)."""


@pytest.mark.parametrize("story", DRAFTED, ids=lambda story: story.__name__)
def test_no_draft_is_read_outside_before_it_is_decided(story):
    told = tell(story, pages=True, own=DRAFTED[story])
    assert set(DRAFTED[story]) <= told.given
    assert sorted(told.leaks) == []


# Controls: what is let out is noticed


def test_internal_word_in_a_letter_is_noticed(monkeypatch):
    write = WRITERS["ruecknahmebestaetigung"]
    monkeypatch.setitem(
        WRITERS,
        "ruecknahmebestaetigung",
        lambda case, *given: replace(
            write(case, *given), lines=(Sentence("{reason}", reason=case.outcome_reason),)
        ),
    )
    leak = ("Application", "outcome_reason")
    names = ("facts of ruecknahmebestaetigung", "mail ruecknahmebestaetigung")
    assert tell(further.withdrawn).leaks == {(name, leak) for name in names}


def test_internal_word_on_a_page_is_noticed(monkeypatch):
    monkeypatch.setattr("grants.views.case.reads_internal", lambda actor: True)
    leaks = tell(further.withdrawn, pages=True).leaks
    assert {place for _, place in leaks} == {("Application", "outcome_reason")}
    assert {name.partition(" at ")[0] for name, _ in leaks} == {"the applicant"}
