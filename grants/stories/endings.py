"""How a case ends without a closing: the organisation waives its grant, the office discontinues. All is fictitious."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

from grants.stories.scenarios import checked, decided, paper
from grants.stories.steps import Story
from grants.stories.telling import Telling
from workflows.stages import Stage


def waived(tale: Telling) -> Story:
    """Before anything is paid the organisation waives its grant; the money is free again at once."""
    said = paper("Bandprobe Beispiel e. V.", "Ein Lied für den Stadtteil", "3000", "800")
    story = checked(tale, said)
    decided(tale, story, 5, 0, 0, date(2026, 3, 24))
    story.workday(2)
    story.draft_award()
    story.workday()
    story.send_award()
    tale.expect(story, "festgelegt", story.case.committed, Decimal(3000))
    story.workday(6)
    story.countersign(ending=True)
    story.move("waive_grant", story.applicant, reason="Die Probenräume sind abgebrannt.")
    found = (story.case.stage, story.case.committed, story.case.paid)
    tale.expect(story, "Ende", found, (Stage.WAIVED, Decimal(0), Decimal(0)))
    _kept(tale, story)
    return story


def discontinued(tale: Telling) -> Story:
    """The organisation has dissolved before the sitting: nobody is left to decide about."""
    story = checked(tale, paper("Auflösung Beispiel e. V.", "Sommerfest im Hof", "2500", "700"))
    story.workday(3)
    story.move("discontinue", story.staff("leitung"), reason="Der Verein ist aufgelöst und gelöscht.")
    tale.expect(story, "Ende", (story.case.stage, story.case.reserved), (Stage.DISCONTINUED, Decimal(0)))
    again = partial(story.move, "begin_check", story.staff("sachbearbeitung"), unbiased=True)
    tale.refused(story, "nach der Einstellung", again, "nicht (mehr) möglich")
    _kept(tale, story)
    return story


def _kept(tale: Telling, story: Story) -> None:
    """Where nothing was paid, the file is kept for three full years after the one in which it ended."""
    tale.expect(story, "aufbewahrt bis vor", story.case.wake_on, date(2030, 1, 1))


ENDINGS: dict[str, Callable[[Telling], Story]] = {
    "Verzicht: die Organisation verzichtet vor der Auszahlung": waived,
    "Einstellung: die Antragstellerin gibt es nicht mehr": discontinued,
}
"""German heading → story."""
