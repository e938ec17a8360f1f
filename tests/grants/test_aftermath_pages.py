"""The pages after the award: what the recipient asks for, how the office decides, how a refund comes in."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from demo.stories import recovering as steps
from grants.actions import perform
from grants.actions.drafts import agree_to_reopen, release_beside
from grants.cases.releases import beside_digest
from grants.models import Application, ChangeRequest, Claim, Entry, InterimProof, Pot, Refund
from notifications.models import Document, Post
from notifications.outbox import settle
from tests.grants.ground import browser, text_of
from workflows.errors import MoveRefused, NotHere, Stale
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def url(story, page):
    return f"/faelle/{story.case.public_id}/{page}/"


def send(client, address, **answers):
    page = text_of(client.get(address))
    return client.post(address, {"key": hidden(page, "key"), **answers}, follow=True)


def press(client, record, move, **answers):
    """Make a move on the page of a record beside the case."""
    address = f"{record.get_absolute_url()}schritt/{move}/"
    page = text_of(client.get(address))
    said = {"key": hidden(page, "key"), "seen": hidden(page, "seen"), **answers}
    return client.post(address, said, follow=True)


@pytest.fixture
def running(case_in, settings, tmp_path):
    """A running case and the letters of its story in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path
    story = case_in(Stage.RUNNING)
    story.settle = settle
    return story


def test_an_extension_is_asked_for_decided_and_moves_the_clock(running):
    ends = running.case.period_ends
    later = ends + timedelta(days=20)
    asked = send(
        browser(running.applicant),
        url(running, "aenderung"),
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
    missing = send(client, url(running, "aenderung"), subject="period", wish="Mehr Zeit", why="Darum")
    assert missing.status_code == 422
    assert "Bitte nennen Sie das neue Ende." in text_of(missing)
    shift = send(client, url(running, "aenderung"), subject="plan", wish="Anders", why="Darum", shift="10")
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


def test_money_that_is_claimed_back_comes_in_by_two_people_and_is_free_again(running):
    story = running
    story.pay(Decimal(1000))
    steps.hear(story, "auflage", "1000", "Der Bericht fehlt.")
    page = text_of(browser(story.applicant).get(story.case.get_absolute_url()))
    assert "Bis dahin wird nichts ausgezahlt." in page
    story.workday(5)
    steps.answer(story)
    steps.draft(story, "auflage", "1000")
    refund = steps.claim(story)
    for who in (
        "sachbearbeitung",
        "leitung",
        "pruefamt",
        "kasse",
    ):  # who may open it finds it on the case's page
        assert (
            refund.get_absolute_url() in browser(story.staff(who)).get(url(story, "")[:-1]).content.decode()
        ), who
    left = Pot.objects.get(pk=story.round.pot_id).left
    with pytest.raises(NotHere, match="keine Annahme"):
        story.born("erstattung", "order_collection", story.staff("anordnung"))
    assert "Heute offen" in text_of(browser(story.staff("kasse")).get(refund.get_absolute_url()))
    steps.receive(story, refund, Decimal(400))
    assert Pot.objects.get(pk=story.round.pot_id).left == left + 400
    entry = Entry.objects.order_by("-id")[0]
    assert (entry.debit, entry.credit, entry.amount) == ("budget", "paid", Decimal(400))
    steps.receive(story, refund)
    with pytest.raises(MoveRefused, match="noch nicht beglichen"):
        story.move("settle_refund", story.staff("kasse"))
    steps.settle_refund(story, refund)
    assert (story.case.stage, story.case.outcome) == (Stage.CLOSED, "refunded")
    assert (story.case.paid, story.case.refunded, story.case.committed) == (0, 1000, 0)
    assert Refund.objects.get().payments.count() == 2


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
    page = text_of(client.get(url(story, "freigabe")))
    assert "Anderer Ort" in page
    client.post(url(story, "freigabe"), {"what": str(change.public_id), "seen": beside_digest(change)})
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


def test_an_interim_proof_is_filed_and_given_back(running):
    until = running.case.period_begins + timedelta(days=3)
    client = browser(running.applicant)
    filed = send(
        client,
        url(running, "zwischennachweis"),
        until=f"{until:%d.%m.%Y}",
        report="Drei Treffen.",
        spent="120",
    )
    assert "Zwischennachweis eingegangen" in text_of(filed)
    assert Application.objects.get(pk=running.case.pk).interim_until == until
    proof = InterimProof.objects.get()
    back = press(
        browser(running.staff("sachbearbeitung")), proof, "return_interim_proof", reason="Bitte mit Belegen."
    )
    assert "Bitte mit Belegen." in text_of(back)
    assert Application.objects.get(pk=running.case.pk).interim_until is None


def test_agreement_to_reopen_is_given_by_another_person_and_binds_to_one_closing(case_in):
    story = case_in(Stage.CLOSED)
    client = browser(story.staff("sachbearbeitung"))
    page = text_of(client.get(url(story, "wiederaufnahme")))
    assert "zwei Personen" in page
    with pytest.raises(Stale):
        agree_to_reopen(story.case, by=story.staff("sachbearbeitung"), seen="", now=story.now())
    client.post(url(story, "wiederaufnahme"), {"seen": hidden(page, "seen")})
    said = steps.about("ruecknahme_48", "1", story.day, "Doppelt gefördert.")
    perform(story.case, "reopen", said, by=story.staff("leitung"), now=story.now())
    case = Application.objects.get(pk=story.case.pk)
    assert (case.stage, case.heard_from, case.outcome, case.closed_on) == (
        Stage.HEARING,
        Stage.CLOSED,
        "",
        None,
    )
    assert Claim.objects.get().current


def test_pages_after_the_award_are_closed_to_those_who_have_no_part(running):
    for page in ("aenderung", "zwischennachweis", "erstattung", "wiederaufnahme"):
        assert browser(running.staff("geschaeftsstelle")).get(url(running, page)).status_code == 404, page
    assert browser(running.applicant).get(url(running, "erstattung")).status_code == 404
