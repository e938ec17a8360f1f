"""Four contests (Ideenwettbewerbe) of the Gesellschaftsfonds that took place, replayed through jury and council.

Public are themes, deadlines, budgets, numbers, sums, the Drucksache of round 9, the days and votes of the committee,
and the projects that are marked ``known``. All else is made up: the days of jury and Verwaltungsausschuss, the other
numbers of Drucksachen, single amounts, the other projects. Round 12 is told whole, with everything that was refused;
of the others only what was funded. One project of each is told to its end. Refusals are shown with fictitious
organisations only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from demo.stories.acting import at
from demo.stories.ground import fill_pot, open_round
from demo.stories.paper import Paper
from demo.stories.rounds import INVENTED, REPLAYED, Project
from demo.stories.steps import Story
from demo.stories.telling import Telling
from grants.actions.desk import raise_pot
from grants.letters.basis import sure
from grants.models import Round
from workflows.stages import Stage

SLUG = "gesellschaftsfonds"
DAY = timedelta(days=1)
LAST_DAY = date(2026, 1, 2)
"""Up to here the clock goes on: what was closed more than ten years before is archived."""
OVER = "Die Jury und der Ausschuss haben mehr Vorhaben ausgewählt, als der Ansatz vorsah; Deckung aus dem Budget."


@dataclass(frozen=True)
class Tranche:
    """What one Drucksache brought before the council: its projects, the sitting of the jury, and the votes."""

    jury_on: date
    paper: str
    advised_on: date
    votes: str
    decided_on: date
    projects: Sequence[Project]
    put_off_on: date | None = None
    """When the committee put the paper off („in die Fraktion gezogen“)."""


@dataclass(frozen=True)
class Contest:
    """One round with its theme; ``budget`` in EUR."""

    title: str
    version: str
    theme: str
    opens_on: date
    closes_on: date
    budget: int
    begins: date
    ends: date
    tranches: Sequence[Tranche]
    refused: Sequence[Project] = ()

    @property
    def awarded(self) -> int:
        """The sum of all awards in EUR."""
        return sum(project.amount for tranche in self.tranches for project in tranche.projects)


def invented(names: Sequence[str], amounts: Sequence[int], **more: object) -> list[Project]:
    """Fictitious projects of fictitious organisations."""
    fields = ("gesellschaft", "sprache", "zusammen_wirken", "vor_ort")
    return [
        Project(f"{name} Beispiel e. V.", f"{name}: gemeinsam vor Ort", amount, fields[i % 4], **more)  # type: ignore[arg-type]
        for i, (name, amount) in enumerate(zip(names, amounts, strict=True))
    ]


ROUND_1 = Contest(
    title="1. Ideenwettbewerb 2009 (nachgestellt)",
    version="1",
    theme="Förderung der internationalen Seniorenarbeit",
    opens_on=date(2009, 6, 23),
    closes_on=date(2009, 8, 31),
    budget=150_000,
    begins=date(2010, 1, 1),
    ends=date(2010, 12, 31),
    tranches=(
        Tranche(
            jury_on=date(2009, 10, 5),
            paper="9001/2009",
            advised_on=date(2009, 11, 12),
            votes="einstimmig",
            decided_on=date(2009, 11, 19),
            projects=(
                Project(
                    "Verband binationaler Familien und Partnerschaften – iaf e. V.",
                    "Unsere Omas und Opas erzählen in vielen Sprachen",
                    28_000,
                    "sprache",
                    known=True,
                ),
                Project(
                    "Migranten für Agenda 21 e. V.",
                    "Brot und Wasser: Werte, die alle Menschen verbinden",
                    2_000,
                    "gesellschaft",
                    known=True,
                ),
                Project(
                    "Integrationszentrum Miteinander & Verständigung e. V.",
                    "Integrations- und EDV-Kurse für Senioren",
                    7_100,
                    "zusammen_wirken",
                    known=True,
                ),
                Project(
                    "Einzelperson (Runde 1)", "CoKoVi – Senioren", 5_312, "sprache", known=True, kind="person"
                ),
                *invented(
                    ("Seniorencafé", "Sprachtandem", "Gartenbank", "Tanztee", "Kochkreis"), [13_139] * 5
                ),
                *invented(
                    ("Brettspiel", "Besuchsdienst", "Nähstube", "Stadtrundgang", "Gesundheitslotse"),
                    [13_139] * 5,
                ),
            ),
        ),
        Tranche(
            jury_on=date(2009, 11, 16),
            paper="9002/2009",
            advised_on=date(2009, 12, 3),
            votes="einstimmig",
            decided_on=date(2009, 12, 10),
            projects=invented(("Erzählbank", "Pflegelotse"), (9_000, 8_000)),
        ),
    ),
)
ROUND_9 = Contest(
    title="9. Ideenwettbewerb 2016 (nachgestellt)",
    version="9",
    theme="Partizipation erzeugt Partizipation",
    opens_on=date(2016, 4, 11),
    closes_on=date(2016, 6, 30),
    budget=150_000,
    begins=date(2017, 1, 1),
    ends=date(2017, 12, 31),
    tranches=(
        Tranche(
            jury_on=date(2016, 8, 29),
            paper="1932/2016",
            put_off_on=date(2016, 10, 13),
            advised_on=date(2016, 10, 27),
            votes="7:3:0",
            decided_on=date(2016, 11, 3),
            projects=(
                Project(
                    "Einzelperson (Runde 9)",
                    "„Wir schaffen das!“ Flüchtlingsscouts",
                    22_000,
                    "gesellschaft",
                    known=True,
                    kind="person",
                ),
                *invented(
                    ("Mitreden", "Stadtteilrat", "Radio", "Elternbrücke", "Jugendforum", "Theater"),
                    [9_500] * 6,
                ),
                *invented(("Zeitung", "Werkstatt", "Chor"), [9_500] * 3),
                *invented(("Fahrrad", "Lotsen", "Medien"), (9_000, 9_250, 9_250)),
            ),
        ),
    ),
)
ROUND_12 = Contest(
    title="12. Ideenwettbewerb 2019 (nachgestellt)",
    version="12",
    theme="Zugänge zur Versorgung ermöglichen. Lebensqualität von Wohnungs- und Obdachlosen verbessern!",
    opens_on=date(2019, 8, 15),
    closes_on=date(2019, 9, 25),
    budget=135_000,
    begins=date(2020, 2, 1),
    ends=date(2021, 12, 31),
    tranches=(
        Tranche(
            jury_on=date(2019, 10, 28),
            paper="9012/2019",
            advised_on=date(2019, 11, 21),
            votes="einstimmig",
            decided_on=date(2019, 12, 5),
            projects=(
                Project(
                    "Institut für pädagogische Professionalität e. V.",
                    "Gemeinsam wirkt – Brückenschlag Citygemeinschaft / Obdachlose Mitte",
                    12_000,
                    "vor_ort",
                    known=True,
                ),
                *invented(("Wärmebus", "Straßenvisite", "Tagestreff", "Waschsalon"), [11_500] * 4),
                *invented(
                    ("Mittagstisch", "Schließfach", "Postadresse", "Impfmobil", "Kleiderkammer"), [12_000] * 5
                ),
                *invented(("Sprachmittlung", "Rechtsrat"), [11_000] * 2),
            ),
        ),
    ),
    refused=(
        *invented([f"Idee {number}" for number in range(1, 27)], [20_000] * 26, votes=(1, 3, 0)),
        *invented(["Idee 27"], [30_000], votes=(2, 2, 0)),
    ),
)
ROUND_14 = Contest(
    title="14. Ideenwettbewerb 2021 (nachgestellt)",
    version="14",
    theme="WIR gestalten das Zusammenleben in Hannover",
    opens_on=date(2021, 9, 1),
    closes_on=date(2021, 9, 23),
    budget=119_000,
    begins=date(2022, 2, 1),
    ends=date(2023, 7, 31),
    tranches=(
        Tranche(
            jury_on=date(2021, 10, 18),
            paper="9014/2021",
            advised_on=date(2021, 11, 18),
            votes="einstimmig",
            decided_on=date(2021, 11, 25),
            projects=(
                *invented(("Interreligiöse Jugendarbeit",), (20_000,)),
                *invented(
                    ("Geborgenheit im Quartier", "Berufsorientierung", "Open-Air-Kino", "Wertedialog"),
                    [12_000] * 4,
                ),
                *invented(("Bildungspaten", "Nachbarschaft", "Spielmobil"), [11_000] * 3),
                *invented(("Lesefest", "Stadtteilchor"), (10_000, 8_000)),
            ),
        ),
    ),
)
CONTESTS = (ROUND_1, ROUND_9, ROUND_12, ROUND_14)


def replay_contest(tale: Telling, past: Contest) -> list[Story]:
    """Tell a contest tranche by tranche, its cases side by side, and check its sums against what is known."""
    pot = fill_pot(past.begins.year - 1, Decimal(past.budget), past.title, SLUG)
    call = open_round(
        past.title,
        past.version,
        past.opens_on,
        past.closes_on,
        pot=pot,
        earliest_start=past.begins,
        latest_end=past.ends,
        theme=past.theme,
    )
    stories = []
    for number, tranche in enumerate(past.tranches):
        stories += _decide(tale, past, call, tranche, past.refused if number == 0 else ())
    pot.refresh_from_db()
    over = max(past.awarded - past.budget, 0)
    tale.expect(stories[0], f"bewilligt in {past.title}", pot.committed, Decimal(past.awarded))
    tale.expect(stories[0], "Budget mit Begründung erhöht", pot.override, Decimal(over))
    tale.expect(stories[0], "abgelehnt", sum(s.case.stage == "refused" for s in stories), len(past.refused))
    _to_the_end(tale, next(s for s in stories if s.paper.fictitious and _granted(s)))
    return stories


def _to_the_end(tale: Telling, story: Story) -> None:
    """One project of each contest is carried out, presented in public, documented, closed and, in time, archived."""
    story.clock(story.paper.begins + 45 * DAY)
    story.pay(story.paper.grant)
    story.clock(story.paper.ends + DAY)
    story.workday(30)
    story.present_results()
    story.workday(14)
    story.prove()
    kept = date(sure(story.case.closed_on).year + 11, 1, 1)
    story.clock(LAST_DAY)
    ending = Stage.ARCHIVED if kept <= LAST_DAY else Stage.CLOSED
    found = (story.case.stage, story.case.outcome, story.case.paid)
    tale.expect(story, "Ende", found, (ending, "settled", story.paper.grant))


def _decide(
    tale: Telling, past: Contest, call: Round, tranche: Tranche, refused: Sequence[Project]
) -> list[Story]:
    handed_in = past.closes_on - 2 * DAY
    asked = [tale.story(_paper(past, project), call, handed_in) for project in (*tranche.projects, *refused)]
    for story in asked:
        story.hand_in()
        story.check()
    funded = asked[: len(tranche.projects)]
    items = tale.sit(
        tranche.jury_on, asked, invited_on=tranche.jury_on - 10 * DAY, key=f"{call.pk}:{tranche.jury_on}"
    )
    for story, item, project in zip(asked, items, (*tranche.projects, *refused), strict=True):
        if project.votes[0] > project.votes[1]:
            _make_room(tale, story, tranche)
            story.vote(item, 4, 0, 0)
        else:
            story.vote(item, *project.votes)
    tale.rise(items[0].sitting)
    _council(funded, tranche)
    for story in asked[len(funded) :]:
        story.wait(tranche.decided_on)
        story.draft_refusal(
            "Die Mittel reichten nicht für alle Anträge; die Jury hat nach den Kriterien gewählt."
        )
    return _send(tale, asked)


def _make_room(tale: Telling, story: Story, tranche: Tranche) -> None:
    """Where the jury proposes more than the budget holds, the lead raises it first, with the reason."""
    pot = story.round.pot
    pot.refresh_from_db()
    lacking = story.paper.grant - pot.left
    if lacking > 0 and story.case.stage == "ready_for_sitting":
        lead = story.staff("leitung")
        raise_pot(pot, lacking, OVER, by=lead, key=f"story:{story.case.pk}", now=at(tranche.jury_on, 17))


def _council(funded: list[Story], tranche: Tranche) -> None:
    """The committee advises, the Verwaltungsausschuss decides; both vote once on the whole paper."""
    for story in funded:
        story.workday(3)
        story.hand_over(tranche.paper)
        if tranche.put_off_on:
            story.put_off_in_council(tranche.put_off_on, "Die Drucksache wurde in die Fraktion gezogen.")
        story.advised(tranche.advised_on, tranche.votes)
        story.approved(tranche.decided_on, "einstimmig")
        story.write_award()


def _send(tale: Telling, stories: list[Story]) -> list[Story]:
    """Every Bescheid is released before the post office works, so that it works once."""
    for story in stories:
        story.workday()
        story.move("release_award" if _granted(story) else "release_refusal", story.staff("leitung"), 11)
    tale.settle()
    for story in stories:
        dispatch = "dispatch_award" if _granted(story) else "dispatch_refusal"
        story.move(dispatch, story.staff("geschaeftsstelle"), 15, posted_on=story.day)
    return stories


def _granted(story: Story) -> bool:
    return story.case.endorsed_cents is not None


def _paper(past: Contest, project: Project) -> Paper:
    grant = Decimal(project.amount)
    return Paper(
        organisation=project.organisation,
        title=project.title,
        grant=grant,
        own=(grant / 5).quantize(Decimal("0.01")),
        begins=past.begins,
        ends=past.ends,
        kind=project.kind,
        focus=project.field,
        fictitious=not project.known,
        summary=REPLAYED if project.known else INVENTED,
    )
