"""Measures of the catalogue in the stories: catalogued, selected by the Kuratorium, announced."""

from datetime import date, datetime, timedelta

from demo.stories.acting import at
from demo.stories.ground import Ground
from demo.stories.sittings import Told, invite, open_sitting, plan_sitting, silent
from grants.actions import begin, perform
from grants.models import Measure, Round, Sitting, Transition

PROGRAMME = "wir20-grossprojekt"


def catalogue(
    ground: Ground, title: str, *, now: datetime, field: str = "soziales", told: Told = silent
) -> Measure:
    """The office takes a measure into the catalogue; one of this title is found again."""
    known = Measure.objects.filter(programme=PROGRAMME, title=title).first()
    if known:
        return known
    given = {"programme": PROGRAMME, "title": title, "field_of_action": field}
    unit = "Fachbereich Gesellschaftliche Teilhabe"
    office = ground.staff["geschaeftsstelle"]
    entry = begin("massnahme", "catalogue_measure", by=office, now=now, unit=unit, **given)
    told(entry)
    return Measure.objects.get(dossier_id=entry.dossier_id)


def hold_sitting(
    ground: Ground, held_on: date, present: int | None = None, *, told: Told = silent
) -> Sitting:
    """A sitting of the Kuratorium with the catalogue on its agenda, summoned ten days before and open."""
    before = held_on - timedelta(days=10)
    key = f"story:measures:{held_on}"
    body = ground.bodies["kuratorium"]
    sitting = plan_sitting(ground, held_on, now=at(before, 8), key=key, told=told, body=body)
    invite(ground, sitting, before, told=told)
    open_sitting(ground, sitting, present, told=told)
    return sitting


def select(ground: Ground, measure: Measure, held_on: date, votes: str, *, told: Told = silent) -> None:
    """The Kuratorium has selected the measure in a sitting."""
    _once(ground, measure, "select_measures", at(held_on, 19), told, held_on=held_on, votes=votes)


def announce(
    ground: Ground,
    measure: Measure,
    day: date,
    *,
    closes: date,
    starts: date,
    ends: date,
    told: Told = silent,
) -> Round:
    """The office announces the measure, or announces it again; the call of that day is found again."""
    move = "announce_again" if measure.rounds.exists() else "announce"
    days = {"opens_on": day, "closes_on": closes, "earliest_start": starts, "latest_end": ends}
    if not measure.rounds.filter(opens_on=day).exists():
        _once(ground, measure, move, at(day, 9), told, **days)
    return measure.rounds.get(opens_on=day)


def _once(ground: Ground, measure: Measure, move: str, now: datetime, told: Told, **data: object) -> None:
    known: list[Transition] = list(
        Transition.objects.filter(dossier_id=measure.dossier_id, move=move, at=now)
    )
    if not known:
        told(perform(measure, move, data, by=ground.staff["geschaeftsstelle"], now=now))
        measure.refresh_from_db()
