"""What the demonstration stands on: its days, its rounds, and how one of its cases is told."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from demo.stories.acting import at
from demo.stories.ground import fill_pot, open_round
from demo.stories.paper import Paper
from demo.stories.steps import Story
from demo.stories.telling import Telling
from grants.models import Round
from workflows.errors import MoveRefused
from workflows.programmes import PROGRAMMES
from workflows.rules.deadlines import is_working_day, next_working_day
from workflows.stages import Stage

CURRENT = "Laufende Runde (Vorführung)"
POT = "WIR2.0 Bereich 3 (Vorführung)"
DAY = timedelta(days=1)


def anchor(today: date) -> date:
    """The day that all dates of the demonstration hang on: the working day before the first seeding."""
    known = Round.objects.filter(title=CURRENT).first()
    day = known.opens_on + 30 * DAY if known else today - DAY
    while not is_working_day(day):
        day -= DAY
    return day


class DemoGround:
    """The rounds of the demonstration, relative to the working day before its first seeding."""

    def __init__(self, tale: Telling, today: date, announce: Callable[[str], None] = lambda line: None):
        self.tale = tale
        self.announce = announce
        self.day = anchor(today)
        self.reached: dict[Stage, str] = {}
        """Stage → title of the case that the demonstration left there."""
        self.troubles: list[str] = []
        self.stopped: list[Story] = []
        self.current = self._round(CURRENT, -30, 60, 120)
        self.last = self._round("Vorige Runde (Vorführung)", -150, -60, 0)
        self.old = self._round("Runde des Vorjahres (Vorführung)", -620, -480, -430)

    def on(self, days: int) -> date:
        """A working day so many days from the anchor."""
        return next_working_day(self.day + timedelta(days=days))

    def _round(self, title: str, opens: int, closes: int, starts: int) -> Round:
        begins, starts_on = self.day + timedelta(days=opens), self.day + timedelta(days=starts)
        return open_round(
            title,
            terms_of(begins),
            begins,
            self.day + timedelta(days=closes),
            pot=fill_pot(begins.year, Decimal(80_000), POT),
            earliest_start=starts_on,
            latest_end=starts_on + timedelta(days=700),
        )

    def story(self, call: Round, day: int, organisation: str, title: str, grant: int, **more: Any) -> Story:
        """A case of the demonstration that begins on day ``day``; a fifth of its money is its own."""
        starts = call.earliest_start + timedelta(days=30)
        dates = {"begins": starts, "ends": starts + timedelta(days=210)}
        paper = Paper(
            organisation=organisation,
            title=title,
            grant=Decimal(grant),
            own=Decimal(grant) / 4,
            **{**dates, **more},
        )
        return self.tale.story(paper, call, self.on(day))

    def moment(self, days: int) -> datetime:
        """Ten o'clock of such a day."""
        return at(self.on(days))

    def attempt(self, story: Story, *acts: Callable[[], Any]) -> bool:
        """Let a case do the next acts of its story.

        Where somebody (or the clock) was faster, the demonstration says so and leaves that case alone.
        """
        if not self.alive(story):
            return False
        try:
            for act in acts:
                act()
        except MoveRefused as refusal:
            self.stopped.append(story)
            self.troubles.append(f"{story.paper.title}: {' '.join(refusal.reasons)}")
            return False
        return True

    def alive(self, story: Story) -> bool:
        """True while nothing has come between."""
        return story not in self.stopped

    def go(self, wanted: Stage, story: Story, *acts: Callable[[], Any]) -> None:
        """Let a case do the last acts of its story: now it stands where the demonstration wants it."""
        if self.attempt(story, *acts):
            self.reached[wanted] = story.paper.title
            self.announce(f"{wanted.label}: {story.paper.title}")


def terms_of(day: date) -> str:
    """The version of the guideline that was in force on a day, the first one before that."""
    versions = PROGRAMMES["wir20-kleinprojekt"].versions
    return max(
        (t for t in versions if t.valid_from <= day), key=lambda t: t.valid_from, default=versions[0]
    ).version
