"""G19: what the pages of an evening announce is what then happens; random evenings, seeded, by both sets of rules."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from itertools import product
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from demo.stories.acting import at
from demo.stories.sittings import plan_sitting
from grants.actions import perform
from grants.actions.sittings import (
    cast,
    close_ballot,
    exclude,
    list_item,
    open_ballot,
    record_presence,
)
from grants.cases.ballots import excluded_seats, voting_seats
from grants.letters import from_json
from grants.models import Application, Body, Item, Sitting, Transition
from tests.grants.ground import House, browser
from workflows.errors import MoveRefused, Stale
from workflows.rules.voting import Ballot, quorum_of, regime_of
from workflows.stages import Stage

pytestmark = pytest.mark.django_db
STANDS = re.compile(r"(?:Beschlussfähig|Nicht beschlussfähig)[^.]*?: .+?\.(?= |$)")
AGAIN = "nach einer zweiten Ladung"
SEEN = re.compile(r'name="seen" value="(\w+)"')
STEPS = re.compile(r"/schritt/(\w+)/")
QUICK = (("nkomvg", 3), ("vwvfg", 0))
"""Rules and seeds with which everything comes about that can."""
Reader = Callable[[str, Item], str]


def plain(html: str) -> str:
    """A page as the words that one reads."""
    body = re.sub(r"(?s)<(script|style|head).*?</\1>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@dataclass
class Evenings:
    """A body that sits evening after evening until every case of its list is decided, or five evenings are over."""

    house: House
    ripe: list[Application]
    seed: int
    regime: str
    reader: Reader
    wrong: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    """What came about on the way, so that a test can see that the evenings were not all alike."""

    def __post_init__(self) -> None:
        self.dice = Random(f"{self.seed} {self.regime}")
        Body.objects.filter(pk=self.house.ground.body.pk).update(regime=self.regime)
        self.house.ground.body.refresh_from_db()
        self.office = self.house.ground.staff["geschaeftsstelle"]
        self.seats = list(self.house.ground.seats)
        self.page = browser(self.office)
        self.promised: set[int] = set()

    def say(self, item: Item, what: str) -> None:
        self.wrong.append(f"{self.regime} {self.seed}, {item.sitting} TOP {item.position}: {what}")

    def run(self) -> "Evenings":
        cases, day = list(self.ripe), self.house.today - timedelta(days=160)
        for _ in range(5):
            if not cases:
                break
            self.evening(cases, day)
            cases = list(Application.objects.filter(stage=Stage.DEFERRED).order_by("pk"))
            for case in cases:
                perform(case, "relist", by=self.office, now=at(day, 23))
            day += timedelta(days=14)
        return self

    # One evening

    def evening(self, cases: list[Application], day: date) -> None:
        sitting = plan_sitting(self.house.ground, day, now=at(day - timedelta(days=10), 9))
        said: dict[str, Any] = {"by": self.office, "amount": Decimal(4800), "motion": "Förderung"}
        items = [list_item(case, sitting, **said, now=at(day - timedelta(days=10), 9)) for case in cases]
        perform(sitting, "invite", by=self.office, now=at(day - timedelta(days=9), 9))
        self.invitation(items, sitting)
        self.room(sitting, day)
        sitting.refresh_from_db()
        perform(sitting, "open_sitting", by=self.office, now=at(day, 17))
        for item in items:
            self.item(again(item))
        sitting.refresh_from_db()
        perform(sitting, "close_sitting", by=self.office, now=at(day, 22))

    def invitation(self, items: list[Item], sitting: Sitting) -> None:
        """A second summons is announced where it was promised, and nowhere else."""
        entry = Transition.objects.filter(dossier=sitting.dossier, move="invite").get()
        lines = from_json("einladung", json.loads(entry.private)["letters"]["einladung"]).lines
        for item in items:
            summoned = any(f"TOP {item.position}: zweite Ladung" in line for line in lines)
            if summoned != (item.application_id in self.promised):
                self.say(item, f"zweite Ladung {summoned}, versprochen war sie {not summoned}")
            if summoned:
                self.kinds.add("second summons")

    def move(self, item: Item, name: str, **said: Any) -> None:
        perform(item.application, name, said, by=self.office, now=at(item.sitting.held_on, 20))

    def room(self, sitting: Sitting, day: Any) -> None:
        there = self.dice.sample(self.seats, self.dice.choice([1, 1, 2, 2, 3, 4, 5]))
        record_presence(sitting, there, by=self.office, now=at(day, 17))

    def item(self, item: Item) -> None:
        day, dice = item.sitting.held_on, self.dice
        self.promised.discard(item.application_id)
        self.move(item, "open_item")
        if dice.random() < 0.2:
            exclude(item.application, dice.choice(self.seats), "Vorstand", by=self.office, now=at(day, 18))
        if dice.random() < 0.5:
            self.room(item.sitting, day)
        before = self.page_of(item)
        if AGAIN in plain(before) and dice.random() < 0.3:
            self.put_off(item, before)
            return
        open_ballot(item, by=self.office, now=at(day, 18))
        for seat in voting_seats(item).order_by("pk"):
            if dice.random() < 0.75:
                cast(item, dice.choice(["yes", "yes", "no", "abstained"]), by=seat.user, now=at(day, 18))
        if dice.random() < 0.6:
            self.room(item.sitting, day)
        self.close(item)

    def page_of(self, item: Item, name: str = "item") -> str:
        url = reverse(f"grants:{name}", args=[item.sitting.public_id, item.position])
        return self.page.get(url).content.decode()

    def close(self, item: Item) -> None:
        """What the closing page says, then the close itself, then what is offered, then that."""
        html, challenged = self.page_of(item, "close_ballot"), self.dice.random() < 0.3
        if self.dice.random() < 0.3:
            html = self.moved_meanwhile(item, html, challenged)
        told = self.reader(html, item)
        try:
            done = self.closed(item, html, challenged)
        except MoveRefused as refusal:
            self.kinds.add("refused")
            if " ".join(refusal.reasons) not in told:
                self.say(item, f"verweigert, ohne es anzukündigen: {refusal.reasons}")
            if item.ballots.exclude(seat__in=excluded_seats(item)).exists():
                self.say(item, "verweigert, obwohl abgestimmt wurde")
            self.put_off(item, "")
            return
        stands = next(line for line in done.reasons if STANDS.match(line))
        if stands not in told:
            self.say(item, f"angekündigt {STANDS.findall(told)}, geschehen {stands!r}")
        if done.quorate and done.yes + done.no + done.abstained == 0:
            self.say(item, "ein Beschluss ohne eine einzige Stimme")
        self.kinds |= {f"quorate {done.quorate}", f"challenged {challenged}", f"carried {done.carried}"}
        self.follow(again(item))

    def closed(self, item: Item, html: str, challenged: bool) -> Item:
        seen, now = SEEN.search(html), at(item.sitting.held_on, 19)
        stamp = seen[1] if seen else None
        return close_ballot(item, by=self.office, challenged=challenged, seen=stamp, now=now)

    def moved_meanwhile(self, item: Item, html: str, challenged: bool) -> str:
        """Somebody comes or goes while the page is open: the close is refused if the page would say something else."""
        self.room(item.sitting, item.sitting.held_on)
        anew = self.page_of(item, "close_ballot")
        if STANDS.findall(plain(anew)) == STANDS.findall(plain(html)):
            return anew
        try:
            self.closed(item, html, challenged)
        except MoveRefused as refusal:
            self.kinds.add("stale" if isinstance(refusal, Stale) else "refused")
            return anew
        raise AssertionError("geschlossen, obwohl die Seite überholt war")

    def follow(self, item: Item) -> None:
        """After the result the page offers what follows from it, and nothing else; and that is done."""
        html = self.page_of(item)
        wanted = "defer" if not item.quorate else "endorse" if item.carried else "decline"
        if (offered := STEPS.findall(html)) != [wanted]:
            self.say(item, f"angeboten {offered}, möglich {wanted}")
        if "möglich:" in plain(html):
            self.say(item, "ein gesperrter Knopf nach dem Ergebnis")
        if wanted == "defer":
            self.put_off(item, html)
        else:
            self.move(item, wanted, **({"amount": item.amount} if wanted == "endorse" else {}))

    def put_off(self, item: Item, html: str) -> None:
        """Where the page promises a second summons, putting off is the next step and keeps the promise."""
        if AGAIN in plain(html):
            self.promised.add(item.application_id)
            self.kinds.add("put off")
            if "defer" not in STEPS.findall(html.partition('class="mw-moves__further"')[0]):
                self.say(item, "„Vertagen“ ist versteckt oder fehlt")
        self.move(item, "defer", reason="Rückfragen")


def again(item: Item) -> Item:
    return Item.objects.select_related("sitting__body", "sitting__dossier", "application").get(pk=item.pk)


def as_told(html: str, item: Item) -> str:
    """What the closing page says."""
    return plain(html)


def by_the_chairs(html: str, item: Item) -> str:
    """The broken variant: who sits in the room now, as if nobody had voted and left or been summoned again."""
    body, sitting = item.sitting.body, Sitting.objects.get(pk=item.sitting_id)
    room = Ballot(
        regime=regime_of(body.procedure),
        seats=body.seats_total,
        present=voting_seats(item).count(),
        excluded=excluded_seats(item).count(),
        opened_with=sitting.opened_with,
        doubt=sitting.doubt,
    )
    return " ".join(quorum_of(room)[1])


def many(reader: Reader, runs: Iterable[tuple[str, int]]) -> Iterator[Evenings]:
    """Evenings by both sets of rules; all begin with the same two cases that are ready for their sitting."""
    house = House()
    ripe = [house.story(f"Vorhaben {number}", days=200) for number in range(2)]
    for story in ripe:
        for step in (story.consult, story.draft, story.submit, story.take_over, story.complete):
            step()
        story.examine()
    cases = [story.case for story in ripe]
    for regime, seed in runs:
        start = transaction.savepoint()
        yield Evenings(house, cases, seed, regime, reader).run()
        transaction.savepoint_rollback(start)


def test_what_the_pages_of_an_evening_announce_is_what_happens():
    told = list(many(as_told, QUICK))
    assert not [line for evenings in told for line in evenings.wrong]
    kinds = set().union(*(evenings.kinds for evenings in told))
    assert kinds >= {
        *("quorate True", "quorate False", "challenged True", "carried True", "carried False"),
        *("second summons", "put off", "stale"),
    }


@pytest.mark.rest
def test_a_count_of_the_chairs_alone_is_caught():
    told = many(by_the_chairs, QUICK)
    assert any("angekündigt" in line for evenings in told for line in evenings.wrong)


@pytest.mark.slow
def test_so_do_many_more_evenings():
    assert not [
        line
        for evenings in many(as_told, product(("nkomvg", "vwvfg"), range(10, 20)))
        for line in evenings.wrong
    ]
