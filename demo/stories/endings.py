"""How a case ends without a closing: the organisation waives its grant, the office discontinues. All is fictitious."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

from demo.stories.scenarios import APPLIED, checked, decided, paper, round_2026
from demo.stories.steps import Story
from demo.stories.telling import Telling, letter_of
from workflows.stages import Stage


def waived(tale: Telling) -> Story:
    """May begin early; before anything is paid the organisation waives its grant; the money is free again at once."""
    story = _checked_with_consent(tale, date(2026, 4, 15))
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


def _checked_with_consent(tale: Telling, early: date) -> Story:
    """A case that is ready for the sitting and may begin before the earliest day of its round (X5)."""
    asked = {"early_start_from": early, "early_start_reason": "Die Band muss im April gebucht werden."}
    said = paper(
        "Bandprobe Beispiel e. V.", "Ein Lied für den Stadtteil", "3000", "800", begins=early, extra=asked
    )
    story = tale.story(said, round_2026(), APPLIED)
    story.apply()
    story.take_over()
    story.complete()
    story.workday()
    tale.refused(story, "kein früher Beginn ohne Zustimmung", story.examine, "muss vorher zugestimmt sein")
    story.move("consent_early_start", story.staff("leitung"), 15, early_start_on=early)
    letter = letter_of(story, "vorzeitiger_beginn")
    tale.expect(story, "Beginn erlaubt ab", (letter.asked_on, letter.early_start_on), (early, early))
    story.move("release_for_sitting", story.staff("leitung"), 16)
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
    "Vorzeitiger Beginn erlaubt; dann verzichtet die Organisation vor der Auszahlung": waived,
    "Einstellung: die Antragstellerin gibt es nicht mehr": discontinued,
}
"""German heading → story."""
