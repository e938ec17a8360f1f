"""Großprojekte (WIR2.0, Bereich 2): measures are selected, announced, announced again; the Kuratorium recommends.

Public are the measures, the deadlines of their calls, that the first award of 50,000 EUR went to the festival, and
its vote. Days of sittings, Drucksachen, plans and everybody who gets nothing are made up.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from demo.stories.acting import at
from demo.stories.ground import fill_pot, seats_of
from demo.stories.measures import announce, catalogue, hold_sitting, select
from demo.stories.paper import Paper
from demo.stories.rounds import REPLAYED
from demo.stories.sittings import close_sitting
from demo.stories.steps import Story
from demo.stories.telling import Telling, letter_of
from grants.models import Measure, Round
from workflows.stages import Stage

DAY = timedelta(days=1)
SHARE = Decimal(200_000)
"""Bereich 2 in 2023 and 2024 (DS 0073/2023); the other years are an assumption."""
DIALOGUES = "Kulturdialoge einer postmigrantischen Gesellschaft"
PLACES = "Städtische Kulturorte der Vielfalt"
MENTORS = (
    "Unterstützung von ehrenamtlichen Strukturen der Übergangs- und Ausbildungsbegleitung "
    "für Jugendliche mit Migrationsgeschichte"
)


def festival(tale: Telling) -> Story:
    """The first external Großprojekt: 15:6:2 with one member excluded, the whole cap of its measure."""
    chosen = _selected(tale, date(2022, 12, 9), "17:2:4", (DIALOGUES, "kultur"), (PLACES, "kultur"))
    fill_pot(2023, SHARE, "WIR2.0 Bereich 2", "wir20-grossprojekt")
    days: dict[str, Any] = {
        "closes": date(2023, 3, 15),
        "starts": date(2023, 6, 1),
        "ends": date(2024, 5, 31),
    }
    calls = [announce(tale.ground, found, date(2023, 1, 9), **days) for found in chosen]
    winner = tale.story(
        _paper(calls[0], "Start2Dance e. V.", "Fluid Identity 2.0 Festival", 50_000, known=True),
        calls[0],
        date(2023, 2, 20),
    )
    other = tale.story(
        _paper(calls[0], "Dialogforum Beispiel e. V.", "Gespräche am runden Tisch", 38_000),
        calls[0],
        date(2023, 2, 21),
    )
    for story in (winner, other):
        story.apply()
        story.check()
    held_on = date(2023, 4, 17)
    items = tale.sit(held_on, [winner, other], invited_on=held_on - 10 * DAY, present=24)
    biased = seats_of(tale.ground.bodies["kuratorium"])[4]
    winner.leave(biased, "Im Vorstand einer Partnerorganisation")
    winner.vote(items[0], 15, 6, 2)
    items[0].refresh_from_db()
    counted = (items[0].present, items[0].excluded, items[0].yes, items[0].no, items[0].abstained)
    tale.expect(winner, "anwesend, ausgeschlossen, Ja, Nein, Enthaltung", counted, (23, 1, 15, 6, 2))
    other.vote(items[1], 5, 17, 2)
    tale.rise(items[0].sitting)
    tale.expect(winner, "noch frei in der Maßnahme", _anew(chosen[0]).left, Decimal(0))
    _through_council(winner, "9123/2023", date(2023, 5, 4), "9:0:1", date(2023, 5, 11))
    award = letter_of(winner, "zuwendungsbescheid")
    found = (award.body, award.awarded, award.kind)
    tale.expect(winner, "Bescheid", found, ("Verwaltungsausschuss", Decimal(50_000), "festbetrag"))
    other.workday(3)
    other.draft_refusal("Die Maßnahme trägt nur ein Vorhaben; das Kuratorium hat ein anderes vorgezogen.")
    other.send_refusal()
    winner.clock(winner.paper.begins + 45 * DAY)
    winner.pay(Decimal(20_000))
    winner.pay(Decimal(30_000))
    winner.clock(winner.paper.ends + DAY)
    winner.workday(60)
    winner.prove()
    tale.expect(winner, "Ende", (winner.case.stage, winner.case.paid), (Stage.CLOSED, Decimal(50_000)))
    return winner


def announced_again(tale: Telling) -> Story:
    """A first call finds nothing suitable: announced again, under the same cap; then the council gives less."""
    (measure,) = _selected(tale, date(2024, 2, 12), "16:3:1", (MENTORS, "wirtschaft"))
    fill_pot(2024, SHARE, "WIR2.0 Bereich 2", "wir20-grossprojekt")
    fill_pot(2025, SHARE, "WIR2.0 Bereich 2", "wir20-grossprojekt")
    first = announce(
        tale.ground,
        measure,
        date(2024, 3, 1),
        closes=date(2024, 5, 31),
        starts=date(2024, 9, 1),
        ends=date(2025, 8, 31),
    )
    weak = tale.story(
        _paper(first, "Lernhilfe Beispiel e. V.", "Nachhilfe im Abonnement", 50_000), first, date(2024, 5, 20)
    )
    weak.apply()
    weak.check()
    _vote(tale, weak, date(2024, 7, 1), (2, 14, 4))
    weak.workday(3)
    weak.draft_refusal("Der Antrag setzt die bekannt gegebene Maßnahme nicht um.")
    weak.send_refusal()
    days: dict[str, Any] = {
        "closes": date(2025, 1, 31),
        "starts": date(2025, 5, 1),
        "ends": date(2026, 4, 30),
    }
    again = announce(tale.ground, _anew(measure), date(2024, 11, 4), **days)
    story = tale.story(
        _paper(again, "Ausbildungsbrücke Beispiel e. V.", "Zu zweit in den Beruf", 48_000),
        again,
        date(2025, 1, 20),
    )
    tale.expect(story, "Bekanntmachungen der Maßnahme", measure.rounds.count(), 2)
    story.apply()
    story.check()
    _vote(tale, story, date(2025, 3, 10), (18, 1, 1))
    story.workday(2)
    story.hand_over("9210/2025")
    story.advised(date(2025, 4, 3), "6:4:0")
    story.approved(date(2025, 4, 10), "7:4:0", Decimal(45_000))
    found = (story.case.stage, _anew(measure).left)
    tale.expect(
        story, "gesenkt: angefordert, frei in der Maßnahme", found, (Stage.PLAN_ADJUSTMENT, Decimal(5_000))
    )
    story.workday(5)
    story.adapt(_paper(again, "Ausbildungsbrücke Beispiel e. V.", "Zu zweit in den Beruf", 45_000))
    story.workday()
    story.write_award(
        "Die Ratsgremien haben den Betrag gesenkt; die Öffentlichkeitsarbeit wird nicht gefördert."
    )
    story.workday()
    story.send_award()
    tale.expect(story, "bewilligt", story.case.awarded, Decimal(45_000))
    return story


def third_of_a_cap(tale: Telling) -> Story:
    """Two awards leave a rest of the measure's cap: a cent beyond it is refused, the rest itself is not."""
    (measure,) = _selected(
        tale, date(2025, 7, 14), "15:4:2", ("Stadtteilbibliotheken der Vielfalt (erfunden)", "bildung")
    )
    fill_pot(2026, SHARE, "WIR2.0 Bereich 2", "wir20-grossprojekt")
    days: dict[str, Any] = {
        "closes": date(2025, 10, 31),
        "starts": date(2026, 3, 1),
        "ends": date(2027, 2, 28),
    }
    call = announce(tale.ground, measure, date(2025, 9, 1), **days)
    told = (("Lesewelt", 20_000), ("Wortwerk", 15_000), ("Regal", 16_000))
    stories = [
        tale.story(
            _paper(call, f"{name} Beispiel e. V.", f"{name} auf Rädern", grant), call, date(2025, 10, 6)
        )
        for name, grant in told
    ]
    for story in stories:
        story.apply()
        story.check()
    held_on = date(2025, 12, 1)
    rest = {stories[2].paper.title: Decimal("15000.01")}
    items = tale.sit(held_on, stories, invited_on=held_on - 12 * DAY, amounts=rest)
    for story, item in zip(stories[:2], items[:2], strict=True):
        story.vote(item, 15, 4, 2)
    last = stories[2]
    last.call_up(items[2])
    last.count(items[2], 15, 4, 2)
    tale.refused(
        last,
        "ein Cent über dem Höchstbetrag der Maßnahme",
        lambda: last.move("endorse", last.staff("geschaeftsstelle"), 18, amount=Decimal("15000.01")),
        "überschritten um 0,01",
    )
    last.rank(1)
    tale.rise(items[2].sitting)
    tale.expect(last, "Nachrückliste", (last.case.stage, last.case.reserve_rank), (Stage.DEFERRED, 1))
    stories[1].workday()
    stories[1].withdraw("Die Kooperation ist geplatzt.")
    last.workday(2)
    last.move("move_up", last.staff("geschaeftsstelle"))
    _vote(tale, last, date(2026, 1, 19), (17, 2, 2))
    tale.expect(last, "nach dem Nachrücken", last.case.endorsed, Decimal(16_000))
    tale.expect(last, "noch frei in der Maßnahme", _anew(measure).left, Decimal(14_000))
    return last


def _selected(tale: Telling, held_on: date, votes: str, *measures: tuple[str, str]) -> list[Measure]:
    """Measures of the catalogue that the Kuratorium selects in one sitting."""
    noted = at(held_on - 14 * DAY)
    found = [catalogue(tale.ground, title, now=noted, field=field) for title, field in measures]
    sitting = hold_sitting(tale.ground, held_on, 24)
    for measure in found:
        select(tale.ground, measure, held_on, votes)
    close_sitting(tale.ground, sitting)
    return found


def _anew(measure: Measure) -> Measure:
    return Measure.objects.get(pk=measure.pk)


def _vote(tale: Telling, story: Story, held_on: date, votes: tuple[int, int, int]) -> None:
    (item,) = tale.sit(held_on, [story], invited_on=held_on - 12 * DAY)
    story.vote(item, *votes)
    tale.rise(item.sitting)


def _through_council(story: Story, paper: str, advised_on: date, votes: str, decided_on: date) -> None:
    story.workday(2)
    story.hand_over(paper)
    story.advised(advised_on, votes)
    story.approved(decided_on, "einstimmig")
    story.write_award()
    story.workday()
    story.send_award()


def _paper(call: Round, organisation: str, title: str, grant: int, *, known: bool = False) -> Paper:
    return Paper(
        organisation=organisation,
        title=title,
        grant=Decimal(grant),
        own=Decimal(grant) * 3 / 10,
        begins=call.earliest_start,
        ends=call.latest_end - 30 * DAY,
        fictitious=not known,
        summary=REPLAYED if known else "",
    )


LARGE: dict[str, Callable[[Telling], Story]] = {
    "Großprojekt: Festival, 15:6:2 im Kuratorium, der ganze Höchstbetrag der Maßnahme": festival,
    "Großprojekt: Maßnahme erneut bekannt gegeben, Ratsgremien senken den Betrag": announced_again,
    "Großprojekt: Rest einer Maßnahme, Nachrückliste und Nachrücken": third_of_a_cap,
}
"""German heading → scenario."""
