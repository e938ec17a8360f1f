"""What is looked at on every page: no barrier, one heading, a title, nothing beside the screen, a quiet console."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

WIDTHS = (1280, 360)
"""CSS pixels: a desk, and a small phone (320 px of content beside the scroll bar and the margin)."""
HEIGHT = 900
BESIDE = """width => [...document.querySelectorAll('body *')]
  .filter(e => { const box = e.getBoundingClientRect(); return box.width && box.right > width + 1; })
  .slice(0, 3).map(e => e.tagName + '.' + e.className)"""


class Looking:
    """Collects what is wrong with the pages that a test visits; ``complaints`` must stay empty.

    With the environment variable SCREENSHOTS (a folder) every page is kept as a picture.
    """

    def __init__(self, page: Any, axe: Callable[[Any], list[str]]):
        self.page, self.axe = page, axe
        self.complaints: list[str] = []
        self.seen: set[str] = set()
        self.folder = os.environ.get("SCREENSHOTS", "")
        page.on("console", self._hear)
        page.on("response", lambda answer: self._broken(answer))

    def _hear(self, said: Any) -> None:
        # The browser itself reports 404, 409 and 422 as errors on the console; the tests judge those by their pages.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.complaints.append(f"{self.page.url}: console: {said.text}")

    def _broken(self, answer: Any) -> None:
        if answer.status >= 500 or (answer.status >= 400 and answer.request.resource_type != "document"):
            self.complaints.append(f"{answer.url}: {answer.status}")

    def at(self, name: str, *widths: int) -> None:
        """Judge the page that is open, at its present width or at each of these."""
        for width in widths or (self.page.viewport_size["width"],):
            if self.page.viewport_size["width"] != width:
                self.page.set_viewport_size({"width": width, "height": HEIGHT})
            found = [*self._page(), *self.axe(self.page), *self._beside(width)]
            self.complaints += [
                f"{name} ({self.page.url.partition('//')[2]}, {width} px): {f}" for f in found
            ]
            self.seen.add(name)
            self._keep(f"{name}-{width}")

    def _page(self) -> list[str]:
        headings = self.page.locator("h1").count()
        title = self.page.title()
        wrong = [] if headings == 1 else [f"{headings} headings of the first order"]
        return wrong + ([] if re.fullmatch(r"\S.* – Mittelweg", title) else [f"title {title!r}"])

    def _beside(self, width: int) -> list[str]:
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide <= width:
            return []
        return [f"{wide} px wide: {', '.join(self.page.evaluate(BESIDE, width))}"]

    def _keep(self, name: str) -> None:
        if self.folder:
            file = re.sub(r"[^a-z0-9-]+", "-", name.lower().translate(str.maketrans("äöüß", "aous")))
            self.page.screenshot(path=Path(self.folder) / f"{file}.png", full_page=True)
