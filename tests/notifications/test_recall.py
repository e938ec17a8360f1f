"""A release that is taken back: its letter is neither printed nor posted any more, and the next one is another."""

import pytest

from demo.stories.steps import Story
from notifications import manual, outbox, posting, rows
from notifications.models import Document, Post
from tests.grants.desk_story import client_of
from tests.notifications.cases import lead_to_release
from workflows.errors import NotHere

pytestmark = pytest.mark.rest

NOW = outbox.database_now


def take_back(story: Story) -> None:
    story.later()
    story.move("return_to_check", story.staff("leitung"), reason="Falscher Zeitraum")


def refuse(story: Story) -> None:
    story.move("propose_refusal", story.staff("sachbearbeitung"), 11, reason="Nicht förderfähig.")
    story.write_refusal("Das Vorhaben ist nicht förderfähig.")
    story.move("release_refusal", story.staff("leitung"), 12)


def test_letter_of_a_release_that_was_taken_back_is_not_printed(released: Story) -> None:
    paper = Post.objects.get(kind="paper")
    assert manual.printable().filter(pk=paper.pk).exists()
    take_back(released)
    outbox.settle()
    paper.refresh_from_db()
    assert (paper.state, paper.note) == ("done", rows.RECALLED)
    with pytest.raises(NotHere):
        manual.take_to_print(paper, by=released.staff("geschaeftsstelle"), now=NOW())


def test_letter_is_not_printed_even_before_the_post_office_has_heard(released: Story) -> None:
    paper = Post.objects.get(kind="paper")
    take_back(released)
    assert paper.state == Post.objects.get(pk=paper.pk).state == "due"
    with pytest.raises(NotHere):
        manual.take_to_print(paper, by=released.staff("geschaeftsstelle"), now=NOW())
    assert Post.objects.get(pk=paper.pk).note == rows.RECALLED


def test_letter_at_the_printer_is_taken_back_too_and_cannot_be_put_back(released: Story) -> None:
    paper, office = Post.objects.get(kind="paper"), released.staff("geschaeftsstelle")
    manual.take_to_print(paper, by=office, now=NOW())
    held = Post.objects.get(pk=paper.pk)
    take_back(released)
    outbox.settle()
    with pytest.raises(NotHere):
        manual.put_back(held, by=office, now=NOW())


def test_pdf_stays_in_the_archive_and_is_marked_as_replaced(released: Story) -> None:
    before = Document.objects.get(key="zuwendungsbescheid")
    take_back(released)
    outbox.settle()
    after = Document.objects.get(pk=before.pk)
    assert after.replaced_at
    assert (after.sha256, after.file.name) == (before.sha256, before.file.name)
    page = client_of(released.staff("sachbearbeitung")).get(released.case.get_absolute_url())
    assert "ersetzt</strong> am" in page.content.decode()
    assert not Document.objects.get(key="eingangsbestaetigung").replaced_at


def test_new_release_is_a_new_letter_with_a_new_number_and_only_that_one_is_posted(released: Story) -> None:
    old = Document.objects.get(key="zuwendungsbescheid")
    take_back(released)
    refuse(released)
    outbox.settle()
    new = Document.objects.get(key="ablehnungsbescheid")
    assert new.number > old.number
    assert [p.after_id for p in manual.printable()] == [new.post_id]
    released.move("dispatch_refusal", released.staff("geschaeftsstelle"), 15, posted_on=released.day)
    outbox.settle()
    old.refresh_from_db()
    new.refresh_from_db()
    assert new.visible_from
    assert not new.replaced_at
    assert old.replaced_at
    assert not old.visible_from


def test_order_in_which_workers_hear_of_moves_does_not_matter(submitted: Story, mailbox: None) -> None:
    lead_to_release(submitted)
    take_back(submitted)
    refuse(submitted)
    for transition_id in reversed(posting.unposted()):
        rows.make_rows(transition_id)
    state = {p.letter: p.state for p in Post.objects.filter(kind="paper")}
    assert state == {"zuwendungsbescheid": "done", "ablehnungsbescheid": "due"}


@pytest.mark.parametrize(
    ("move", "who", "answers"), [("withdraw", "", {}), ("discontinue", "leitung", {"reason": "Aufgelöst"})]
)
def test_case_that_ends_before_the_dispatch_takes_its_letter_back(
    released: Story, move: str, who: str, answers: dict
) -> None:
    released.move(move, released.staff(who) if who else released.applicant, 15, **answers)
    outbox.settle()
    assert Post.objects.get(kind="paper").note == rows.RECALLED


def test_step_back_without_a_release_makes_no_work_for_the_post_office(
    submitted: Story, mailbox: None
) -> None:
    submitted.later()
    submitted.take_over()
    submitted.complete()
    submitted.examine()
    entry = submitted.move("return_to_check", submitted.staff("leitung"), reason="Neue Tatsachen")
    assert entry.posted_at
    assert "recall" not in entry.facts
