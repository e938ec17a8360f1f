"""Whole cases from the application to the payment, each act by the page that a person would use."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.urls import reverse

from demo.stories.acting import IBAN, PDF, at
from demo.stories.ground import Ground, lay_ground
from grants.actions.desk import confirm_regime
from grants.models import Application, Mittelabruf, Transition, User
from grants.models.check import CHECKLIST
from grants.wording import short_day
from notifications.models import Document, Post
from tests.kills.drafts import GRANT, drafts
from tests.kills.house import House, digest_of
from tests.kills.person import Asked, History, Person
from tests.waiting import wait_until
from workflows.rules.deadlines import next_working_day

MOVES = (
    *("submit", "begin_check", "confirm_completeness", "release_for_sitting", "open_item", "endorse"),
    *("draft_award", "release_award", "dispatch_award", "accept_waiver_of_remedies"),
)
PAYMENT_MOVES = ("call_funds", "certify", "order_payment", "confirm_payment")


@dataclass
class Laid:
    """What stands before the first act: people with the keys by which they sign in, and drafts."""

    day: date
    people: dict[str, str]
    body: int
    seats: list[int]
    cases: list[tuple[str, str]] = field(default_factory=list)
    """Name of the organisation, address of the case."""


def lay(count: int, today: date) -> Laid:
    """The office, the body, a round, and complete drafts; the first act is at ten on the next working day."""
    ground, day = lay_ground(), next_working_day(today + timedelta(days=1))
    confirm_regime(ground.body, by=ground.staff["leitung"], now=at(day - timedelta(days=5)))
    laid = Laid(day, _keys(ground), ground.body.pk, [seat.pk for seat in ground.seats])
    window = {"opens": day - timedelta(days=5), "closes": day + timedelta(days=30)}
    for story in drafts(ground, count, **window):
        laid.people[story.organisation.name] = str(story.applicant.public_id)
        laid.cases.append((story.organisation.name, story.case.get_absolute_url()))
    return laid


def _keys(ground: Ground) -> dict[str, str]:
    members = {f"mitglied{number}": user for number, user in enumerate(ground.members, 1)}
    people: dict[str, User] = {**ground.staff, **members}
    return {key: str(user.public_id) for key, user in people.items()}


@dataclass
class Bank:
    """Pays what the list of the Stadtkasse orders, each reference as often as it is told."""

    paid: list[tuple[str, Decimal]] = field(default_factory=list)


@dataclass
class Office:
    """Everybody who acts, and the days that pass."""

    house: House
    laid: Laid
    sent: Callable[[Asked], None] = lambda asked: None
    history: History = field(default_factory=History)
    bank: Bank = field(default_factory=Bank)

    def __post_init__(self) -> None:
        self.day = self.laid.day
        self.people = {
            name: Person(name, self.house, self.history, self.sent, persona=key)
            for name, key in self.laid.people.items()
        }

    def by(self, name: str) -> Person:
        self.house.keep_up()
        return self.people[name]

    def move(self, who: str, record: str, move: str, **said: Any) -> None:
        self.by(who).do(f"{record}schritt/{move}/", said, what=f"{move} {record}")

    def turn_to(self, day: date, hour: int = 10) -> None:
        """The office goes home when its post is out, and comes back on ``day``."""
        self.finish_post()
        self.day = next_working_day(day)
        self.house.turn_to(at(self.day, hour))

    def finish_post(self) -> None:
        """Wait until every letter is made and every mail sent; for what the mail server put off time passes."""

        def wake() -> None:
            self.house.keep_up()
            if self.house.asked(
                lambda: Post.objects.filter(state="due", run_after__gt=self.house.now()).exists()
            ):
                self.house.turn_to(self.house.now() + timedelta(minutes=10))

        wait_until(
            lambda: self.house.asked(post_is_out), moving=self.house.how_far, meanwhile=wake, pause=0.2
        )

    # The way of a case

    def submit(self, name: str, case: str) -> None:
        self.by(name).do(f"{case}anlagen/", {"kind": "konzept"}, what="upload", file=("Konzept.pdf", PDF))
        self.move(name, case, "submit")

    def check(self, name: str, case: str) -> None:
        self.move("sachbearbeitung", case, "begin_check", unbiased="on")
        memo = {
            "checked": [key for key, _ in CHECKLIST],
            "assessment": "Das Vorhaben dient den Zielen.",
            "state_aid": "Keine wirtschaftliche Tätigkeit.",
            "proposal": str(GRANT),
        }
        self.by("sachbearbeitung").do(f"{case}pruefung/", memo)
        self.move("sachbearbeitung", case, "confirm_completeness")
        account = {"compared": IBAN, "proven": "on"}
        self.by("sachbearbeitung").do(f"{case}bankverbindung/", account)
        self.move("leitung", case, "release_for_sitting")

    def summon(self) -> str:
        """A sitting two weeks from now with all cases on its agenda; its address."""
        office, held_on = self.by("geschaeftsstelle"), next_working_day(self.day + timedelta(days=14))
        plan = {
            "body": self.laid.body,
            "held_on": short_day(held_on),
            "starts_at": "17:00",
            "place": "Raum 101",
        }
        office.do(reverse("grants:new_sitting"), plan)
        (sitting,) = set(re.findall(r"/sitzungen/[0-9a-f-]{36}/", office.open(reverse("grants:sittings"))))
        for _, case in self.laid.cases:
            form = office.form(f"{case}tagesordnung/")
            assert form
            self.by("geschaeftsstelle").do(
                f"{case}tagesordnung/", {"sitting": form.choices["sitting"][0], "amount": str(GRANT)}
            )
        self.move("geschaeftsstelle", sitting, "invite")
        self.turn_to(held_on, 17)
        return sitting

    def vote(self, sitting: str) -> None:
        office = "geschaeftsstelle"
        self.by(office).do(f"{sitting}anwesenheit/", {"seats": self.laid.seats})
        self.move(office, sitting, "open_sitting")
        for position, (_, case) in enumerate(self.laid.cases, 1):
            item = f"{sitting}top/{position}/"
            self.move(office, case, "open_item")
            self.by(office).do(item, action=f"{item}eroeffnen/")
            for number in range(1, len(self.laid.seats) + 1):
                self.by(f"mitglied{number}").do(item, {"choice": "yes"}, action=f"{item}stimme/")
            self.by(office).do(f"{item}schliessen/")
            self.move(office, case, "endorse", amount=str(GRANT))
        self.move(office, sitting, "close_sitting")
        self.turn_to(self.day + timedelta(days=1))

    def award(self, name: str, case: str) -> None:
        self.move("sachbearbeitung", case, "draft_award")
        self.by("sachbearbeitung").do(f"{case}bescheid/", {"duties": "Laden Sie die Stadt ein."})
        self.move("leitung", case, "release_award")

    def dispatch(self, name: str, case: str) -> None:
        self.move("geschaeftsstelle", case, "dispatch_award", posted_on=short_day(self.day))

    def pay(self, name: str, case: str) -> None:
        self.by(name).do(f"{case}anlagen/", {"kind": "verzicht"}, what="upload", file=("Verzicht.pdf", PDF))
        self.move("sachbearbeitung", case, "accept_waiver_of_remedies", received_on=short_day(self.day))
        self.by(name).do(f"{case}abruf/", {"amount": str(GRANT), "need": "Honorare"})
        (call,) = set(re.findall(r"/abrufe/[0-9a-f-]{36}/", self.by(name).open(case)))
        self.move("feststellung", call, "certify")
        self.move("anordnung", call, "order_payment")
        self.transfer()
        self.move("kasse", call, "confirm_payment", paid_on=short_day(self.day))

    def transfer(self) -> None:
        """The bank makes the payments that the list of the Stadtkasse names."""
        text = self.by("kasse").open(f"{reverse('grants:mittelabrufe')}?fuer=mich&datei=csv")
        rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
        self.bank.paid += [
            (row["Auszahlung"], Decimal(row["Betrag"].replace(".", "").replace(",", "."))) for row in rows
        ]

    def run(self) -> None:
        """All cases, step by step; the post is out between two days."""
        self.house.turn_to(at(self.day, 10))
        for case in self.laid.cases:
            self.submit(*case)
        for case in self.laid.cases:
            self.check(*case)
        self.vote(self.summon())
        for case in self.laid.cases:
            self.award(*case)
        self.finish_post()
        for case in self.laid.cases:
            self.dispatch(*case)
        self.turn_to(self.day + timedelta(days=1))
        for case in self.laid.cases:
            self.pay(*case)
        self.finish_post()


def post_is_out() -> bool:
    """Whether nothing waits but paper, which waits for people."""
    open_rows = Post.objects.exclude(kind="paper").exclude(state__in=("done", "dead"))
    return not (Transition.objects.filter(posted_at=None).exists() or open_rows.exists())


def faults(office: Office, media: Path) -> list[str]:
    """What went wrong, as bank, mail server and archive see it; and moves that were made twice or not at all."""
    return [*_moves(office), *_mails(office), *_payments(office), *_papers(media)]


def _moves(office: Office) -> list[str]:
    found = []
    for name, _ in office.laid.cases:
        case = Application.objects.get(organisation__name=name)
        made = Counter(Transition.objects.filter(dossier=case.dossier_id).values_list("move", flat=True))
        found += [
            f"{made[move]} times: {move} of {name}" for move in (*MOVES, *PAYMENT_MOVES) if made[move] != 1
        ]
    return found


def _mails(office: Office) -> list[str]:
    sent = {str(mail["Message-ID"]) for mail in office.house.mail.taken}
    rows = {post.outside_key: post for post in Post.objects.filter(kind__in=("mail", "reminder"))}
    found = [f"lost: {post}" for name, post in rows.items() if name not in sent and not post.note]
    ids: dict[tuple[str, str, str], set[str]] = {}
    for mail in office.house.mail.taken:
        ids.setdefault(_words(mail), set()).add(str(mail["Message-ID"]))
    return found + [f"twice: {what[:2]} {names}" for what, names in ids.items() if len(names) > 1]


def _words(mail: Any) -> tuple[str, str, str]:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    return str(mail["To"]), str(mail["Subject"]), part.get_payload()


def _payments(office: Office) -> list[str]:
    times = Counter(reference for reference, _ in office.bank.paid)
    booked = {
        call.reference: call.amount
        for call in Mittelabruf.objects.select_related("application").filter(paid_on__isnull=False)
    }
    found = [f"paid {count} times: {reference}" for reference, count in times.items() if count > 1]
    if dict(office.bank.paid) != booked:
        found.append(f"bank and books differ: {office.bank.paid} {booked}")
    return found


def _papers(media: Path) -> list[str]:
    found = [f"not made: {post}" for post in Post.objects.exclude(kind="paper").exclude(state="done")]
    documents = list(Document.objects.order_by("number"))
    found += [f"another file: {d.number}" for d in documents if d.sha256 != digest_of(media, d.file)]
    numbers = [int(document.number[-6:]) for document in documents]
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"numbers with a gap or a double: {numbers}")
    twice = Counter((document.dossier_id, document.key) for document in documents)
    return found + [f"written {count} times: {what}" for what, count in twice.items() if count > 1]
