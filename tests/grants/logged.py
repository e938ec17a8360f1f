"""Cases whose log the tests prove and tamper with: made through the real door, once short, once to the erasure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from demo.stories.acting import IBAN, PDF
from demo.stories.ground import Ground, fill_pot, lay_ground, open_round
from demo.stories.paper import Paper
from demo.stories.steps import Story, close_sitting, invite, open_sitting, plan_sitting
from grants.actions.desk import send_message
from grants.actions.seals import seal_day
from grants.actions.uploads import upload
from grants.models import Application, Draft, Round, Sitting
from tests.pictures import pictured

PERSON = "Zsuzsanna Quittenbaum-Ößler"
TITLE = "Das Märchenzelt der Familie Quittenbaum"
WORDS = (
    "Quittenbaum", "Zsuzsanna", "Märchenzelt", IBAN, "Beispielstraße", "30159", "projekt@beispiel.example",
    "1990-01-01", "Stadtteil", "Zwölf Treffen", "Begegnung", "De-minimis", "gut geplant", "Plakaten", "Sammelbeleg",
    "Nachfrage war größer", "Stichprobe", "vereinbart am Telefon", "Ausweiskopie", "Rechtsbehelfsverzicht.pdf",
    "Honorare", "Raummiete", "Nachbarin", "Finanzierungsplan muss",
)  # fmt: skip
"""Words of people in the long story: names, addresses, bank data, free text."""


def words_in(text: str) -> list[str]:
    """Those of WORDS that a text contains; a number only by itself, because digests and moments are full of digits."""
    return [word for word in WORDS if _says(text, word)]


def _says(text: str, word: str) -> bool:
    if word.isdigit():
        return re.search(rf"(?<![0-9a-f]){word}(?![0-9a-f])", text) is not None
    return word in text


@dataclass
class Town:
    """The ground, a round and a sitting for the stories of a test."""

    ground: Ground
    round: Round


def lay_town() -> Town:
    ground = lay_ground()
    pot = fill_pot(2026, Decimal(50000))
    days = {"earliest_start": date(2026, 5, 1), "latest_end": date(2027, 4, 30)}
    call = open_round("Probe 2026", "2025", date(2026, 1, 1), date(2026, 3, 31), pot=pot, **days)
    return Town(ground, call)


def settle() -> None:
    """The post office has made what was released."""
    Draft.objects.filter(current=True, made_at=None).update(made_at=timezone.now())


def story_of(town: Town, organisation: str = PERSON, title: str = TITLE, kind: str = "person") -> Story:
    paper = Paper(
        organisation=organisation,
        title=title,
        kind=kind,
        grant=Decimal(4800),
        own=Decimal("654.55"),
        begins=date(2026, 6, 1),
        ends=date(2026, 11, 30),
        low_share_reason="Die Nachbarin hilft unentgeltlich.",
    )
    return Story(town.ground, paper, town.round, date(2026, 2, 2), settle=settle)


def tell_check(story: Story) -> None:
    """From the consultation to the check, with a message, a file and a note."""
    story.consult()
    story.later()
    story.draft()
    story.submit()
    story.later()
    story.take_over()
    send_message(
        story.case, by=story.staff("sachbearbeitung"), text="Wie vereinbart am Telefon.", now=story.now()
    )
    name = f"Ausweiskopie {PERSON}.pdf"
    upload(story.case, by=story.applicant, name=name, content=PDF, now=story.now())
    story.complete()


def tell_award(story: Story) -> Sitting:
    """From the check to the finality."""
    story.later()
    story.examine()
    sitting = plan_sitting(story.ground, date(2026, 3, 16), now=story.now())
    item = story.put_to(sitting)
    invite(story.ground, sitting, story.day)
    open_sitting(story.ground, sitting)
    story.vote(item, 4, 0, 1)
    close_sitting(story.ground, sitting)
    story.later(3)
    story.draft_award()
    story.later()
    story.send_award()
    return sitting


def tell_rest(story: Story) -> None:
    """From the award to the archive."""
    story.later(5)
    story.waive_remedies()
    story.later()
    story.clock()
    story.pay(Decimal(4800))
    story.clock(date(2026, 12, 1))
    story.later(20)
    story.prove()
    story.clock(date(2038, 1, 2))


def erase(story: Story) -> Application:
    """The data protection officer erases."""
    story.move("erase", story.staff("datenschutz"), offered=True)
    return story.case


def long_story() -> Story:
    """One natural person's case up to the archive, sealed now and then."""
    return pictured("long story", _long_story)


def _long_story() -> Story:
    story = story_of(lay_town())
    tell_check(story)
    seal_day(story.now())
    tell_award(story)
    seal_day(story.now() + timedelta(days=1))
    tell_rest(story)
    seal_day(story.now())
    return story
