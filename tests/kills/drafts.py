"""Complete drafts of many organisations in one round, each one click away from being sent."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from demo.stories.ground import Ground, fill_pot, open_round
from demo.stories.paper import Paper
from demo.stories.steps import Story

GRANT, OWN = Decimal(4800), Decimal(1200)


def drafts(ground: Ground, count: int, *, opens: date, closes: date) -> Iterator[Story]:
    """So many, all written on the day on which the round opens."""
    starts = closes + timedelta(days=150)
    pot = fill_pot(starts.year, Decimal(10**9))
    call = open_round(
        "Probe",
        "2025",
        opens,
        closes,
        pot=pot,
        earliest_start=starts,
        latest_end=starts + timedelta(days=400),
    )
    for number in range(count):
        paper = Paper(
            organisation=f"Verein {number} e. V.",
            title=f"Vorhaben {number}",
            grant=GRANT,
            own=OWN,
            begins=starts,
            ends=starts + timedelta(days=120),
        )
        story = Story(ground, paper, call, opens)
        story.birth("start_draft")
        story.fill()
        yield story
