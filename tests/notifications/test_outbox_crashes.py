"""A worker that ends at any step leaves a row as it was or wholly done, and the next worker does it once."""

from datetime import datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage

from demo.stories.steps import Story
from grants.clock import database_now
from grants.models import Counter, Draft, Transition
from notifications import outbox, posting, rows
from notifications.making import make
from notifications.models import Document, Mail, Post
from tests.crashing import Crash, Outside, steps_that_leave_halves
from tests.notifications.cases import lead_to_release, write_letters

pytestmark = pytest.mark.django_db(transaction=True)  # a process that ends, ends its connection

OUTSIDE: Outside = ((default_storage, "save"), (EmailMessage, "send"))


def test_rows_are_made_wholly_or_not_at_all(submitted: Story) -> None:
    """At every step there is no row, no number and no mark, or all of them."""
    entry = Transition.objects.get(move="submit")
    steps, halves = steps_that_leave_halves(lambda: rows.make_rows(entry.pk))
    assert halves == []
    assert steps > 8
    assert Post.objects.count() == 2
    assert Document.objects.get().number.endswith("-000001")
    assert Counter.objects.get(name__startswith="D-").value == 1
    assert not Transition.objects.filter(posted_at=None).exists()


@pytest.mark.rest
def test_finish_is_whole_or_nothing(submitted: Story, mailbox: None) -> None:
    """Row, document, draft and log of a Bescheid are as they were, or all of them know of its PDF."""
    lead_to_release(submitted)
    posting.unposted()
    entry = Transition.objects.get(move="release_award")
    letter, now = rows.make_rows(entry.pk)[0], database_now()
    mine = outbox.claim(letter, now)
    assert mine
    made = make(mine.post, now)
    steps, halves = steps_that_leave_halves(lambda: outbox.finish(mine, made, now))
    assert halves == []
    assert steps > 6
    assert Post.objects.get(pk=letter).state == "done"
    assert Document.objects.get(post=letter).sha256
    assert Draft.objects.get(current=True).made_at
    assert Transition.objects.filter(move="archive_bescheid").count() == 1


@pytest.mark.parametrize("after", [False, True])
def test_mail_whose_worker_ends_at_any_step_is_sent_once_by_the_next(
    submitted: Story, mailbox: None, after: bool
) -> None:
    """A row for each step: claimed or untouched after the crash, done after the lease, one mail in the end."""
    count = 24
    write_letters(submitted, count, with_pdf=0)
    waiting = [row for entry in posting.unposted() for row in rows.make_rows(entry)]
    now, states = database_now(), set()
    for step, post_id in enumerate(waiting, 1):
        with Crash(step, after=after, outside=OUTSIDE) as crashed:
            outbox.work(post_id, now=now)
        states.add(Post.objects.get(pk=post_id).state)
        outbox.work(post_id, now=later(now))
        assert Post.objects.get(pk=post_id).state == "done"
        assert Mail.objects.filter(message_id=Post.objects.get(pk=post_id).message_id).count() == 1
        if not crashed:
            break
    assert not crashed
    assert step > 8
    assert {"claimed", "done"} <= states <= {"due", "claimed", "done"}
    assert Mail.objects.count() == step


@pytest.mark.rest
def test_letter_whose_worker_ends_before_and_after_filing_it_is_archived_once(submitted: Story) -> None:
    """The next worker keeps the file, the one after finds it; there is one document and one file."""
    letter = rows.make_rows(Transition.objects.get(move="submit").pk)[0]
    now = database_now()
    for after in (False, True):
        with Crash(1, after=after, outside=OUTSIDE, statements=False) as crashed:
            outbox.work(letter, now=now)
        assert crashed
        assert Post.objects.get(pk=letter).state == "claimed"
        now = later(now)
    with Crash(1, outside=OUTSIDE, statements=False) as crashed:
        outbox.work(letter, now=now)
    assert not crashed, "the file is there already"
    assert Post.objects.get(pk=letter).state == "done"
    assert Document.objects.get().sha256


def later(now: datetime) -> datetime:
    """When the lease of a worker that died has run out."""
    return now + outbox.LEASE + timedelta(seconds=1)


def test_row_that_is_marked_before_it_is_made_is_lost(submitted: Story, mailbox: None) -> None:
    """The control: who marks first and sends then loses the mail of a worker that ends in between."""
    write_letters(submitted, 1, with_pdf=0)
    post_id = rows.make_rows(posting.unposted()[0])[0]
    post, now = Post.objects.get(pk=post_id), database_now()

    def naive() -> None:
        Post.objects.filter(pk=post_id).update(state="done", finished_at=now)
        make(post, now)

    with Crash(2):
        naive()
    outbox.work(post_id, now=later(now))
    assert Post.objects.get(pk=post_id).state == "done"
    assert not Mail.objects.exists()
