"""What must have been sent in a year, reckoned from the rules in words; knows nothing of the program.

Days are days in Hannover. A reminder of a kind has its offsets; only the latest planned day that has come counts; it
goes out once, on a working day from 7:00 and before 20:00, at the first stroke of the worker; not after its day (or,
if it is planned after that day, not when it is 31 days late); not once its reason is gone; a planned day not after the
day on which the matter began is left out, but the last of its kind then moves to the day after.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

OFFSETS = {
    "antrag_nicht_eingereicht": [-14, -7, -2],
    "unterlagen_fehlen": [-3],
    "plan_anpassen": [-7],
    "mittel_nicht_abgerufen": [-60],
    "nachweis_faellig": [-60, -30, -7, 1, 14, 28],
    "sitzung_in_sieben_tagen": [-7],
}
EASTER = {2026: date(2026, 4, 5), 2027: date(2027, 3, 28), 2028: date(2028, 4, 16)}


@dataclass(frozen=True)
class Matter:
    """Something to be remembered: a record (its dossier), a kind, its day, and while its reason holds."""

    dossier: int
    kind: str
    day: date
    since: date
    begins: datetime
    ends: datetime


def expected(matters: list[Matter], strokes: list[datetime]) -> list[tuple[datetime, int, str, date]]:
    """(stroke, dossier, kind, planned day) of everything that goes out, in order of the strokes."""
    sent: dict[tuple[int, str, date], datetime] = {}
    for stroke in strokes:
        if is_free(stroke.date()) or not 7 <= stroke.hour < 20:
            continue
        for matter in matters:
            if matter.begins <= stroke < matter.ends and (planned := current(matter, stroke.date())):
                sent.setdefault((matter.dossier, matter.kind, planned), stroke)
    return sorted((stroke, *key) for key, stroke in sent.items())


def current(matter: Matter, today: date) -> date | None:
    planned = {matter.day + timedelta(offset): offset for offset in OFFSETS[matter.kind]}
    after = {day: offset for day, offset in planned.items() if day > matter.since}
    come = [day for day in after or {matter.since + timedelta(1): max(planned.values())} if day <= today]
    if not come:
        return None
    before = after.get(max(come), max(planned.values())) <= 0
    late = today > (matter.day if before else max(come) + timedelta(31))
    return None if late else max(come)


def is_free(day: date) -> bool:
    """Saturday, Sunday or a holiday of Lower Saxony."""
    easter = EASTER[day.year]
    moving = {easter + timedelta(n) for n in (-2, 1, 39, 50)}
    fixed = {(1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26)}
    return day.weekday() > 4 or day in moving or (day.month, day.day) in fixed
