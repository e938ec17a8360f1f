"""A process that prints letters as a worker does, to be interrupted: each line of its input is the name of one.

``python -m tests.notifications.printer <folder> <letter.html>`` answers each name with ``done`` when the letter is in
the archive, or with ``failed`` when it could not be printed, as the outbox records it. A SIGTERM ends it as it ends a
process of Celery's pool, SIGUSR1 is the soft limit of a task.
"""

import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.files.base import ContentFile

ROOT = Path(__file__).resolve().parents[2]
NUMBER, TITLE, DAY = "D-1", "Brief", date(2026, 7, 13)


def end(number: int, frame: FrameType | None) -> None:
    sys.exit(256 - number)


def reach_the_limit(number: int, frame: FrameType | None) -> None:
    raise SoftTimeLimitExceeded


def set_up(folder: str) -> None:
    """The few settings that printing needs."""
    places = {"VAR_DIR": Path(folder) / "var", "MEDIA_ROOT": Path(folder) / "archive"}
    settings.configure(BASE_DIR=ROOT, LETTER_FONT_ROOTS=[], **places)


def site(folder: str) -> Callable[[Any, Any], list[bytes]]:
    """A site for gunicorn whose one page is a letter; its header says which process printed it."""
    set_up(folder)
    from notifications.documents import PRESS, render  # only now: it asks for settings

    def answer(environ: Any, start_response: Any) -> list[bytes]:
        html = '<html lang="de"><h1>Brief</h1>'
        letter = render(html, number=NUMBER, title=TITLE, made_at=DAY)
        assert PRESS.process
        start_response("200 OK", [("Content-Type", "application/pdf"), ("X-Press", str(PRESS.process.pid))])
        return [letter]

    return answer


def main(folder: str, letter: str) -> None:
    set_up(folder)
    from config.storage import WholeFiles  # only now: both ask for settings
    from notifications.documents import NotPrinted, render

    archive, html = WholeFiles(), Path(letter).read_text(encoding="utf-8")
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGUSR1, reach_the_limit)
    print("ready", flush=True)
    while name := sys.stdin.readline().strip():
        try:
            archive.save(name, ContentFile(render(html, number=NUMBER, title=TITLE, made_at=DAY)))
        except (NotPrinted, SoftTimeLimitExceeded) as reason:
            print("failed", type(reason).__name__, reason, flush=True)
        else:
            print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
