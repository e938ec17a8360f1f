"""What the archive's rules cost a letter: PDF/A, tags and fixed bytes beside WeasyPrint's own PDF of the same HTML."""

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

    from notifications.documents import _press, render

    fonts, sheet, fetcher = _press()

    def own() -> None:
        HTML(string=html, url_fetcher=fetcher).write_pdf(font_config=fonts, stylesheets=[sheet])

    def ours() -> None:
        render(html, number=number, title="Zuwendungsbescheid", made_at=moment)

    times = [(_timed(ours), _timed(own)) for _ in range(ROUNDS)]
    return min(t for t, _ in times), min(t for _, t in times)


def _timed(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
