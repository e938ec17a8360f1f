"""Cases for the tests of the desk, the body and the money: told by the stories, up to where a page is looked at."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from demo.stories.ground import Ground, fill_pot, lay_ground, open_round
from demo.stories.paper import Paper
from demo.stories.sittings import invite, open_sitting, plan_sitting
from demo.stories.steps import Story
from grants.models import Draft, Item, Pot, Round, Sitting
from tests.pictures import from_picture, pictured

GRANT = Decimal(4800)


def settle() -> None:
    """Stands for the post office: the PDF of the released Bescheid is made."""
    Draft.objects.filter(current=True, made_at=None).update(made_at=timezone.now())


@dataclass
class World:
    """The office, one round whose time has passed, and one sitting a week after its invitation: today."""

    today: date = field(default_factory=timezone.localdate)
    ground: Ground = field(init=False)

    def __post_init__(self) -> None:
        self.ground, self.pot, self.round = pictured(("desk", self.today), self._lay)

    def _lay(self) -> tuple[Ground, Pot, Round]:
        ground, pot = lay_ground(), fill_pot(self.today.year, Decimal(50000))
        call = open_round(
            "Probe",
            "2025",
            self.today - timedelta(days=90),
            self.today - timedelta(days=60),
            pot=pot,
            earliest_start=self.today + timedelta(days=10),
            latest_end=self.today + timedelta(days=700),
        )
        return ground, pot, call

    def story(self, title: str = "Erzählcafé", own: str = "1300", days: int = 70, **more: Any) -> Story:
        """A case that starts ``days`` ago."""
        paper = Paper(
            organisation=more.pop("organisation", f"Verein {title} e. V."),
            title=title,
            grant=more.pop("grant", GRANT),
            own=Decimal(own),
            begins=self.today + timedelta(days=20),
            ends=self.today + timedelta(days=200),
            low_share_reason=more.pop("low_share_reason", ""),
            **more,
        )
        return Story(self.ground, paper, self.round, self.today - timedelta(days=days), settle=settle)

    @from_picture
    def submitted(self, title: str = "Erzählcafé", **more: Any) -> Story:
        """Taken over by the caseworker."""
        story = self.story(title, **more)
        story.consult()
        story.later()
        story.draft()
        story.submit()
        story.later()
        story.take_over()
        return story

    @from_picture
    def examined(self, title: str = "Erzählcafé", **more: Any) -> Story:
        """Ready for a sitting."""
        story = self.submitted(title, **more)
        story.complete()
        story.later()
        story.examine()
        return story

    def sitting(self, *stories: Story, days: int = 0) -> Sitting:
        """A sitting of ``days`` from today with these cases on its agenda, summoned in time."""
        held_on = self.today + timedelta(days=days)
        planned_on = (
            min([held_on - timedelta(days=20), *(s.day for s in stories)]) if not stories else stories[-1].day
        )
        sitting = plan_sitting(self.ground, held_on, now=(stories[0] if stories else self.story("x")).now(12))
        for story in stories:
            story.put_to(sitting)
        invite(self.ground, sitting, min(planned_on + timedelta(days=1), held_on - timedelta(days=8)))
        sitting.refresh_from_db()
        return sitting

    @from_picture
    def called_up(self, title: str = "Erzählcafé", present: int = 5, **more: Any) -> tuple[Story, Item]:
        """Called up in an open sitting of today."""
        story = self.examined(title, **more)
        sitting = self.sitting(story)
        open_sitting(self.ground, sitting, present)
        story.day = self.today
        story.move("open_item", self.ground.staff["geschaeftsstelle"], 18)
        return story, sitting.items.get()

    @from_picture
    def drafted(self, title: str = "Erzählcafé", **more: Any) -> Story:
        """Endorsed some weeks ago, the award in the making."""
        story = self.examined(title, **more)
        sitting = self.sitting(story, days=-35)
        open_sitting(self.ground, sitting)
        story.vote(sitting.items.get(), 4, 0, 1)
        story.later()
        story.draft_award()
        return story

    @from_picture
    def awarded(self, title: str = "Erzählcafé", **more: Any) -> Story:
        """Final by a waiver of remedies."""
        story = self.drafted(title, **more)
        story.send_award()
        story.later(5)
        story.waive_remedies()
        story.later()
        return story


def client_of(user: Any) -> Client:
    """A browser in which ``user`` is signed in."""
    client = Client()
    client.force_login(user)
    return client
