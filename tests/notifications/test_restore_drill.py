"""The drill: load, backup under load, more load, destroy, restore, note, start (G12).

The world outside remembers: a mail server every mail that came, a bank every payment, applicants their numbers. From it
alone the drill says what went out twice, what was numbered twice, and what is lost. A house that starts without noting
the restore, and one that raises no numbers, are found out by the same checks.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread
from typing import Any, ClassVar

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from demo.stories.ground import fill_pot, open_round
from demo.stories.paper import Paper
from demo.stories.steps import Story
from grants.actions import batches, perform
from grants.actions.backups import back_up, restore
from grants.clock import database_now, day_of
from grants.models import Application, Mittelabruf, Restore, Transition
from notifications import outbox, restoring
from notifications.models import Document, Post
from notifications.releasing import CLOSE, RELEASE
from tests.factories import World, drive
from tests.notifications.cases import submit_story
from workflows.stages import Stage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rest]
SHARE = 2
"""Cases of each part of the load; the long run has many more."""
SOAK = pytest.param(60, marks=pytest.mark.soak, id="soak")


@dataclass
class Outside:
    """What others remember, whatever happens to the house."""

    mails: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    """Message-ID, receiver, names of the attached letters."""
    numbers: list[tuple[str, str]] = field(default_factory=list)
    """Number of a case and who got it."""
    payments: list[str] = field(default_factory=list)
    """The reference of each payment that the bank made."""

    def evidence(self) -> list[str]:
        letters = [name.removesuffix(".pdf") for *_, names in self.mails for name in names]
        return [
            *(mail[0] for mail in self.mails),
            *letters,
            *(pair[0] for pair in self.numbers),
            *self.payments,
        ]

    def twice(self) -> list[str]:
        """What reached somebody twice, and what was given to two."""
        mails = Counter(mail[0] for mail in self.mails)
        paid = Counter(self.payments)
        letters = {(name, to) for _, to, names in self.mails for name in names}
        owners = Counter(name for name, _ in {*letters, *self.numbers})
        return [
            f"twice: {name}" for found in (mails, paid, owners) for name, times in found.items() if times > 1
        ]


class Sink(BaseEmailBackend):
    """A mail server that keeps count outside of the house."""

    outside: ClassVar[Outside]

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            names = tuple(str(attached[0]) for attached in message.attachments)  # type: ignore[index]
            self.outside.mails.append((message.extra_headers["Message-ID"], message.to[0], names))
        return len(email_messages)


@pytest.fixture
def outside(settings: Any, tmp_path: Path) -> Outside:
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "var/media"
    settings.VAR_DIR.mkdir()
    settings.EMAIL_BACKEND = f"{__name__}.Sink"
    Sink.outside = Outside()
    return Sink.outside


class House:
    """The load on the house: cases that are sent in, calls that are paid, workers."""

    def __init__(self, world: World, outside: Outside) -> None:
        self.ground, self.outside, self.sent = world.ground, outside, 0
        self.running = drive(world, Stage.RUNNING)
        Transition.objects.filter(posted_at=None).update(posted_at=database_now())
        self.outside.numbers.append((str(self.running.case.number), self.running.organisation.name))

    def submit(self, count: int, *, day: date) -> None:
        """So many cases come in; each applicant keeps the number."""
        for _ in range(count):
            self.sent += 1
            story = self.story(f"Verein {self.sent}", day)
            submit_story(story)
            self.outside.numbers.append((str(story.case.number), story.organisation.name))

    def story(self, name: str, day: date) -> Story:
        year, after = day.year, timedelta(days=120)
        call = open_round(
            "Probe", "2025", day - timedelta(days=30), day + timedelta(days=60),
            pot=fill_pot(year, Decimal(5000000)), earliest_start=day + after, latest_end=day + 3 * after,
        )  # fmt: skip
        paper = Paper(
            organisation=name, title=f"Vorhaben von {name}", grant=Decimal(4800), own=Decimal("654.55"),
            begins=day + after, ends=day + 2 * after, low_share_reason="Wir sind neu gegründet.",
        )  # fmt: skip
        return Story(self.ground, paper, call, day)

    def order(self) -> Mittelabruf:
        """One call for funds up to its order."""
        call = self.running.call_funds(Decimal(100))
        self.running.certify(call)
        self.running.order(call)
        return call

    def pay(self, call: Mittelabruf) -> None:
        """The bank makes the payment, the treasury confirms it."""
        self.outside.payments.append(call.reference)
        self.running.on_call(call, "confirm_payment", "kasse", 13, paid_on=self.running.day)

    def forget(self) -> None:
        """What the process remembers of the records is read again."""
        self.running.case = Application.objects.get(pk=self.running.case.pk)


@contextmanager
def beside(act: Callable[[], None]) -> Iterator[None]:
    """Something goes on in a thread of its own while the body runs, and is done at its end."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as reason:  # noqa: BLE001  # told in the test's own thread
            failed.append(reason)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join()
    if failed:
        raise failed[0]


def worker(stop: Event) -> Callable[[], None]:
    def run() -> None:
        while not stop.is_set():
            outbox.settle()
            stop.wait(0.05)
        outbox.settle()

    return run


@contextmanager
def working() -> Iterator[None]:
    """A worker is there while the body runs, and leaves nothing that it could do."""
    stop = Event()
    with beside(worker(stop)):
        try:
            yield
        finally:
            stop.set()


def destroy(var: Path) -> None:
    """Nothing is left of the house: no table, no file, no memory of its numbers."""
    shutil.rmtree(var)
    var.mkdir()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        connection.close()
        return
    name = connection.settings_dict["NAME"]
    connection.close()
    for end in ("", "-wal", "-shm"):
        Path(f"{name}{end}").unlink(missing_ok=True)


def unknown_here(outside: Outside) -> set[str]:
    """What the world knows and the restored house does not, by asking its tables."""
    here = {post.message_id for post in Post.objects.all()}
    here |= set(Document.objects.values_list("number", flat=True))
    here |= set(Application.objects.values_list("number", flat=True))
    here |= {call.reference for call in Mittelabruf.objects.select_related("application")}
    return set(outside.evidence()) - here


def release_all(house: House) -> None:
    """A person compares every held row with what is known outside and lets it go, or closes it, in two batches."""
    lead, known = house.ground.staff["leitung"], set(house.outside.evidence())
    held = list(restoring.held_posts().order_by("pk"))
    gone = [post for post in held if post.message_id in known]
    assert {post.pk for post in gone} == {post.pk for post in held if "Draußen bekannt" in post.note}
    for act, posts in ((CLOSE, gone), (RELEASE, [post for post in held if post not in gone])):
        if posts:
            rows = [(f"post:{post.pk}", post.key) for post in posts]
            batches.work(batches.start(act, rows, by=lead, key=f"{act}-key", data={"reason": "Protokoll"}).pk)


def drill(world: World, outside: Outside, size: int, tmp_path: Path, *, noted: bool = True) -> list[str]:
    """Everything that went wrong, as the world outside sees it."""
    house, today, backup = House(world, outside), day_of(database_now()), tmp_path / "backup"
    with working():
        house.submit(size, day=today)
    ordered = house.order()
    house.submit(size, day=today)  # their mails are still to be sent when the backup is made
    with beside(lambda: house.submit(size, day=today)):
        back_up(backup)
    with working():  # after the backup: all that goes out and is given out here is forgotten
        house.submit(size, day=today)
        house.pay(ordered)
        house.pay(house.order())
    destroy(tmp_path / "var")
    assert restore(backup) == []
    house.forget()
    lost = unknown_here(outside)
    assert any(key.startswith("<") for key in lost)
    assert any(key.startswith("D-") for key in lost)
    assert len(lost & {number for number, _ in outside.numbers}) >= size
    assert len(lost & set(outside.payments)) == 1
    wrong = note(house) if noted else []
    Restore.objects.filter(noted_at=None).delete()  # what a house does that knows nothing of a restore
    with working():
        house.submit(size, day=today + timedelta(days=1))
        if noted:
            release_all(house)
        house.pay(house.order())
    return wrong + outside.twice() + unsent(outside)


def note(house: House) -> list[str]:
    """Note the restore with what the world knows; say what it did not name."""
    noted = restoring.note_restore(by="Betrieb", reason="Probe", gap=1000, evidence=house.outside.evidence())
    lost = unknown_here(house.outside)
    named = {line.rpartition(" ")[2] for line in noted.restore.lost.splitlines()}
    held = restoring.held_payments().get()
    paid = {"paid_on": house.running.day, "reason": "Steht auf dem Auszug"}
    perform(held, "record_payment_made", paid, by=house.ground.staff["kasse"])  # the bank is not asked again
    return [f"not named as lost: {key}" for key in lost - named] + [
        f"not lost: {key}" for key in named - lost
    ]


def unsent(outside: Outside) -> list[str]:
    """Mails of the house that nobody got; what is closed had come before."""
    came = {mail[0] for mail in outside.mails}
    mails = Post.objects.filter(kind="mail", transition__move="submit")
    return [f"never came: {post}" for post in mails if post.message_id not in came]


@pytest.mark.parametrize("size", [pytest.param(SHARE, id="share"), SOAK])
def test_restored_house_sends_nothing_twice_numbers_nothing_twice_and_names_what_is_lost(
    world: World, outside: Outside, size: int, tmp_path: Path
) -> None:
    assert drill(world, outside, size, tmp_path) == []


def test_house_that_starts_without_noting_the_restore_is_found_out(
    world: World, outside: Outside, tmp_path: Path
) -> None:
    wrong = "\n".join(drill(world, outside, 1, tmp_path, noted=False))
    assert "twice: <" in wrong
    assert "twice: D-" in wrong
    assert f"twice: {outside.numbers[-1][0]}" in wrong
    assert any(f"twice: {reference}" in wrong for reference in outside.payments)


def test_house_that_raises_no_numbers_is_found_out(
    world: World, outside: Outside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grants.actions.restores.raise_numbers", lambda *given: None)
    wrong = drill(world, outside, 1, tmp_path)
    assert f"twice: {outside.numbers[-1][0]}" in wrong
