"""What our rules cost a letter beside WeasyPrint's own PDF of the same HTML.

PDF/A, tags and fixed bytes, a process of its own, and proofreading; counted is the processor time of both processes.
"""

import time
from collections.abc import Callable
from typing import Any

MOST_RATIO, ROUNDS = 1.2, 7


def measure() -> list[str]:
    """Render one Zuwendungsbescheid both ways; its line, if the archive costs too much."""
    html, number, moment = _bescheid()
    ours, own = _both(html, number, moment)
    line = (
        f"Zuwendungsbescheid: {ours * 1000:.0f} ms, WeasyPrint allein {own * 1000:.0f} ms, × {ours / own:.2f}"
    )
    print(f"Briefe (höchstens × {MOST_RATIO})\n{line}", flush=True)
    return [line] if ours / own > MOST_RATIO else []


def _bescheid() -> tuple[str, str, Any]:
    from notifications.making import entry_of, written
    from notifications.models import Post
    from notifications.outbox import settle
    from tests.factories import World, drive
    from workflows.stages import Stage

    drive(World(), Stage.AWARDED)
    settle()
    post = Post.objects.filter(letter="zuwendungsbescheid").exclude(document=None).first()
    assert post is not None
    composed = written(post)
    assert composed.html is not None
    return composed.html, post.document.number, entry_of(post).at


def _both(html: str, number: str, moment: Any) -> tuple[float, float]:
    """The best time of each in seconds, taken in turns."""
    from weasyprint import HTML

    from notifications.documents import PRESS, render
    from notifications.printing import _press

    fonts, sheet, fetcher = _press()

    def own() -> None:
        HTML(string=html, url_fetcher=fetcher).write_pdf(font_config=fonts, stylesheets=[sheet])

    def ours() -> None:
        render(html, number=number, title="Zuwendungsbescheid", made_at=moment)

    ours()  # warm the press
    assert PRESS.process is not None
    there = _clock_of(PRESS.process.pid)
    times = [(_timed(ours, there), _timed(own, there)) for _ in range(ROUNDS)]
    return min(t for t, _ in times), min(t for _, t in times)


def _timed(work: Callable[[], None], there: int) -> float:
    """Seconds of processor time that the work takes, here and there."""
    start = time.process_time() + time.clock_gettime(there)
    work()
    return time.process_time() + time.clock_gettime(there) - start


def _clock_of(pid: int) -> int:
    """The clock of a process's processor time, as Linux numbers it (clock_getcpuclockid)."""
    return ~pid << 3 | 2
