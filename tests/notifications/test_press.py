"""The press and its proofreader: a process of its own that is kept and replaced, and letters that lack something."""

import io
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Name

from demo.stories.steps import Story
from grants.clock import database_now
from grants.models import Transition
from notifications import documents, making, outbox, rows
from notifications.documents import NotPrinted, Press
from notifications.letters import compose
from notifications.making import read_document
from notifications.models import Document, Post
from notifications.proofreading import faults
from tests.notifications.letter_samples import PROGRAMMES, SAMPLES
from tests.servers import free_port
from tests.tables import each
from tests.waiting import effort_of, wait_until

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 7, 13)
PLAIN = '<!doctype html><html lang="de-DE"><head><title>x</title></head><body><h1>Brief</h1>{}</body></html>'
ORDER = (PLAIN.format(""), "D-1", "Brief", "2026-07-13T00:00:00Z")
KEY = "mahnung"


@pytest.fixture
def press() -> Iterator[Press]:
    own = Press()
    yield own
    own.end()


def pid_of(press: Press) -> int:
    assert press.process is not None
    return press.process.pid


def status_of(pid: int) -> dict[str, str]:
    return dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())


def test_press_is_kept_and_holds_nothing_of_ours(press: Press, monkeypatch, db: None):
    monkeypatch.setenv("SECRET_KEY", "nothing-for-the-press")
    first = press.printed(*ORDER)
    pid = pid_of(press)
    assert press.printed(*ORDER) == first
    assert pid_of(press) == pid
    held = {str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir()}
    assert len([name for name in held if name.startswith("socket:")]) == 1, (
        "the line to us, and no connection"
    )
    assert not [name for name in held if "sqlite" in name]
    surroundings = Path(f"/proc/{pid}/environ").read_text()
    assert "SECRET_KEY" not in surroundings
    assert "DATABASE_URL" not in surroundings
    assert os.getsid(pid) == pid != os.getsid(0)
    blocked = int(status_of(pid)["SigBlk"], 16)
    assert all(blocked >> (number - 1) & 1 for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1))


@pytest.mark.rest
def test_press_that_died_is_replaced_and_takes_its_scratch_files_along(press: Press):
    whole = press.printed(*ORDER)
    pid, scratch = pid_of(press), Path(press._scratch)
    assert list(scratch.iterdir())
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: status_of(pid)["State"].startswith("Z"), moving=lambda: status_of(pid))
    assert press.printed(*ORDER) == whole
    assert pid_of(press) != pid
    assert not scratch.exists()


@pytest.mark.rest
def test_letter_that_is_not_ready_in_time_fails_and_the_next_one_gets_a_fresh_press(press: Press):
    whole = press.printed(*ORDER)
    pid, press.deadline = pid_of(press), 0.5
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(NotPrinted, match="war nach der Frist nicht fertig"):
        press.printed(*ORDER)
    press.deadline = documents.DEADLINE
    assert press.printed(*ORDER) == whole


@pytest.mark.rest
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_daemonic_fork_prints_with_a_press_of_its_own(press: Press):
    """As Celery's processes do; the press of the process that forked goes on printing for it alone."""
    whole = press.printed(*ORDER)
    pid = pid_of(press)
    os.register_at_fork(after_in_child=press._forget)
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=print_and_tell, args=[press, theirs], daemon=True)
    child.start()
    theirs.close()
    try:
        own, printed = ours.recv()
    finally:
        child.join()
        ours.close()
    assert printed == whole
    assert own != pid
    assert press.printed(*ORDER) == whole
    assert pid_of(press) == pid
    wait_until(lambda: not Path(f"/proc/{own}").exists(), moving=lambda: own)


def print_and_tell(press: Press, line: Connection) -> None:
    printed = press.printed(*ORDER)
    line.send((pid_of(press), printed))


def test_whatever_weasyprint_complains_about_fails_the_letter(press: Press):
    broken = '<img alt="" src="data:image/png;base64,AAAA">'
    with pytest.raises(NotPrinted, match="Incomplete: Failed to load image"):
        press.printed(PLAIN.format(broken), *ORDER[1:])
    with pytest.raises(NotPrinted, match="keine fremde Adresse") as fault:
        press.printed(PLAIN.format('<img alt="" src="file:///etc/passwd">'), *ORDER[1:])
    assert "in fetch" in fault.value.__notes__[0], "where it went wrong"


@pytest.mark.rest
def test_workers_of_gunicorn_print_and_their_presses_end_with_them(tmp_path):
    port = free_port()
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "gunicorn",
        f"tests.notifications.printer:site('{tmp_path}')",
    ]
    command += [
        "--bind",
        f"127.0.0.1:{port}",
        "--worker-class",
        "gthread",
        "--workers",
        "1",
        "--threads",
        "4",
    ]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        wait_until(lambda: answers(port), moving=lambda: effort_of(server.pid))
        with ThreadPoolExecutor(4) as people:
            found = list(people.map(lambda _: letter_at(port), range(4)))
    finally:
        server.terminate()
        server.wait()
    assert len(set(found)) == 1, "one press, the same letter"
    pid, letter = found[0]
    assert letter.startswith(b"%PDF-")
    wait_until(lambda: not Path(f"/proc/{pid}").exists(), moving=lambda: pid)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def letter_at(port: int) -> tuple[str, bytes]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
        return page.headers["X-Press"], page.read()


# Proofreading


def written() -> str:
    html = compose(KEY, PROGRAMMES[KEY], SAMPLES[KEY], number="D-1", made_on=DAY).html
    assert html
    return html


@pytest.fixture(scope="module")
def whole() -> bytes:
    return documents.render(written(), number="D-1", title="Brief", made_at=DAY)


@each(
    {
        "heading": ("<h2>", "Überschrift: "),
        "table": ("<table>", "Tabelle: "),
        "item": ("<li>", "Listenpunkt: "),
        "photograph": ('<img src="x.png">', "Bild: 2 erwartet, 1 gefunden"),
        "field": ("<input>", "Formularfeld: 1 erwartet, 0 gefunden"),
        "attached file": ('<a rel="attachment">', "Datei im Anhang: 1 erwartet, 0 gefunden"),
        "annexes": ('<section class="anlage">' * 9, "Seite: 10 erwartet, "),
    }
)
def test_what_the_html_has_more_is_missing(more: str, fault: str, whole: bytes):
    assert faults(written(), whole, title="Brief") == []
    assert fault in "; ".join(faults(written() + more, whole, title="Brief"))


def without_marks(pdf: pikepdf.Pdf) -> None:
    xmp = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(
        xmp.replace(b"<pdfuaid:part>1", b"<pdfuaid:part>").replace(b"pdfaid:part", b"x:y")
    )


def without_picture(pdf: pikepdf.Pdf) -> None:
    content = pdf.pages[0].Contents.read_bytes()
    before, _, after = content.partition(b"/Figure\n")
    picture, _, rest = after.partition(b"\nEMC")
    pdf.pages[0].Contents.write(before + b"/Figure\n" + picture[: len(picture) // 2] + b"\nEMC" + rest)


def without_figure(pdf: pikepdf.Pdf) -> None:
    next(
        e for e in pdf.objects if isinstance(e, pikepdf.Dictionary) and e.get(Name.S) == Name.Figure
    ).S = Name.P


@each(
    {
        "marks": (without_marks, "PDF/A-2a: 1 erwartet, 0 gefunden; PDF/UA-1: 1 erwartet, 0 gefunden"),
        "half of the picture": (without_picture, "Strich oder Wort in Bildern: "),
        "picture in the structure": (without_figure, "Bild: 1 erwartet, 0 gefunden"),
        "title": (lambda pdf: pdf.docinfo.__delitem__(Name.Title), "Titel „Brief“: 1 erwartet, 0 gefunden"),
        "pages": (lambda pdf: pdf.pages.__delitem__(slice(None)), "Seite: 1 erwartet, 0 gefunden"),
    }
)
def test_what_the_pdf_has_less_is_missing(take: Callable[[pikepdf.Pdf], None], fault: str, whole: bytes):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        take(pdf)
        pdf.save(out)
    assert fault in "; ".join(faults(written(), out.getvalue(), title="Brief"))


def test_file_that_is_cut_off_is_no_letter(whole: bytes):
    assert faults(written(), whole[: len(whole) // 3], title="Brief")
    assert "keine lesbare PDF-Datei" in faults(written(), b"%PDF-1.7\n", title="Brief")[0]


# The row of a letter that cannot be printed


@pytest.mark.rest
@pytest.mark.django_db(transaction=True)
def test_letter_that_is_never_printed_is_tried_again_and_then_shown_to_a_person(
    submitted: Story, monkeypatch, error_log
):
    monkeypatch.setattr(making, "render", documents.render)  # not the one that prints once in a run
    monkeypatch.setattr(documents.PRESS, "deadline", 0)
    letter, now = rows.make_rows(Transition.objects.get(move="submit").pk)[0], database_now()
    for attempt in range(1, outbox.TRIES + 1):
        outbox.work(letter, now=now)
        row = Post.objects.get(pk=letter)
        assert (row.state, row.attempts) == ("due" if attempt < outbox.TRIES else "dead", attempt)
        assert "Der Druck war nach der Frist nicht fertig" in row.error
        now = row.run_after
    assert len(error_log.messages) == 1
    error_log.clear()
    assert Document.objects.get(post=letter).made_at is None
    monkeypatch.setattr(documents.PRESS, "deadline", documents.DEADLINE)
    Post.objects.filter(pk=letter).update(state="due", attempts=0)
    outbox.work(letter, now=now)
    assert read_document(Document.objects.get(post=letter)).startswith(b"%PDF-")
