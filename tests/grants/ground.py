"""What the tests of the pages stand on: people, a round that is open today, and cases at every station."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from demo.stories.ground import Ground, fill_pot, find_user, lay_ground, open_round
from demo.stories.paper import Paper
from demo.stories.steps import Story, close_sitting, invite, open_sitting, plan_sitting
from grants.models import Application, Beside, Draft, Round, User
from tests.pictures import from_picture, pictured

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def settle() -> None:
    """Lets the post office have made its letters."""
    Draft.objects.filter(current=True, made_at=None).update(made_at=timezone.now())


@dataclass
class House:
    """Ground, round and stories, all relative to the real today: pages read the one clock."""

    ground: Ground = field(init=False)
    round: Round = field(init=False)
    today: date = field(default_factory=timezone.localdate)

    def __post_init__(self) -> None:
        self.ground, self.round = pictured(("house", self.today), self._lay)

    def _lay(self) -> tuple[Ground, Round]:
        return lay_ground(), open_round(
            "Proberunde",
            "2025",
            self.today - timedelta(days=400),
            self.today + timedelta(days=9),
            pot=fill_pot(self.today.year, Decimal(500_000)),
            earliest_start=self.today - timedelta(days=300),
            latest_end=self.today + timedelta(days=700),
        )

    def story(self, title: str = "Erzählcafé", *, days: int = 30, **paper: Any) -> Story:
        """A story that begins ``days`` ago."""
        begins = paper.pop("begins", self.today + timedelta(days=30))
        written = Paper(
            organisation=paper.pop("organisation", "Nachbarschaftshilfe Beispiel e. V."),
            title=title,
            grant=paper.pop("grant", Decimal(4800)),
            own=paper.pop("own", Decimal(1200)),
            begins=begins,
            ends=paper.pop("ends", begins + timedelta(days=120)),
            **paper,
        )
        return Story(self.ground, written, self.round, self.today - timedelta(days=days), settle=settle)

    @from_picture
    def empty_draft(self, **paper: Any) -> Story:
        """A draft in which nothing is written yet."""
        story = self.story(**paper)
        story.consult()
        story.move("start_draft", story.applicant)
        return story

    @from_picture
    def draft(self, **paper: Any) -> Story:
        """A complete draft."""
        story = self.empty_draft(**paper)
        story.fill()
        return story

    @from_picture
    def submitted(self, **paper: Any) -> Story:
        """A sent application."""
        story = self.draft(**paper)
        story.submit()
        return story

    @from_picture
    def in_check(self, **paper: Any) -> Story:
        """A case in its formal check."""
        story = self.submitted(**paper)
        story.take_over()
        return story

    @from_picture
    def awarded(self, **paper: Any) -> Story:
        """A case with a posted Bescheid."""
        story = self.in_check(**({"days": 120} | paper))
        story.complete()
        story.examine()
        sitting = plan_sitting(self.ground, story.day + timedelta(days=10), now=story.now())
        item = story.put_to(sitting)
        invite(self.ground, sitting, story.day)
        open_sitting(self.ground, sitting)
        story.vote(item, 4, 0, 1)
        close_sitting(self.ground, sitting)
        story.draft_award()
        story.send_award()
        return story

    @from_picture
    def final(self, **paper: Any) -> Story:
        """A case whose Bescheid is final by waiver, up to today."""
        story = self.awarded(**paper)
        story.later()
        story.waive_remedies()
        story.clock(self.today)
        return story

    @from_picture
    def proving(self) -> Story:
        """A case whose proof of use is due."""
        return self.final(
            days=200, begins=self.today - timedelta(days=90), ends=self.today - timedelta(days=10)
        )


def browser(user: User | None, **options: Any) -> Client:
    """A browser in which this person is signed in."""
    client = Client(**options)
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


def stranger() -> User:
    """Somebody with an account and nothing else."""
    return find_user("fremd", "Fremde Person")


def text_of(response: Any) -> str:
    """The page as text."""
    return response.content.decode()


def again(case: Application) -> Application:
    """The case as the database has it now."""
    return Application.objects.get(pk=case.pk)


def page_of(story: Story, page: str) -> str:
    """The address of a page of the case."""
    return f"/faelle/{story.case.public_id}/{page}/"


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def send(client: Client, address: str, **answers: Any) -> Any:
    """Send the form that begins a record."""
    page = text_of(client.get(address))
    return client.post(address, {"key": hidden(page, "key"), **answers}, follow=True)


def press(client: Client, record: Beside, move: str, **answers: Any) -> Any:
    """Make a move on the page of a record beside the case."""
    address = f"{record.get_absolute_url()}schritt/{move}/"
    page = text_of(client.get(address))
    said = {"key": hidden(page, "key"), "seen": hidden(page, "seen"), **answers}
    return client.post(address, said, follow=True)
