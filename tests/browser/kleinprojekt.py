"""The journeys of the first scenario (4,800 EUR, 12 % own share, 4:0:1, waiver of remedies, one call, one proof).

Everybody works by keyboard alone, each signed in as a person of the demonstration. A sitting must have been
summoned seven days before, and the browser lives today. So the way is walked in three parts: the first ends with the
invitation; the second begins with a case that the stories have brought, in the last three months, to a sitting of
today; the third begins with its award. What comes after the sitting happens within one day, as the law allows it:
the waiver of remedies makes the award final at once, the project begins today and is finished early.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from demo.stories.ground import fill_pot, lay_ground, open_round
from demo.stories.paper import Paper
from demo.stories.steps import Story
from grants.models import Application
from notifications.outbox import settle
from tests.browser.keyboard import Keyboard
from tests.browser.looking import Looking

APPLICANT = "Vorstand Nachbarschaftshilfe Beispiel e. V."
CLERK, LEAD, OFFICE = "Sachbearbeitung Beispiel", "Leitung Beispiel", "Geschäftsstelle Beispiel"
TITLE = "Erzählcafé"
FEW = "Wir sind neu gegründet."


@dataclass
class Walk:
    """One way through the pages: who acts, what is pressed and typed; every page that comes is looked at."""

    page: Any
    look: Looking
    keys: Keyboard = field(init=False)

    def __post_init__(self) -> None:
        self.keys = Keyboard(self.page)

    def enter(self, person: str) -> None:
        """Another person opens the portal and signs in by the chooser of the demonstration."""
        self.page.context.clear_cookies()
        self.page.goto("/")
        self.press(f"{person}…")

    def press(self, *names: str) -> None:
        """Press one after the other, each on the page that the one before leads to."""
        for name in names:
            self.keys.press(name)
            self.look.at(f"{len(self.look.seen):02} {name.rstrip('…')}")

    def find(self, menu: str = "Fälle") -> None:
        """Open the case: from the start page if it waits there, else from the list."""
        if not self.page.get_by_role("link", name=TITLE, exact=True).count():
            self.press(menu)
        self.press(TITLE)

    def do(self, move: str, fill: Callable[[], None] = lambda: None) -> None:
        """Make a move: open its page, fill in what it asks for, press its button."""
        self.press(move)
        fill()
        self.press(move)
        assert f"Erledigt: {move}." in self.page.locator(".mw-messages").inner_text()

    def done(self) -> None:
        """Nothing was wrong on the way."""
        assert self.look.complaints + self.keys.complaints == []


def laid(today: date, *, opened: int, closed: int, starts: int) -> Story:
    """The ground and a case of the scenario that has not begun; days relative to today."""
    ground, day = lay_ground(), lambda days: today + timedelta(days=days)
    call = open_round(
        "Laufende Runde",
        "2025",
        day(opened),
        day(closed),
        pot=fill_pot(today.year, Decimal(50_000)),
        earliest_start=day(starts),
        latest_end=day(700),
    )
    paper = Paper(
        organisation="Nachbarschaftshilfe Beispiel e. V.",
        title=TITLE,
        grant=Decimal(4800),
        own=Decimal("654.55"),
        begins=day(starts),
        ends=day(200),
        low_share_reason=FEW,
    )
    return Story(ground, paper, call, day(opened + 5), settle=settle)


def the_case() -> Application:
    """The only case there is."""
    return Application.objects.get()
