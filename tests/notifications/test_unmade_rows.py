"""A move whose letters cannot be made is shown to people, others' letters go on, and the longest words fit."""

import json
from datetime import timedelta

import pytest
from django.db.models import CharField, Model, TextField

from demo.stories.ground import Ground
from demo.stories.steps import Story
from demo.working import failures
from grants.clock import database_now
from grants.models import Exclusion, Seat, Transition
from notifications import forgetting, manual, outbox, posting, tasks
from notifications.making import written
from notifications.models import Document, Mail, Post, Unmade
from tests.grants.desk_story import client_of
from tests.notifications.cases import lead_to_release, make_story, submit_story
from tests.pictures import pictured
from workflows.errors import NotYet

pytestmark = pytest.mark.rest

OUTBOX = "/postausgang/"


def fill(record: Model) -> None:
    """Every text that people write is as long as its form allows."""
    for column in record._meta.concrete_fields:
        typed = isinstance(column, CharField | TextField) and column.max_length and not column.choices
        if typed and column.editable and column.name not in ("iban", "contact_email"):
            longest = (f"{column.name}-" * column.max_length)[: column.max_length]
            setattr(record, column.name, "30159" if column.name == "postcode" else longest)
    record.save()


@pytest.mark.parametrize("kind", ["verein", "person"])
def test_longest_words_of_a_form_give_every_letter(ground: Ground, mailbox: None, kind: str) -> None:
    story = make_story(ground)
    story.consult()
    story.draft()
    asking, project = story.organisation, story.case.project
    asking.refresh_from_db()
    project.refresh_from_db()
    asking.kind, asking.birth_date = kind, story.day.replace(year=1990)
    fill(asking)
    fill(project)
    project.early_start_from = project.begins
    project.save()
    for row in (*project.milestones.all(), *project.plan_lines.all()):
        fill(row)
    story.submit()
    lead_to_release(story)
    for entry in posting.unposted():
        posting.post(entry)
    assert failures() == []
    assert posting.unposted() == []
    paper = Post.objects.get(kind="paper")
    assert len(paper.address) > 400
    assert paper.address.startswith(asking.name)
    for post in Post.objects.all():
        too_long = [
            column.name
            for column in Post._meta.concrete_fields
            if column.max_length and len(getattr(post, column.name)) > column.max_length
        ]
        assert too_long == []
        assert len(written(post).subject) <= Document._meta.get_field("title").max_length


# What cannot be made


@pytest.fixture
def broken(ground: Ground, mailbox: None) -> Story:
    """A case whose released Bescheid has facts that no letter can be read from."""
    story = pictured("released, no letter made", lambda: release(ground))
    entry = Transition.objects.get(move="release_award")
    known = json.loads(entry.private or "{}")
    known["letters"] = dict.fromkeys(known["letters"], "{}")
    Transition.objects.filter(pk=entry.pk).update(private=json.dumps(known))
    story.whole = entry.private
    return story


def release(ground: Ground) -> Story:
    story = submit_story(make_story(ground))
    lead_to_release(story)
    return story


def mend(story: Story) -> None:
    Transition.objects.filter(move="release_award").update(private=story.whole)


def test_letters_of_others_go_on_and_those_of_the_same_case_wait(broken: Story, ground: Ground) -> None:
    later = make_story(ground, "Später e. V.")
    submit_story(later)
    outbox.settle()
    assert Mail.objects.filter(to=later.applicant.email).exists()
    stuck = Unmade.objects.get()
    assert stuck.transition.move == "release_award"
    assert stuck.attempts == 1
    assert stuck.error
    assert list(Transition.objects.filter(posted_at=None)) == [stuck.transition]
    assert not Post.objects.filter(letter__startswith="zuwendungsbescheid").exists()


def test_what_cannot_be_made_is_shown_until_it_is_made(broken: Story) -> None:
    outbox.settle()
    reader = client_of(broken.staff("geschaeftsstelle"))
    page = reader.get(OUTBOX).content.decode()
    assert "Bewilligung freigeben" in page
    assert broken.case.get_absolute_url() in page
    assert Unmade.objects.get().error.split(":")[0] in page
    assert "Zurzeit wartet nichts auf Sie" not in page
    assert any("release_award" in sentence for sentence in failures())
    mend(broken)
    outbox.settle(now=database_now() + timedelta(hours=2))
    assert not Unmade.objects.exists()
    assert "kann nicht angelegt werden" not in reader.get(OUTBOX).content.decode()
    assert Post.objects.filter(kind="paper", state="due").exists()


def test_nobody_else_reads_what_cannot_be_made(broken: Story) -> None:
    outbox.settle()
    office = broken.staff("geschaeftsstelle")
    seat = Seat.objects.create(
        body=broken.ground.body, user=office, label="Gast", valid_from=broken.day.replace(year=2020)
    )
    Exclusion.objects.create(application=broken.case, seat=seat, ground="Bruder", declared_at=broken.now())
    assert "Bewilligung freigeben" not in client_of(office).get(OUTBOX).content.decode()


def test_it_is_tried_again_later_and_later(broken: Story) -> None:
    start = database_now()
    outbox.settle(now=start)
    pauses = []
    for tries in range(2, 12):
        due = Unmade.objects.get().run_after
        assert posting.ready(due - timedelta(seconds=1)) == []
        (entry,) = posting.ready(due)
        posting.post(entry, now=due)
        assert Unmade.objects.get().attempts == tries
        pauses.append(Unmade.objects.get().run_after - due)
    assert pauses[0] == timedelta(seconds=10)
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=1)


@pytest.fixture(autouse=True)
def expected(error_log) -> None:
    """The eighth failure is an error, told once."""
    yield
    told = [text for text in error_log.messages if text.startswith("notifications.posting: ")]
    assert len(told) <= 1
    if told == error_log.messages:
        error_log.clear()


def test_eighth_failure_is_told_once_as_an_error(broken: Story, error_log) -> None:
    entry = Transition.objects.get(move="release_award").pk
    for tries in range(1, 11):
        posting.post(entry)
        assert len(error_log.messages) == (tries >= 8)


def test_task_that_cannot_make_rows_ends_well_and_leaves_a_note(broken: Story) -> None:
    tasks.post(Transition.objects.get(move="release_award").pk)
    assert Unmade.objects.count() == 1


def test_paper_is_not_printed_while_a_later_move_cannot_be_made(ground: Ground, mailbox: None) -> None:
    """It might be the one that takes the letter back."""
    story = submit_story(make_story(ground))
    lead_to_release(story)
    outbox.settle()
    last = Transition.objects.filter(move="release_award")
    last.update(posted_at=None, private=json.dumps({"letters": {"zuwendungsbescheid": "{}"}}))
    paper = Post.objects.get(kind="paper")
    with pytest.raises(NotYet, match="nicht angelegt"):
        manual.take_to_print(paper, by=story.staff("geschaeftsstelle"), now=database_now())
    paper.refresh_from_db()
    assert paper.state == "due"


def test_erasure_forgets_what_went_wrong(broken: Story) -> None:
    outbox.settle()
    Unmade.objects.update(error="ValueError: Quittenbaum")
    case = broken.case
    type(case).objects.filter(pk=case.pk).update(stage="archived", erased_on=broken.day)
    assert forgetting.left() == [case.pk]
    forgetting.forget(case.pk)
    assert not Unmade.objects.exists()
    assert forgetting.left() == []
