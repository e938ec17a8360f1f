"""A letter is whole or not there (G9): printing is interrupted at seeded moments, by signals, limits and kills.

A moment is so much processor time of the process that is interrupted, or so many calls of functions: never the clock.
"""

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import IO, Any, Self

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from weasyprint import HTML

from notifications import printing
from notifications.documents import render
from notifications.proofreading import faults
from notifications.tagging import accessible
from tests.notifications import printer
from tests.notifications.letter_samples import PROGRAMMES, SAMPLES
from tests.waiting import wait_until

SEED = 11
LETTER = "mahnung"
STAMP = "2026-07-13T00:00:00Z"
SHARE, SOAK = 20, 1000


@pytest.fixture(scope="module")
def html() -> str:
    from notifications.letters import compose

    written = compose(LETTER, PROGRAMMES[LETTER], SAMPLES[LETTER], number=printer.NUMBER, made_on=printer.DAY)
    assert written.html
    return written.html


# In one process, as it was: what interrupts is swallowed inside a picture


class Interrupt:
    """Raises in the call number ``at`` of any function inside; counts the calls, and those inside a picture."""

    def __init__(self, at: int = 0, raises: type[BaseException] = SystemExit) -> None:
        self.at, self.raises, self.calls = at, raises, 0
        self.in_picture: list[int] = []

    def __enter__(self) -> Self:
        sys.setprofile(self._count)
        return self

    def __exit__(self, *error: object) -> None:
        sys.setprofile(None)

    def _count(self, frame: FrameType, event: str, what: Any) -> None:
        if event != "call":
            return
        self.calls += 1
        if "weasyprint/svg" in frame.f_code.co_filename:
            self.in_picture.append(self.calls)
        if self.calls == self.at:
            sys.setprofile(None)
            raise self.raises


def as_it_was(html: str) -> bytes:
    """The letter as it was printed before: by WeasyPrint in this process, whatever it logs."""
    config, sheet, fetcher = printing._press()
    document = HTML(string=html, url_fetcher=fetcher).render(
        font_config=config, stylesheets=[sheet], pdf_variant="pdf/a-2a"
    )
    document.metadata.title = printer.TITLE
    document.metadata.created = document.metadata.modified = STAMP
    raw = document.write_pdf(pdf_variant="pdf/a-2a", pdf_identifier=b"D-1", uncompressed_pdf=True)
    return accessible(raw, [text for page in document.pages for text in printing._texts(page._page_box)])


def as_it_is(html: str) -> bytes:
    """The letter as the press prints it, which fails with what WeasyPrint logs."""
    return printing.render(html, number=printer.NUMBER, title=printer.TITLE, made_at=STAMP)


def moments(html: str, count: int) -> Iterator[tuple[int, type[BaseException]]]:
    """Seeded numbers of calls at which a letter is interrupted: half of them anywhere, half inside its picture."""
    as_it_was(html)  # what is loaded with the first letter is not counted
    with Interrupt() as counted:
        as_it_was(html)
    picture, rnd = counted.in_picture, random.Random(SEED)
    for number in range(count):
        anywhere = rnd.randint(1, counted.calls)
        yield rnd.choice(picture) if number % 2 else anywhere, rnd.choice([SystemExit, SoftTimeLimitExceeded])


def interrupted(
    print_letter: Callable[[str], bytes], html: str, at: int, raises: type[BaseException]
) -> bytes | None:
    """What was printed although something was raised; None if that ended the printing."""
    try:
        with Interrupt(at, raises):
            return print_letter(html)
    except (SystemExit, SoftTimeLimitExceeded, printing.Incomplete):
        return None


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.rest
def test_letter_interrupted_where_it_is_printed_was_damaged_and_is_not_any_more(html, error_log):
    whole = as_it_was(html)
    assert as_it_is(html) == whole
    assert faults(html, whole, title=printer.TITLE) == []
    told = Counter[str]()
    for at, raises in moments(html, 16):
        before, now = (interrupted(way, html, at, raises) for way in (as_it_was, as_it_is))
        assert now in (None, whole), f"call {at}, {raises}"
        if before not in (None, whole):
            told["damaged"] += 1
            told["found"] += bool(faults(html, before, title=printer.TITLE))
    # The control: the old way let damaged letters pass, and proofreading alone would have found them.
    assert told["damaged"] >= 3
    assert told["found"] >= told["damaged"] - 1, told
    assert {message.partition("data:")[0] for message in error_log.messages} == {
        "weasyprint: Failed to render SVG image "
    }
    error_log.clear()


# As a worker prints, with real signals: the archive holds the whole letter or none


class Printer:
    """A process that prints one letter after the other, started anew when it has ended."""

    def __init__(self, folder: Path, letter: Path) -> None:
        self.folder, self.letter, self.archive = folder, letter, folder / "archive"
        self.scratch = folder / "tmp"
        self.scratch.mkdir()
        self.process: subprocess.Popen[str] | None = None
        self.met: set[int] = set()

    def order(self, name: str) -> None:
        """Have it print a letter into the archive."""
        if self.process is None or self.process.poll() is not None:
            self.end()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.notifications.printer", str(self.folder), str(self.letter)],
                cwd=printer.ROOT, env=os.environ | {"TMPDIR": str(self.scratch)},
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
            assert self._out.readline() == b"ready\n"
        assert self.process.stdin
        self.process.stdin.write(f"{name}\n".encode())
        self.process.stdin.flush()

    def answer(self, patience: float) -> str:
        """What it says to the last order within so many seconds, or ""; "ended" when it says nothing any more."""
        if not select.select([self._out], [], [], patience)[0]:
            return ""
        if said := self._out.readline().decode().strip():
            return said
        assert self.process
        self.process.wait()
        return "ended"

    @property
    def _out(self) -> IO[bytes]:
        assert self.process
        assert self.process.stdout
        return self.process.stdout

    @property
    def press(self) -> int | None:
        """The process that prints for it."""
        assert self.process
        try:
            found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        except OSError:  # it has ended
            return None
        self.met.update(map(int, found))
        return int(found[0]) if found else None

    @property
    def effort(self) -> float:
        """Seconds of processor time of both, which is how far a letter has come."""
        return effort_of(self.process.pid) + effort_of(self.press) if self.process else 0.0

    def end(self) -> None:
        if self.process:
            self.process.kill()
            self.process.communicate()


def effort_of(pid: int | None) -> float:
    """Seconds of processor time of a process, on its own clock (clock_getcpuclockid); 0 if there is none."""
    try:
        return time.clock_gettime(~pid << 3 | 2) if pid else 0.0
    except OSError:
        return 0.0


@pytest.fixture
def printing_process(tmp_path: Path, html: str) -> Iterator[Printer]:
    letter = tmp_path / "letter.html"
    letter.write_text(html, encoding="utf-8")
    process = Printer(tmp_path, letter)
    yield process
    process.end()


HOW = {
    "signal to the press": 7,
    "limit of the task": 4,
    "kill of the press": 4,
    "end of the worker": 2,
    "kill of the worker": 3,
}
"""How a letter is interrupted, and how often in twenty."""


def interrupt(how: str, process: Printer, rnd: random.Random) -> None:
    assert process.process
    match how:
        case "signal to the press":
            kind = rnd.choice([signal.SIGTERM, signal.SIGINT, signal.SIGUSR1, signal.SIGALRM, signal.SIGHUP])
            if process.press:
                os.kill(process.press, kind)
        case "kill of the press":
            if process.press:
                os.kill(process.press, signal.SIGKILL)
        case "limit of the task":
            process.process.send_signal(signal.SIGUSR1)
        case "end of the worker":
            process.process.send_signal(signal.SIGTERM)
        case "kill of the worker":
            process.process.kill()


@pytest.mark.parametrize(
    "count",
    [
        pytest.param(SHARE, id="share", marks=pytest.mark.rest),
        pytest.param(SOAK, id="soak", marks=pytest.mark.soak),
    ],
)
def test_interrupted_letter_is_whole_or_not_there(
    printing_process: Printer, html: str, count: int, record_property
) -> None:
    whole = render(html, number=printer.NUMBER, title=printer.TITLE, made_at=printer.DAY)
    rnd, process, told = random.Random(SEED), printing_process, Counter[str]()
    ways = [how for how, often in HOW.items() for _ in range(often)] * (count // sum(HOW.values()))
    rnd.shuffle(ways)
    cold, warm = effort_of_a_letter(process, "cold.pdf"), effort_of_a_letter(process, "warm.pdf")
    for number, how in enumerate(ways):
        name = f"{number}.pdf"
        fresh = process.process is None or process.process.poll() is not None or not process.press
        moment = rnd.random() * (cold if fresh else warm)
        answer = print_until(process, name, moment, lambda how=how: interrupt(how, process, rnd))
        file = process.archive / name
        told[how] += 1
        told[f"{how}: {answer.split()[0]}"] += 1
        if file.exists():
            assert file.read_bytes() == whole, f"{name}: {how} at {moment:.3f} s"
            told["whole"] += 1
        else:
            assert answer.split()[0] != "done"
            told["not there"] += 1
            process.order(name)  # as the outbox does
            assert settled(process) == "done"
            assert file.read_bytes() == whole
    record_property("interrupted", dict(told))
    print(f"{count} interrupted renders: {dict(sorted(told.items()))}")
    assert told["not there"] > count / 4, "the control: the interruptions did interrupt"
    assert told["whole"] > count / 8
    process.end()
    wait_until(
        lambda: not any(Path(f"/proc/{pid}").exists() for pid in process.met), moving=lambda: len(process.met)
    )
    assert list(process.scratch.iterdir()) == [], "scratch files end with their process"


def effort_of_a_letter(process: Printer, name: str) -> float:
    """Seconds of processor time that a letter takes worker and press."""
    before = process.effort
    process.order(name)
    assert settled(process) == "done"
    return process.effort - before


def print_until(process: Printer, name: str, moment: float, act: Callable[[], None]) -> str:
    """Order a letter, act when worker and press have worked so long on it, and return the answer."""
    process.order(name)
    began, acted = process.effort, False
    while not (answer := process.answer(0.001)):
        if not acted and process.effort - began >= moment:
            act()
            acted = True
    return answer


def settled(process: Printer) -> str:
    """The answer to the last order, waited for as long as the work goes on."""
    said: list[str] = []

    def has_answered() -> bool:
        said.append(process.answer(0.01))
        return bool(said[-1])

    wait_until(has_answered, moving=lambda: process.effort)
    return said[-1]
