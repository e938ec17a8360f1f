"""The exit export, read back with nothing but Python: whole, proved, and without what has to stay inside."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from demo.stories.steps import Story
from grants.models import Application, Attachment, Transition, User
from notifications.exporting import NoExport, export_all
from notifications.models import Document
from tests.pictures import pictured

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def exported(released: Story, tmp_path: Path) -> Path:
    """Everything about a case with letters, files and a released Bescheid."""
    pictured("with a file", lambda: released.attach("Angebot.pdf", "angebot") or released)
    assert export_all(tmp_path / "auszug") == Application.objects.count()
    return tmp_path / "auszug"


def verify(log: Path) -> tuple[int, str]:
    """Run the verifier that lies in the export, without our code and without installed packages."""
    command = [sys.executable, "-I", "-S", str(log.parent / "verify_log.py"), str(log)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    return done.returncode, done.stdout


def test_log_is_proved_by_the_standard_library_alone(exported: Path) -> None:
    log = exported / "protokoll/log.jsonl"
    assert verify(log) == (0, verify(log)[1])
    assert "Alles stimmt" in verify(log)[1]
    entries = [row for row in map(json.loads, log.read_text().splitlines()) if row.get("kind") == "entry"]
    assert len(entries) == Transition.objects.count()
    text = log.read_text()
    log.write_text(text.replace('"release_award"', '"release_refusal"', 1))  # the control
    assert verify(log)[0] == 1


def test_every_file_is_there_with_its_digest(exported: Path) -> None:
    sums = dict(line.split("  ")[::-1] for line in (exported / "SHA256SUMS").read_text().splitlines())
    files = {path.relative_to(exported).as_posix() for path in exported.rglob("*") if path.is_file()}
    assert files - {"SHA256SUMS"} == sums.keys()
    for name, digest in sums.items():
        assert sha256((exported / name).read_bytes()).hexdigest() == digest


def test_case_has_its_words_letters_and_files(exported: Path, released: Story) -> None:
    folder = exported / "vorgaenge" / str(released.case.number)
    said = json.loads((folder / "vorgang.json").read_text())
    assert said["vorgang"]["number"] == released.case.number
    assert said["dazu"]["project"][0]["title"] == released.paper.title
    assert len(said["dazu"]["planline"]) == released.case.project.plan_lines.count() > 0
    letters = {letter["number"]: folder / letter["file"] for letter in said["briefe"]}
    assert letters.keys() == set(Document.objects.values_list("number", flat=True))
    assert all(path.read_bytes().startswith(b"%PDF-") for path in letters.values())
    assert len(said["anlagen"]) == Attachment.objects.count() > 0
    for kept in (*said["briefe"], *said["anlagen"]):
        assert sha256((folder / kept["file"]).read_bytes()).hexdigest() == kept["sha256"]


def test_no_secret_leaves_the_house(exported: Path) -> None:
    everything = b"".join(path.read_bytes() for path in exported.rglob("*.json*"))
    passwords = set(User.objects.exclude(password="").values_list("password", flat=True))
    assert passwords
    assert not [password for password in passwords if password.encode() in everything]
    names = {path.stem for path in (exported / "tabellen").iterdir()}
    assert {"application", "transition", "entry", "post", "document"} <= names
    assert not names & {"session", "authenticator", "emailaddress"}


def test_export_goes_into_a_new_folder_and_is_whole_or_not_there(exported: Path) -> None:
    with pytest.raises(CommandError, match="gibt es schon"):
        call_command("export_all", exported)
    Path(Attachment.objects.first().file.path).write_bytes(b"something else")
    with pytest.raises(NoExport, match="nicht mehr die"):
        export_all(exported.with_name("zweiter"))
    assert not exported.with_name("zweiter").exists()
