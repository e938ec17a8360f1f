"""The post office at work beside a command: stories wait here until their letters are made and their mails are sent."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from django.conf import settings
from django.core.management import CommandError

from grants.management.commands.serve import only_one, worker
from notifications import posting, tasks
from notifications.models import Post

PATIENCE = 60.0
"""Seconds without any progress after which nobody seems to work."""
GLANCE, CALL = 0.02, 2.0
"""Seconds between two looks, and between two wake-up calls of the sweep."""
GOING_OUT = (Post.Kind.LETTER, Post.Kind.MAIL)


@contextmanager
def post_office() -> Iterator[Callable[[], None]]:
    """Yields a callable that returns when nothing is left to make or send.

    With the embedded broker the workers are threads of this process, unless ``serve`` already runs on the same data;
    with any other broker they are the ones that are configured. Beat is not started: reminders and the clock would
    act on the day of the machine, not on the day of the story.
    """
    with _lock() as alone, worker() if alone else nullcontext():
        yield wait


def wait() -> None:
    """Return when every move has its rows and every letter and mail is done. CommandError if nothing moves on."""
    seen, since, called = -1, time.monotonic(), 0.0
    while left := _left():
        now = time.monotonic()
        if left != seen:
            seen, since = left, now
        if now - since > PATIENCE:
            raise CommandError(
                f"Die Poststelle kommt nicht weiter: {left} Sendungen sind offen. Läuft ein worker?"
            )
        if now - called > CALL:
            called = now
            tasks.wake(tasks.sweep)
        time.sleep(GLANCE)


def failures() -> list[str]:
    """What could not be made or sent, as sentences."""
    dead = Post.objects.filter(state=Post.State.DEAD).order_by("pk")
    return [f"{post.get_kind_display()} „{post.letter}“ ist gescheitert: {post.error}" for post in dead] + [
        f"Die Schreiben zu „{stuck}“ können nicht angelegt werden: {stuck.error}"
        for stuck in posting.unmade().select_related("transition")
    ]


def _left() -> int:
    open_rows = Post.objects.filter(kind__in=GOING_OUT, state__in=[Post.State.DUE, Post.State.CLAIMED])
    return len(posting.unposted()) + open_rows.count()


@contextmanager
def _lock() -> Iterator[bool]:
    """Whether this process has to bring its own workers; if so, it keeps ``serve`` away meanwhile."""
    if not settings.EMBEDDED:
        yield False
        return
    serving = only_one(settings.VAR_DIR / "serve.lock")
    try:
        serving.__enter__()
    except CommandError:
        yield False
        return
    try:
        yield True
    finally:
        serving.__exit__(None, None, None)
