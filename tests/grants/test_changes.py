"""Requests for a change: asked for, released by all who sign, decided, and what moves with them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from demo.stories import recovering as steps
from grants.actions.drafts import release_beside
from grants.cases.releases import beside_digest
from grants.models import Application, ChangeRequest
from notifications.models import Document, Post
from notifications.outbox import settle
from tests.grants.ground import browser, page_of, press, send, text_of
from workflows.errors import MoveRefused
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]


def test_an_extension_is_asked_for_decided_and_moves_the_clock(running):
    ends = timezone.localdate() + timedelta(days=30)
    Application.objects.filter(pk=running.case.pk).update(period_ends=ends)
    later = ends + timedelta(days=20)
    asked = send(
        browser(running.applicant),
        page_of(running, "aenderung"),
        subject="period",
        wish="Drei Wochen mehr",
        why="Der Raum war gesperrt.",
        new_ends=f"{later:%d.%m.%Y}",
    )
    assert "Verlängerung beantragt" in text_of(asked)
    record = ChangeRequest.objects.get()
    assert (
        press(
            browser(running.staff("sachbearbeitung")), record, "draft_decision", reasoning="Gut."
        ).status_code
        == 200
    )
    granted = press(browser(running.staff("leitung")), record, "grant_extension", carried_over="on")
    assert "Genehmigt" in text_of(granted)
    case = Application.objects.get(pk=running.case.pk)
    assert (case.period_ends, case.wake_on) == (later, later + timedelta(days=1))
    settle()
    record.refresh_from_db()
    assert record.made_at is not None
    paper = Post.objects.get(letter="aenderungsbescheid", kind=Post.Kind.PAPER)
    assert paper.state == Post.State.DUE
    pressed = press(
        browser(running.staff("geschaeftsstelle")),
        record,
        "dispatch_change",
        posted_on=f"{record.decided_on:%d.%m.%Y}",
    )
    assert pressed.status_code == 200
    settle()
    paper.refresh_from_db()
    assert paper.state == Post.State.CONFIRMED
    award = Document.objects.get(key="zuwendungsbescheid")
    change = Document.objects.get(key="aenderungsbescheid")
    assert change.visible_from is not None
    assert award.visible_from != change.visible_from


def test_a_form_says_what_a_kind_of_change_needs(running):
    client = browser(running.applicant)
    missing = send(client, page_of(running, "aenderung"), subject="period", wish="Mehr Zeit", why="Darum")
    assert missing.status_code == 422
    assert "Bitte nennen Sie das neue Ende." in text_of(missing)
    shift = send(
        client, page_of(running, "aenderung"), subject="plan", wish="Anders", why="Darum", shift="10"
    )
    assert shift.status_code == 422
    assert "zwei Einzelansätze" in text_of(shift)
    assert not ChangeRequest.objects.exists()


def test_a_shift_changes_two_lines_of_the_plan_and_no_sum(running):
    lines = {line.category: line for line in running.case.project.plan_lines.filter(side="expense")}
    total = sum(line.amount_cents for line in lines.values())
    before = {name: line.amount for name, line in lines.items()}
    amount = before["material"] / 2
    change = steps.ask(
        running,
        "request_change",
        subject="plan",
        wish="Mehr Material",
        why="Teurer geworden",
        from_line=lines["fees"],
        to_line=lines["material"],
        shift=amount,
    )
    steps.decide(running, change, "grant_change", "Der Zweck bleibt gewahrt.")
    for line in lines.values():
        line.refresh_from_db()
    assert lines["fees"].amount == before["fees"] - amount
    assert lines["material"].amount == before["material"] + amount
    assert sum(line.amount_cents for line in lines.values()) == total
    assert running.case.versions.count() == 2


def test_a_line_of_another_project_is_no_line_of_this_plan(running, case_in):
    other = case_in(Stage.PROOF_DUE)
    foreign = other.case.project.plan_lines.filter(side="expense")[0]
    mine = running.case.project.plan_lines.filter(side="expense")[0]
    wish = {"subject": "plan", "wish": "Anders", "why": "Darum", "shift": Decimal(1000)}
    with pytest.raises(MoveRefused, match="zwei Einzelansätze"):
        steps.ask(running, "request_change", from_line=mine, to_line=foreign, **wish)


def test_a_second_signatory_releases_a_change_on_the_page_of_releases(case_in):
    story = case_in(Stage.RUNNING)
    story.organisation.signatures_needed = 2
    story.organisation.save()
    second = story._signatory(1)
    change = steps.ask(story, "request_change", subject="content", wish="Anderer Ort", why="Gesperrt")
    story.move("draft_decision", story.staff("sachbearbeitung"), record=change, reasoning="Gut.")
    lead = story.staff("leitung")
    with pytest.raises(MoveRefused, match="gemeinsame Vertretung"):
        story.move("grant_change", lead, record=change)
    client = browser(second)
    assert "Noch nicht wirksam" in text_of(client.get(change.get_absolute_url()))
    page = text_of(client.get(page_of(story, "freigabe")))
    assert "Anderer Ort" in page
    client.post(page_of(story, "freigabe"), {"what": str(change.public_id), "seen": beside_digest(change)})
    change.refresh_from_db()
    story.move("grant_change", lead, record=change)


def test_a_release_binds_to_what_it_says(case_in):
    story = case_in(Stage.RUNNING)
    story.organisation.signatures_needed = 2
    story.organisation.save()
    second = story._signatory(1)
    change = steps.ask(story, "request_change", subject="content", wish="Anderer Ort", why="Gesperrt")
    release_beside(change, by=second, now=story.now())
    ChangeRequest.objects.filter(pk=change.pk).update(wish="Ein anderes Projekt")
    story.move("draft_decision", story.staff("sachbearbeitung"), record=change, reasoning="Gut.")
    with pytest.raises(MoveRefused, match="gemeinsame Vertretung"):
        story.move("grant_change", story.staff("leitung"), record=change)
