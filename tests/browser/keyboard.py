"""A person who has a keyboard and nothing else: tabs to what carries a name, sees where the focus is, and types."""

import re
from typing import Any

MOST = 400
"""Tabs until one gives up: more than any page has stops, twice around."""
PATIENCE = 50
"""Tenths of a second that a page may take to scroll to the focus."""
NAME = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const text = e => e.textContent.replace(/\\s+/g, ' ').trim();
  const named = (here.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id));
  const label = here.labels && here.labels.length ? text(here.labels[0]) : '';
  const name = named.filter(Boolean).map(text).join(' ') || here.getAttribute('aria-label') || label || text(here);
  return {name: name.replace(/ \\(freiwillig\\)$/, ''), type: here.type || '', group: here.name || '',
    checked: !!here.checked, tag: here.tagName};
}"""
SHOWS = """() => {
  const marks = e => { const s = getComputedStyle(e);
    return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'; };
  const here = document.activeElement, around = [here, here.parentElement, here.nextElementSibling];
  const box = here.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight;
  return inside && (around.filter(Boolean).some(marks) || getComputedStyle(here, '::after').outlineStyle !== 'none');
}"""
PICKS = """wanted => [...document.querySelectorAll('input[type=radio]')]
  .some(e => e.name === document.activeElement.name && e.labels[0].textContent.trim().startsWith(wanted))"""


class Keyboard:
    """Works a page by Tab, Space, Enter, arrows and typing; never by the mouse, never by a script's focus()."""

    def __init__(self, page: Any):
        self.page = page
        self.complaints: list[str] = []
        """Where the focus was and nobody could see it."""

    def to(self, name: str, *kinds: str) -> dict[str, Any]:
        """Tab until the focus is on what is called so (or begins so, before a colon); fails after a round."""
        passed = []
        for _ in range(MOST):
            here = self.page.evaluate(NAME)
            if here and _called(here["name"], name) and (not kinds or here["type"] in kinds):
                if not self._shows():
                    self.complaints.append(f"{self.page.url}: no focus to be seen on {here['name']!r}")
                return dict(here)
            if here and passed.count(here["name"]) > 20:
                break
            passed.append(here and here["name"])
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: nothing is called {name!r}: {list(dict.fromkeys(passed))}")

    def _shows(self) -> bool:
        """Whether the focus can be seen; pages scroll to it smoothly."""
        for _ in range(PATIENCE):
            if self.page.evaluate(SHOWS):
                return True
            self.page.wait_for_timeout(100)
        return False

    def press(self, name: str, *kinds: str) -> None:
        """Press the link or button of this name and wait for the page it leads to."""
        self.to(name, *kinds)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def unfold(self, name: str) -> None:
        """Open what is folded under this name."""
        self.to(name)
        if not self.page.evaluate("document.activeElement.parentElement.open"):
            self.page.keyboard.press("Enter")

    def type(self, name: str, text: str) -> None:
        """Type a text into the field of this name, instead of what stands there."""
        self.to(name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def hand_over(self, name: str, file: dict[str, Any]) -> None:
        """Open the dialog of the file field of this name, and choose a file in it.

        The dialog is caught only some time after somebody begins to listen, so that comes before the way there.
        """
        self.page.on("filechooser", lambda _: None)
        self.to(name)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files(file)

    def tick(self, *names: str) -> None:
        """Tick these boxes, in the order of the page."""
        for name in names:
            if not self.to(name, "checkbox")["checked"]:
                self.page.keyboard.press("Space")

    def choose(self, name: str) -> None:
        """Choose the radio button of this name: Tab to its group, arrows inside it."""
        for _ in range(MOST):
            here = self.page.evaluate(NAME)
            if here and here["type"] == "radio" and self.page.evaluate(PICKS, name):
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _ in range(30):
            if _called(self.page.evaluate(NAME)["name"], name):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: no choice {name!r}")

    def select(self, name: str, option: str) -> None:
        """Choose in a list by typing how the entry begins."""
        self.to(name)
        self.page.keyboard.type(option)


def _called(name: str, wanted: str) -> bool:
    if wanted.endswith("…"):
        return name.startswith(wanted[:-1])
    return name == wanted or bool(re.match(re.escape(wanted) + r"( ist|:|,| \d|$| –)", name))
