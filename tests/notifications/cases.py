"""Cases for the post office: real stories of small projects through the real door."""

import json
from datetime import date
from decimal import Decimal

from django.db import connection, transaction

from demo.stories.ground import Ground, fill_pot, open_round
from demo.stories.paper import Paper
from demo.stories.steps import Story, invite, open_sitting, plan_sitting
from grants.actions.door import raise_version
from grants.actions.lock import lock
from grants.actions.log import append
from grants.clock import database_now
from grants.letters import to_json
from grants.models import Transition
from tests.notifications.letter_samples import SAMPLES
from workflows.case import CLOCK
from workflows.roles import Role


def make_story(
    ground: Ground,
    name: str = "Nachbarschaftshilfe Beispiel e. V.",
    day: date = date(2026, 2, 2),
    year: int = 2026,
) -> Story:
    """A story in the round of a year that begins on ``day``."""
    call = open_round(
        f"Probe {year}",
        "2025",
        date(year, 1, 1),
        date(year, 3, 31),
        pot=fill_pot(year, Decimal(5000000)),
        earliest_start=date(year, 5, 1),
        latest_end=date(year + 1, 4, 30),
    )
    paper = Paper(
        organisation=name,
        title="Erzählcafé",
        grant=Decimal(4800),
        own=Decimal("654.55"),
        begins=date(year, 6, 1),
        ends=date(year, 11, 30),
        low_share_reason="Wir sind neu gegründet.",
    )
    return Story(ground, paper, call, day)


def submit_story(story: Story) -> Story:
    """From the consultation to the submission."""
    story.consult()
    story.draft()
    story.submit()
    return story


def lead_to_release(story: Story) -> None:
    """From the submission to the released award."""
    story.later()
    story.take_over()
    story.complete()
    story.examine()
    sitting = plan_sitting(story.ground, date(story.day.year, 3, 16), now=story.now())
    item = story.put_to(sitting)
    invite(story.ground, sitting, story.day)
    open_sitting(story.ground, sitting)
    story.vote(item, 5, 0, 0)
    story.later()
    story.draft_award()
    story.later()
    story.move("release_award", story.staff("leitung"), 11)


def write_letters(story: Story, count: int, *, with_pdf: int) -> None:
    """Write ``count`` entries into the log of a submitted case that each name one letter, all still to be made.

    ``with_pdf`` of them, evenly spread, are receipts with a PDF; the others are mails about the state of the case.
    """
    Transition.objects.update(posted_at=database_now())
    receipt = json.loads(Transition.objects.get(move="submit").private)["letters"]
    state = {"sachstand": to_json(SAMPLES["sachstand"])}
    with transaction.atomic(durable=True):
        dossier = lock(story.case.dossier_id)
        for number in range(count):
            has_pdf = number * with_pdf % count < with_pdf
            append(
                dossier,
                record=story.case,
                move="submit" if has_pdf else "defer",
                source="",
                target="",
                at=database_now(),
                actor=CLOCK,
                role=Role.CLOCK.value,
                facts={},
                private={"letters": receipt if has_pdf else state},
            )
        raise_version(dossier)
    connection.close()
