"""What a move is said to do and to send is what it does and sends (G19), and reading it before changes nothing."""

import importlib
import json
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from demo import stories
from demo.stories import changes, large, refunds, scenarios
from demo.stories.ground import lay_ground, seats_of
from demo.stories.steps import plan_sitting
from demo.stories.telling import Telling
from grants import actions
from grants.actions.sittings import exclude
from grants.models import Transition, User
from grants.views import announcing
from grants.views.announcing import Announced
from notifications.documents import UNPRINTED, NotPrinted
from notifications.rehearsing import outgoing
from tests.factories import World, drive
from tests.grants.announcements import announcement, broken
from tests.grants.ground import House, again, browser, text_of
from tests.grants.records import fingerprint
from tests.notifications import further
from tests.notifications.recording import settle
from tests.tables import sampled
from workflows.stages import Stage

pytestmark = pytest.mark.django_db
LONG = (
    refunds.underspent,
    changes.eighteen_months,
    refunds.reopened,
    large.third_of_a_cap,
    further.in_full,
)


def letters(entry: Transition) -> dict[str, str]:
    return json.loads(entry.private or "{}").get("letters", {})


class Rehearsed:
    """The door with a rehearsal before every move of a person."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.seen: set[str] = set()
        self.announced = 0

    def perform(
        self, record: Any, move: str, data: Any = None, *, by: Any, now: Any, **more: Any
    ) -> Transition:
        if not isinstance(by, User):
            return actions.perform(record, move, data, by=by, now=now, **more)
        said, before = announcement(record, move, by, now, data or {}), fingerprint()
        read = actions.rehearse(record, move, data, by=by, now=now)
        if fingerprint() != before:
            self.wrong.append(f"{move}: something was changed")
        done = actions.perform(record, move, data, by=by, now=now, **more)
        if letters(read) != letters(done):
            self.wrong.append(f"{move}: another letter went out")
        if bool(outgoing(read, now)) != bool(letters(done)):
            self.wrong.append(f"{move}: a letter was shown and none went out, or the other way round")
        if said is None:
            self.wrong.append(f"{move}: the page did not offer it")
        else:
            self.wrong += broken(said, done)
            self.announced += said.whole
            if not said.whole:
                self.wrong.append(f"{move}: with all answers the page still does not say what happens")
        self.seen |= {key.partition(":")[0] for key in letters(done)}
        return done


@pytest.fixture
def rehearsed(monkeypatch: pytest.MonkeyPatch) -> Rehearsed:
    """Every story acts by a door that rehearses."""
    door = Rehearsed()
    monkeypatch.setattr("notifications.rehearsing.render", lambda *said, **named: b"%PDF")
    for found in pkgutil.iter_modules(stories.__path__):
        module = importlib.import_module(f"demo.stories.{found.name}")
        if getattr(module, "perform", None) is actions.perform:
            monkeypatch.setattr(module, "perform", door.perform)
    return door


@pytest.mark.parametrize(
    "tell",
    sampled((scenarios.small_and_simple, scenarios.missed_request, *LONG)),
    ids=lambda tell: tell.__name__,
)
def test_what_is_announced_and_read_before_is_what_happens(
    rehearsed: Rehearsed, tell: Callable[[Telling], Any]
):
    tell(Telling(lay_ground(), settle=settle))
    assert rehearsed.wrong == []
    assert len(rehearsed.seen) >= 4
    assert rehearsed.announced >= 4


def page_of(story: Any, move: str) -> str:
    return reverse("grants:move", args=[story.case.public_id, move])


def fields_of(page: Any) -> dict[str, str]:
    form = page.context["form"]
    return {name: str(form[name].value() or "") for name in form.fields}


def test_a_request_is_read_sent_back_to_the_field_and_only_then_sent():
    story = drive(World(), Stage.FORMAL_CHECK)
    clerk, url = browser(story.staff("sachbearbeitung")), page_of(story, "request_documents")
    said = fields_of(clerk.get(url)) | {"items": "Der Mietvertrag für den Saal"}
    before = fingerprint()
    read = clerk.post(url, said | {"vorher": "1"})
    assert read.status_code == 200
    assert fingerprint() == before
    page = text_of(read)
    assert page.count("Der Mietvertrag für den Saal") == 2, "in the letter and in the field"
    for words in ("Das ginge hinaus", "Noch ist nichts geschehen", "Nachforderung", "data:application/pdf"):
        assert words in page, words
    assert str(story.applicant) in page
    done = clerk.post(url, fields_of(read))
    assert done.status_code == 302
    assert again(story.case).documents_requested == "Der Mietvertrag für den Saal"


def test_a_letter_that_cannot_be_printed_is_a_sentence_and_nothing_typed_is_lost(monkeypatch, error_log: Any):
    story = drive(World(), Stage.FORMAL_CHECK)
    clerk, url = browser(story.staff("sachbearbeitung")), page_of(story, "request_documents")
    said = fields_of(clerk.get(url)) | {"items": "Der Mietvertrag für den Saal"}
    monkeypatch.setattr("notifications.rehearsing.render", no_press)
    read = clerk.post(url, said | {"vorher": "1"})
    assert read.status_code == 200
    page = text_of(read)
    assert UNPRINTED in page
    assert "data:application/pdf" not in page
    assert page.count("Der Mietvertrag für den Saal") == 2, "in the mail and in the field"
    assert "Der Druck brach ab." in error_log.messages[0]
    error_log.clear()


def no_press(*said: Any, **named: Any) -> bytes:
    """A press that is not there."""
    raise NotPrinted("Der Druck brach ab.")


def test_what_is_missing_is_said_before_a_letter_is_shown():
    story = drive(World(), Stage.FORMAL_CHECK)
    clerk, url = browser(story.staff("sachbearbeitung")), page_of(story, "request_documents")
    answer = clerk.post(url, fields_of(clerk.get(url)) | {"items": "", "vorher": "1"})
    assert answer.status_code == 422
    assert "Das ginge hinaus" not in text_of(answer)


def test_who_reads_another_invitation_is_shown_apart():
    house = House()
    story = house.submitted()
    story.check()
    ground = story.ground
    sitting = plan_sitting(ground, house.today + timedelta(days=20), now=story.now())
    story.put_to(sitting)
    seat, office = seats_of(ground.body)[1], story.staff("geschaeftsstelle")
    exclude(story.case, seat, "Mitglied im Vorstand", by=office, now=story.now())
    url = reverse("grants:sitting_move", args=[sitting.public_id, "invite"])
    page = browser(office)
    shown = [
        one["letter"]
        for one in page.post(url, fields_of(page.get(url)) | {"vorher": "1"}).context["outgoing"]
    ]
    assert len(shown) == 2
    barred = next(letter for letter in shown if letter.to == (str(seat.user),))
    assert "Sie nehmen an diesem Punkt nicht teil" in barred.text
    assert story.case.project.title not in barred.text


def test_applicants_are_not_asked_to_read_what_they_get():
    story = House().draft()
    page = text_of(browser(story.applicant).get(page_of(story, "submit")))
    assert "Vorher lesen" not in page


WRONG: dict[str, Callable[[Announced], Announced]] = {
    "stage": lambda said: replace(said, target="closed"),
    "letters": lambda said: replace(said, letters=()),
    "deadlines": lambda said: replace(
        said, deadlines={name: day + timedelta(1) for name, day in said.deadlines.items()}
    ),
    "money": lambda said: replace(said, bookings=said.bookings[1:]),
}
"""What a page might say wrongly → how."""


@pytest.mark.parametrize("what", sampled(WRONG))
def test_a_page_that_announces_something_else_is_found(rehearsed: Rehearsed, monkeypatch, what: str):
    rightly = announcing.announced
    monkeypatch.setattr(announcing, "announced", lambda *given, **said: WRONG[what](rightly(*given, **said)))
    tell = scenarios.missed_request if what == "deadlines" else scenarios.small_and_simple
    tell(Telling(lay_ground(), settle=settle))
    assert {line.partition(":")[2].split()[0] for line in rehearsed.wrong} == {what}


def test_an_agenda_that_has_grown_since_is_read_again_before_it_is_sent():
    house = House()
    story = house.submitted()
    story.check()
    other = house.submitted(organisation="Nachbarn Beispiel e. V.", title="Zweites Vorhaben")
    other.check()
    sitting = plan_sitting(story.ground, house.today + timedelta(days=20), now=story.now())
    story.put_to(sitting)
    url = reverse("grants:sitting_move", args=[sitting.public_id, "invite"])
    office = browser(story.staff("geschaeftsstelle"))
    read = office.post(url, fields_of(office.get(url)) | {"vorher": "1"})
    other.put_to(sitting)
    answer = office.post(url, fields_of(read))
    assert answer.status_code == 409
    assert "hat sich geändert" in text_of(answer)
    sitting.refresh_from_db()
    assert sitting.stage == "planned"


def test_a_letter_on_paper_is_read_as_it_is_printed_and_not_as_a_mail():
    story = drive(World(), Stage.AWARD_DRAFTED)
    url, lead = page_of(story, "release_award"), browser(story.staff("leitung"))
    read = lead.post(url, fields_of(lead.get(url)) | {"vorher": "1"})
    (shown,) = read.context["outgoing"]
    assert shown["letter"].text == ""
    assert shown["pdf"]
    page = text_of(read)
    assert "auf Papier" in page
    assert "ändern können Sie dort" not in page, "there is nothing to type"
