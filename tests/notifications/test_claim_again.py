"""A refund notice that is late, comes back or is received late, through the real door."""

from datetime import timedelta

import pytest

from demo.stories import recovering as steps
from grants.models import Claim
from notifications import outbox
from notifications.models import Document, Post
from tests.factories import World, drive
from workflows.errors import NotYet
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db, pytest.mark.usefixtures("mailbox")]
DAY = timedelta(days=1)
OFFICE, LEAD = "geschaeftsstelle", "leitung"


def claimed():
    """A case whose refund notice is released and made."""
    story = drive(World(), Stage.HEARING)
    steps.answer(story)
    steps.draft(story, "auflage", "1000")
    story.move("claim_refund", story.staff(LEAD), 11)
    outbox.settle()
    return story


def claim_of(story):
    return Claim.objects.get(application=story.case, current=True)


def test_a_late_letter_is_not_posted_but_made_anew():
    story = claimed()
    first = claim_of(story)
    story.later(40)
    dispatch = {"posted_on": story.day}
    with pytest.raises(NotYet, match="neu frei"):
        story.move("dispatch_claim", story.staff(OFFICE), 15, **dispatch)
    story.move("recall_claim", story.staff(LEAD), reason="Der Zahlungstag ist zu nah.")
    assert story.case.stage == Stage.HEARING
    story.move("claim_refund", story.staff(LEAD), 16)
    outbox.settle()
    story.move("dispatch_claim", story.staff(OFFICE), 17, **dispatch)
    outbox.settle()
    again = claim_of(story)
    assert again.pk == first.pk
    assert again.due >= story.day + 46 * DAY
    old, new = Document.objects.filter(post__letter="rueckforderungsbescheid").order_by("pk")
    assert (old.visible_from, new.replaced_at) == (None, None)
    assert old.replaced_at
    assert new.visible_from
    award = Document.objects.get(post__letter="zuwendungsbescheid")
    assert award.replaced_at is None


def test_nobody_posts_a_letter_whose_release_was_taken_back():
    story = claimed()
    story.move("recall_claim", story.staff(LEAD), reason="Versehen")
    outbox.settle()
    claim = claim_of(story)
    assert (claim.released_by, claim.released_on, claim.made_at, claim.due) == (None, None, None, None)
    waiting = Post.objects.filter(letter="rueckforderungsbescheid", kind=Post.Kind.PAPER)
    assert not waiting.exclude(state=Post.State.DONE).exists()


def test_a_release_that_was_taken_back_before_its_pdf_is_not_made_by_it():
    story = drive(World(), Stage.HEARING)
    steps.answer(story)
    steps.draft(story, "auflage", "1000")
    story.move("claim_refund", story.staff(LEAD), 11)
    story.move("recall_claim", story.staff(LEAD), 12, reason="Versehen")
    outbox.settle()
    assert claim_of(story).made_at is None


def test_a_collected_claim_is_not_dropped_and_its_old_mahnung_counts_for_nothing():
    story = claimed()
    story.move("dispatch_claim", story.staff(OFFICE), 15, posted_on=story.day)
    story.born("erstattung", "order_collection", story.staff("anordnung"))
    story.later(60)
    refund = story.case.refunds.get()
    story.move("remind_of_refund", story.staff("kasse"), record=refund)
    story.later(1)
    story.move("record_returned_claim", story.staff(OFFICE), reason="Unbekannt verzogen")
    refund.refresh_from_db()
    with pytest.raises(NotYet, match="noch nicht neu versandt"):
        story.move("remind_of_refund", story.staff("kasse"), record=refund)
    story.move("recall_claim", story.staff(LEAD), reason="Neue Anschrift")
    with pytest.raises(NotYet, match="Die Annahme ist angeordnet"):
        story.move("resume_project", story.staff(LEAD), reason="Geklärt")
    story.later(1)
    story.move("claim_refund", story.staff(LEAD))
    outbox.settle()
    story.move("dispatch_claim", story.staff(OFFICE), 16, posted_on=story.day)
    story.later(50)
    with pytest.raises(NotYet, match="Zuerst ist zu mahnen"):
        story.move("enforce", story.staff("kasse"))


def test_a_later_receipt_of_a_claim_is_written_down_once_and_forgotten_with_the_letter():
    story = claimed()
    office, posted = story.staff(OFFICE), story.day
    story.move("dispatch_claim", office, 15, posted_on=posted)
    story.later(9)
    story.move("record_claim_receipt", office, notified_on=posted + 9 * DAY, way="receipt")
    assert claim_of(story).notified_on == posted + 9 * DAY
    with pytest.raises(NotYet, match="schon vermerkt"):
        story.move("record_claim_receipt", office, 16, notified_on=posted + 9 * DAY, way="receipt")
    story.move("record_returned_claim", office, 17, reason="Doch zurück")
    assert (claim_of(story).posted_on, claim_of(story).notified_on) == (None, None)
