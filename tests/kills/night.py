"""The night of a deadline: everybody uploads and sends at once; some click twice, lose the answer, or are too late."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from random import Random
from unittest.mock import patch

from demo.stories.acting import PDF, at
from demo.stories.ground import lay_ground
from grants.models import Application, Attachment, Transition, User
from tests.forms_in import PageForm
from tests.grants.ground import browser
from tests.kills.drafts import drafts
from tests.kills.house import House, digest_of
from tests.kills.person import NUMBER, Act, Asked, History, Person, Refused, text_of

HABITS = ("once", "twice", "lost")
"""One click; a double click; a browser that goes away after sending and sends again."""
AT_ONCE = 8
SUBMIT, UPLOAD, BEGIN = "submit", "upload", "begin"
ANOTHER = "Noch ein Vorhaben"


@dataclass
class Drafts:
    """A round that closes today, and complete drafts of many organisations with a session of each applicant."""

    closes: datetime
    """Midnight: the first moment that is too late."""
    people: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, address of the draft, session."""


def write_drafts(count: int, day: date) -> Drafts:
    """Applications that wait for their last click on the last ``day`` of a round."""
    made = Drafts(at(day + timedelta(days=1), 0))
    for story in drafts(lay_ground(), count, opens=day - timedelta(days=3), closes=day):
        session = session_of(story.applicant, at(day, 20))
        made.people.append((story.organisation.name, story.case.get_absolute_url(), session))
    return made


def session_of(user: User, now: datetime) -> str:
    """The key of a session in which somebody signed in at ``now``."""
    with patch("django.utils.timezone.now", lambda: now):
        return str(browser(user).cookies["sessionid"].value)


@dataclass
class Night:
    """Everybody who sends tonight. ``late``: how many have to be through before it strikes twelve."""

    house: House
    drafts: Drafts
    seed: int
    sent: Callable[[Asked], None] = lambda asked: None
    late: int = 0
    habits: tuple[str, ...] = HABITS
    history: History = field(default_factory=History)

    def run(self) -> None:
        """Everybody sends; when ``late`` have been acknowledged it becomes midnight."""
        dice = Random(self.seed)
        jobs = [(*who, dice.choice(self.habits), dice.randrange(1, 300)) for who in self.drafts.people]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for done in [pool.submit(self.send, *job) for job in jobs]:
                done.result()

    def send(self, name: str, case: str, session: str, habit: str, size: int) -> None:
        """One applicant: a file, the application, and a look at what has become of it."""
        person = Person(name, self.house, self.history, self.sent, session=session)
        with suppress(Refused):  # after midnight nothing can be added to a draft
            person.do(
                f"{case}anlagen/", {"kind": "konzept"}, what=UPLOAD, file=("Konzept.pdf", pdf_of(size, name))
            )
        self.submit(person, case, habit)
        if habit == "twice":
            self.begin_another(person)

    def submit(self, person: Person, case: str, habit: str) -> None:
        path = f"{case}schritt/submit/"
        form = person.form(path)
        act = self.history.begin(person.name, SUBMIT, self.house.now())
        if form is None:  # the page says why not
            person.over(act, "refused")
            return
        if habit == "lost":
            with suppress(OSError, HTTPException):
                act.sent += 1
                asked = person.send(form, {})
                self.sent(asked)
                asked.connection.close()
        self.click(person, act, form, 2 if habit == "twice" else 1)
        page = person.open(case)
        if found := NUMBER.search(page):
            act.told, act.outcome = found[0], "ok"
        self.strike_twelve()

    def click(self, person: Person, act: Act, form: PageForm, hands: int) -> None:
        """Press a button with so many hands at once, again and again until the house says yes or no."""
        with ThreadPoolExecutor(hands) as pool:
            while not act.ended:
                answers = [a for a in pool.map(lambda _: person.try_once(act, form, {}), range(hands)) if a]
                if any(answer.status == 302 for answer in answers):
                    person.over(act, "ok")
                elif len(answers) == hands and all(answer.status < 500 for answer in answers):
                    person.over(act, "refused", text_of(answers[0].page))
                else:
                    self.house.wait_for_answers()

    def begin_another(self, person: Person) -> None:
        """A second draft, by a double click."""
        form = person.form("/faelle/neu/")
        act = self.history.begin(person.name, BEGIN, self.house.now())
        if form is None or len(form.choices["round"]) < 2:
            person.over(act, "refused")
            return
        said = {"round": form.choices["round"][1], "title": ANOTHER, "start": "start_draft"}
        form.values |= {name: [value] for name, value in said.items()}
        self.click(person, act, form, 2)

    def strike_twelve(self) -> None:
        with self.history.turn:
            through = sum(bool(act.ended) for act in self.history.of(SUBMIT))
            if self.late and through >= self.late:
                self.late = 0
                self.house.turn_to(self.drafts.closes)


def pdf_of(kilobytes: int, name: str) -> bytes:
    """A PDF of about this size that no other person has."""
    return PDF + f"% {name}\n".encode() + b"%" + b"0" * (kilobytes * 1000) + b"\n"


def faults(night: Night, media: Path) -> list[str]:
    """What went wrong in a night, by what was answered and what is stored."""
    cases = {
        case.organisation.name: case
        for case in Application.objects.select_related("organisation").exclude(project__title=ANOTHER)
    }
    found = [
        fault for act in night.history.of(SUBMIT) for fault in _sent(act, cases[act.who], night.drafts.closes)
    ]
    numbers = sorted(int(case.number.rpartition("-")[2]) for case in cases.values() if case.number)
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"numbers with a gap or a double: {numbers}")
    for act in night.history.of(UPLOAD, "ok"):
        found += _kept(act, cases[act.who], media)
    for act in night.history.of(BEGIN, "ok"):
        begun = Application.objects.filter(organisation__name=act.who, project__title=ANOTHER).count()
        if begun != 1:
            found.append(f"begun {begun} times: {act.who}")
    return found


def _sent(act: Act, case: Application, closes: datetime) -> Iterator[str]:
    sent = list(Transition.objects.filter(dossier=case.dossier_id, move="submit"))
    if act.outcome == "ok" and not (sent and case.number):
        yield f"acknowledged and not there: {act.who}"
    if act.outcome == "refused" and sent:
        yield f"refused and there: {act.who}"
    if len(sent) > 1:
        yield f"twice: {act.who}"
    if act.outcome == "ok" and act.told != (case.number or ""):
        yield f"another number: {act.who} {act.told} {case.number}"
    for entry in sent:
        if entry.at >= closes:
            yield f"after the deadline: {act.who} {entry.at}"
        if not act.begun <= entry.at <= (act.ended or entry.at):
            yield f"not at its time: {act.who} {act.begun} {entry.at} {act.ended}"


def _kept(act: Act, case: Application, media: Path) -> Iterator[str]:
    files = list(Attachment.objects.filter(application=case))
    if len(files) != 1:
        yield f"{len(files)} files: {act.who}"
    yield from (f"another file: {act.who}" for kept in files if kept.sha256 != digest_of(media, kept.file))
