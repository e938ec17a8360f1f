"""After a restore nothing goes out again and nothing is numbered twice; a person releases what was open."""

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from demo.stories.steps import Story, plan_sitting
from grants.actions.export import files, seals
from grants.actions.numbers import drawn, remember
from grants.actions.proving import prove
from grants.actions.restores import CHAIN, begin
from grants.actions.standing import check_stages
from grants.clock import database_now, day_of
from grants.models import Dossier, Restore, Transition
from notifications import account_mail, manual, outbox, restoring, rows
from notifications.evidence import Unreadable
from notifications.models import AccountMail, Document, Mail, Post
from notifications.restoring import note_restore
from tests.notifications.cases import write_letters
from workflows.errors import NotHere, NotYet

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.smoke]
EVERYTHING = {"by": "Betrieb", "reason": "Platte defekt", "gap": 1000}


@pytest.fixture(autouse=True)
def _own_var(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def make_all() -> list[Post]:
    for entry in Transition.objects.filter(posted_at=None).order_by("pk"):
        rows.make_rows(entry.pk)
    return list(Post.objects.order_by("pk"))


def test_open_rows_are_held_and_letters_are_made(submitted: Story, mailbox: None) -> None:
    make_all()
    assert Post.objects.filter(state="due", kind="mail").exists()
    noted = note_restore(**EVERYTHING)
    assert noted.posts == Post.objects.filter(state="held").count() > 0
    outbox.settle()
    assert not Mail.objects.exists()
    assert set(Post.objects.exclude(kind="letter").values_list("state", flat=True)) == {"held"}
    assert set(Post.objects.filter(kind="letter").values_list("state", flat=True)) == {"done"}


def test_mail_of_an_account_that_waited_in_the_backup_does_not_go_again(
    submitted: Story, mailbox: None
) -> None:
    """Before the note none goes out; after it those that were asked for since."""
    restore = begin(database_now())
    AccountMail.objects.create(
        name="alt", to="a@example.org", body="Alt", made_at=restore.backup_at, run_after=restore.backup_at
    )
    now = database_now()
    AccountMail.objects.create(name="neu", to="a@example.org", body="Neu", made_at=now, run_after=now)
    account_mail.settle()
    assert not AccountMail.objects.exclude(ended_at=None).exists()
    note_restore(**EVERYTHING)
    account_mail.settle()
    assert dict(AccountMail.objects.values_list("name", "error")) == {"alt": account_mail.PUT_BACK, "neu": ""}
    assert not AccountMail.objects.filter(ended_at=None).exists()


def test_rows_of_what_happened_before_the_restore_are_born_held(submitted: Story) -> None:
    """Those that could not be made before: of an entry that was there, and of what the clock does again."""
    note_restore(**EVERYTHING)
    Document.objects.all().delete()
    for post in Post.objects.order_by("-pk"):
        post.delete()
    Transition.objects.filter(move="submit").update(posted_at=None)
    make_all()
    assert Post.objects.filter(kind="mail", state="held").exists()
    assert not Post.objects.filter(kind="mail", state="due").exists()


def test_what_happens_after_the_restore_goes_its_way(submitted: Story) -> None:
    note_restore(**EVERYTHING)
    write_letters(submitted, 1, with_pdf=0)
    make_all()
    assert Post.objects.filter(kind="mail", state="due").count() == 1


def test_what_the_clock_does_again_after_the_restore_is_held(submitted: Story) -> None:
    note_restore(**EVERYTHING)
    write_letters(submitted, 1, with_pdf=0)
    entry, day = Transition.objects.get(posted_at=None), day_of(database_now())
    for legal, held in ((day, True), (day + timedelta(days=1), False)):
        entry.facts = json.dumps({"legal_day": legal.isoformat()})
        assert bool(rows.held_at_birth(entry, "mail")) is held
    entry.facts = json.dumps({"legal_day": None})
    assert rows.held_at_birth(entry, "mail") == {}


def test_nothing_goes_out_before_a_restore_is_noted(submitted: Story, mailbox: None) -> None:
    make_all()
    begin(database_now())
    outbox.settle()
    assert not Mail.objects.exists()
    note_restore(**EVERYTHING)
    assert not Restore.objects.filter(noted_at=None).exists()


def test_restore_is_one_entry_of_a_chain_that_verifies(submitted: Story) -> None:
    for number in (1, 2):
        note_restore(**EVERYTHING)
        assert Transition.objects.filter(move="restored").count() == number
    assert Dossier.objects.filter(name=CHAIN).distinct().count() == 1
    assert [str(f) for f in [*prove(seals(), files()), *check_stages()]] == []


def test_two_restores_number_nothing_twice(submitted: Story) -> None:
    year = day_of(database_now()).year
    before = {name: value for name, value in drawn().items() if name != "grants_restore.id"}
    first = note_restore(**EVERYTHING).restore
    after = drawn()
    assert all(after[name] >= value + 1000 for name, value in before.items())
    assert Document.objects.get().number == f"D-{year}-001001"
    second = note_restore(**EVERYTHING).restore
    assert first.salt != second.salt
    assert all(drawn()[name] >= after[name] + 1000 for name in before)


def test_second_restore_of_the_same_backup_skips_what_the_first_has_drawn(submitted: Story) -> None:
    year = day_of(database_now()).year
    remember({f"counter D-{year}": 5000, "grants_dossier.id": 7000})  # what stands outside of the database
    note_restore(**EVERYTHING)
    assert Document.objects.get().number == f"D-{year}-006001"
    assert Dossier.objects.create().pk > 8000


def test_sitting_of_the_gap_shares_its_number_with_none(submitted: Story) -> None:
    """The lost one was summoned as the next of its body; the one that is planned after the restore is another."""
    last = plan_sitting(submitted.ground, date(2026, 3, 16), now=submitted.now())
    note_restore(**EVERYTHING)
    later = plan_sitting(submitted.ground, date(2026, 4, 20), now=submitted.now())
    assert later.number == last.number + 11
    assert plan_sitting(submitted.ground, date(2026, 5, 18), now=submitted.now()).number == later.number + 1


def test_numbers_that_are_known_outside_are_skipped(submitted: Story) -> None:
    year = day_of(database_now()).year
    note_restore(**EVERYTHING, evidence=[f"D-{year}-004031"])
    assert Document.objects.get().number == f"D-{year}-005032"


def test_outside_evidence_names_what_is_lost_and_what_has_gone_out(submitted: Story) -> None:
    mail = next(post for post in make_all() if post.kind == "mail")
    document, case = Document.objects.get(), submitted.case.number
    lost = [
        "<0123@mittelweg.example>",
        "D-2026-004031",
        case[:-1] + "9",
        f"{case}-07",
        f"2026-01-02={'a' * 64}",
    ]
    known = [mail.message_id, document.number, case]
    restore = note_restore(**EVERYTHING, evidence=[*lost, *known, ""]).restore
    assert len(restore.lost.splitlines()) == len(lost)
    assert all(any(key in line for line in restore.lost.splitlines()) for key in lost)
    mail.refresh_from_db()
    assert "Draußen bekannt" in mail.note
    with pytest.raises(Unreadable, match="keine Kennung"):
        note_restore(**EVERYTHING, evidence=["Hallo"])


def test_released_mail_goes_once_with_its_old_identifier(submitted: Story, mailbox: None) -> None:
    mail = next(post for post in make_all() if post.kind == "mail")
    note_restore(**EVERYTHING)
    lead = submitted.staff("leitung")
    with pytest.raises(NotYet):
        restoring.release_post(mail, by=lead, reason=" ", now=database_now())
    restoring.release_post(mail, by=lead, reason="Nicht im Protokoll des Mailservers", now=database_now())
    with pytest.raises(NotHere):
        restoring.release_post(mail, by=lead, reason="Noch einmal", now=database_now())
    outbox.settle()
    assert [kept.message_id for kept in Mail.objects.filter(post=mail)] == [mail.message_id]


def test_mail_that_has_gone_out_is_not_sent_again(submitted: Story, mailbox: None) -> None:
    mail, lead = next(post for post in make_all() if post.kind == "mail"), submitted.staff("leitung")
    note_restore(**EVERYTHING)
    restoring.close_post(mail, by=lead, reason="Steht im Protokoll", now=database_now())
    outbox.settle()
    assert not Mail.objects.filter(post=mail).exists()


def test_paper_is_held_and_only_its_move_says_that_it_was_posted(released: Story) -> None:
    note_restore(**EVERYTHING)
    paper, lead = Post.objects.get(kind="paper"), released.staff("leitung")
    assert paper.state == "held"
    assert not manual.printable().exists()
    with pytest.raises(NotYet, match="vermerken Sie im Vorgang"):
        restoring.close_post(paper, by=lead, reason="Steht im Ordner", now=database_now())
    restoring.release_post(paper, by=lead, reason="Liegt noch hier", now=database_now())
    assert manual.printable().get() == paper


def test_keys_outside_hold_no_id_of_a_row(released: Story) -> None:
    """The same ids may come again after a restore; the hash of a move and an address do not."""
    for post in make_all():
        entry = post.transition
        assert post.key.startswith(entry.hash[:40])
        assert str(entry.pk) not in post.key.split(":")
        assert post.user is None or str(post.user.pk) not in post.key.split(":")


def test_held_needs_its_restore(submitted: Story) -> None:
    make_all()
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(kind="mail").update(state="held")
    note_restore(**EVERYTHING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(kind="letter").update(state="held", held_since=Restore.objects.get())


def test_command_says_what_is_held_and_what_is_lost(submitted: Story, tmp_path: Path) -> None:
    make_all()
    file, said = tmp_path / "evidence", StringIO()
    file.write_text("D-2026-004031\n", encoding="utf-8")
    call_command("restored", by="Betrieb", reason="Probe", evidence=[file], stdout=said)
    assert "Verloren: Brief D-2026-004031" in said.getvalue()
    assert Post.objects.filter(state="held").first().message_id in said.getvalue()
    with pytest.raises(CommandError, match="Lücke"):
        call_command("restored", by="Betrieb", reason="Probe", gap=0)
