"""The browser of the tests: a page in the Chromium of this machine, on a live server, and axe to judge it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
JUDGE = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(found => found.violations)"
"""What passed is not sent: with every node that it looked at it takes the browser longer than the judging."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 90_000
"""Milliseconds that a page may take on a machine that does something else beside."""
# The headless shell first: it draws the same pages for a fifth less.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """The program that CHROMIUM names, else the one that is installed, else None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what needs a browser if there is none; the summary says so."""
    if find_chromium():
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not find_chromium():
        missing = "no Chromium (apt-get install chromium-headless-shell)"
        terminalreporter.section(f"browser tests left out: {missing}", sep="!")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One Chromium per run."""
    from django.db import connections
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, in which Django would refuse every query of a test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()
        # Beside an event loop a thread has connections of its own, which nobody finds once the loop has ended.
        connections.close_all()


@pytest.fixture
def page(chromium: Any, live_server: Any, settings: Any) -> Iterator[Any]:
    """A fresh German browser window; ``page.goto("/")`` opens the live server.

    The test fails afterwards if a script broke, the content policy was violated, or a page asked a foreign host.
    """
    settings.PUBLIC_URL = live_server.url  # links in mails lead there, whatever a request says about the host
    context = chromium.new_context(
        base_url=live_server.url,
        locale="de-DE",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",  # a page that scrolls smoothly is still on its way when a busy machine looks
    )
    context.set_default_timeout(PATIENCE)
    window, complaints = context.new_page(), []
    window.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    window.on("console", lambda said: complaints.append(said.text) if _is_violation(said) else None)
    window.on(
        "request", lambda asked: complaints.append(asked.url) if _is_foreign(asked.url, live_server) else None
    )
    yield window
    context.close()
    if complaints:
        pytest.fail("the browser complained:\n" + "\n".join(complaints), pytrace=False)


def _is_violation(said: Any) -> bool:
    return said.type == "error" and "Content Security Policy" in said.text


def _is_foreign(url: str, live_server: Any) -> bool:
    return not url.startswith((live_server.url, "data:", "blob:", "about:"))


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """``axe(page)`` gives one line per violation of WCAG 2.2 A and AA and of good practice; [] is what we want."""

    def judge(page: Any) -> list[str]:
        # Evaluated, not added as a script tag: the content policy forbids foreign scripts, and that is as it should be.
        if not page.evaluate("'axe' in window"):  # it is there if this page was judged at another width
            page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(JUDGE, RULES)
        return [
            f"{violation['id']} ({violation['impact']}): {node['target']} {node['html'][:120]}"
            for violation in found
            for node in violation["nodes"]
        ]

    return judge
