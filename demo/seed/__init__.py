"""The first data of a demonstration: open cases in every stage of a fund, dated from the day of the first seeding."""

from collections.abc import Callable
from datetime import date, timedelta

from demo.seed import cases, council
from demo.seed.ground import DemoGround
from demo.seed.others import others
from demo.seed.recovery import recovered
from demo.stories.acting import at
from demo.stories.rounds import ROUNDS, PastRound, replay, sittings_of
from demo.stories.sittings import plan_sitting
from demo.stories.telling import Telling
from grants.models import Mittelabruf, Sitting
from workflows.machine import NEW, targets_of
from workflows.programmes import PROGRAMMES
from workflows.stages import MittelabrufStage, SittingStage, Stage

CLOSED_WITHIN = timedelta(days=150)
"""So long after the end of its projects a replayed round is closed."""


PARTS = (
    cases.early,
    cases.next_sittings,
    cases.decided,
    cases.granted,
    recovered,
    cases.long_ago,
    council.large_projects,
    council.contest,
    others,
)
"""What the demonstration shows, the Kleinprojekte first."""


SITTINGS = {
    "story:old": -450,
    "story:old-recovery": -447,
    "story:last": -21,
    "story:now": 0,
    "demo:soon": 9,
    "demo:later": 40,
}
"""The key of each sitting of the Arbeitsausschuss, and its day from the anchor."""
LEAD = timedelta(days=120)
"""So long before its day a sitting is planned."""


def stages_in_use(slug: str) -> set[Stage]:
    """Every stage that a case of a programme can come to."""
    moves = PROGRAMMES[slug].moves()
    reached, size = {NEW}, 0
    while len(reached) > size:
        size = len(reached)
        reached |= {target for move in moves if str(move.source) in reached for target in targets_of(move)}
    return {Stage(name) for name in reached - {NEW}}


def seed(tale: Telling, today: date, announce: Callable[[str], None] = lambda line: None) -> list[str]:
    """Everything, what somebody can work on first; what is there already is left alone.

    Returns what did not come about, as German sentences: nothing, if nobody interfered.
    """
    demo = DemoGround(tale, today, announce)
    rounds = [past for past in ROUNDS if past.ends + CLOSED_WITHIN < demo.day]
    _plan_sittings(demo, rounds)
    for part in PARTS:
        part(demo)
    troubles = demo.troubles + _missing(demo)
    for past in rounds:
        announce(f"{past.title}: {len(past.funded)} geförderte Projekte")
        replay(tale, past)
    return troubles


def _plan_sittings(demo: DemoGround, rounds: list[PastRound]) -> None:
    """Plan all sittings in the order of their days, so that their numbers follow them."""
    days = {key: demo.on(days) for key, days in SITTINGS.items()}
    for past in rounds:
        days |= sittings_of(past)
    for key, day in sorted(days.items(), key=lambda named: named[1]):
        plan_sitting(demo.tale.ground, day, now=at(day - LEAD), key=key)


def _missing(demo: DemoGround) -> list[str]:
    """Stages that the demonstration does not show."""
    cases_of = stages_in_use("wir20-kleinprojekt") - set(demo.reached)
    calls = set(MittelabrufStage) - set(Mittelabruf.objects.values_list("stage", flat=True))
    sittings = set(SittingStage) - set(Sitting.objects.values_list("stage", flat=True))
    missing = {
        "Vorgänge": [stage.label for stage in cases_of],
        "Mittelabrufe": [MittelabrufStage(stage).label for stage in calls],
        "Sitzungen": [SittingStage(stage).label for stage in sittings],
    }
    return [
        f"{what}: {label} kommt nicht vor." for what, labels in missing.items() for label in sorted(labels)
    ]
