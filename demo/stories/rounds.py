"""Two rounds of the Kleinprojekte that took place, replayed from application to closing.

Known from public reports are rounds, days of sittings, numbers of projects, sums, and the organisations and titles
that are marked ``known``. Single amounts are not public (Q18), so all of them are made up; so is every project that
is not ``known``. Refusals are shown with fictitious organisations only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from demo.stories.ground import fill_pot, open_round
from demo.stories.paper import Paper
from demo.stories.steps import Story
from demo.stories.telling import Telling
from grants.models import Round

REPLAYED = (
    "Nachgestellt: Titel und Organisation sind öffentlich bekannt, Betrag und Einzelheiten sind erfunden."
)
INVENTED = "Erfundenes Projekt mit erfundener Organisation; nur die Summe der Runde ist bekannt."
GRACE = timedelta(days=45)
"""By then every Bescheid is final and the city would know of a suit."""


@dataclass(frozen=True)
class Project:
    """One line of a round: the amount (EUR) is always made up, ``known`` tells whether the rest is public."""

    organisation: str
    title: str
    amount: int
    field: str
    known: bool = False
    kind: str = "verein"
    votes: tuple[int, int, int] = (5, 0, 0)


@dataclass(frozen=True)
class PastRound:
    """One round: its projects by the day of the sitting that decided on them."""

    title: str
    version: str
    opens_on: date
    closes_on: date
    pot: int
    """Ansatz of Bereich 3 in EUR."""
    own_percent: int
    begins: date
    ends: date
    sittings: dict[date, Sequence[Project]]

    @property
    def projects(self) -> list[Project]:
        """All projects of the round."""
        return [project for projects in self.sittings.values() for project in projects]

    @property
    def funded(self) -> list[Project]:
        """Those that more members were for than against."""
        return [project for project in self.projects if project.votes[0] > project.votes[1]]


ROUND_2022 = PastRound(
    title="Kleinprojekte 2022 (nachgestellt)",
    version="2022",
    opens_on=date(2022, 7, 15),
    closes_on=date(2022, 10, 15),
    # Known for 2023 and 2024 (DS 0073/2023); for 2022 it is an assumption.
    pot=50_000,
    own_percent=10,
    begins=date(2022, 12, 1),
    ends=date(2023, 6, 30),
    sittings={
        # Both sittings took place; which project was decided in which is an assumption.
        date(2022, 9, 26): (
            Project("Kulturzentrum Pavillon", "Die blaue Zone", 5000, "kultur", known=True),
            Project("Kulturwerkstatt Beispiel e. V.", "Chor der vielen Stimmen", 4500, "kultur"),
            Project(
                "Kulturwerkstatt Beispiel e. V.", "Festival der Stimmen", 5000, "kultur", votes=(1, 3, 1)
            ),
            Project("Lesebrücke Beispiel e. V.", "Vorlesen in zwei Sprachen", 4000, "bildung"),
            Project("Elternkreis Beispiel", "Sprachcafé für Eltern", 3500, "bildung", kind="initiative"),
        ),
        date(2022, 11, 10): (
            Project(
                "Katholische Familienbildungsstätte (Fabi)",
                "Yoga für Frauen mit Kleinkindern",
                3200,
                "soziales",
                known=True,
            ),
            Project(
                "Katholische Familienbildungsstätte (Fabi)",
                "Tandem – Bilder unseres Lebens",
                3800,
                "kultur",
                known=True,
            ),
            Project("Gartenfreund*innen Beispiel e. V.", "Garten für alle", 3600, "soziales"),
            Project("Sportkreis Beispiel e. V.", "Schwimmen lernen mit Mama", 2400, "soziales"),
            Project(
                "Debattierkreis Beispiel", "Mitreden im Stadtbezirk", 4000, "demokratie", kind="initiative"
            ),
        ),
    },
)
ROUND_2025 = PastRound(
    title="Sommerrunde 2025 (nachgestellt)",
    version="2025",
    opens_on=date(2025, 7, 1),
    closes_on=date(2025, 7, 31),
    # The split since 2025 is not public (Q6); the round alone took about 65,000 EUR.
    pot=80_000,
    own_percent=20,
    begins=date(2025, 11, 1),
    ends=date(2026, 4, 30),
    sittings={
        date(2025, 8, 18): (
            Project(
                "Afrosources",
                "Förderung des Netzwerkes Schwarzer Expertisen in Hannover",
                9000,
                "demokratie",
                known=True,
            ),
            Project("habiba collective e. V.", "#FIGHTSIS", 7200, "soziales", known=True),
            Project(
                "Tzlla-Kollektiv",
                "Westasiatische Community Event",
                5500,
                "kultur",
                known=True,
                kind="initiative",
            ),
            Project("Nachbarschaftsgarten Beispiel e. V.", "Beete und Begegnung", 8000, "kultur"),
            Project("Bühnenkollektiv Beispiel", "Tanz und Dialog", 10000, "kultur", kind="initiative"),
            Project("Ausbildungspatenschaft Beispiel e. V.", "Der erste Tag im Betrieb", 6300, "wirtschaft"),
            Project(
                "Frauennetz Beispiel e. V.", "Werkstatt der Erzählerinnen", 4800, "soziales", votes=(4, 0, 1)
            ),
            Project("Seniorenkreis Beispiel e. V.", "Digital im Alter", 3200, "bildung"),
            Project(
                "Jugendinitiative Beispiel", "Podcast aus dem Quartier", 4900, "demokratie", kind="initiative"
            ),
            Project(
                "Elternverein Beispiel e. V.", "Zwei Sprachen, eine Schule", 6200, "bildung", votes=(3, 1, 1)
            ),
        ),
    },
)
ROUNDS = (ROUND_2022, ROUND_2025)


def replay(tale: Telling, past: PastRound) -> list[Story]:
    """Tell a whole round, its cases side by side, and check its sums against what is known."""
    pot = fill_pot(past.begins.year, Decimal(past.pot))
    call = open_round(
        past.title,
        past.version,
        past.opens_on,
        past.closes_on,
        pot=pot,
        earliest_start=past.begins,
        latest_end=past.ends,
    )
    stories = [story for day in past.sittings for story in _decide(tale, past, call, day)]
    _close(
        past, [story for story, project in zip(stories, past.projects, strict=True) if project in past.funded]
    )
    _expect(tale, past, stories)
    return stories


def sittings_of(past: PastRound) -> dict[str, date]:
    """The key of each sitting of a round, and its day."""
    return {f"story:{past.version}:{day}": day for day in past.sittings}


def _decide(tale: Telling, past: PastRound, call: Round, held_on: date) -> list[Story]:
    projects = past.sittings[held_on]
    handed_in = held_on - timedelta(days=28)
    stories = [tale.story(_paper(past, project), call, handed_in) for project in projects]
    for story in stories:
        story.apply()
        story.check()
    key = f"{past.version}:{held_on}"
    items = tale.sit(held_on, stories, invited_on=held_on - timedelta(days=10), key=key)
    for story, item, project in zip(stories, items, projects, strict=True):
        story.vote(item, *project.votes)
    tale.rise(items[0].sitting)
    for story, project in zip(stories, projects, strict=True):
        story.workday(3)
        if project in past.funded:
            story.draft_award()
        else:
            story.draft_refusal(
                "Der Arbeitsausschuss hat andere Anträge vorgezogen; das Budget ist begrenzt."
            )
    return _send(tale, past, stories)


def _send(tale: Telling, past: PastRound, stories: list[Story]) -> list[Story]:
    """Every Bescheid is released before the post office works, so that it works once."""
    release = {True: "release_award", False: "release_refusal"}
    for story in stories:
        story.workday()
        story.move(release[_granted(story)], story.staff("leitung"), 11)
    tale.settle()
    for story in stories:
        dispatch = "dispatch_award" if _granted(story) else "dispatch_refusal"
        story.move(dispatch, story.staff("geschaeftsstelle"), 15, posted_on=story.day)
    return stories


def _granted(story: Story) -> bool:
    return story.case.endorsed_cents is not None


def _close(past: PastRound, stories: list[Story]) -> None:
    """The projects run, call their money and prove its use, well within six months."""
    for number, story in enumerate(stories):
        story.clock(past.begins + GRACE)
        story.workday(number)
        story.pay(story.paper.grant)
        story.clock(past.ends + timedelta(days=1))
        story.workday(30 + 7 * number)
        story.prove()


def _expect(tale: Telling, past: PastRound, stories: list[Story]) -> None:
    total = sum((Decimal(project.amount) for project in past.funded), Decimal(0))
    for story, project in zip(stories, past.projects, strict=True):
        story.clock(past.ends)  # refusals become final on their own day
        outcome = ("closed", "settled", Decimal(project.amount))
        wanted = outcome if project in past.funded else ("closed", "refused", Decimal(0))
        tale.expect(
            story, "Stand, Ergebnis, Zahlung", (story.case.stage, story.case.outcome, story.case.paid), wanted
        )
    pot = stories[0].round.pot
    pot.refresh_from_db()
    tale.expect(stories[0], f"ausgezahlt in {past.title}", pot.paid, total)
    tale.expect(stories[0], "noch im Topf", pot.left, Decimal(past.pot) - total)
    tale.expect(stories[0], "nicht mehr gebunden", (pot.reserved, pot.committed), (Decimal(0), Decimal(0)))


def _paper(past: PastRound, project: Project) -> Paper:
    grant = Decimal(project.amount)
    total = (grant * 100 / (100 - past.own_percent)).quantize(Decimal("0.01"))
    own = total - grant
    if own * 100 < total * past.own_percent:
        own += Decimal("0.01")
    return Paper(
        organisation=project.organisation,
        title=project.title,
        grant=grant,
        own=own,
        begins=past.begins,
        ends=past.ends,
        kind=project.kind,
        field_of_action=project.field,
        summary=REPLAYED if project.known else INVENTED,
        fictitious=not project.known,
    )
