"""The log of real cases: it proves itself, it is sealed, it forgets people and nothing else."""

import json
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import CharField, F, TextField

from demo.stories.acting import IBAN, at
from grants.actions import export
from grants.actions.balance import check_money
from grants.actions.desk import raise_pot, send_message
from grants.actions.proving import NOTHING, prove, seal_digest
from grants.actions.redaction import forget_rest, rest_left
from grants.actions.seals import seal_day, wording
from grants.actions.standing import check_stages
from grants.models import Application, Dossier, Entry, Organisation, Pot, Seal, Transition
from grants.models.canonical import canonical
from tests.grants.logged import (
    PERSON,
    WORDS,
    Town,
    erase,
    lay_town,
    long_story,
    story_of,
    tell_award,
    tell_check,
    words_in,
)
from tests.tables import sampled

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.smoke, pytest.mark.django_db]


def findings(**anchors: str) -> list[str]:
    return [
        str(finding)
        for finding in [*prove(export.seals(), export.files(), anchors), *check_money(), *check_stages()]
    ]


def offline(file: Path, *anchors: str) -> subprocess.CompletedProcess:
    """The offline verifier, with nothing of ours on its path."""
    command = [sys.executable, "-I", ROOT / "tools/verify_log.py", file, *anchors]
    return subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)


def test_untouched_log_raises_no_alarm_and_facts_name_nobody(tmp_path):
    story = long_story()
    assert findings() == []
    out = StringIO()
    call_command("verify_log", "--export", tmp_path / "log.jsonl", stdout=out)
    assert "Alles stimmt: 2 Akten" in out.getvalue()
    done = offline(tmp_path / "log.jsonl")
    assert (done.returncode, done.stdout[:12]) == (0, "Alles stimmt")
    facts = "\n".join(Transition.objects.values_list("facts", flat=True))
    assert words_in(facts) == []
    private = "\n".join(Transition.objects.values_list("private", flat=True))
    assert "Quittenbaum" in private
    assert "vereinbart am Telefon" in private
    assert {e.sequence for e in Transition.objects.filter(dossier=story.case.dossier)} == set(
        range(1, story.case.dossier.transitions.count() + 1)
    )


@pytest.mark.django_db(transaction=True)
def test_erased_person_is_gone_and_the_chain_is_whole(tmp_path):
    story = long_story()
    files = [a.file.name for a in story.case.attachments.all()]
    assert len(files) == 2
    assert all(default_storage.exists(name) for name in files)
    anchor = Seal.objects.order_by("-day").first()
    digests = list(Transition.objects.order_by("id").values_list("hash", "facts", "private_digest"))
    written = words_in(all_texts())
    assert written == list(WORDS)

    erase(story)

    assert findings(**{anchor.day.isoformat(): anchor.digest}) == []
    assert words_in(all_texts()) == []
    assert not any(default_storage.exists(name) for name in files)
    assert rest_left() == []
    after = list(Transition.objects.order_by("id").values_list("hash", "facts", "private_digest"))
    assert after[: len(digests)] == digests
    seal_day(story.now() + timedelta(days=2))
    call_command("verify_log", "--export", tmp_path / "log.jsonl", stdout=StringIO())
    assert offline(tmp_path / "log.jsonl", f"{anchor.day.isoformat()}={anchor.digest}").returncode == 0


def all_texts() -> str:
    """Every text in every record of the room but accounts, which are no part of a file."""
    kinds = [kind for kind in apps.get_app_config("grants").get_models() if kind.__name__ != "User"]
    return "\n".join(canonical(list(kind.objects.values())) for kind in kinds)


def test_rest_of_an_erasure_is_made_up_for_after_a_crash(monkeypatch):
    story = long_story()
    with monkeypatch.context() as crash:
        crash.setattr("grants.actions.redaction.forget_rest", lambda pk: None)
        erase(story)
    assert rest_left() == [story.case.pk]
    assert findings() == []
    forget_rest(story.case.pk)
    forget_rest(story.case.pk)
    assert rest_left() == []
    assert findings() == []
    assert Transition.objects.filter(move="erase").count() == 2


@pytest.mark.rest
@pytest.mark.django_db(transaction=True)
def test_log_that_grows_while_it_is_proven_raises_no_alarm():
    town = lay_town()
    story = story_of(town)
    tell_check(story)
    done = Event()

    def write():
        try:
            endorse(story)
            for number in range(20):
                send_message(story.case, by=story.staff("sachbearbeitung"), text=f"Nachricht {number}")
        finally:
            done.set()
            connection.close()

    writer = Thread(target=write)
    writer.start()
    looks = []
    while not done.is_set():
        looks.append(findings())
    writer.join()
    assert len(looks) > 3
    assert not any(looks)
    assert Transition.objects.filter(move="send_message").count() == 21


def test_stage_that_the_log_did_not_lead_to_is_named():
    story = story_of(lay_town())
    tell_check(story)
    Application.objects.update(stage="consultation")
    (said,) = findings()
    assert said.startswith(
        f"Akte {story.case.dossier_id} (application:{story.case.public_id}): Der Stand ist"
    )


def test_nothing_is_removed_before_the_case_is_erased():
    story = story_of(lay_town())
    tell_check(story)
    with pytest.raises(Application.DoesNotExist):
        forget_rest(story.case.pk)


def test_applicant_with_another_case_keeps_address_and_account():
    story = long_story()
    other = story_of(Town(story.ground, story.round), title="Ein zweites Vorhaben")
    other.consult()
    erase(story)
    organisation = Organisation.objects.get(name=PERSON)
    assert (organisation.street, organisation.iban) == ("Beispielstraße 1", IBAN)
    assert (story.case.project.title, other.case.project.title) == ("", "Ein zweites Vorhaben")


# Siegel


def test_day_is_sealed_once_after_it_is_over():
    tell_check(story_of(lay_town()))
    evening, morning = at(date(2026, 3, 1), 23, 59), at(date(2026, 3, 2), 0, 0)
    first = seal_day(evening)
    assert first.day == date(2026, 2, 28)
    second = seal_day(morning)
    assert (second.day, second.previous) == (date(2026, 3, 1), first.digest)
    assert seal_day(morning + timedelta(hours=5)) == second
    assert seal_day(evening) == second
    assert Seal.objects.count() == 2
    dossier = Dossier.objects.get()
    assert second.lines == f"{dossier.pk},{dossier.length},{dossier.head}"
    assert second.digest == seal_digest("2026-03-01", first.digest, second.lines)
    assert (first.previous, second.dossiers) == (NOTHING, 1)


def test_missed_days_are_covered_by_the_next_seal():
    tell_check(story_of(lay_town()))
    seal_day(at(date(2026, 3, 2)))
    late = seal_day(at(date(2026, 3, 9)))
    assert [seal.day.day for seal in Seal.objects.order_by("day")] == [1, 8]
    assert late.previous == Seal.objects.get(day=date(2026, 3, 1)).digest
    assert findings() == []


def test_lines_of_a_seal_are_sorted_and_name_every_dossier():
    Dossier.objects.bulk_create(Dossier() for _ in range(12))
    lines = seal_day(at(date(2026, 3, 2))).lines.splitlines()
    assert lines == sorted(lines)
    assert {int(line.split(",")[0]) for line in lines} == set(Dossier.objects.values_list("pk", flat=True))


@pytest.mark.rest
@pytest.mark.django_db(transaction=True)
def test_two_clocks_make_one_seal():
    Dossier.objects.create()
    start, made = Barrier(4), []

    def seal():
        start.wait()
        made.append(seal_day(at(date(2026, 3, 2))).digest)
        connection.close()

    threads = [Thread(target=seal) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Seal.objects.count(), len(made), len(set(made))) == (1, 4, 1)


def test_seal_is_printed_with_the_command_that_checks_it():
    out = StringIO()
    call_command("seal_log", stdout=out)
    seal = Seal.objects.get()
    assert out.getvalue().strip() == wording(seal)
    assert f"--anchor {seal.day.isoformat()}={seal.digest}" in out.getvalue()
    call_command("verify_log", "--anchor", f"{seal.day.isoformat()}={seal.digest}", stdout=StringIO())


# Geld


@pytest.mark.parametrize(
    ("change", "said"),
    sampled(
        [
            (lambda: Pot.objects.update(reserved_cents=F("reserved_cents") + 1), "Reserviert sind 4.800,01"),
            (lambda: Pot.objects.update(override_cents=1), "Erhöhung sind 0,01"),
            (
                lambda: Application.objects.update(reserved_cents=F("reserved_cents") - 1),
                "Reserviert sind 4.799,99",
            ),
            (
                lambda: Entry.objects.update(amount_cents=F("amount_cents") + 1),
                "Das Protokoll sagt 4800.00 EUR",
            ),
            (lambda: Entry.objects.update(transition=None), "gehört zu keinem Eintrag"),
            (lambda: Entry.objects.update(key="1:1:1"), "gehört zu einem anderen Eintrag"),
            (lambda: Entry.objects.all()._raw_delete("default"), "die Buchungen ergeben 0,00"),
        ],
        2,
    ),
)
def test_money_that_does_not_agree_is_named(change, said):
    town = lay_town()
    story = story_of(town)
    tell_check(story)
    endorse(story)
    assert findings() == []
    change()
    assert any(said in finding for finding in findings()), findings()
    with pytest.raises(CommandError) as refusal:
        call_command("verify_log", stdout=StringIO())
    assert refusal.value.returncode == 1


def endorse(story):
    """The case with its reservation, before the Bescheid commits it."""
    story.draft_award = story.send_award = lambda: None
    tell_award(story)


def test_booking_changed_together_with_all_sums_is_still_named():
    story = story_of(lay_town())
    tell_check(story)
    endorse(story)
    Entry.objects.update(amount_cents=480001)
    Pot.objects.update(reserved_cents=480001)
    Application.objects.update(reserved_cents=480001)
    assert any("Das Protokoll sagt 4800.00 EUR, die Buchungen ergeben 4800.01" in f for f in findings())


def test_raised_pot_agrees_with_its_booking():
    town = lay_town()
    raise_pot(town.round.pot, Decimal(100), "Nachtrag", by=town.ground.staff["leitung"])
    assert findings() == []


def test_export_is_json_line_by_line_and_complete():
    tell_check(story_of(lay_town()))
    seal_day(at(date(2026, 3, 2)))
    rows = [json.loads(line) for line in export.lines()]
    kinds = [row["kind"] for row in rows]
    assert kinds[:3] == ["mittelweg-log", "seal", "dossier"]
    assert kinds.count("entry") == Transition.objects.count()
    hashed = {f.name for f in Transition._meta.concrete_fields if isinstance(f, CharField | TextField)}
    assert hashed - set(rows[3]) == {
        "key",
        "data_digest",
    }  # outside the hash: they say nothing of what happened
