"""The demonstration of the two funds on the council path: an open call of each, and cases between body and council."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.seed.ground import DemoGround
from demo.stories.ground import fill_pot, open_round
from demo.stories.measures import announce, catalogue, hold_sitting, select
from demo.stories.sittings import close_sitting
from demo.stories.steps import Story, at
from grants.models import Item, Measure, Round
from workflows.stages import Stage

OURS = "Nachbarschaftshilfe Beispiel e. V."
LARGE = "WIR2.0 Bereich 2 (Vorführung)"
DAY = timedelta(days=1)


def large_projects(demo: DemoGround) -> None:
    """Two measures that the Kuratorium selected in spring, one in the catalogue, and applications for them."""
    chosen_on = demo.on(-210)
    ground, told = demo.tale.ground, partial(demo.tale.told, "Maßnahmen")
    noted = at(chosen_on - 14 * DAY)
    first = catalogue(ground, "Sprachbrücken in Ankunftsquartieren (Beispiel)", now=noted, told=told)
    second = catalogue(ground, "Ehrenamt braucht Räume (Beispiel)", now=noted, field="demokratie", told=told)
    sitting = hold_sitting(ground, chosen_on, 24, told=told)
    for measure in (first, second):
        select(ground, measure, chosen_on, "17:3:4", told=told)
    close_sitting(ground, sitting, told=told)
    catalogue(ground, "Kulturorte für alle (Beispiel)", now=demo.moment(-40), field="kultur", told=told)
    over = _announced(demo, first, -200, -150, -20)
    now = _announced(demo, second, -30, 60, 120)

    draft = demo.story(now, -9, OURS, "Ein Haus für viele Vereine", 32_000)
    demo.go(Stage.DRAFT, draft, draft.consult, draft.draft)
    sent = demo.story(now, -6, "Raumlotsen Beispiel e. V.", "Schlüssel für das Viertel", 45_000)
    demo.go(Stage.SUBMITTED, sent, sent.apply)

    council = demo.story(over, -170, "Sprachbrücke Beispiel e. V.", "Ankommen mit Worten", 30_000)
    kept = demo.story(over, -169, "Lernhaus Beispiel e. V.", "Lernen im Innenhof", 15_000)
    waits = demo.story(over, -168, "Lesezeichen Beispiel e. V.", "Bibliothek auf Rädern", 12_000)
    _recommended(demo, -60, "kuratorium", council, kept, waits)
    go_on = partial(council.wait, demo.on(-45))
    advice = partial(council.advised, demo.on(-20), "8:2:0")
    demo.go(Stage.IN_COUNCIL, council, go_on, partial(council.hand_over, "0815/2026"), advice)
    demo.go(Stage.ENDORSED, kept)
    demo.go(Stage.DEFERRED, waits)


def contest(demo: DemoGround) -> None:
    """A contest of ideas that is open, and one whose Drucksache lies with the council."""
    now = _contest(demo, "Ideenwettbewerb der Vorführung", -20, 50, 110)
    sent = demo.story(now, -5, "Zeitzeugen Beispiel e. V.", "Erzählcafé der Generationen", 14_000)
    demo.go(Stage.FORMAL_CHECK, sent, sent.apply, sent.take_over)
    over = _contest(demo, "Voriger Ideenwettbewerb der Vorführung", -160, -110, 20)
    titles = ("Markt der Sprachen", "Nachbarschaft im Gespräch", "Jugend fragt nach")
    stories = [
        demo.story(over, -130 - number, f"{title} Beispiel e. V.", title, 9_000)
        for number, title in enumerate(titles)
    ]
    _recommended(demo, -50, "jury", *stories)
    for story in stories:
        demo.go(
            Stage.IN_COUNCIL, story, partial(story.wait, demo.on(-40)), partial(story.hand_over, "0816/2026")
        )


def _recommended(demo: DemoGround, day: int, body: str, *stories: Story) -> None:
    """The body recommends what the money holds, and ranks the rest."""
    for story in stories:
        demo.attempt(story, story.apply, story.check)
    listed = [story for story in stories if demo.alive(story)]
    held_on = demo.on(day)
    items = demo.tale.sit(held_on, listed, invited_on=held_on - 12 * DAY, key=f"demo:{body}")
    for story, item in zip(listed, items, strict=True):
        if body == "kuratorium" and story is listed[-1]:
            demo.attempt(story, partial(story.call_up, item), partial(_rank, story, item))
        else:
            demo.attempt(story, partial(story.vote, item, 3, 1, 0))
    demo.tale.rise(items[0].sitting)


def _rank(story: Story, item: Item) -> None:
    item.refresh_from_db()
    story.count(item, 3, 1, 0)
    story.rank(1)


def _announced(demo: DemoGround, measure: Measure, opens: int, closes: int, starts: int) -> Round:
    begins = _day(demo, starts)
    fill_pot(begins.year, Decimal(200_000), LARGE, "wir20-grossprojekt")
    days: dict[str, Any] = {"closes": _day(demo, closes), "starts": begins, "ends": begins + 500 * DAY}
    return announce(demo.tale.ground, measure, _day(demo, opens), **days)


def _contest(demo: DemoGround, title: str, opens: int, closes: int, starts: int) -> Round:
    begins = _day(demo, starts)
    pot = fill_pot(begins.year, Decimal(60_000), "Ideenwettbewerbe (Vorführung)", "gesellschaftsfonds")
    return open_round(
        title,
        "neu",
        _day(demo, opens),
        _day(demo, closes),
        pot=pot,
        earliest_start=begins,
        latest_end=begins + 700 * DAY,
        theme="Miteinander reden",
    )


def _day(demo: DemoGround, days: int) -> date:
    return demo.day + days * DAY
