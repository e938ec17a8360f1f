"""The same site and workers with faults that a run must find: the controls."""

import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import grants.clock
from tests.kills import site

LATE = timedelta(minutes=20)
HURRY = 0.5
"""Seconds between the answer and the work."""


def slow() -> datetime:
    """A clock that is slow, as that of a web server may be."""
    return site.database_now() - LATE


grants.clock.database_now = slow

from grants.actions import door  # noqa: E402
from notifications import models, outbox  # noqa: E402

app = site.app
append, birth_of, make = door.append, door.birth_of, outbox.make


def without_key(kind: str) -> Callable[..., Any]:
    """A birth that does not know a second click."""
    return lambda **given: birth_of(kind)(**given | {"key": uuid4().hex})


def done_first(post: Any, now: datetime) -> Any:
    """A row that is marked done before its mail is sent."""
    if post.kind == "mail" and post.pk % 2:
        rows = models.Post.objects.filter(pk=post.pk)
        rows.update(state="done", token="", lease_until=None, finished_at=now)
    return make(post, now)


door.birth_of = without_key
door.append = lambda *given, **said: append(*given, **said | {"key": None})
outbox.make = done_first
models.Post.message_id = property(lambda post: models.message_id_of(uuid4().hex))  # another one at each try


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """An answer to what people send to their cases before it is done."""
    if environ["REQUEST_METHOD"] != "POST" or "-" not in environ["PATH_INFO"]:
        return site.application(environ, start_response)
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))

    def work() -> None:
        time.sleep(HURRY)
        list(site.application(environ | {"wsgi.input": BytesIO(body)}, lambda *_: None))

    threading.Thread(target=work).start()
    start_response("302 Found", [("Location", "/"), ("Content-Length", "0")])
    return []
