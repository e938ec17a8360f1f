"""The pages after the award, those of the council path, and those of a contest with its jury."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from demo.seed import cases, council
from demo.seed.cases import OURS
from demo.seed.ground import DemoGround
from demo.seed.recovery import recovered
from demo.stories import recovering
from demo.stories.ground import lay_ground
from demo.stories.telling import Telling
from grants.models import Round
from tests.browser.touring import Pages, made, tour
from workflows.stages import Stage

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PAGES: Pages = {
    "nachbarschaftshilfe-beispiel-e-v": (
        *("fall.running.new_change", "fall.running.new_interim_proof", "fall.running.change_account"),
        *("aenderung.change_filed.change", "aenderung.change_filed.change_move.take_back_change"),
        *("zwischennachweis.interim_filed.interim_proof", "fall.awarded.move.waive_grant"),
        *("fall.draft.application?abschnitt=vorhaben", "fall.draft.application?abschnitt=menschen"),
    ),
    "druckwerk-beispiel-e-v": ("fall.hearing.case",),
    "gartenkreis-beispiel-e-v": ("fall.refund_claimed.case",),
    "sachbearbeitung": (
        *("fall.hearing.case", "fall.hearing.move.record_hearing_answer", "fall.hearing.move.draft_claim"),
        *("fall.refund_claimed.case", "fall.enforcement.case", "fall.running.move.open_hearing"),
        *("aenderung.change_filed.change", "aenderung.change_filed.change_move.draft_decision"),
        "zwischennachweis.interim_filed.interim_proof_move.accept_interim_proof",
    ),
    "leitung": (
        *("fall.hearing.move.resume_project", "fall.submitted.assign", "fall.formal_check.undo"),
        *("fall.running.move.correct_obvious_error", "aenderung.change_filed.change_move.grant_change"),
    ),
    "geschaeftsstelle": (
        *("measures", "massnahme.catalogued.measure", "massnahme.announced.measure", "papers"),
        *("massnahme.catalogued.measure_move.select_measures", "fall.in_council.case"),
        *("fall.in_council.move.record_council_advice", "fall.deferred.case"),
    ),
    "kasse": (
        *("erstattung.refund_open.refund", "erstattung.refund_open.refund_move.record_receipt_of_refund"),
        *("erstattung.refund_open.refund_move.remind_of_refund", "fall.enforcement.case"),
    ),
    "jury1": ("home", "sittings", "sitzung.closed.sitting", "sitzung.closed.item.1"),
}


@pytest.fixture
def demo(settings: Any, tmp_path: Any) -> None:
    """Cases after the award, at the council, and a contest's draft; with a change and an interim proof that wait."""
    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path
    ground = DemoGround(Telling(lay_ground(), made), timezone.localdate())
    for part in (
        cases.early,
        cases.decided,
        cases.granted,
        recovered,
        council.large_projects,
        council.contest,
    ):
        part(ground)
    _in_a_contest(ground)
    _after_the_award(ground)
    assert ground.troubles == []


def _in_a_contest(ground: DemoGround) -> None:
    call = Round.objects.get(programme="gesellschaftsfonds", closes_on__gte=timezone.localdate())
    story = ground.story(call, -3, OURS, "Wir erzählen", 5000)
    ground.go(Stage.DRAFT, story, story.consult, story.draft)


def _after_the_award(ground: DemoGround) -> None:
    running = next(
        story
        for story in ground.tale.stories
        if story.paper.organisation == OURS and story.case.stage == Stage.RUNNING
    )
    recovering.ask(
        running,
        "request_change",
        subject="content",
        wish="Zwei Treffen im Freien",
        why="Der Saal wird renoviert.",
    )
    running.born(
        "verwendungsnachweis",
        "file_interim_proof",
        running.applicant,
        until=date(ground.day.year - 1, 12, 31),
        report="Sieben von zwölf Treffen haben stattgefunden.",
        spent=Decimal(1200),
    )


def test_later_pages_have_no_barrier_wide_and_narrow(page, axe, demo, live_server):
    assert tour(page, axe, live_server, PAGES) == []
