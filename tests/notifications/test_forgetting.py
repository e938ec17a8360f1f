"""Erasure at the post office: letters and mails of the case are gone, the log proves the same as before."""

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse

from demo.stories.steps import Story
from grants.models import Application, Transition
from grants.tasks import forget_the_rest
from notifications import forgetting, outbox, tasks
from notifications.models import Document, Mail, Post
from tests.grants.desk_story import client_of
from tests.grants.logged import TITLE, erase, lay_town, story_of, tell_award, tell_check, tell_rest, words_in
from tests.pictures import pictured

pytestmark = [pytest.mark.rest, pytest.mark.django_db]


@pytest.fixture
def archived(mailbox: None):
    """One person's case in the archive, with every letter made and every mail kept."""
    return pictured("archived with its letters", archive)


def archive() -> Story:
    story = story_of(lay_town())
    story.settle = outbox.settle
    tell_check(story)
    tell_award(story)
    tell_rest(story)
    outbox.settle()
    return story


def told() -> str:
    """Every text that the post office holds."""
    rows = [*Document.objects.values(), *Post.objects.values(), *Mail.objects.values()]
    return "\n".join(str(row) for row in rows)


def hear(story) -> None:
    """The post office hears of the erasure."""
    tasks.post(Transition.objects.get(dossier=story.case.dossier_id, move="erase").pk)


def test_letters_and_mails_of_an_erased_case_are_gone_and_the_log_is_whole(archived) -> None:
    files = list(Document.objects.exclude(file="").values_list("file", flat=True))
    kept = list(Document.objects.order_by("pk").values_list("number", "sha256", "size", "made_at"))
    assert len(files) >= 4
    assert all(default_storage.exists(name) for name in files)
    assert "Quittenbaum" in told()
    erase(archived)
    hear(archived)
    assert not any(default_storage.exists(name) for name in files)
    assert words_in(told()) == []
    assert archived.applicant.email not in told()
    assert forgetting.left() == []
    assert kept == list(Document.objects.order_by("pk").values_list("number", "sha256", "size", "made_at"))
    call_command("verify_log")


def test_invitation_that_named_the_case_keeps_its_receiver_and_loses_its_words(archived) -> None:
    before = Mail.objects.filter(post__letter="einladung")
    assert before.count() == 5
    assert TITLE in before[0].body
    erase(archived)
    hear(archived)
    after = Mail.objects.filter(post__letter="einladung")
    assert after.count() == 5
    assert {mail.body for mail in after} == {"gelöscht"}
    assert archived.ground.members[0].email in after.values_list("to", flat=True)


def test_hourly_tasks_make_up_for_a_crash_between_commit_and_files(archived, monkeypatch) -> None:
    attachments = [a.file.name for a in archived.case.attachments.exclude(file="")]
    with monkeypatch.context() as crash:
        crash.setattr("grants.actions.redaction.forget_rest", lambda pk: None)
        erase(archived)
    assert forgetting.left() == [archived.case.pk]
    assert all(default_storage.exists(name) for name in attachments)
    forget_the_rest()
    tasks.forget()
    tasks.forget()
    assert forgetting.left() == []
    assert not any(default_storage.exists(name) for name in attachments)
    assert words_in(told()) == []
    call_command("verify_log")


def test_crash_between_two_files_is_made_up_for(archived, monkeypatch) -> None:
    erase(archived)
    real, gone = default_storage.delete, []

    def power_cut(name: str) -> None:
        if gone:
            raise RuntimeError("power cut")
        gone.append(name)
        real(name)

    with monkeypatch.context() as crash:
        crash.setattr(forgetting.default_storage, "delete", power_cut)
        with pytest.raises(RuntimeError):
            forgetting.forget(archived.case.pk)
    assert forgetting.left() == [archived.case.pk]
    forgetting.forget(archived.case.pk)
    assert forgetting.left() == []


def test_post_of_other_cases_is_left_alone(archived, mailbox: None) -> None:
    other = story_of(lay_town(), organisation="Kunterbunt e. V.", title="Chorprobe", kind="verein")
    tell_check(other)
    outbox.settle()
    erase(archived)
    hear(archived)
    tasks.forget()
    document = Document.objects.get(dossier=other.case.dossier_id)
    assert default_storage.exists(document.file.name)
    assert Mail.objects.filter(post__dossier=other.case.dossier_id).exists()


def test_letter_that_is_gone_is_no_page_and_no_link(archived) -> None:
    clerk, document = archived.staff("leitung"), Document.objects.get(key="zuwendungsbescheid")
    address = reverse("notifications:document", args=[document.number])
    row = reverse("notifications:row", args=[document.post_id])
    assert client_of(clerk).get(address).status_code == 200
    assert address in client_of(clerk).get(row).content.decode()
    erase(archived)
    for forget in (lambda story: None, hear):  # at once, and when the files are gone too
        forget(archived)
        assert client_of(clerk).get(address).status_code == 404
        assert document.number not in client_of(clerk).get(archived.case.get_absolute_url()).content.decode()
        assert address not in client_of(clerk).get(row).content.decode()


def test_nothing_is_forgotten_before_the_erasure(archived) -> None:
    tasks.forget()
    assert forgetting.left() == []
    assert Mail.objects.exists()
    with pytest.raises(Application.DoesNotExist):
        forgetting.forget(archived.case.pk)
